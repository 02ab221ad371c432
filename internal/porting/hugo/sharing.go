package hugo

import (
	"slices"

	"github.com/diptych-cms/diptych/internal/porting"
)

// sharing takes the first of images, which Hugo's own templates give to whoever shares
// the page, as the picture for that. A thumbnail or a cover says it too and goes before
// it; then images stay in params, as the others of them do.
func (b *builder) sharing(held []holding) {
	images := b.fields.list("images")
	pictured := slices.ContainsFunc(b.page.Resources, func(r porting.Resource) bool { return r.Name == "thumbnail" || r.Name == "cover" })
	if len(images) == 0 || pictured {
		return
	}
	b.used["images"] = len(images) == 1
	before := len(b.page.Resources)
	b.pictureResource(&porting.Resource{Name: "image"}, images[0], "images", held)
	taken := b.page.Resources[before]
	if i := slices.IndexFunc(b.page.Resources[:before], func(r porting.Resource) bool { return taken.File != "" && r.File == taken.File }); i >= 0 {
		taken, b.page.Resources = b.page.Resources[i], b.page.Resources[:before]
	}
	b.page.SEO.Image = taken.Name
	b.note(porting.Info, "import.image_shared", b.fields.lineOf("images"), map[string]any{"picture": excerpt(images[0])})
}
