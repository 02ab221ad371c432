package parity

import (
	"context"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/standing"
)

// Reads are what a judgement reads, in a transaction or in a snapshot.
type Reads interface {
	Settings
	Texts
	Past
	Quality
	standing.Reads
}

// Quality says what people found of texts.
type Quality interface {
	// Approved reports whether revision n of the translation is approved.
	Approved(ctx context.Context, id content.PostID, tag locale.Tag, n int) (bool, error)
	// Errors returns how many errors checks find in a pairing, if somebody looked since
	// anything was last changed.
	Errors(ctx context.Context, of bitext.Pairing) (n int, ok bool, err error)
	// KeepErrors remembers how many errors checks find in a pairing.
	KeepErrors(ctx context.Context, of bitext.Pairing, n int) error
	// GlossaryByStems returns the terms between the two languages that begin with one
	// of the stems in either.
	GlossaryByStems(ctx context.Context, source, target locale.Tag, stems []uint32) ([]bitext.Term, error)
	// Dismissals returns what people found right in the translation though a check
	// found it wrong, in order of findings.
	Dismissals(ctx context.Context, id content.PostID, tag locale.Tag) ([]bitext.Dismissal, error)
}

// Settings returns the site's.
type Settings interface {
	Site(ctx context.Context) (*content.Site, error)
	// Locales returns the site's locales, ordered by tag.
	Locales(ctx context.Context) ([]content.Locale, error)
}

// Texts find what would be live.
type Texts interface {
	// SharedRevision returns a revision of the shared part, or a fault.NotFound.
	SharedRevision(ctx context.Context, id content.PostID, n int) (*content.SharedRevision, error)
	// Revision returns a revision of a translation, or a fault.NotFound.
	Revision(ctx context.Context, id content.PostID, tag locale.Tag, n int) (*content.Revision, error)
	// TermsByID returns the terms of the ids that exist, in no order.
	TermsByID(ctx context.Context, ids []content.TermID) ([]content.Term, error)
	// AssetsByID returns the assets of the ids that exist, with texts, in no order.
	AssetsByID(ctx context.Context, ids []content.AssetID) ([]media.Asset, error)
	// Holders returns the addresses of any post that have one of the wanted keys
	// (of slugs, in the same locale), whatever their kind and state.
	Holders(ctx context.Context, wanted []content.Address) ([]content.Address, error)
}

// Past says how the languages of a post came to where they are.
type Past interface {
	// Course returns the steps of the post's revisions that are live, of those
	// named, and of all that these stand on; and what was confirmed.
	Course(ctx context.Context, id content.PostID, also ...content.StepKey) (content.Course, error)
	// Parting returns the time that the languages of the post are apart by the last
	// lines of the ledger; the zero one if they are not.
	Parting(ctx context.Context, id content.PostID) (content.Parting, error)
}

// Writes are what the ledger is written with.
type Writes interface {
	// AddLines writes lines into the ledger, in order. Instant and transaction are
	// the store's to set.
	AddLines(ctx context.Context, lines []content.Line) error
	// Emit adds events to the outbox. They leave it only if the transaction commits.
	Emit(ctx context.Context, events ...event.Event) error
}
