package publishing_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
)

// BenchmarkPublishManyWords publishes a text of 120,000 words of which hardly one comes
// twice: the worst that can be asked of the index of words in one transaction.
func BenchmarkPublishManyWords(b *testing.B) {
	s := openBench(b, 1)
	post, n := s.posts[0], 1
	var used time.Duration
	for b.Loop() {
		b.StopTimer()
		n++
		saved, err := s.edit.SaveTranslation(b.Context(), editing.SaveTranslation{
			Actor: owner, Post: post.ID, Locale: "fr", Version: post.Translation("fr").Version, Change: editing.Replace(manyWords(uint64(n))),
		})
		if err != nil {
			b.Fatal(err)
		}
		post = saved.Post
		if _, err := s.settle.Settle(b.Context(), false, 1); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		began := processor(b)
		if _, err := s.publish.Publish(b.Context(), ask(post.ID, 1, "fr", n)); err != nil {
			b.Fatal(err)
		}
		used += processor(b) - began
	}
	b.ReportMetric(float64(used.Milliseconds())/float64(b.N), "cpu-ms/op")
}

// manyWords makes words of eight letters up.
func manyWords(seed uint64) content.Text {
	random := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // no secret
	var b strings.Builder
	for range 600 {
		b.WriteString("<p>")
		for range 200 {
			for range 8 {
				b.WriteByte('a' + byte(random.IntN(26)))
			}
			b.WriteByte(' ')
		}
		b.WriteString("</p>\n")
	}
	return content.Text{Title: "A post", Body: b.String()}
}
