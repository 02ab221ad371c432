package entry_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
)

func TestGallery(t *testing.T) {
	in := gallery()
	in.Live.Shared.Shared.Resources = []content.Resource{
		{Name: "b", Role: content.RoleGallery, Asset: "small"}, {Name: "deed", Role: content.RoleGallery, Asset: "pdf"},
		{Name: "a", Role: content.RoleGallery, URL: "https://cdn.example/a.png", Width: 40, Height: 30}, {Name: "the bay", Asset: "big"},
	}
	in.Live.Texts[1].Text.Resources = map[string]content.ResourceText{"b": {Alt: "B <b>", Caption: "Dite & tue"}}
	small := func(alt, loading string) string {
		return `<img src="` + media + `small/original" alt="` + alt + `" width="200" height="100" loading="` + loading + `" decoding="async"/>`
	}
	b := `<figure class="gallery-item">` + small("B &lt;b&gt;", "eager") + `<figcaption>Dite &amp; tue</figcaption></figure>`
	a := `<figure class="gallery-item"><img src="https://cdn.example/a.png" alt="" width="40" height="30" loading="lazy" decoding="async"/></figure>`
	tests := []struct{ name, body, want string }{
		{"all of the role, in order", `<figure class="gallery columns-2" data-gallery=""></figure>`, `<figure class="gallery columns-2">` + b + a + `</figure>`},
		{"by name", `<figure class="gallery" data-gallery=" nobody, b "><figcaption>Deux</figcaption></figure>`, `<figure class="gallery">` + b + `<figcaption>Deux</figcaption></figure>`},
		{"with a credit", `<figure data-gallery="the bay"></figure>`,
			`<figure><figure class="gallery-item"><img src="` + media + `big/original" alt="Une baie" width="4000" height="3000" srcset="` + media + `big/w320.webp 320w, ` +
				media + `big/w640.webp 640w, ` + media + `big/w1280.webp 1280w" sizes="(max-width: 60rem) 100vw, 60rem" loading="eager" decoding="async"/>` +
				`<figcaption>La baie <small>Photo : A. Roy</small></figcaption></figure></figure>`},
		{"by numbers of another program", `<figure data-gallery="12, 13"></figure>`, `<figure>` + b + a + `</figure>`},
		{"of files that are no pictures", `<p>x</p><figure data-gallery="deed"></figure>`, `<p>x</p>`},
		{"written about", `<p>[[gallery]] and <code>[[gallery]]</code></p>`, `<p>[gallery] and <code>[[gallery]]</code></p>`},
		{"another figure", `<figure><table></table></figure>`, `<figure><table></table></figure>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in.Live.Texts[1].Text.HTML = tt.body
			e := decode(t, entry.Render(in)[1])
			if e.Body != tt.want {
				t.Errorf("body =\n%s, want\n%s", e.Body, tt.want)
			}
			if strings.Contains(e.Excerpt, "Dite") {
				t.Errorf("a caption of a picture is in the text's excerpt: %q", e.Excerpt)
			}
		})
	}
	in.Live.Texts[0].Text.HTML = `<figure data-gallery="b"></figure>`
	if e := decode(t, entry.Render(in)[0]); e.Body != `<figure><figure class="gallery-item">`+small("", "eager")+`</figure></figure>` {
		t.Errorf("English says what French says: %s", e.Body)
	}
}

func TestEmbeds(t *testing.T) {
	const (
		frame = `<iframe src="https://www.youtube-nocookie.com/embed/CUkMCQR4TpY?start=9" sandbox="allow-scripts"`
		page  = `href="https://www.youtube.com/watch?t=9s&amp;v=CUkMCQR4TpY" rel="noopener"`
		card  = `<figure class="embed embed-youtube"><a ` + page + `>YouTube</a></figure>`
	)
	tests := []struct{ name, body, frame, card string }{
		{"alone", frame + `></iframe>`, frame + ` title="YouTube"></iframe>`, card},
		{"with a name", frame + ` title=" Un film "></iframe>`, frame + ` title="Un film"></iframe>`, strings.Replace(card, ">YouTube<", ">Un film<", 1)},
		{"alone in a paragraph", `<p class="x"> ` + frame + `></iframe></p>`, `<p class="x"> ` + frame + ` title="YouTube"></iframe></p>`, card},
		{"among words", `<p>Voir ` + frame + `></iframe>.</p>`, `<p>Voir ` + frame + ` title="YouTube"></iframe>.</p>`,
			`<p>Voir <span class="embed embed-youtube"><a ` + page + `>YouTube</a></span>.</p>`},
		{"in a figure", `<figure class="wp-block-embed">` + frame + `></iframe><figcaption>Dit</figcaption></figure>`,
			`<figure class="wp-block-embed">` + frame + ` title="YouTube"></iframe><figcaption>Dit</figcaption></figure>`,
			`<figure class="wp-block-embed embed embed-youtube"><a ` + page + `>YouTube</a><figcaption>Dit</figcaption></figure>`},
		{"of a short code", `<figure class="embed">` + frame + `></iframe></figure>`, `<figure class="embed">` + frame + ` title="YouTube"></iframe></figure>`, card},
		{"in a link", `<a href="/x">` + frame + `></iframe></a>`, `<a href="/x">` + frame + ` title="YouTube"></iframe></a>`,
			`<a href="/x"><span class="embed embed-youtube"><span>YouTube</span></span></a>`},
		{"of a host that the site allows", `<div><iframe src="https://video.example.ca/7"></iframe></div>`, `<div><iframe src="https://video.example.ca/7" title="video.example.ca"></iframe></div>`,
			`<div><figure class="embed embed-other"><a href="https://video.example.ca/7" rel="noopener">video.example.ca</a></figure></div>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := gallery()
			in.Live.Texts[1].Text.HTML = tt.body
			if e := decode(t, entry.Render(in)[1]); e.Body != tt.frame {
				t.Errorf("frame\n%s, want\n%s", e.Body, tt.frame)
			}
			in.Site.Media.Embeds = "card"
			if e := decode(t, entry.Render(in)[1]); e.Body != tt.card {
				t.Errorf("card\n%s, want\n%s", e.Body, tt.card)
			}
		})
	}
}

// TestBoundedPictures: what readers get of a short text is not endless, whatever pictures
// it asks for.
func TestBoundedPictures(t *testing.T) {
	in := gallery()
	for i := range 100 {
		in.Live.Shared.Shared.Resources = append(in.Live.Shared.Shared.Resources, content.Resource{Name: fmt.Sprint(i), Role: content.RoleGallery, Asset: "big"})
	}
	for name, tt := range map[string]struct {
		body          string
		pictures, set int
	}{
		"many galleries":           {strings.Repeat(`<figure data-gallery=""></figure>`, 1000), 2000, 2000},
		"many that name one often": {strings.Repeat(`<figure data-gallery="`+strings.Repeat("1,", 900)+`2"></figure>`, 10), 20, 20},
		"many pictures":            {strings.Repeat(`<img src="cms:asset/big">`, 3000) + `<figure data-gallery=""></figure>`, 3000, 2000},
	} {
		in.Live.Texts[0].Text.HTML = tt.body
		body := decode(t, entry.Render(in)[0]).Body
		if n, set := strings.Count(body, "<img"), strings.Count(body, "srcset"); n != tt.pictures || set != tt.set {
			t.Errorf("%s: %d pictures, %d with sizes to choose from, want %d and %d", name, n, set, tt.pictures, tt.set)
		}
		if strings.Contains(body, "cms:") || strings.Contains(body, "data-gallery") {
			t.Errorf("%s: something is not resolved", name)
		}
	}
}

// TestBoundedReferences: a text of very many addresses does not refer to all of them.
func TestBoundedReferences(t *testing.T) {
	in := pair()
	var body strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&body, `<a href="/en/%d">x</a>`, i)
	}
	in.Live.Texts[0].Text.HTML = body.String()
	r := entry.Render(in)[0]
	n := 0
	for _, ref := range r.Refs {
		if ref.Kind == entry.ToPath {
			n++
		}
	}
	if n == 0 || n > 3*2000 { // as many for each host as there may be addresses
		t.Errorf("%d references to addresses", n)
	}
	if e := decode(t, r); strings.Count(e.Body, "<a ") != 5000 {
		t.Error("links are lost")
	}
}
