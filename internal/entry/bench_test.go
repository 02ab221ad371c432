package entry_test

import (
	"strings"
	"testing"

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

// BenchmarkJoin puts the two parts of an entry together, which every single
// answer does.
func BenchmarkJoin(b *testing.B) {
	r := entry.Render(long())[0]
	b.SetBytes(int64(len(r.Card) + len(r.Body)))
	for b.Loop() {
		entry.Join(r.Card, r.Body)
	}
}
