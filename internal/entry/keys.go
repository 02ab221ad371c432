package entry

import (
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// What public answers show, in the words that caches before this server are told to
// forget it by: answers carry them as Cache-Tag and Surrogate-Key, and package relay
// names them when something changes.

// SiteKey is carried by every answer: settings show in, or decide, all of them.
const SiteKey = "site"

// LocaleKey is carried by what is written in the language. Nothing that changes names it:
// it is for people who want to forget a language.
func LocaleKey(tag locale.Tag) string { return "locale:" + string(tag) }

// PostKey is carried by what shows one post, in any language.
func PostKey(id content.PostID) string { return "post:" + string(id) }

// TermKey is carried by what shows a tag, an author or a series as such, in any language.
func TermKey(id content.TermID) string { return "term:" + string(id) }

// ListKey is carried by what shows, counts or leaves out posts of the language: lists,
// terms, feeds, searches, sitemaps, and whatever says that there is nothing. It changes
// with every post and term of the language; that of [Everywhere] with those of any.
func ListKey(tag locale.Tag) string { return "list:" + string(tag) }

// MediaKey is carried by the files of an asset.
func MediaKey(id content.AssetID) string { return "media:" + string(id) }
