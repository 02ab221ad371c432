package media

import (
	"fmt"
	"math"
	"path"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
)

// A Made is a file that was made from an asset and is kept: one of its variants, or
// its original without what the camera said of itself. It can be made again at any
// time, so losing it loses nothing.
type Made struct {
	Asset content.AssetID
	Spec  string          // [content.Variant.Name] of what it is
	Focus string          // of a crop: the point that it keeps, as [FocusName] writes it
	Type  string          // media type
	Hash  content.AssetID // of its bytes; that of the asset where they are as they came
	Bytes int64
	At    time.Time
}

// Of reports whether it is this variant of the asset as the asset is now: crops
// around a point that the asset had before are none.
func (m Made) Of(a *Asset, v content.Variant) bool {
	return m.Hash != "" && m.Spec == v.Name() && (v.Height == 0 || m.Focus == FocusName(a.Focus))
}

// FocusName writes a point in whole percent, as the addresses of crops name it:
// "50-30" is half across and a third down. Nil is the middle.
func FocusName(p *Point) string {
	x, y := p.Percent()
	return fmt.Sprintf("%d-%d", x, y)
}

// Rounded returns the point that [FocusName] names, so that one address has one
// picture.
func (p *Point) Rounded() Point {
	x, y := p.Percent()
	return Point{float64(x) / 100, float64(y) / 100}
}

// Percent returns the point in whole percent of width and height; nil is the middle.
func (p *Point) Percent() (x, y int) {
	if p == nil {
		return 50, 50
	}
	whole := func(side float64) int { return int(math.Round(100 * min(max(side, 0), 1))) }
	return whole(p.X), whole(p.Y)
}

// NameOf returns what a download of the variant is called: the asset's own name,
// or "photo.w640.webp".
func NameOf(a *Asset, v content.Variant) string {
	if v == (content.Variant{}) {
		return a.Name
	}
	return strings.TrimSuffix(a.Name, path.Ext(a.Name)) + "." + v.Name()
}
