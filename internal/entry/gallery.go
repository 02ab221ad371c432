package entry

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// mostPictures bounds the pictures of one text that come with all that a screen may
// choose from, and beyond it galleries show none: what readers get of a picture is far
// longer than what an author writes for it.
const mostPictures = 2000

// gallery fills a figure that stands for pictures of the post: those that it names in
// its order, else those whose role is gallery in the order of the resources. One
// without pictures goes, unless it holds something else.
func (p *page) gallery(n *html.Node) {
	names, ok := markup.Attr(n, sanitize.GalleryAttribute)
	if !ok {
		return
	}
	markup.RemoveAttr(n, sanitize.GalleryAttribute)
	before := n.FirstChild
	for _, r := range p.galleryOf(names) {
		if p.pictures >= mostPictures {
			break
		}
		if item := p.item(r); item != nil {
			n.InsertBefore(item, before)
		}
	}
	if n.FirstChild == nil && n.Parent != nil {
		n.Parent.RemoveChild(n)
	}
}

// galleryOf returns the resources that a gallery shows, each once. One that names none
// that is there, as numbers of another program do, shows those of the role.
func (p *page) galleryOf(names string) []content.Resource {
	if p.pictures >= mostPictures {
		return nil
	}
	var chosen, all []content.Resource
	list := p.list()
	left := make(map[string]int, len(list)) // places of those that are not chosen yet
	for i, r := range list {
		left[r.Name] = i
	}
	for name := range strings.SplitSeq(names, ",") {
		name = strings.TrimSpace(name)
		if i, ok := left[name]; ok && name != "" {
			chosen = append(chosen, list[i])
			delete(left, name)
		}
	}
	for _, r := range list {
		if r.Part() == content.RoleGallery {
			all = append(all, r)
		}
	}
	if len(chosen) == 0 {
		return all
	}
	return chosen
}

// list returns the resources that the language has.
func (p *page) list() []content.Resource {
	return p.rev.Text.Overrides.Resources.Or(p.shared().Resources)
}

// item returns one picture of a gallery with what is said of it, or nil if the
// resource shows none.
func (p *page) item(r content.Resource) *html.Node {
	r = r.In(p.rev.Text.Resources[r.Name])
	if !p.in.isPicture(r) {
		return nil
	}
	shown := p.shown(r)
	img := element(atom.Img, "src", p.in.source(r), "alt", shown.Alt)
	if shown.Width != nil && shown.Height != nil {
		markup.SetAttr(img, "width", strconv.Itoa(*shown.Width))
		markup.SetAttr(img, "height", strconv.Itoa(*shown.Height))
	}
	if shown.Srcset != nil {
		markup.SetAttr(img, "srcset", *shown.Srcset)
		markup.SetAttr(img, "sizes", p.in.Site.Media.Sizes)
	}
	p.pictures++
	p.load(img)
	if p.first.resource.Asset == "" && p.first.resource.URL == "" {
		p.first = firstPicture{resource: content.Resource{Asset: r.Asset, URL: r.URL, Width: r.Width, Height: r.Height}, alt: &shown.Alt}
	}
	item := element(atom.Figure, "class", "gallery-item")
	item.AppendChild(img)
	if shown.Caption != "" || shown.Credit != "" {
		caption := element(atom.Figcaption)
		caption.AppendChild(textNode(shown.Caption))
		if shown.Credit != "" {
			credit := element(atom.Small)
			credit.AppendChild(textNode(shown.Credit))
			caption.AppendChild(textNode(" "))
			caption.AppendChild(credit)
		}
		item.AppendChild(caption)
	}
	return item
}

// element makes an element with attributes given as name, value, …
func element(of atom.Atom, attributes ...string) *html.Node {
	n := &html.Node{Type: html.ElementNode, Data: of.String(), DataAtom: of}
	for i := 0; i+1 < len(attributes); i += 2 {
		n.Attr = append(n.Attr, html.Attribute{Key: attributes[i], Val: attributes[i+1]})
	}
	return n
}

func textNode(says string) *html.Node { return &html.Node{Type: html.TextNode, Data: says} }
