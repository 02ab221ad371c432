package difference_test

import (
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/difference"
)

// BenchmarkBodies compares two bodies of 10 kB, one of them with some words and a
// paragraph changed.
func BenchmarkBodies(b *testing.B) {
	paragraph := "<p>L’équipe a <strong>publié</strong> hier une nouvelle version du <a href=\"/guide\">guide</a> : elle corrige 12 erreurs " +
		"et ajoute un chapitre sur les <em>sauvegardes</em>, que les lecteurs demandaient depuis longtemps.</p>\n"
	var from strings.Builder
	for from.Len() < 10_000 {
		from.WriteString(paragraph)
	}
	to := strings.Replace(from.String(), "hier", "aujourd’hui", 3)
	to = strings.Replace(to, "12 erreurs", "13 fautes", 5) + "<p>Un paragraphe de plus.</p>"
	b.SetBytes(int64(from.Len() + len(to)))
	b.ReportAllocs()
	for b.Loop() {
		difference.Bodies(from.String(), to)
	}
}

// BenchmarkLarge compares the bodies of a megabyte that are the hardest.
func BenchmarkLarge(b *testing.B) {
	for name, pair := range large(1 << 20) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(pair[0]) + len(pair[1])))
			b.ReportAllocs()
			for b.Loop() {
				difference.Bodies(pair[0], pair[1])
			}
		})
	}
}
