package content

import (
	"slices"
	"strconv"
	"strings"
)

// A Variant names a picture made from an asset: its width, its height where it is
// cropped, and its format. The zero value is the original.
type Variant struct {
	Width  int    // pixels; 0: the original
	Height int    // pixels; 0: as the original's shape has it
	Format string // one of [VariantFormats]
}

// original is the name of the original among the variants of an asset.
const original = "original"

// VariantFormats returns the formats that variants are made in, by the extensions
// of their names.
func VariantFormats() []string { return []string{"webp", "jpeg", "png"} }

// Name returns the last part of the variant's address: "original", "w640.webp" or
// "w640h360.webp".
func (v Variant) Name() string {
	if v == (Variant{}) {
		return original
	}
	name := "w" + strconv.Itoa(v.Width)
	if v.Height > 0 {
		name += "h" + strconv.Itoa(v.Height)
	}
	return name + "." + v.Format
}

// ParseVariant reads a name as [Variant.Name] writes it; ok is false for any other
// spelling, so that one variant has one address.
func ParseVariant(name string) (v Variant, ok bool) {
	if name == original {
		return Variant{}, true
	}
	size, format, _ := strings.Cut(name, ".")
	width, height, _ := strings.Cut(strings.TrimPrefix(size, "w"), "h")
	v.Width, _ = strconv.Atoi(width)
	v.Height, _ = strconv.Atoi(height)
	v.Format = format
	return v, v.Width > 0 && slices.Contains(VariantFormats(), format) && v.Name() == name
}

// MediaSettings say how a site shows its pictures.
type MediaSettings struct {
	Widths            []int    `json:"widths"`            // pixels, ascending: those that variants are made in; empty: [DefaultWidths]
	Ratios            []string `json:"ratios"`            // shapes that pictures are cropped to, such as "16:9"; empty: [DefaultRatios]
	Sizes             string   `json:"sizes"`             // how wide pages show a picture, as HTML's sizes; empty: [DefaultSizes]
	ThumbnailFromBody bool     `json:"thumbnailFromBody"` // a post without thumbnail and cover shows the first picture of its body
	Embeds            string   `json:"embeds"`            // one of [EmbedStyles]; empty: the first
	SiteQuota         int64    `json:"siteQuota"`         // bytes of all uploads together; 0: no bound
	UserQuota         int64    `json:"userQuota"`         // bytes of what one person uploaded; 0: no bound
}

// DefaultWidths, DefaultRatios and DefaultSizes stand in for what a site does not
// say.
func DefaultWidths() []int { return []int{320, 640, 960, 1280, 1920, 2560} }

// DefaultRatios returns the shapes that pictures are cropped to.
func DefaultRatios() []string { return []string{"16:9", "4:3", "3:2", "1:1", "1.91:1"} }

// DefaultSizes is a column of text.
const DefaultSizes = "(max-width: 60rem) 100vw, 60rem"

// EmbedStyles returns how pages of others stand in a post: as frames that load when
// they come in sight, or as links that load nothing.
func EmbedStyles() []string { return []string{"frame", "card"} }
