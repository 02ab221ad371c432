// Package uploading takes files in and lets people describe them. A file's
// bytes are kept before its row, so that a row never names what is not there.
package uploading

import (
	"context"
	"io"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/variants"
)

// A Service carries out the commands about assets.
type Service struct {
	Write  func(ctx context.Context, fn func(Tx) error) error       // one write transaction
	Read   func(ctx context.Context, fn func(Snapshot) error) error // one snapshot
	Blobs  media.Blobs
	Limits media.Limits // zero: [media.DefaultLimits]

	Variants *variants.Maker // gives the files of assets
}

// An UploadCommand brings a file in.
type UploadCommand struct {
	Actor   access.Actor
	Name    string // as the client calls it; a path in it is cut off
	Content io.Reader
	Once    once.Key // of the request without the file's bytes, which are added to it
}

// A DescribeCommand says what an asset shows, in some languages. Those that it
// does not name keep their texts; nil removes one.
type DescribeCommand struct {
	Actor   access.Actor
	Asset   content.AssetID
	Version int64 // the version that the caller has seen
	Texts   map[locale.Tag]*media.Text
}

// A ListQuery asks for a page of assets, newest first.
type ListQuery struct {
	Actor  access.Actor
	Type   string // a media type, or its first half with the slash ("image/"); empty: all
	Limit  int    // 0: 20; at most 100
	Cursor string // of the page before
}

// A Page is a page of assets; Next is empty on the last one.
type Page struct {
	Items []media.Asset
	Next  string
}
