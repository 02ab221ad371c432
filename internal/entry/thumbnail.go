package entry

import (
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/content"
)

// ThumbnailOf is the one rule by which a picture stands for a post in a language:
//
//  1. the first resource whose part is thumbnail: by its role, else by its name;
//  2. else the first whose part is cover;
//  3. else the first picture of the body, on sites that show it so.
//
// The search ends at the first resource that is found, be it an empty one: then its
// authors wanted no picture, and ok is false. resources are the post's, or what the
// language has instead; says are the language's words about them, and its own files.
// first is the first picture of the language's body; empty, there is none, or the
// site does not show it so ([content.MediaSettings.ThumbnailFromBody]).
func ThumbnailOf(resources []content.Resource, says map[string]content.ResourceText, first content.Resource) (r content.Resource, ok bool) {
	for _, part := range []content.Role{content.RoleThumbnail, content.RoleCover} {
		i := slices.IndexFunc(resources, func(r content.Resource) bool { return r.Part() == part })
		if i >= 0 {
			r = resources[i].In(says[resources[i].Name])
			return r, r.Asset != "" || r.URL != ""
		}
	}
	return first, first.Asset != "" || first.URL != ""
}

// thumbnail describes what the rule finds, if it can be shown as a picture.
func (p *page) thumbnail(resources []content.Resource) *Picture {
	var first content.Resource
	if p.in.Site.Media.ThumbnailFromBody {
		first = p.first.resource
	}
	r, ok := ThumbnailOf(resources, p.rev.Text.Resources, first)
	if !ok || !p.in.isPicture(r) {
		return nil
	}
	shown := p.shown(r)
	if r.Name == "" && p.first.alt != nil {
		shown.Alt = *p.first.alt
	}
	return &Picture{Src: p.in.source(r), Shown: shown}
}

// A firstPicture is the first picture that a body shows.
type firstPicture struct {
	resource content.Resource // without a name
	alt      *string          // what the body says; nil: nothing
}

// isPicture reports whether the file of a resource can be shown as a picture, as far
// as is known: the name of a file that an import missed leads nowhere.
func (in *Input) isPicture(r content.Resource) bool {
	if r.Asset == "" {
		return isURL(r.URL)
	}
	f, known := in.Files[r.Asset]
	return !known || f.Width > 0 || strings.HasPrefix(f.Type, "image/")
}
