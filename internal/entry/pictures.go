package entry

import (
	"cmp"
	"slices"
	"strconv"

	"golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/markup"
)

// thumbnail returns the resource "thumbnail", else "cover". One that is there
// and empty ends the search: its authors wanted none.
func (p *page) thumbnail(resources []content.Resource) *Picture {
	for _, name := range []string{"thumbnail", "cover"} {
		i := slices.IndexFunc(resources, func(r content.Resource) bool { return r.Name == name })
		if i < 0 {
			continue
		}
		r := p.resource(resources[i])
		if r.Src == nil {
			return nil
		}
		return &Picture{Src: *r.Src, Shown: r.Shown}
	}
	return nil
}

func (p *page) resources(list []content.Resource) []Resource {
	out := make([]Resource, 0, len(list))
	for _, r := range list {
		out = append(out, p.resource(r))
	}
	return out
}

// resource describes a resource in the page's words, else the post's, else the
// asset's.
func (p *page) resource(r content.Resource) Resource {
	says := p.rev.Text.Resources[r.Name]
	out := Resource{
		Name: r.Name, Role: r.Part(), Params: orEmpty(r.Params),
		Shown: Shown{Title: cmp.Or(says.Title, r.Title), Alt: says.Alt, Caption: says.Caption, Credit: says.Credit},
	}
	switch {
	case r.Asset != "":
		p.refer(ToAsset, string(r.Asset))
		f := p.in.Files[r.Asset]
		own := f.Texts[p.rev.Locale]
		out.Src, out.Type, out.Bytes = new(p.in.mediaURL(r.Asset, content.Variant{})), new(f.Type), new(f.Bytes)
		out.Alt, out.Caption = cmp.Or(out.Alt, own.Alt), cmp.Or(out.Caption, own.Caption)
		if f.Width > 0 && f.Height > 0 {
			out.Width, out.Height = new(f.Width), new(f.Height)
		}
	case r.URL != "":
		out.Src = new(r.URL)
	}
	return out
}

// mediaURL returns the address of a variant of an asset.
func (in *Input) mediaURL(id content.AssetID, v content.Variant) string {
	if in.Media != nil {
		return in.Media(id, v)
	}
	return in.Site.MediaBaseURL + "/content/v1/media/" + string(id) + "/" + v.Name()
}

// showAsset puts an asset's URL, and its size where a picture says none.
func (p *page) showAsset(n *html.Node, key string, id content.AssetID) {
	p.refer(ToAsset, string(id))
	f, ok := p.in.Files[id]
	if !ok {
		markup.RemoveAttr(n, key)
		return
	}
	markup.SetAttr(n, key, p.in.mediaURL(id, content.Variant{}))
	if n.Data != "img" || key != "src" {
		return
	}
	if _, said := markup.Attr(n, "alt"); !said { // an empty one is said: the picture decorates
		markup.SetAttr(n, "alt", f.Texts[p.rev.Locale].Alt)
	}
	_, wide := markup.Attr(n, "width")
	_, high := markup.Attr(n, "height")
	if !wide && !high && f.Width > 0 && f.Height > 0 {
		markup.SetAttr(n, "width", strconv.Itoa(f.Width))
		markup.SetAttr(n, "height", strconv.Itoa(f.Height))
	}
}

// srcset puts URLs of assets into a srcset and leaves out what is gone.
func (p *page) srcset(n *html.Node, value string) {
	var kept []markup.Candidate
	for _, c := range markup.Srcset(value) {
		if ref, ok := content.ParseReference(c.URL); ok && ref.Asset != "" {
			p.refer(ToAsset, string(ref.Asset))
			if _, there := p.in.Files[ref.Asset]; !there {
				continue
			}
			c.URL = p.in.mediaURL(ref.Asset, content.Variant{})
		}
		if !content.IsReference(c.URL) {
			kept = append(kept, c)
		}
	}
	if len(kept) == 0 {
		markup.RemoveAttr(n, "srcset")
		return
	}
	markup.SetAttr(n, "srcset", markup.JoinSrcset(kept))
}
