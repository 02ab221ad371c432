// Package recall looks into the memory and the glossary, and feeds the memory. Its
// functions take the caller's transaction or snapshot.
package recall

import (
	"context"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Reads are what looking things up needs.
type Reads interface {
	MemoryReads
	TermReads
}

// MemoryReads find entries of the memory.
type MemoryReads interface {
	// MemoryDirections returns every direction.
	MemoryDirections(ctx context.Context) ([]bitext.Direction, error)
	// MemoryByKey returns up to limit entries of the direction whose source has the
	// key: those with that very source first, then the newest.
	MemoryByKey(ctx context.Context, d bitext.Direction, key int64, source string, limit int) ([]bitext.Entry, error)
	// MemoryByID returns the entries of the ids that exist, in no order.
	MemoryByID(ctx context.Context, d bitext.Direction, ids []int64) ([]bitext.Entry, error)
	// MemoryUses returns of each of the entries a use at the place that at says, or
	// between the same two texts, if there is one.
	MemoryUses(ctx context.Context, entries []int64, at bitext.Use) ([]bitext.Use, error)
	MemoryIndex
}

// A MemoryIndex says which entries have which stems.
type MemoryIndex interface {
	// MemoryCounts returns how many entries of the direction have each of the stems.
	MemoryCounts(ctx context.Context, d bitext.Direction, stems []uint32) (map[uint32]int, error)
	// MemoryPostings returns which entries have the stem, those of lower ids first.
	MemoryPostings(ctx context.Context, d bitext.Direction, stem uint32) ([]bitext.Posting, error)
}

// TermReads find terms of the glossary.
type TermReads interface {
	// GlossaryByStems returns the terms between the two languages, in either
	// direction and whatever their regions, that have a form beginning with one of
	// the stems.
	GlossaryByStems(ctx context.Context, source, target locale.Tag, stems []uint32) ([]bitext.Term, error)
}

// Tx is what feeding the memory needs of one write transaction.
type Tx interface {
	// MemoryDirection returns the direction, and makes it if it is new.
	MemoryDirection(ctx context.Context, source, target locale.Tag) (bitext.Direction, error)
	// AddMemory keeps the entry and sets its id; added is false if it was there. Of one
	// that was, actor, instant and place are taken over if the new one is later, or the
	// old one is from no post; and so is the origin, unless it is that the words came
	// from the memory.
	AddMemory(ctx context.Context, e *bitext.Entry, keys bitext.EntryKeys) (added bool, err error)
	// UseMemory says where an entry stands now, and returns which one stood there
	// before: 0 if none did.
	UseMemory(ctx context.Context, d bitext.Direction, use bitext.Use) (before int64, err error)
	// DropMemory deletes an entry, with the stems of its source, if nothing uses it and
	// it was not brought in; or in any case, if it must be so. gone is false if it stays
	// or was not there.
	DropMemory(ctx context.Context, e bitext.Entry, stems []uint32, must bool) (gone bool, err error)
	// MemoryByID is as in [MemoryReads].
	MemoryByID(ctx context.Context, d bitext.Direction, ids []int64) ([]bitext.Entry, error)
}
