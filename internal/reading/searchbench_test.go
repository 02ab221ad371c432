package reading_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/reading"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

// told returns a world of n posts with words to search. DIPTYCH_BENCH_DIR names a folder
// that keeps it: to make a hundred thousand takes minutes.
func told(b *testing.B, n int) *world {
	b.Helper()
	folder := cmp.Or(os.Getenv("DIPTYCH_BENCH_DIR"), b.TempDir())
	_, err := os.Stat(filepath.Join(folder, "diptych.db"))
	w := worldIn(b, folder)
	if err == nil {
		return w
	}
	if err := crowd.FillTo(b.Context(), w.db, crowd.Size{Posts: n, Summary: 10, Body: 10}); err != nil {
		b.Fatal(err)
	}
	if err := crowd.Tell(b.Context(), w.db, 150); err != nil {
		b.Fatal(err)
	}
	return w
}

// benchPosts is how many posts there are; DIPTYCH_BENCH_POSTS names another number.
func benchPosts(b *testing.B) int {
	n, err := strconv.Atoi(cmp.Or(os.Getenv("DIPTYCH_BENCH_POSTS"), "2000"))
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// BenchmarkSearch looks for what readers look for, and for what costs most.
func BenchmarkSearch(b *testing.B) {
	w := told(b, benchPosts(b))
	word := func(place int) string { return crowd.Word(locale.French, place) }
	several := func(n, from int) string {
		list := make([]string, n)
		for i := range list {
			list[i] = word(from + i)
		}
		return strings.Join(list, " ")
	}
	for _, q := range []struct {
		name string
		text func() string
	}{
		{"ordinary two words", func() string { return word(50+rand.IntN(2000)) + " " + word(50+rand.IntN(2000)) }},
		{"worst: one word that all have", func() string { return word(0) }},
		{"worst: two words that all have", func() string { return word(0) + " " + word(1) }},
		{"worst: twenty common words", func() string { return several(20, 0) }},
		{"worst: twelve rarer words", func() string { return several(12, 40) }},
		{"worst: a long phrase", func() string { return `"` + several(10, 0) + `"` }},
		{"worst: two letters", func() string { return "pl" }},
		{"worst: three letters", func() string { return "plu" }},
		{"worst: four letters of a common word", func() string { return "fran" }},
		{"worst: nothing found, misspelt", func() string { return "x" + word(5000) + "zz " + word(3000) }},
		{"two words that a hyphen joins", func() string { return word(50+rand.IntN(2000)) + "-" + word(50+rand.IntN(2000)) }},
		{"worst: two words that all have, joined", func() string { return word(0) + "-" + word(1) }},
		{"worst: excluded", func() string { return word(10) + " -" + word(0) }},
	} {
		b.Run(q.name, func(b *testing.B) { measure(b, w, q.text) })
	}
	for _, typed := range []string{"p", "pl", "plu", "francha"} {
		b.Run("suggestions "+typed, func(b *testing.B) {
			began := processor(b)
			n := 0
			for b.Loop() {
				if _, err := w.Suggestions(b.Context(), reading.SuggestionsQuery{Choice: reading.Choice{Locale: "fr"}, Text: typed}); err != nil {
					b.Fatal(err)
				}
				n++
			}
			b.ReportMetric((processor(b)-began).Seconds()*1000/float64(n), "cpu-ms/op")
		})
	}
}

// measure reports the processor time of searches, which stays where others work beside:
// of 99 in 100 at most.
func measure(b *testing.B, w *world, text func() string) {
	var took []time.Duration
	var all time.Duration
	late := 0
	for b.Loop() {
		began := processor(b)
		if !find(b.Context(), b, w, text()) {
			late++
		}
		used := processor(b) - began
		took, all = append(took, used), all+used
	}
	slices.Sort(took)
	b.ReportMetric(took[len(took)*99/100].Seconds()*1000, "p99-cpu-ms")
	b.ReportMetric(all.Seconds()*1000/float64(len(took)), "cpu-ms/op")
	b.ReportMetric(float64(late)*100/float64(len(took)), "%late")
}

// processor returns the processor time that the process has used.
func processor(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// find searches. It reports whether there was time to find anything, if there is.
func find(ctx context.Context, t testing.TB, w *world, text string) (inTime bool) {
	_, err := w.Search(ctx, reading.SearchQuery{Choice: reading.Choice{Locale: "fr"}, Text: text})
	if fault.Is(err, fault.Unavailable) {
		return false
	}
	if err != nil {
		t.Fatal(fmt.Errorf("search %q: %w", text, err))
	}
	return true
}
