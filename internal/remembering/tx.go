package remembering

import (
	"context"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/recall"
)

// A Tx is what remembering needs of one write transaction.
type Tx interface {
	recall.Tx
	EntryReads
	GlossaryReads
	GlossaryWrites
	once.Tx
}

// A Snapshot is what remembering reads outside a write.
type Snapshot interface {
	recall.MemoryReads
	EntryReads
	EntryLists
	GlossaryReads
	NameReads
}

// NameReads know what actors are called.
type NameReads interface {
	// ActorNames returns what people call the actors with the ids, those that are
	// known.
	ActorNames(ctx context.Context, ids []string) (map[string]string, error)
	// Locales returns the site's locales, ordered by tag.
	Locales(ctx context.Context) ([]content.Locale, error)
}

// EntryReads find one entry of the memory.
type EntryReads interface {
	// MemoryEntry returns the entry, or a fault.NotFound.
	MemoryEntry(ctx context.Context, id int64) (*bitext.Entry, error)
	// MemoryHas reports whether there is an entry of these texts, which have the sum.
	MemoryHas(ctx context.Context, d bitext.Direction, sum int64) (bool, error)
}

// EntryLists go through the memory.
type EntryLists interface {
	// MemoryAfter returns up to limit entries of the direction with ids above after, in
	// order of id.
	MemoryAfter(ctx context.Context, d bitext.Direction, after int64, limit int) ([]bitext.Entry, error)
	// MemoryWith returns up to limit entries of the direction that have all the words
	// in their source or their target, those with ids below before alone: the newest
	// first.
	MemoryWith(ctx context.Context, d bitext.Direction, text string, before int64, limit int) ([]bitext.Entry, error)
}

// GlossaryReads find terms.
type GlossaryReads interface {
	// GlossaryTerm returns the term, or a fault.NotFound.
	GlossaryTerm(ctx context.Context, id string) (*bitext.Term, error)
	// GlossaryTermOf returns the term that is called so in both languages; nil if there
	// is none.
	GlossaryTermOf(ctx context.Context, source, target bitext.TermSide) (*bitext.Term, error)
	// GlossaryTerms returns up to q.Limit terms after the given one, in order of what
	// they are called in their source.
	GlossaryTerms(ctx context.Context, q bitext.TermQuery) ([]bitext.Term, error)
	// GlossaryCount returns how many terms there are.
	GlossaryCount(ctx context.Context) (int, error)
}

// GlossaryWrites change terms. The stems are those that the term's forms begin with.
type GlossaryWrites interface {
	// AddGlossaryTerm writes a new term, as version 1. One that is called so in both
	// languages already is a fault.Conflict.
	AddGlossaryTerm(ctx context.Context, t *bitext.Term, stems []uint32) error
	// SaveGlossaryTerm writes the term if it still has t.Version, and adds one to it;
	// otherwise it returns a fault.Stale. One that is called so in both languages
	// already is a fault.Conflict.
	SaveGlossaryTerm(ctx context.Context, t *bitext.Term, stems []uint32) error
	// DropGlossaryTerm deletes the term if it still has the version; otherwise it
	// returns a fault.Stale.
	DropGlossaryTerm(ctx context.Context, id string, version int64) error
	// Emit adds events to the outbox. They leave it only if the transaction commits.
	Emit(ctx context.Context, events ...event.Event) error
	// Locales returns the site's locales, ordered by tag.
	Locales(ctx context.Context) ([]content.Locale, error)
}
