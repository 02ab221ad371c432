package standing_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/standing"
)

// A writer does at random what people do to a post in two languages.
type writer struct {
	*book
	r     *rand.Rand
	lines map[locale.Tag][]string
	words int
	did   []string
}

// sentence returns one that nobody wrote before.
func (w *writer) sentence(tag locale.Tag) string {
	w.words++
	if tag == "en" {
		return fmt.Sprintf("Line %d says that %d people came to the garden.", w.words, w.words*7)
	}
	return fmt.Sprintf("La ligne %d dit que %d personnes sont venues au jardin.", w.words, w.words*7)
}

// edit changes the lines of a language in one way.
func (w *writer) edit(tag locale.Tag) string {
	lines := w.lines[tag]
	at := w.r.IntN(len(lines))
	switch dice := w.r.IntN(10); {
	case dice < 3:
		lines[at] = strings.Replace(lines[at], "garden", "garden today", 1)
		lines[at] = strings.Replace(lines[at], "jardin", "jardin ce jour", 1)
		return "words"
	case dice < 5:
		lines[at] += "!"
		return "form"
	case dice < 6:
		lines[at] = w.sentence(tag)
		return "anew"
	case dice < 8:
		w.lines[tag] = slices.Insert(lines, at, w.sentence(tag))
		return "one more"
	case dice < 9 && len(lines) > 2:
		w.lines[tag] = slices.Delete(lines, at, at+1)
		return "one less"
	}
	other := w.r.IntN(len(lines))
	lines[at], lines[other] = lines[other], lines[at]
	return "moved"
}

// act does one thing.
func (w *writer) act(t *testing.T) {
	t.Helper()
	switch dice := w.r.IntN(20); {
	case dice < 6:
		what, minor := w.edit("en"), w.r.IntN(5) == 0
		h := how{minor: minor}
		if w.r.IntN(8) == 0 {
			h.base, h.in = w.last("fr"), "fr"
		}
		w.did = append(w.did, fmt.Sprintf("en %d: %s minor=%v base=%d", w.save("en", strings.Join(w.lines["en"], "\n"), h), what, minor, h.base))
	case dice < 12:
		what, minor, base := w.edit("fr"), w.r.IntN(6) == 0, w.last("en")
		if w.r.IntN(3) == 0 {
			base = 1 + w.r.IntN(base)
		}
		w.did = append(w.did, fmt.Sprintf("fr %d: %s minor=%v base=%d", w.save("fr", strings.Join(w.lines["fr"], "\n"), how{base: base, minor: minor}), what, minor, base))
	case dice < 13:
		fr, en := 1+w.r.IntN(w.last("fr")), 1+w.r.IntN(w.last("en"))
		w.confirm(fr, en)
		w.did = append(w.did, fmt.Sprintf("confirm fr %d beside en %d", fr, en))
	default:
		w.word(t)
	}
}

// word gives a word on a row of the heads, or of earlier revisions.
func (w *writer) word(t *testing.T) {
	en, fr := w.last("en"), w.last("fr")
	if w.r.IntN(4) == 0 {
		en, fr = 1+w.r.IntN(en), 1+w.r.IntN(fr)
	}
	pair := w.at(t, en, fr)
	row := pair.Rows[w.r.IntN(len(pair.Rows))]
	d := bitext.Decision{SourceN: en, TargetN: fr, SourceText: row.SourceText()}
	for _, s := range row.Source {
		d.Source = append(d.Source, s.ID)
	}
	for _, s := range row.Target {
		d.Target = append(d.Target, s.ID)
	}
	switch kinds := []bitext.DecisionKind{bitext.Confirmed, bitext.Confirmed, bitext.Linked, bitext.Unlinked, bitext.MadeLocal, bitext.LeftOut, bitext.Restored}; {
	case len(d.Source) == 0:
		d.Kind = []bitext.DecisionKind{bitext.MadeLocal, bitext.Confirmed, bitext.Restored}[w.r.IntN(3)]
	case len(d.Target) == 0:
		d.Kind = []bitext.DecisionKind{bitext.LeftOut, bitext.Restored}[w.r.IntN(2)]
	default:
		d.Kind = kinds[w.r.IntN(len(kinds))]
	}
	w.decide(d)
	w.did = append(w.did, fmt.Sprintf("%s %v %v on en %d fr %d", d.Kind, d.Source, d.Target, en, fr))
}

// tick now and then stands still: two things may be done at one instant.
func (w *writer) pause() {
	if w.r.IntN(4) == 0 {
		w.clock = w.clock.Add(-time.Minute)
	}
}

// settle keeps what a memo would.
func (w *writer) settle(t *testing.T) {
	for _, l := range w.heads(t).Lineages() {
		w.lineages[lineageKey{l.Locale, l.Beside, l.N}] = l.Lineage
	}
}

// forgetful is the book without its memos.
func (w *writer) forgetful() *book {
	b := *w.book
	b.lineages = nil
	return &b
}

// In any history: with memos or without, once or twice, the same comes out; no tool
// loses a segment; and what readers see does not change by a later draft.
func TestHistories(t *testing.T) {
	for seed := range uint64(60) {
		w := &writer{book: newBook(), r: rand.New(rand.NewPCG(seed, 5)), lines: make(map[locale.Tag][]string)} //nolint:gosec // a seed makes the run repeat
		for range 5 {
			w.lines["en"] = append(w.lines["en"], w.sentence("en"))
			w.words--
			w.lines["fr"] = append(w.lines["fr"], w.sentence("fr"))
		}
		w.fr(w.en(strings.Join(w.lines["en"], "\n")), strings.Join(w.lines["fr"], "\n"))
		for range 25 {
			w.act(t)
			w.pause()
			whole := w.forgetful().heads(t)
			w.compare(t, whole, w.heads(t))
			w.compare(t, whole, w.heads(t))
			w.loses(t, whole)
			if w.r.IntN(2) == 0 {
				w.settle(t)
			}
			if t.Failed() {
				t.Fatalf("seed %d, after:\n%s", seed, strings.Join(w.did, "\n"))
			}
		}
	}
}

// compare asks that two judgements say the same.
func (w *writer) compare(t *testing.T, a, b *standing.Pair) {
	t.Helper()
	if diff := cmp.Diff(a.Sums, b.Sums); diff != "" {
		t.Errorf("sums (-whole +resumed):\n%s", diff)
	}
	if diff := cmp.Diff(summary(a), summary(b)); diff != "" {
		t.Errorf("rows (-whole +resumed):\n%s", diff)
	}
	if !a.Since.Equal(b.Since) {
		t.Errorf("since %v and %v", a.Since, b.Since)
	}
}

// loses asks that every segment that says something is in exactly one row.
func (w *writer) loses(t *testing.T, p *standing.Pair) {
	t.Helper()
	var source, target []string
	for i := range p.Rows {
		for _, s := range p.Rows[i].Source {
			source = append(source, s.Text)
		}
		for _, s := range p.Rows[i].Target {
			target = append(target, s.Text)
		}
	}
	for tag, got := range map[locale.Tag][]string{"en": source, "fr": target} {
		want := slices.Clone(w.lines[tag])
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: rows hold %q of %q", tag, got, want)
		}
	}
}

// Words of one language beside the source leave every other as it stands.
func TestLanguagesStandAlone(t *testing.T) {
	b := newBook()
	b.fr(b.en(first), premie)
	b.save("de", "# Willkommen\nDas Treffen findet am 12. Mai in Montréal statt.\nBringen Sie einen Laptop und einen Freund mit.", how{base: 1})
	b.en("# Welcome\nThe meeting takes place in Montréal on 13 May.\nBring your own laptop and a friend.")
	german := func() *standing.Pair {
		other := *b
		other.decisions, other.confirmed = nil, slices.DeleteFunc(slices.Clone(b.confirmed), func(c content.Confirmation) bool { return c.Locale == "fr" })
		p, err := standing.Of(t.Context(), &other, bitext.Pairing{Post: "p", Source: "en", SourceN: 2, Target: "de", TargetN: 1})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	before := summary(german())
	b.confirm(1, 2)
	b.fr(2, "# Bienvenue\nLa rencontre a lieu à Montréal le 13 mai.\nApportez votre ordinateur et un ami.")
	p, err := standing.Of(t.Context(), b, bitext.Pairing{Post: "p", Source: "en", SourceN: 2, Target: "de", TargetN: 1})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, summary(p)); diff != "" || !strings.Contains(before, "stale/substantive") {
		t.Errorf("German (-before +after a word on French):\n%s", diff)
	}
}
