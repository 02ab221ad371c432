package entry_test

import (
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
)

// long returns a pair whose texts have about 1,200 words each, as real posts do.
func long() entry.Input {
	in := pair()
	paragraph := `<p>Un paragraphe d’environ quarante mots, avec <a href="/fr/autre/">un lien</a>, <em>des accents</em> et des espaces insécables : ` +
		strings.Repeat("quelques mots de plus ", 6) + `!</p>`
	body := strings.Repeat("<h2>Un titre</h2>"+strings.Repeat(paragraph, 5), 6)
	for i := range in.Live.Texts {
		in.Live.Texts[i].Text.HTML = body
	}
	return in
}

// BenchmarkRenderPair renders both languages of a post; the baseline beside it
// hashes the same bytes, which no rendering can do without.
func BenchmarkRenderPair(b *testing.B) {
	in := long()
	b.Run("render", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			entry.Render(in)
		}
	})
	out := entry.Render(in)
	b.Run("baseline=hash", func(b *testing.B) {
		for b.Loop() {
			for _, r := range out {
				entry.ETag(entry.Join(r.Card, r.Body))
			}
		}
	})
}

// BenchmarkRenderPictures renders the same pair with twelve pictures, a gallery of six
// and a film; the baseline beside it is the pair without.
func BenchmarkRenderPictures(b *testing.B) {
	plain := long()
	shown := gallery()
	shown.Live.Texts = long().Live.Texts
	body := shown.Live.Texts[0].Text.HTML + strings.Repeat(`<figure><img src="cms:asset/big"><figcaption>La baie</figcaption></figure>`, 12) +
		`<figure data-gallery=""></figure><iframe src="https://player.vimeo.com/video/1?dnt=1"></iframe>`
	for i := range shown.Live.Texts {
		shown.Live.Texts[i].Text.HTML = body
	}
	for _, name := range []string{"a", "b", "c", "d", "e", "f"} {
		shown.Live.Shared.Shared.Resources = append(shown.Live.Shared.Shared.Resources, content.Resource{Name: name, Role: content.RoleGallery, Asset: "big"})
	}
	for _, one := range []struct {
		name string
		in   entry.Input
	}{{"render", shown}, {"baseline=without", plain}} {
		b.Run(one.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				entry.Render(one.in)
			}
		})
	}
}

// BenchmarkJoin puts the two parts of an entry together, which every single
// answer does.
func BenchmarkJoin(b *testing.B) {
	r := entry.Render(long())[0]
	b.SetBytes(int64(len(r.Card) + len(r.Body)))
	for b.Loop() {
		entry.Join(r.Card, r.Body)
	}
}
