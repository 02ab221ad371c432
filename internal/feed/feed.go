// Package feed writes what machines of the Web read of a site: feeds as RSS 2.0,
// Atom and JSON Feed, and sitemaps. Every document is a function of plain values:
// no clock, no host, no request. The same values give the same bytes.
package feed

import (
	"time"

	"github.com/google/uuid"
)

// A Format is one of the forms of a feed, named as its file is.
type Format string

// The formats: RSS 2.0 (rssboard.org), Atom (RFC 4287), JSON Feed 1.1 (jsonfeed.org).
const (
	RSS  Format = "rss.xml"
	Atom Format = "atom.xml"
	JSON Format = "feed.json"
)

// Formats returns every format.
func Formats() []Format { return []Format{RSS, Atom, JSON} }

// MediaType returns what the format is served as.
func (f Format) MediaType() string {
	switch f {
	case RSS:
		return "application/rss+xml; charset=utf-8"
	case Atom:
		return "application/atom+xml; charset=utf-8"
	}
	return "application/feed+json"
}

// A Feed is one document of a feed: the one that is subscribed to, or an archive of
// older items. Texts are plain; URLs are absolute, or root-relative where the site
// does not know its address. What is empty is left out.
type Feed struct {
	ID          string // see [ListID]
	Language    string // BCP 47
	Title       string
	Description string
	Home        string    // the page that the feed follows
	Self        string    // this document
	Owner       string    // who speaks where an item has no author; not empty
	Updated     time.Time // of the newest change of an item; zero where there is none
	Others      []Link    // the same feed in other languages
	Items       []Item    // newest first

	// The chain of archives (RFC 5005 §4), which together with the document that is
	// subscribed to hold every item.
	Archive  bool   // this is one of them
	Current  string // of an archive: the document that is subscribed to
	Previous string // the archive of the items before these
	Next     string // of an archive: the archive after it, if there is one yet
}

// A Link leads to the same in another language.
type Link struct {
	Language string // BCP 47, or "x-default"
	URL      string
}

// An Item is a post in one language.
type Item struct {
	ID         string // see [EntryID]
	URL        string
	Title      string
	Summary    string
	Content    string // safe HTML; empty: only the summary is told
	Published  time.Time
	Updated    time.Time
	Authors    []Person
	Categories []Category
	Picture    *Picture
	Others     []Link // the post in other languages
}

// A Person is an author.
type Person struct {
	Name string
	URL  string
}

// A Category is a tag.
type Category struct {
	Term  string // as addresses name it
	Label string // as people do
}

// A Picture stands for an item. Of a picture elsewhere neither type nor size may be
// known: the zero values.
type Picture struct {
	URL    string
	Type   string // media type
	Bytes  int64
	Width  int // pixels
	Height int
	Alt    string
}

// enclosed reports whether enough is known of the picture for an enclosure, which
// names type and length.
func (p *Picture) enclosed() bool { return p != nil && p.Type != "" && p.Bytes > 0 }

// Write returns the feed in the format.
func Write(format Format, f Feed) []byte {
	switch format {
	case RSS:
		return writeRSS(f)
	case Atom:
		return writeAtom(f)
	}
	return writeJSON(f)
}

const generator = "Diptych"

// EntryID names a post in one language for ever, whatever becomes of its title, slug
// and address: the URN of a UUID made of the post's own and the language's tag
// (RFC 9562 §5.5). All formats of a feed name it so.
func EntryID(post, language string) string {
	namespace, err := uuid.Parse(post)
	if err != nil {
		namespace = uuid.NewSHA1(uuid.NameSpaceOID, []byte(post))
	}
	return uuid.NewSHA1(namespace, []byte(language)).URN()
}

// ListID names a feed by the address of the page that it follows.
func ListID(address string) string {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte(address)).URN()
}
