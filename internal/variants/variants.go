// Package variants gives the files of assets as they are served: pictures in other
// sizes and formats, made when they are first asked for, and originals without what
// the camera said of itself. What was made is kept, and shared by all who ask
// meanwhile. Who may see an asset is decided before: nothing here asks.
package variants

import (
	"context"
	"io"
	"log/slog"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/imaging/render"
	"github.com/diptych-cms/diptych/internal/media"
)

// A Config is what a [Maker] is made of.
type Config struct {
	Read   func(context.Context, func(Snapshot) error) error // runs a function over one state of the database
	Write  func(context.Context, func(Tx) error) error       // runs a function in a write transaction
	Blobs  Blobs
	Log    *slog.Logger
	Now    func() time.Time // decides how long it is remembered that a picture cannot be read
	Limits media.Limits     // zero: [media.DefaultLimits]
	Room   *render.Room     // shared with others who decode pictures; nil: without bounds
	Jobs   int              // how many pictures are made at once; 0: 2
	Queue  int              // how many more wait for that; 0: 200
}

// A Snapshot is what making variants reads.
type Snapshot interface {
	// Made returns the file that was made from the asset under the spec; the zero
	// value if there is none.
	Made(ctx context.Context, id content.AssetID, spec string) (media.Made, error)
	Site(ctx context.Context) (*content.Site, error)
}

// A Tx is what keeping a variant needs of one write transaction.
type Tx interface {
	// PutMade keeps the row of a file that was made, in the place of an older one of
	// its spec. It returns false and keeps nothing if the asset is gone.
	PutMade(ctx context.Context, m media.Made) (bool, error)
}

// Blobs keeps bytes by their hash.
type Blobs interface {
	media.Blobs
	// Open returns the bytes; an error that wraps [io/fs.ErrNotExist]
	// if there are none.
	Open(ctx context.Context, id content.AssetID) (media.Bytes, error)
}

// A Wanted says which file of an asset is asked for.
type Wanted struct {
	Asset   media.Asset
	Variant content.Variant
	Made    media.Made // what is kept under the variant's name, if that is known already
}

// A File is what is sent of an asset. The caller closes Content.
type File struct {
	Type    string
	Name    string // for the file name of a download
	ETag    string // without quotes: the hash of Content
	Inline  bool   // safe to show in a page; otherwise a download
	At      time.Time
	Content io.ReadSeekCloser
}

// A Maker makes variants and keeps them. It is made by [New] and safe for
// concurrent use. Several processes may make the same one: they come to the same
// bytes.
type Maker struct {
	Config
	runs     flights
	drawing  *gate // where pictures are decoded
	cleaning *gate // where originals are copied without metadata
	broken   *grudges
}

// New returns a maker. Close it before the database and the blobs.
func New(c Config) *Maker {
	if c.Limits == (media.Limits{}) {
		c.Limits = media.DefaultLimits()
	}
	if c.Jobs <= 0 {
		c.Jobs = 2
	}
	if c.Queue <= 0 {
		c.Queue = 200
	}
	return &Maker{
		Config:   c,
		runs:     flights{runs: make(map[string]*run)},
		drawing:  newGate(c.Jobs, c.Queue),
		cleaning: newGate(c.Jobs, c.Queue),
		broken:   newGrudges(c.Now),
	}
}

// Close waits for what is being made. Nobody may be asking any more, and so it is
// not made to its end.
func (m *Maker) Close() { m.runs.working.Wait() }
