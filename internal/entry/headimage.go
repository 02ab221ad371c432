package entry

import (
	"path"
	"strings"

	"github.com/diptych-cms/diptych/internal/content"
)

// A headImage is the picture that stands for a page where its link is shown.
type headImage struct {
	url           string // absolute; empty: there is none
	alt           string
	kind          string // media type; empty if it is not known, as of sizes
	width, height int
}

// picture returns the picture that the editors named for it, else the thumbnail.
func (p headPage) picture() headImage {
	switch {
	case p.Card.SEO.Image != nil:
		return p.described(*p.Card.SEO.Image)
	case p.Card.Thumbnail != nil:
		t := p.Card.Thumbnail
		return p.described(p.small(t.Src, t.Shown))
	}
	return headImage{}
}

// small returns the address of a picture in a width that others will show: link
// previews give up on originals of any size.
func (p headPage) small(src string, shown Shown) string {
	file, original := strings.CutSuffix(src, "/"+content.Variant{}.Name())
	if !original || shown.Srcset == nil || shown.Width == nil {
		return src
	}
	return file + "/" + soleVariant(*shown.Width, p.Site.Tidy().Media.Widths).Name()
}

// described finds what is known of the picture: the words and the size of the thumbnail
// or the resource that it is made of.
func (p headPage) described(src string) headImage {
	image := headImage{url: p.absolute(src)}
	if image.url == "" {
		return headImage{}
	}
	if t := p.Card.Thumbnail; t != nil && sameFile(t.Src, src) {
		image.describe(src, t.Src, t.Shown)
		return image
	}
	for _, r := range p.Card.Resources {
		if r.Src != nil && sameFile(*r.Src, src) {
			image.describe(src, *r.Src, r.Shown)
			break
		}
	}
	return image
}

// describe takes what is known of the file at of, which src is, or is made from.
func (i *headImage) describe(src, of string, shown Shown) {
	i.alt = shown.Alt
	if shown.Width != nil && shown.Height != nil {
		i.width, i.height = *shown.Width, *shown.Height
	}
	if shown.Type != nil {
		i.kind = *shown.Type
	}
	v, _ := content.ParseVariant(path.Base(src))
	if src == of || v.Width == 0 || i.width == 0 {
		return
	}
	i.height = max(1, (i.height*v.Width+i.width/2)/i.width)
	i.width, i.kind = v.Width, "image/"+v.Format
}

// sameFile reports whether two addresses are of one file, or of what is made from it.
func sameFile(a, b string) bool {
	if a == b {
		return true
	}
	_, first := content.ParseVariant(path.Base(a))
	_, second := content.ParseVariant(path.Base(b))
	return first && second && path.Dir(a) == path.Dir(b)
}

// What X shows large has at least so many pixels.
const (
	largeWidth  = 300
	largeHeight = 157
)

// card returns the kind of card that shows the picture on X. A small one beside the text is
// better than a small one stretched; one whose size is not known was chosen for this.
func (i headImage) card() string {
	if i.url == "" || i.width > 0 && (i.width < largeWidth || i.height < largeHeight) {
		return "summary"
	}
	return "summary_large_image"
}
