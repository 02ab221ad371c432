package entry

import (
	"math"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/markup"
)

// showAsset puts an asset's address where a body names it.
func (p *page) showAsset(n *html.Node, key string, id content.AssetID) {
	p.refer(ToAsset, string(id))
	f, ok := p.in.Files[id]
	switch {
	case !ok:
		markup.RemoveAttr(n, key)
	case key == "poster":
		markup.SetAttr(n, key, p.in.sole(id))
	case n.Data == "img" && key == "src":
		p.showPicture(n, id, f)
	default:
		markup.SetAttr(n, key, p.in.mediaURL(id, content.Variant{}))
		if n.Data == "a" && f.Type != "" {
			setUnsaid(n, "type", f.Type)
		}
	}
}

// showPicture gives an img of an asset all that a browser can use. What its author
// says stays.
func (p *page) showPicture(n *html.Node, id content.AssetID, f File) {
	markup.SetAttr(n, "src", p.in.mediaURL(id, content.Variant{}))
	setUnsaid(n, "alt", f.Texts[p.rev.Locale].Alt) // an empty one is said: the picture decorates
	if _, said := markup.Attr(n, "srcset"); !said && p.pictures <= mostPictures {
		if set := p.in.srcset(id, f); set != "" {
			markup.SetAttr(n, "srcset", set)
			setUnsaid(n, "sizes", p.in.sizes(n))
		}
	}
	setSize(n, f.Width, f.Height)
	p.load(n)
}

// load says when a picture is fetched: the first of the body at once, the others
// when they come in sight.
func (p *page) load(n *html.Node) {
	loading := "lazy"
	if p.pictures <= 1 {
		loading = "eager"
	}
	setUnsaid(n, "loading", loading)
	setUnsaid(n, "decoding", "async")
}

// sizes returns how wide the page shows a picture: as wide as its author says in
// pixels, else as wide as the site's pages show any.
func (in *Input) sizes(n *html.Node) string {
	said, _ := markup.Attr(n, "width")
	if w := pixels(said); w > 0 {
		wide := strconv.Itoa(w) + "px"
		return "(max-width: " + wide + ") 100vw, " + wide
	}
	return in.Site.Media.Sizes
}

// setSize gives a picture of known size what its author did not say of it, so that
// the page does not jump when it comes; in the shape that the author's side asks.
func setSize(n *html.Node, width, height int) {
	if width <= 0 || height <= 0 {
		return
	}
	wide, hasWidth := markup.Attr(n, "width")
	high, hasHeight := markup.Attr(n, "height")
	switch {
	case hasWidth && hasHeight:
	case hasWidth:
		if w := pixels(wide); w > 0 {
			markup.SetAttr(n, "height", scaled(w, height, width))
		}
	case hasHeight:
		if h := pixels(high); h > 0 {
			markup.SetAttr(n, "width", scaled(h, width, height))
		}
	default:
		markup.SetAttr(n, "width", strconv.Itoa(width))
		markup.SetAttr(n, "height", strconv.Itoa(height))
	}
}

func scaled(side, by, of int) string {
	return strconv.Itoa(max(1, int(math.Round(float64(side)*float64(by)/float64(of)))))
}

// pixels reads a length that is said in pixels; 0 if it is none.
func pixels(value string) int {
	w, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(value), "px"))
	if err != nil {
		return 0
	}
	return max(0, w)
}

// setUnsaid gives an attribute a value where it has none.
func setUnsaid(n *html.Node, key, value string) {
	if _, said := markup.Attr(n, key); !said {
		markup.SetAttr(n, key, value)
	}
}

// meet counts a picture of the body, before its address is resolved, and keeps the
// first that can be shown.
func (p *page) meet(n *html.Node) {
	p.pictures++
	src, _ := markup.Attr(n, "src")
	if src = strings.TrimSpace(src); src == "" || p.first.resource.Asset != "" || p.first.resource.URL != "" {
		return
	}
	first := firstPicture{}
	if ref, ok := content.ParseReference(src); ok && ref.Asset != "" {
		if _, there := p.in.Files[ref.Asset]; !there {
			return
		}
		first.resource.Asset = ref.Asset
	} else if !content.IsWebURL(src) {
		return
	} else {
		wide, _ := markup.Attr(n, "width")
		high, _ := markup.Attr(n, "height")
		first.resource.URL, first.resource.Width, first.resource.Height = src, pixels(wide), pixels(high)
	}
	if alt, said := markup.Attr(n, "alt"); said {
		first.alt = &alt
	}
	p.first = first
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
