package projection

import (
	"context"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/standing"
)

// A Tx is what projection needs of one write transaction.
type Tx interface {
	Source
	Shows
	Addresses
	Deferred
}

// Settings returns the site's.
type Settings interface {
	Site(ctx context.Context) (*content.Site, error)
	// Locales returns the site's locales, ordered by tag.
	Locales(ctx context.Context) ([]content.Locale, error)
}

// Source reads live rows.
type Source interface {
	// LivePost returns what is live of the post: Shared nil and Texts empty where
	// nothing is, Post nil where there is no such post. A post in the trash or
	// merged into another has nothing live.
	LivePost(ctx context.Context, id content.PostID) (*content.LivePost, error)
	Settings
	Shown
	standing.Reads
}

// Shown reads what entries show of others, and says what is live of them.
type Shown interface {
	// TermsByID returns the terms of the ids that exist, in no order.
	TermsByID(ctx context.Context, ids []content.TermID) ([]content.Term, error)
	// AssetsByID returns the assets of the ids that exist, with texts, in no order.
	AssetsByID(ctx context.Context, ids []content.AssetID) ([]media.Asset, error)
	Linked
}

// Linked says what is known of the posts that texts link to.
type Linked interface {
	// LiveAlternates returns the stored Alternates of the posts that have entries;
	// of an absorbed post, those of the post that absorbed it.
	LiveAlternates(ctx context.Context, ids []content.PostID) (map[content.PostID][]entry.Alternate, error)
	// Leads returns those of the wanted addresses where readers find a post, or found
	// one: that nobody but a draft holds is not among them.
	Leads(ctx context.Context, wanted []content.Address) ([]content.Address, error)
	// LiveAnchors returns the places in the live texts of the posts; of an absorbed
	// post, those of the post that absorbed it.
	LiveAnchors(ctx context.Context, ids []content.PostID) (map[content.PostID]entry.Anchors, error)
	// Unread returns which of the posts exist, or were absorbed by one that does: a
	// post in the trash does not.
	Unread(ctx context.Context, ids []content.PostID) (map[content.PostID]bool, error)
}

// Entries reads and writes what readers get.
type Entries interface {
	// EntryRows returns the stored entries of the post, ordered by locale, without
	// Card and Body.
	EntryRows(ctx context.Context, post content.PostID) ([]entry.Row, error)
	// WriteEntries deletes the post's entries of the locales in gone, then writes
	// the rows of put by locale. Every row of one call is of one post.
	WriteEntries(ctx context.Context, put, gone []entry.Row) error
	// Relist takes the places in gone out of the lists, puts those in added in, and
	// keeps the counts, of months too. Readers see that: it draws the site's seq.
	Relist(ctx context.Context, gone, added []entry.Place) error
	// SetRefs makes refs, each once, the post's references.
	SetRefs(ctx context.Context, post content.PostID, refs []entry.Ref) error
	// Touch notes changes that readers see under the transaction's seq. At the end
	// of the transaction the store emits one event.ContentChanged that lists them
	// all; of several of a post and locale the last one counts, but that the text itself
	// changed, and the URL that it left, are told in any case.
	Touch(ctx context.Context, changes []entry.Change) error
}

// Shows keeps what readers see and search.
type Shows interface {
	Entries
	Searched
	Marks
}

// Searched keeps the words that entries are found by. Those of an entry go with it.
type Searched interface {
	// WordSums returns what tells of the post's entries whether their words would be the
	// same again, by locale; nothing of one that has no words yet.
	WordSums(ctx context.Context, post content.PostID) (map[locale.Tag]int64, error)
	// WriteWords writes the words of an entry that is there, instead of those before.
	WriteWords(ctx context.Context, w entry.Words) error
}

// Marks keep what is known of live texts beside their entries.
type Marks interface {
	// Marks returns what is kept of the post's live texts, by locale.
	Marks(ctx context.Context, post content.PostID) (map[locale.Tag]entry.Mark, error)
	// SetMark writes what is kept of a live text, and with links not nil its links
	// instead of those before.
	SetMark(ctx context.Context, part content.Part, m entry.Mark, links *[]entry.Link) error
	// DropMark deletes what was kept of a text that is not live any more.
	DropMark(ctx context.Context, part content.Part) error
}

// Addresses keeps slugs and public URLs with their history.
type Addresses interface {
	// Addresses returns every address that the post holds or held.
	Addresses(ctx context.Context, post content.PostID) ([]content.Address, error)
	// Holders returns the addresses of any post that have one of the wanted keys
	// (of slugs, in the same locale), whatever their kind and state.
	Holders(ctx context.Context, wanted []content.Address) ([]content.Address, error)
	// PutAddresses writes addresses by key, taking them over where another post
	// holds them: the caller has looked.
	PutAddresses(ctx context.Context, list []content.Address) error
	// DropAddresses frees addresses, by key.
	DropAddresses(ctx context.Context, list []content.Address) error
}

// Deferred finds posts to render again, and remembers those left for later.
type Deferred interface {
	// Referrers returns up to limit posts with the reference, ordered by id, those
	// after the given one; of [entry.ToSite], every post that is live or has entries.
	// Who names a post that was absorbed refers to the one that absorbed it.
	Referrers(ctx context.Context, ref entry.Ref, after content.PostID, limit int) ([]content.PostID, error)
	// Linking returns up to limit posts that have one of the references, each once;
	// none of them is [entry.ToSite], of a post or of the places in one.
	Linking(ctx context.Context, refs []entry.Ref, limit int) ([]content.PostID, error)
	// Defer writes the rerender by reference and cause, with its After.
	Defer(ctx context.Context, r entry.Rerender) error
	// NextDeferred returns one rerender that waits; ok is false if none does.
	NextDeferred(ctx context.Context) (r entry.Rerender, ok bool, err error)
	// Undefer removes the rerender by reference and cause.
	Undefer(ctx context.Context, r entry.Rerender) error
}
