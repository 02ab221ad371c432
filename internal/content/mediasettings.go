package content

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// The bounds of media settings. So many widths, shapes and formats bound how many
// variants there can be of a picture.
const (
	maxWidths    = 12
	maxWidth     = 4096
	maxRatios    = 12
	maxSizes     = 500
	maxRatioSide = 100
)

// tidy returns the settings with defaults in the place of what is not said.
func (m MediaSettings) tidy() MediaSettings {
	if len(m.Widths) == 0 {
		m.Widths = DefaultWidths()
	}
	if len(m.Ratios) == 0 {
		m.Ratios = DefaultRatios()
	}
	m.Sizes, m.Embeds = cmp.Or(m.Sizes, DefaultSizes), cmp.Or(m.Embeds, EmbedStyles()[0])
	return m
}

// wrong notes what is not right in the settings.
func (m MediaSettings) wrong(bad *wrongs) {
	if len(m.Widths) > maxWidths {
		bad.add("/media/widths", "settings.widths", "most", maxWidths)
	}
	for i, w := range m.Widths {
		if w < 16 || w > maxWidth || i > 0 && w <= m.Widths[i-1] {
			bad.add("/media/widths/"+strconv.Itoa(i), "settings.width", "most", maxWidth)
		}
	}
	if len(m.Ratios) > maxRatios {
		bad.add("/media/ratios", "settings.ratios", "most", maxRatios)
	}
	bad.each("/media/ratios", m.Ratios, "settings.ratio", func(r string) bool { return ratio(r) > 0 })
	if len(m.Sizes) > maxSizes || strings.ContainsAny(m.Sizes, "<>\"&") {
		bad.add("/media/sizes", "settings.sizes", "most", maxSizes)
	}
	if m.Embeds != "" && !slices.Contains(EmbedStyles(), m.Embeds) {
		bad.add("/media/embeds", "settings.embeds", "value", m.Embeds)
	}
	if m.SiteQuota < 0 {
		bad.add("/media/siteQuota", "settings.quota", "bytes", m.SiteQuota)
	}
	if m.UserQuota < 0 {
		bad.add("/media/userQuota", "settings.quota", "bytes", m.UserQuota)
	}
}

// ratio returns width by height of a shape such as "16:9", or 0 if it is none.
func ratio(shape string) float64 {
	w, h, ok := strings.Cut(shape, ":")
	wide, err := strconv.ParseFloat(w, 64)
	high, err2 := strconv.ParseFloat(h, 64)
	sane := func(side float64) bool { return side >= 1 && side <= maxRatioSide }
	if !ok || err != nil || err2 != nil || !sane(wide) || !sane(high) {
		return 0
	}
	return wide / high
}

// Allows reports whether the variant is one of those that the settings name. The
// original always is.
func (m MediaSettings) Allows(v Variant) bool {
	m = m.tidy()
	if v == (Variant{}) {
		return true
	}
	if !slices.Contains(m.Widths, v.Width) || !slices.Contains(VariantFormats(), v.Format) {
		return false
	}
	return v.Height == 0 || slices.ContainsFunc(m.Ratios, func(r string) bool { return cropped(v.Width, r) == v.Height })
}

// Crop returns the variant of the width and shape.
func (m MediaSettings) Crop(width int, shape, format string) Variant {
	return Variant{Width: width, Height: cropped(width, shape), Format: format}
}

// cropped returns the height of a picture of the width in the shape.
func cropped(width int, shape string) int { return int(float64(width)/ratio(shape) + 0.5) }
