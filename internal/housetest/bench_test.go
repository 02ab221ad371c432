package housetest

import (
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/app"
	"github.com/diptych-cms/diptych/internal/i18n"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/porting"
	"github.com/diptych-cms/diptych/internal/porting/hugo"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// BenchmarkImport imports a made Hugo site of pairs with the real binary, on
// disk: posts (files) per second, and the most memory that the process had.
// Beside it, as the floor, what the Markdown and the sanitizer alone take for
// as many bodies of the same length on one processor.
func BenchmarkImport(b *testing.B) {
	for _, posts := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("posts=%d", posts), func(b *testing.B) {
			site := bigSite(b, posts/2)
			for b.Loop() {
				cmd := exec.Command(binary, "import", "hugo", site, "--data", filepath.Join(b.TempDir(), "data"), "--format", "json")
				began := time.Now()
				if err := cmd.Run(); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(posts)/time.Since(began).Seconds(), "posts/s")
				b.ReportMetric(cmd.ProcessState.UserTime().Seconds()/float64(posts)*1e6, "cpu-µs/post")
				if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
					b.ReportMetric(float64(usage.Maxrss)/1024, "MiB")
				}
			}
		})
	}
	b.Run("floor=sanitizer", func(b *testing.B) {
		policy := sanitize.New(sanitize.Options{})
		for b.Loop() {
			html, err := markup.FromMarkdown(quietDay("The tide came in at 12 h.", "A quiet day on the river, with a light wind and one ship. "))
			if err != nil {
				b.Fatal(err)
			}
			policy.Body(html)
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "posts/s")
	})
}

// BenchmarkImportInProcess imports 2,000 posts inside the test's process, so
// that -cpuprofile and -memprofile see where an import's time goes.
func BenchmarkImportInProcess(b *testing.B) {
	const posts = 2_000
	site, err := os.OpenRoot(bigSite(b, posts/2))
	if err != nil {
		b.Fatal(err)
	}
	defer site.Close()
	catalog, err := i18n.Load()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		read, err := hugo.Read(b.Context(), site.FS(), hugo.Options{Now: time.Now()}, nil)
		if err != nil {
			b.Fatal(err)
		}
		h, err := app.Open(b.Context(), filepath.Join(b.TempDir(), "data"), app.Options{
			Catalog: catalog, Log: slog.New(slog.DiscardHandler), Create: true,
		})
		if err != nil {
			b.Fatal(err)
		}
		report, err := h.Porting.Import(b.Context(), porting.Command{Actor: access.System("bench"), Site: read, Source: "hugo"})
		if err != nil || report.Totals.Pairs != posts/2 {
			b.Fatalf("%d pairs, %v", report.Totals.Pairs, err)
		}
		if err := h.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(posts*float64(b.N)/b.Elapsed().Seconds(), "posts/s")
}
