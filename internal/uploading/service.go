// Package uploading takes files in, lets people describe them, and takes away those
// that nothing uses. A file's bytes are kept before its row, so that a row never names
// what is not there.
package uploading

import (
	"context"
	"io"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/outbound"
	"github.com/diptych-cms/diptych/internal/variants"
)

// A Service carries out the commands about assets.
type Service struct {
	Write   func(ctx context.Context, fn func(Tx) error) error       // one write transaction
	Read    func(ctx context.Context, fn func(Snapshot) error) error // one snapshot
	Blobs   Blobs
	Limits  media.Limits     // zero: [media.DefaultLimits]
	Eyes    *media.Eyes      // nil: pictures are not looked at when they come
	Outside *outbound.Client // calls the servers from which files are fetched; nil: none are

	Variants *variants.Maker // gives the files of assets
}

// Blobs keeps bytes by their hash, and gives them back.
type Blobs interface {
	media.Blobs
	// Open opens the bytes of an asset; the error wraps [fs.ErrNotExist] if there are
	// none.
	Open(ctx context.Context, id content.AssetID) (media.Bytes, error)
}

// limits returns what bounds a file.
func (s *Service) limits() media.Limits {
	if s.Limits == (media.Limits{}) {
		return media.DefaultLimits()
	}
	return s.Limits
}

// An UploadCommand brings a file in.
type UploadCommand struct {
	Actor   access.Actor
	Name    string // as the client calls it; a path in it is cut off
	Content io.Reader
	Length  int64    // of the whole request, as it says; at most 0: not known
	Once    once.Key // of the request without the file's bytes, which are added to it
}

// A FetchCommand brings a file in from another server.
type FetchCommand struct {
	Actor access.Actor
	URL   string
	Name  string // empty: as the other server calls it
	Once  once.Key
}

// A DescribeCommand says what an asset shows. Languages that it does not name keep
// their texts, of those that it names it says all; nil removes them.
type DescribeCommand struct {
	Actor   access.Actor
	Asset   content.AssetID
	Version int64 // the version that the caller has seen
	Texts   map[locale.Tag]*media.Text
	Name    string                         // of its downloads; empty: as it is
	Focus   content.Override[*media.Point] // present nil: the middle
}

// A DeleteCommand takes an asset away.
type DeleteCommand struct {
	Actor   access.Actor
	Asset   content.AssetID
	Version int64 // the version that the caller has seen
}

// A ListQuery asks for a page of assets, newest first.
type ListQuery struct {
	Actor  access.Actor
	Type   string // a media type, or its first half with the slash ("image/"); empty: all
	Words  string // that all stand in its name or in what it is described with
	Unused bool   // only those that nothing names
	Limit  int    // 0: 20; at most 100
	Cursor string // of the page before
}

// A Page is a page of assets; Next is empty on the last one.
type Page struct {
	Items []media.Asset
	Next  string
}

// A Stock is what is uploaded, and how much may be.
type Stock struct {
	media.Usage
	Quota media.Quota
}
