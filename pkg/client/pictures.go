package client

import (
	"fmt"
	"html/template"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A Variant is a picture that the server makes from an uploaded one.
type Variant struct {
	Width  int    // pixels, one of [Images.Widths]
	Ratio  string // the shape that it is cropped to, one of [Images.Ratios]; empty: its own
	Format string // one of [Images.Formats]; empty: the first
}

// Variant returns the address of a variant of the picture; ok is false if there is
// none: the picture is of another site, it moves, it is shown in a preview, or the
// site does not have such variants. A crop keeps the picture's focal point in sight.
func (p Picture) Variant(in Images, v Variant) (address string, ok bool) {
	return in.address(p.Src, p.Shown, v)
}

// Variant is [Picture.Variant] of a resource.
func (r Resource) Variant(in Images, v Variant) (address string, ok bool) {
	return in.address(r.Src, r.Shown, v)
}

// uploaded is the address of a variant of a public file, what stands before the
// variant's name apart.
var uploaded = regexp.MustCompile(`^(.*/content/v1/media/[0-9a-f]{64}/)[^/?#]+$`)

func (in Images) address(src string, shown Shown, v Variant) (string, bool) {
	if v.Format == "" && len(in.Formats) > 0 {
		v.Format = in.Formats[0]
	}
	at := uploaded.FindStringSubmatch(src)
	if at == nil || shown.Animated || shown.Width == 0 || !slices.Contains(in.Widths, v.Width) || !slices.Contains(in.Formats, v.Format) {
		return "", false
	}
	name := "w" + strconv.Itoa(v.Width)
	if v.Ratio == "" {
		return at[1] + name + "." + v.Format, true
	}
	height := heightOf(v.Width, v.Ratio)
	if height == 0 || !slices.Contains(in.Ratios, v.Ratio) {
		return "", false
	}
	return at[1] + name + "h" + strconv.Itoa(height) + "." + v.Format + "?focus=" + focusOf(shown.Focus), true
}

// heightOf returns the height of a picture of the width in the shape; 0 if it is none.
func heightOf(width int, shape string) int {
	w, h, _ := strings.Cut(shape, ":")
	wide, err := strconv.ParseFloat(w, 64)
	high, err2 := strconv.ParseFloat(h, 64)
	if err != nil || err2 != nil || wide <= 0 || high <= 0 {
		return 0
	}
	return int(float64(width)/(wide/high) + 0.5)
}

// focusOf writes a focal point such as "50% 30%" as addresses have it.
func focusOf(position string) string {
	if position == "" {
		return "50-50"
	}
	return strings.ReplaceAll(strings.ReplaceAll(position, "%", ""), " ", "-")
}

// HTML returns the picture as an element img with all that is known of it, which
// loads when it comes in sight.
func (p Picture) HTML() template.HTML {
	var b strings.Builder
	b.WriteString("<img")
	for _, a := range []struct{ name, value string }{
		{"src", p.Src}, {"srcset", p.Srcset}, {"sizes", p.Sizes}, {"width", pixels(p.Width)}, {"height", pixels(p.Height)}, {"title", p.Title}, {"loading", "lazy"},
	} {
		if a.value != "" {
			fmt.Fprintf(&b, ` %s="%s"`, a.name, template.HTMLEscapeString(a.value))
		}
	}
	fmt.Fprintf(&b, ` alt="%s">`, template.HTMLEscapeString(p.Alt)) // an empty one says that the picture decorates
	return template.HTML(b.String())                                //nolint:gosec // every value is escaped above
}

// HTML is [Picture.HTML] of a resource: of a cover, or a picture of a gallery. It is
// empty for an empty resource, and for an uploaded file that is no picture.
func (r Resource) HTML() template.HTML {
	if r.Src == "" || r.Type != "" && !strings.HasPrefix(r.Type, "image/") {
		return ""
	}
	return Picture{Src: r.Src, Shown: r.Shown}.HTML()
}

func pixels(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
