// Package media knows assets: what an uploaded file is, and which are taken.
package media

import (
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// An Asset is an uploaded file, named by the hash of its bytes.
type Asset struct {
	ID        content.AssetID
	Type      string // media type, sniffed from the bytes
	Bytes     int64
	Width     int // pixels as shown, after turning by EXIF; 0 for what is no picture
	Height    int
	Name      string // the file's name when it came, for downloads; never a path
	By        string // who uploaded it first; empty if that was before it was asked
	Look      Look   // of a picture
	Focus     *Point // what a crop keeps in sight; nil: the middle
	Version   int64
	CreatedAt time.Time
	Texts     map[locale.Tag]Text
}

// A Look is what a picture looks like, found out by looking at it whole.
type Look struct {
	Version     int    // of how it was looked at; 0: not yet
	Frames      int    // 1 for what does not move; 0 for what could not be looked at
	Placeholder string // a BlurHash; empty if there is none
	Colour      string // that it has most of, as "#rrggbb"
}

// A Point is a place in a picture as shown, from 0 (left, top) to 1.
type Point struct{ X, Y float64 }

// Within reports whether the point is in the picture.
func (p Point) Within() bool { return p.X >= 0 && p.X <= 1 && p.Y >= 0 && p.Y <= 1 }

// A Text describes an asset in one language, where a post says nothing itself.
type Text struct {
	Alt     string
	Caption string
	Title   string
	Credit  string // who made it, as it is to be shown
}
