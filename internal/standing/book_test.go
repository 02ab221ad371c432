package standing_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/standing"
	"github.com/diptych-cms/diptych/internal/work"
)

// A book is the past of one post, English and French, as the store keeps it.
type book struct {
	revisions map[locale.Tag][]content.Revision
	decisions []bitext.Decision
	confirmed []content.Confirmation
	lineages  map[lineageKey]bitext.Lineage
	clock     time.Time
}

type lineageKey struct {
	tag, beside locale.Tag
	n           int
}

func newBook() *book {
	return &book{
		revisions: make(map[locale.Tag][]content.Revision), lineages: make(map[lineageKey]bitext.Lineage),
		clock: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC),
	}
}

func (b *book) tick() time.Time {
	b.clock = b.clock.Add(time.Minute)
	return b.clock
}

// How one save came about.
type how struct {
	base   int
	in     locale.Tag // of base; empty: English
	minor  bool
	origin content.Origin
}

// save saves a text: each line is a paragraph, "# " begins a heading, "<" is as it is.
func (b *book) save(tag locale.Tag, lines string, h how) int {
	var html strings.Builder
	for line := range strings.SplitSeq(lines, "\n") {
		switch {
		case strings.HasPrefix(line, "# "):
			html.WriteString("<h2>" + line[2:] + "</h2>")
		case strings.HasPrefix(line, "<"):
			html.WriteString(line)
		default:
			html.WriteString("<p>" + line + "</p>")
		}
	}
	list := b.revisions[tag]
	n := 1
	if len(list) > 0 {
		n = list[len(list)-1].N + 1
	}
	if h.base > 0 && h.in == "" {
		h.in = "en"
	}
	b.revisions[tag] = append(list, content.Revision{
		Post: "p", Locale: tag, N: n, BasedOn: h.base, BasedIn: h.in, Minor: h.minor,
		Meta: content.Meta{At: b.tick(), By: "user:" + string(tag), Origin: h.origin}, Text: content.Text{HTML: html.String()},
	})
	return n
}

func (b *book) en(lines string) int           { return b.save("en", lines, how{}) }
func (b *book) fr(base int, lines string) int { return b.save("fr", lines, how{base: base}) }

func (b *book) last(tag locale.Tag) int {
	list := b.revisions[tag]
	if len(list) == 0 {
		return 0
	}
	return list[len(list)-1].N
}

// decide keeps a decision on the newest revisions.
func (b *book) decide(d bitext.Decision) {
	d.N, d.At, d.By, d.Beside = len(b.decisions)+1, b.tick(), "user:d", "en"
	if d.SourceN == 0 {
		d.SourceN = b.last("en")
	}
	if d.TargetN == 0 {
		d.TargetN = b.last("fr")
	}
	b.decisions = append(b.decisions, d)
}

// confirm says that the French revision is right beside the English one.
func (b *book) confirm(fr, en int) {
	b.confirmed = append(b.confirmed, content.Confirmation{Locale: "fr", N: fr, Beside: "en", BesideN: en, At: b.tick(), By: "user:c"})
}

// prune takes away revisions.
func (b *book) prune(tag locale.Tag, numbers ...int) {
	var left []content.Revision
	for _, r := range b.revisions[tag] {
		gone := false
		for _, n := range numbers {
			gone = gone || r.N == n
		}
		if !gone {
			left = append(left, r)
		}
	}
	b.revisions[tag] = left
}

func (b *book) pairing(en, fr int) bitext.Pairing {
	return bitext.Pairing{Post: "p", Source: "en", SourceN: en, Target: "fr", TargetN: fr, Decided: len(b.decisions) + len(b.confirmed)}
}

// heads judges the newest revisions.
func (b *book) heads(t *testing.T) *standing.Pair {
	t.Helper()
	return b.at(t, b.last("en"), b.last("fr"))
}

func (b *book) at(t *testing.T, en, fr int) *standing.Pair {
	t.Helper()
	p, err := standing.Of(t.Context(), b, b.pairing(en, fr))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (b *book) Revision(_ context.Context, _ content.PostID, tag locale.Tag, n int) (*content.Revision, error) {
	for _, r := range b.revisions[tag] {
		if r.N == n {
			return &r, nil
		}
	}
	return nil, fault.New(fault.NotFound, "revision.not_found")
}

func (b *book) Decisions(context.Context, content.PostID, locale.Tag) ([]bitext.Decision, error) {
	return b.decisions, nil
}

func (b *book) Confirmations(context.Context, content.PostID) ([]content.Confirmation, error) {
	return b.confirmed, nil
}

func (b *book) Reviews(context.Context, content.PostID, locale.Tag, int) ([]work.Review, error) {
	return nil, nil
}

func (b *book) Savings(_ context.Context, _ content.PostID, tag locale.Tag) ([]content.Saving, error) {
	var list []content.Saving
	for _, r := range b.revisions[tag] {
		list = append(list, content.Saving{N: r.N, At: r.Meta.At, By: r.Meta.By, Origin: r.Meta.Origin, Minor: r.Minor, BasedOn: r.BasedOn, BasedIn: r.BasedIn})
	}
	return list, nil
}

func (b *book) Lineage(_ context.Context, _ content.PostID, tag, beside locale.Tag, n int) (bitext.Lineage, error) {
	for ; n > 0; n-- {
		if l, ok := b.lineages[lineageKey{tag, beside, n}]; ok {
			return l, nil
		}
	}
	return bitext.Lineage{}, nil
}

func (b *book) Sums(context.Context, bitext.Pairing) (bitext.Sums, bool, error) {
	return bitext.Sums{}, false, nil
}

func (b *book) KeepSums(bitext.Pairing, bitext.Sums) {}

// summary says each row in a few letters: state, change, texts.
func summary(p *standing.Pair) string {
	var lines []string
	for i := range p.Rows {
		r := &p.Rows[i]
		line := string(r.State)
		if r.Change != "" {
			line += "/" + string(r.Change)
		}
		line += ": " + r.SourceText() + " | " + r.TargetText()
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}
