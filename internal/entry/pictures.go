package entry

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/markup"
)

func (p *page) resources(list []content.Resource) []Resource {
	out := make([]Resource, 0, len(list))
	for _, r := range list {
		out = append(out, p.resource(r))
	}
	return out
}

// resource describes a resource as the language has it.
func (p *page) resource(r content.Resource) Resource {
	r = r.In(p.rev.Text.Resources[r.Name])
	out := Resource{Name: r.Name, Role: r.Part(), Params: orEmpty(r.Params), Shown: p.shown(r)}
	if r.Asset != "" || r.URL != "" {
		out.Src = new(p.in.source(r))
	}
	if f, known := p.in.Files[r.Asset]; known {
		out.Bytes = new(f.Bytes)
	}
	return out
}

// shown describes a file in the translation's words about the resource, else the
// post's, else the asset's in the language.
func (p *page) shown(r content.Resource) Shown {
	says, own := p.rev.Text.Resources[r.Name], FileText{}
	f, known := p.in.Files[r.Asset]
	if r.Asset != "" {
		p.refer(ToAsset, string(r.Asset))
		own = f.Texts[p.rev.Locale]
	}
	out := Shown{
		Alt: cmp.Or(says.Alt, own.Alt), Title: cmp.Or(says.Title, r.Title, own.Title),
		Caption: cmp.Or(says.Caption, own.Caption), Credit: cmp.Or(says.Credit, own.Credit),
		Width: orNil(r.Width), Height: orNil(r.Height),
	}
	if !known {
		return out
	}
	out.Type, out.Width, out.Height, out.Animated = orNil(f.Type), orNil(f.Width), orNil(f.Height), f.Moves
	out.Placeholder, out.Colour, out.Focus = orNil(f.Placeholder), orNil(f.Colour), orNil(f.Focus)
	if set := p.in.srcset(r.Asset, f); set != "" {
		out.Srcset, out.Sizes = &set, new(p.in.Site.Media.Sizes)
	}
	return out
}

// orNil returns nothing for the zero value, which stands for what is not known.
func orNil[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// source returns where the file of a resource is: an asset's original.
func (in *Input) source(r content.Resource) string {
	if r.Asset == "" {
		return r.URL
	}
	return in.mediaURL(r.Asset, content.Variant{})
}

// mediaURL returns the address of a variant of an asset.
func (in *Input) mediaURL(id content.AssetID, v content.Variant) string {
	if in.Media != nil {
		return in.Media(id, v)
	}
	return in.Site.MediaBaseURL + "/content/v1/media/" + string(id) + "/" + v.Name()
}

// srcset returns the widths that a screen may choose from: the site's that are
// smaller than the picture, and the picture's own unless it is wider than any of
// them. It is empty where there is nothing to choose: of small pictures, of those
// that move, since variants stand still, of those that cannot be decoded, and of
// drawings and other files, which have no pixels.
func (in *Input) srcset(id content.AssetID, f File) string {
	widths := in.Site.Media.Widths
	if f.Width == 0 || f.Moves || f.Alone || len(widths) == 0 {
		return ""
	}
	list := make([]markup.Candidate, 0, len(widths)+1)
	for _, w := range widths {
		if w < f.Width {
			v := content.Variant{Width: w, Format: "webp"}
			list = append(list, markup.Candidate{URL: in.mediaURL(id, v), Descriptor: strconv.Itoa(w) + "w"})
		}
	}
	if f.Width <= widths[len(widths)-1] {
		list = append(list, markup.Candidate{URL: in.mediaURL(id, content.Variant{}), Descriptor: strconv.Itoa(f.Width) + "w"})
	}
	if len(list) < 2 {
		return ""
	}
	return markup.JoinSrcset(list)
}

// soleWidth is how wide a picture is at most, in pixels, where a page can name one
// address of it alone: for link previews and before a film.
const soleWidth = 1920

// sole returns the address of an asset where a page can name one alone.
func (in *Input) sole(id content.AssetID) string {
	f := in.Files[id]
	if f.Moves || f.Alone {
		return in.mediaURL(id, content.Variant{})
	}
	return in.mediaURL(id, soleVariant(f.Width, in.Site.Media.Widths))
}

// soleVariant returns what is shown alone of a picture so wide: the original, or a
// variant in the nearest of the site's widths.
func soleVariant(width int, widths []int) content.Variant {
	if width <= soleWidth || len(widths) == 0 {
		return content.Variant{}
	}
	n, exact := slices.BinarySearch(widths, soleWidth)
	if !exact && n > 0 {
		n--
	}
	if widths[n] >= width {
		return content.Variant{}
	}
	return content.Variant{Width: widths[n], Format: "jpeg"}
}

// linked returns the address of a resource for link previews, or nil for one that is
// empty or missing.
func (p *page) linked(r content.Resource) *string {
	switch r = r.In(p.rev.Text.Resources[r.Name]); {
	case r.Asset != "":
		p.refer(ToAsset, string(r.Asset))
		return new(p.in.sole(r.Asset))
	case isURL(r.URL):
		return new(r.URL)
	}
	return nil
}
