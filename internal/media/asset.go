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
	Version   int64
	CreatedAt time.Time
	Texts     map[locale.Tag]Text
}

// A Text describes an asset in one language, where a post says nothing itself.
type Text struct {
	Alt     string
	Caption string
}
