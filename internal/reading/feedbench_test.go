package reading_test

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/reading"
	"github.com/diptych-cms/diptych/internal/store"
)

// BenchmarkFeeds measures what machines of the Web read, beside a list of as many whole
// posts, at two sizes: the number of posts must not matter to a feed, to an archive
// however old, nor to one part of a sitemap but for the posts of its month (which here is
// walked through alone: made posts have no absolute URLs).
func BenchmarkFeeds(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			w, _ := crowded(b, n)
			w.write(func(ctx context.Context, tx *store.Tx) error {
				all, err := tx.Locales(ctx)
				for i := 0; i < len(all) && err == nil; i++ {
					all[i].Settings.BaseURL = "https://site.example"
					err = tx.SaveLocale(ctx, &all[i])
				}
				return err
			})
			fr := reading.Choice{Locale: "fr"}
			run(b, "list", func() (reading.Answer, error) {
				return w.List(b.Context(), reading.ListQuery{Choice: fr, Limit: "20", Fields: "title,body"})
			})
			for _, archive := range []string{"", "1", "17"} {
				run(b, "atom"+archive, func() (reading.Answer, error) {
					return w.Feed(b.Context(), reading.FeedQuery{Locale: "fr", File: "atom.xml", Archive: archive})
				})
			}
			index, err := w.SitemapCut(b.Context(), 100, 10_000, "")
			if err != nil {
				b.Fatal(err)
			}
			parts := strings.Split(string(index.Body), "/sitemaps/")
			name, _, _ := strings.Cut(parts[len(parts)/2], "<")
			run(b, "sitemap index", func() (reading.Answer, error) { return w.SitemapCut(b.Context(), 100, 10_000, "") })
			run(b, "sitemap part", func() (reading.Answer, error) { return w.SitemapPart(b.Context(), name) })
			run(b, "markdown", func() (reading.Answer, error) {
				return w.Entry(b.Context(), reading.EntryQuery{Slug: "post-12", Choice: fr, Markdown: true})
			})
		})
	}
}

func run(b *testing.B, name string, ask func() (reading.Answer, error)) {
	b.Run(name, func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			a, err := ask()
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(len(a.Body)), "B/answer")
		}
	})
}
