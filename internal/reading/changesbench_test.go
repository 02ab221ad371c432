package reading_test

import (
	"cmp"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/reading"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

// BenchmarkChanges asks for changes at several sizes of the site, since the number of
// posts must not matter: DIPTYCH_BENCH_POSTS, such as 1000,1000000.
func BenchmarkChanges(b *testing.B) {
	for text := range strings.SplitSeq(cmp.Or(os.Getenv("DIPTYCH_BENCH_POSTS"), "1000,100000"), ",") {
		n, err := strconv.Atoi(text)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(text, func(b *testing.B) {
			w := newWorld(b)
			if err := crowd.Fill(b.Context(), w.db, n); err != nil {
				b.Fatal(err)
			}
			for _, tag := range []string{"fr", "*"} {
				q := reading.ChangesQuery{Locale: tag, Limit: "50"}
				var last, middle reading.Changes
				for pages := 0; !last.UpToDate; pages++ {
					q.Since = last.Next
					if last, err = w.Changes(b.Context(), q); err != nil {
						b.Fatal(err)
					}
					if pages == 4 {
						middle = last
					}
					q.Limit = "1000"
				}
				for name, since := range map[string]string{"copy": "", "middle": middle.Next, "nothing": last.Next} {
					b.Run(name+" "+tag, func(b *testing.B) {
						for b.Loop() {
							if _, err := w.Changes(b.Context(), reading.ChangesQuery{Locale: tag, Since: since, Limit: "50"}); err != nil {
								b.Fatal(err)
							}
						}
					})
				}
			}
		})
	}
}
