package reading

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Fallback is decided here, for every operation: which language a post is shown in,
// and how the answer says that it is not the reader's. What is borrowed is a whole
// entry, its URL, its alternates and its links as in its own language.

// A chosen language, and what else may be shown: see [choose].
type chosen struct {
	tag    locale.Tag
	chain  []locale.Tag // tag, then those to borrow from, best first; each exists, once
	varied bool         // Accept-Language was asked
}

// entry returns the post as the reader is shown it; ok is false if it is live in no
// language of the chain.
func (c chosen) entry(ctx context.Context, src Source, post content.PostID) (e entry.Stored, ok bool, err error) {
	return src.Entry(ctx, post, c.chain...)
}

// borrows reports that what is in the language is borrowed for this reader.
func (c chosen) borrows(tag locale.Tag) bool { return tag != c.tag && c.tag != entry.Everywhere }

// card returns the JSON of an entry's card. It says its languages as it was stored:
// a borrowed card keeps the locale, the URL and the alternates that are its own.
func (c chosen) card(e entry.Stored) json.RawMessage { return e.Card }

// whole returns the JSON of the whole entry. A borrowed body stands in an element
// that says its language.
func (c chosen) whole(e entry.Stored) json.RawMessage {
	if c.borrows(e.Locale) {
		return entry.Join(e.Card, entry.Borrow(e.Body, e.Locale))
	}
	return entry.Join(e.Card, e.Body)
}

// spoken returns the languages of everything that is shown, for Content-Language: in
// the order of the chain, others after by name. Where nothing is shown, it is the
// reader's own.
func (c chosen) spoken(shown ...entry.Stored) []locale.Tag {
	var tags []locale.Tag
	for _, e := range shown {
		if !slices.Contains(tags, e.Locale) {
			tags = append(tags, e.Locale)
		}
	}
	if len(tags) == 0 && c.tag != entry.Everywhere {
		return []locale.Tag{c.tag}
	}
	slices.SortFunc(tags, func(a, b locale.Tag) int { return cmp.Or(c.rank(a)-c.rank(b), cmp.Compare(a, b)) })
	return tags
}

// rank orders languages as they were asked for, others after.
func (c chosen) rank(tag locale.Tag) int {
	if i := slices.Index(c.chain, tag); i >= 0 {
		return i
	}
	return len(c.chain)
}
