// Package safekeeping looks after the bytes of files, beside a server that
// runs: whether they are there and whole, which of them nothing names any more, and
// how they move to another place.
package safekeeping

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/internal/blob"
	"github.com/diptych-cms/diptych/internal/content"
)

// A Service carries out the commands about bytes.
type Service struct {
	Read  func(ctx context.Context, fn func(Snapshot) error) error // one snapshot
	Now   func() time.Time
	Blobs *blob.Store
}

// A Snapshot is what safekeeping reads of the database.
type Snapshot interface {
	// AssetIDs returns the ids of assets, in order, after the given one.
	AssetIDs(ctx context.Context, after content.AssetID, limit int) ([]content.AssetID, error)
	// MadeHashes returns the hashes of what was made from assets and is none
	// itself, in order, after the given one.
	MadeHashes(ctx context.Context, after content.AssetID, limit int) ([]content.AssetID, error)
	// CountBlobs returns how many those are in all.
	CountBlobs(ctx context.Context) (int, error)
	// NamedBlobs returns which of the hashes anything names.
	NamedBlobs(ctx context.Context, hashes []content.AssetID) ([]content.AssetID, error)
}

const (
	page   = 500 // names between two looks at the database
	atOnce = 8   // files that are read at once: those of a bucket are far away
)

// A Teller is told how far a command is. Each of its functions may be nil; they are
// called by one goroutine at a time.
type Teller struct {
	Progress func(done, total int)
	// Found is told what is wrong or done, by message key, and of which bytes.
	Found func(code string, id content.AssetID)
}

func (t Teller) progress(done, total int) {
	if t.Progress != nil {
		t.Progress(done, total)
	}
}

func (t Teller) found(code string, id content.AssetID) {
	if t.Found != nil {
		t.Found(code, id)
	}
}
