package entry_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

const media = "https://media.example/content/v1/media/"

// gallery returns a post with pictures of every kind.
func gallery() entry.Input {
	in := pair()
	in.Files = map[content.AssetID]entry.File{
		"big": {Type: "image/jpeg", Width: 4000, Height: 3000, Bytes: 9, Placeholder: "LEHV6n", Colour: "#203040", Focus: "50% 30%",
			Texts: map[locale.Tag]entry.FileText{"fr": {Alt: "Une baie", Caption: "La baie", Title: "Baie", Credit: "Photo : A. Roy"}}},
		"mid":   {Type: "image/png", Width: 800, Height: 600},
		"small": {Type: "image/webp", Width: 200, Height: 100},
		"gif":   {Type: "image/gif", Width: 900, Height: 900, Moves: true},
		"torn":  {Type: "image/png", Width: 900, Height: 900, Alone: true},
		"svg":   {Type: "image/svg+xml"},
		"pdf":   {Type: "application/pdf", Bytes: 7},
	}
	in.Site.Media = content.MediaSettings{Widths: []int{320, 640, 1280}}
	return in
}

func TestThumbnailOf(t *testing.T) {
	res := func(name, url string) content.Resource { return content.Resource{Name: name, URL: url} }
	role := func(r content.Resource, part content.Role) content.Resource { r.Role = part; return r }
	tests := []struct {
		name      string
		resources []content.Resource
		says      map[string]content.ResourceText
		first     string // of the body
		want      string
	}{
		{name: "none"},
		{name: "none of those", resources: []content.Resource{res("map", "m")}},
		{name: "thumbnail before cover", resources: []content.Resource{res("cover", "c"), res("thumbnail", "t")}, first: "b", want: "t"},
		{name: "cover instead", resources: []content.Resource{res("other", "o"), res("cover", "c")}, first: "b", want: "c"},
		{name: "by role", resources: []content.Resource{res("cover", "c"), role(res("moon", "m"), content.RoleThumbnail)}, want: "m"},
		{name: "the role wins over the name", resources: []content.Resource{role(res("thumbnail", "t"), content.RoleGallery), res("cover", "c")}, want: "c"},
		{name: "the first of a role", resources: []content.Resource{role(res("a", "a"), content.RoleCover), res("cover", "c")}, want: "a"},
		{name: "an empty one ends the search", resources: []content.Resource{res("thumbnail", ""), res("cover", "c")}, first: "b"},
		{name: "an empty cover", resources: []content.Resource{res("cover", "")}, first: "b"},
		{name: "the body's", resources: []content.Resource{res("map", "m")}, first: "b", want: "b"},
		{name: "the language's own", resources: []content.Resource{res("thumbnail", "t")}, says: map[string]content.ResourceText{"thumbnail": {URL: "own"}}, want: "own"},
		{name: "only this language has one", resources: []content.Resource{res("thumbnail", "")}, says: map[string]content.ResourceText{"thumbnail": {URL: "own"}}, want: "own"},
		{name: "words alone change no file", resources: []content.Resource{res("thumbnail", "t")}, says: map[string]content.ResourceText{"thumbnail": {Alt: "x"}}, want: "t"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := entry.ThumbnailOf(tt.resources, tt.says, content.Resource{URL: tt.first})
			if ok != (tt.want != "") || ok && got.URL != tt.want {
				t.Errorf("thumbnail %v %+v, want %q", ok, got, tt.want)
			}
		})
	}
}

func TestThumbnailOfAnEntry(t *testing.T) {
	body := `<p><img src="cms:asset/gone"><img src="data:x"></p><figure><img src="cms:asset/mid" alt="Un phare"></figure><p><img src="cms:asset/big"></p>`
	tests := []struct {
		name     string
		resource content.Resource
		body     string
		fromBody bool
		want     string // "" for none
		alt      string
		wide     int
	}{
		{"external with its size", content.Resource{Name: "cover", URL: "https://cdn.example/c.png", Width: 1200, Height: 630}, "", false, "https://cdn.example/c.png", "", 1200},
		{"external without", content.Resource{Name: "cover", URL: "https://cdn.example/c.png"}, "", false, "https://cdn.example/c.png", "", 0},
		{"asset", content.Resource{Name: "cover", Asset: "big"}, "", false, media + "big/original", "Une baie", 4000},
		{"no picture", content.Resource{Name: "thumbnail", Asset: "pdf"}, body, true, "", "", 0},
		{"a file that is missing", content.Resource{Name: "thumbnail", URL: "lost.png"}, body, true, "", "", 0},
		{"external without scheme", content.Resource{Name: "cover", URL: "/images/c.png"}, "", false, "/images/c.png", "", 0},
		{"empty", content.Resource{Name: "thumbnail"}, body, true, "", "", 0},
		{"the body's is not asked", content.Resource{Name: "map", Asset: "mid"}, body, false, "", "", 0},
		{"the body's", content.Resource{Name: "map", Asset: "big"}, body, true, media + "mid/original", "Un phare", 800},
		{"the body's, external", content.Resource{Name: "map"}, `<img src="/a.png" width="30" height="20px" alt=""><img src="cms:asset/mid">`, true, "/a.png", "", 30},
		{"the body's, without words", content.Resource{Name: "map"}, `<p><img src="cms:asset/big"></p>`, true, media + "big/original", "Une baie", 4000},
		{"the body's, of a gallery", content.Resource{Name: "map", Role: content.RoleGallery, Asset: "big"}, `<figure data-gallery=""></figure><img src="cms:asset/mid">`, true, media + "big/original", "Une baie", 4000},
		{"a body without", content.Resource{Name: "map"}, "<p>Rien.</p>", true, "", "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := gallery()
			in.Site.Media.ThumbnailFromBody = tt.fromBody
			in.Live.Shared.Shared.Resources = []content.Resource{tt.resource}
			in.Live.Texts[1].Text.HTML = tt.body
			e := decode(t, entry.Render(in)[1])
			if e.Thumbnail == nil || tt.want == "" {
				if e.Thumbnail != nil || tt.want != "" {
					t.Fatalf("thumbnail %+v, want %q", e.Thumbnail, tt.want)
				}
				return
			}
			if e.Thumbnail.Src != tt.want || e.Thumbnail.Alt != tt.alt {
				t.Errorf("thumbnail %s %q", e.Thumbnail.Src, e.Thumbnail.Alt)
			}
			if w := e.Thumbnail.Width; (w == nil) != (tt.wide == 0) || w != nil && *w != tt.wide {
				t.Errorf("width %v, want %d", w, tt.wide)
			}
		})
	}
}

func TestShown(t *testing.T) {
	in := gallery()
	in.Live.Shared.Shared.Resources = []content.Resource{
		{Name: "a", Asset: "big", Title: "Shared"}, {Name: "b", Asset: "mid"}, {Name: "c", Asset: "small"}, {Name: "d", Asset: "gif"},
		{Name: "e", Asset: "svg"}, {Name: "f", Asset: "pdf"}, {Name: "g", Asset: "gone"},
	}
	in.Live.Texts[1].Text.Resources = map[string]content.ResourceText{
		"a": {Caption: "Dite ici"}, "b": {Asset: "small", Alt: "Autre", Credit: "Z"},
	}
	got := decode(t, entry.Render(in)[1]).Resources
	sizes := new("(max-width: 60rem) 100vw, 60rem")
	want := []entry.Resource{
		{Name: "a", Role: content.RoleAttachment, Src: new(media + "big/original"), Bytes: new(int64(9)), Shown: entry.Shown{
			Alt: "Une baie", Title: "Shared", Caption: "Dite ici", Credit: "Photo : A. Roy", Type: new("image/jpeg"), Width: new(4000), Height: new(3000),
			Srcset: new(media + "big/w320.webp 320w, " + media + "big/w640.webp 640w, " + media + "big/w1280.webp 1280w"), Sizes: sizes,
			Placeholder: new("LEHV6n"), Colour: new("#203040"), Focus: new("50% 30%"),
		}},
		{Name: "b", Role: content.RoleAttachment, Src: new(media + "small/original"), Bytes: new(int64(0)), Shown: entry.Shown{
			Alt: "Autre", Credit: "Z", Type: new("image/webp"), Width: new(200), Height: new(100),
		}},
		{Name: "c", Role: content.RoleAttachment, Src: new(media + "small/original"), Bytes: new(int64(0)), Shown: entry.Shown{
			Type: new("image/webp"), Width: new(200), Height: new(100),
		}},
		{Name: "d", Role: content.RoleAttachment, Src: new(media + "gif/original"), Bytes: new(int64(0)), Shown: entry.Shown{
			Type: new("image/gif"), Width: new(900), Height: new(900), Animated: true,
		}},
		{Name: "e", Role: content.RoleAttachment, Src: new(media + "svg/original"), Bytes: new(int64(0)), Shown: entry.Shown{Type: new("image/svg+xml")}},
		{Name: "f", Role: content.RoleAttachment, Src: new(media + "pdf/original"), Bytes: new(int64(7)), Shown: entry.Shown{Type: new("application/pdf")}},
		{Name: "g", Role: content.RoleAttachment, Src: new(media + "gone/original")},
	}
	for i := range want {
		want[i].Params = map[string]any{}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("French resources (-want +got):\n%s", diff)
	}
	if en := decode(t, entry.Render(in)[0]).Resources[1]; *en.Srcset != media+"mid/w320.webp 320w, "+media+"mid/w640.webp 640w, "+media+"mid/original 800w" {
		t.Errorf("English shows the other language's file: %+v", en)
	}
}

func TestPicturesOfBodies(t *testing.T) {
	const (
		mid = `src="` + media + `mid/original"`
		set = ` srcset="` + media + `mid/w320.webp 320w, ` + media + `mid/w640.webp 640w, ` + media + `mid/original 800w"`
		one = ` sizes="(max-width: 60rem) 100vw, 60rem" width="800" height="600"`
	)
	tests := []struct{ name, body, want string }{
		{"all that is known", `<img src="cms:asset/mid">`, `<img ` + mid + ` alt=""` + set + one + ` loading="eager" decoding="async"/>`},
		{"the first at once, the others in sight", `<img src="/a.png"><img src="cms:asset/mid" alt="b">`,
			`<img src="/a.png"/><img ` + mid + ` alt="b"` + set + one + ` loading="lazy" decoding="async"/>`},
		{"its author's width", `<img src="cms:asset/mid" alt="" width="400px">`,
			`<img ` + mid + ` alt="" width="400px"` + set + ` sizes="(max-width: 400px) 100vw, 400px" height="300" loading="eager" decoding="async"/>`},
		{"its author's height", `<img src="cms:asset/small" alt="" height="50">`, `<img src="` + media + `small/original" alt="" height="50" width="100" loading="eager" decoding="async"/>`},
		{"a share of the page", `<img src="cms:asset/small" alt="" width="50%">`, `<img src="` + media + `small/original" alt="" width="50%" loading="eager" decoding="async"/>`},
		{"what its author says wins", `<img src="cms:asset/mid" srcset="/x.png 2x, cms:asset/gone 3x, cms:asset/small 1x" alt="" width="1" height="2" loading="lazy" decoding="sync" fetchpriority="high">`,
			`<img ` + mid + ` srcset="/x.png 2x, ` + media + `small/original 1x" alt="" width="1" height="2" loading="lazy" decoding="sync" fetchpriority="high"/>`},
		{"its author's sizes", `<img src="cms:asset/mid" alt="" sizes="10rem">`, `<img ` + mid + ` alt="" sizes="10rem"` + set + ` width="800" height="600" loading="eager" decoding="async"/>`},
		{"moving", `<img src="cms:asset/gif" alt="">`, `<img src="` + media + `gif/original" alt="" width="900" height="900" loading="eager" decoding="async"/>`},
		{"not decoded", `<img src="cms:asset/torn" alt="">`, `<img src="` + media + `torn/original" alt="" width="900" height="900" loading="eager" decoding="async"/>`},
		{"drawn", `<img src="cms:asset/svg" alt="">`, `<img src="` + media + `svg/original" alt="" loading="eager" decoding="async"/>`},
		{"gone", `<img src="cms:asset/gone" alt="x">`, `<img alt="x"/>`},
		{"a file", `<a href="cms:asset/pdf">pdf</a> <a href="cms:asset/big" type="x/y">whole</a>`,
			`<a href="` + media + `pdf/original" type="application/pdf">pdf</a> <a href="` + media + `big/original" type="x/y">whole</a>`},
		{"a film", `<video src="cms:asset/pdf" poster="cms:asset/big"></video>`, `<video src="` + media + `pdf/original" poster="` + media + `big/w1280.jpeg"></video>`},
		{"a choice of pictures", `<picture><source srcset="cms:asset/small 1x"/><img src="/a.png" alt=""/></picture>`,
			`<picture><source srcset="` + media + `small/original 1x"/><img src="/a.png" alt=""/></picture>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := gallery()
			in.Live.Texts[1].Text.HTML = tt.body
			if e := decode(t, entry.Render(in)[1]); e.Body != tt.want {
				t.Errorf("body =\n%s, want\n%s", e.Body, tt.want)
			}
		})
	}
}

func TestPreviewsAndReadersSeeTheSamePictures(t *testing.T) {
	in := gallery()
	in.Live.Texts[1].Text.HTML = `<img src="cms:asset/mid"><video poster="cms:asset/big"></video><figure data-gallery="cover"></figure>`
	in.Live.Shared.Shared.Resources = []content.Resource{{Name: "cover", Asset: "big"}}
	in.Live.Texts[1].Text.SEO.Image = "cover"
	live := decode(t, entry.Render(in)[1])
	in.Media = func(id content.AssetID, v content.Variant) string {
		return media + string(id) + "/" + v.Name() + "?signed"
	}
	preview := decode(t, entry.Render(in)[1])
	bare := func(s string) string { return strings.ReplaceAll(s, "?signed", "") }
	if bare(preview.Body) != live.Body || bare(*preview.Thumbnail.Srcset) != *live.Thumbnail.Srcset || bare(*preview.SEO.Image) != *live.SEO.Image {
		t.Errorf("a preview shows\n%s, readers get\n%s", preview.Body, live.Body)
	}
	if n := strings.Count(preview.Body, media); n == 0 || n != strings.Count(preview.Body, "?signed") {
		t.Errorf("an address is not signed: %s", preview.Body)
	}
}

func TestImageOfLinkPreviews(t *testing.T) {
	tests := []struct {
		name   string
		widths []int
		file   entry.File
		want   string
	}{
		{"as it is", nil, entry.File{Width: 1920, Height: 1}, "original"},
		{"smaller", nil, entry.File{Width: 1921, Height: 1}, "w1920.jpeg"},
		{"the nearest below", []int{640, 1280, 2560}, entry.File{Width: 3000, Height: 1}, "w1280.jpeg"},
		{"the smallest above", []int{2000, 2560}, entry.File{Width: 3000, Height: 1}, "w2000.jpeg"},
		{"never enlarged", []int{2560}, entry.File{Width: 2000, Height: 1}, "original"},
		{"moving", nil, entry.File{Width: 3000, Height: 1, Moves: true}, "original"},
		{"not decoded", nil, entry.File{Width: 3000, Height: 1, Alone: true}, "original"},
		{"no picture", nil, entry.File{}, "original"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := gallery()
			in.Site.Media.Widths = tt.widths
			in.Files["x"] = tt.file
			in.Live.Shared.Shared.Resources = []content.Resource{{Name: "a", Asset: "x"}, {Name: "empty"}}
			in.Live.Texts[1].Text.SEO.Image = "a"
			in.Live.Texts[0].Text.SEO.Image = "empty"
			out := entry.Render(in)
			if e := decode(t, out[1]); e.SEO.Image == nil || *e.SEO.Image != media+"x/"+tt.want {
				t.Errorf("image %v", e.SEO.Image)
			}
			if e := decode(t, out[0]); e.SEO.Image != nil {
				t.Errorf("an empty resource gives %q", *e.SEO.Image)
			}
		})
	}
}
