package standing_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/pairtest"
	"github.com/diptych-cms/diptych/internal/standing"
)

// A trial is one edit of the source of one pair.
type trial struct {
	edit edit
	pair pairtest.Pair
	now  content.Text // of the source
}

// key names the trial without saying what it holds.
func (tr *trial) key() string {
	sum := sha256.Sum256([]byte(tr.edit.name + "\x00" + tr.pair.Source.Text.HTML + "\x00" + tr.now.Title + tr.now.HTML))
	return hex.EncodeToString(sum[:6])
}

// trials makes so many edits: each kind by turns, each of another pair, in both
// directions. They are the same each time.
func trials(pairs []pairtest.Pair, many int) []trial {
	return trialsOf(rand.New(rand.NewPCG(2026, 11)), pairs, many)
}

func trialsOf(r *rand.Rand, pairs []pairtest.Pair, many int) []trial {
	var both []pairtest.Pair
	for _, p := range pairs {
		both = append(both, p, pairtest.Pair{Name: p.Name + " turned", Source: p.Target, Target: p.Source})
	}
	var list []trial
	for len(list) < many {
		before := len(list)
		for _, e := range allEdits() {
			for range 200 {
				p := both[r.IntN(len(both))]
				g := pageOf(p.Source.Text, p.Source.Locale == "fr", r)
				if e.do(g) {
					list = append(list, trial{e, p, g.done()})
					break
				}
			}
		}
		if len(list) == before {
			break
		}
	}
	return list[:min(many, len(list))]
}

// judged imports the pair, saves the edit, and returns how both stand before and after.
func (tr *trial) judged(t *testing.T) (before, after *standing.Pair) {
	t.Helper()
	b := newBook()
	source, target := tr.pair.Source.Locale, tr.pair.Target.Locale
	put := func(r content.Revision) {
		r.Post, r.N, r.Meta.At = "p", len(b.revisions[r.Locale])+1, b.tick()
		b.revisions[r.Locale] = append(b.revisions[r.Locale], r)
	}
	imported := content.Meta{Origin: content.FromImport}
	put(content.Revision{Locale: source, Text: tr.pair.Source.Text, Meta: imported})
	put(content.Revision{Locale: target, Text: tr.pair.Target.Text, Meta: imported, BasedOn: 1, BasedIn: source})
	put(content.Revision{Locale: source, Text: tr.now, Meta: content.Meta{Origin: content.FromAPI}})
	of := bitext.Pairing{Post: "p", Source: source, SourceN: 1, Target: target, TargetN: 1}
	before, err := standing.Of(t.Context(), b, of)
	if err != nil {
		t.Fatal(err)
	}
	of.SourceN = 2
	if after, err = standing.Of(t.Context(), b, of); err != nil {
		t.Fatal(err)
	}
	return before, after
}

// told says each row of the target by its text, and how many rows are missing.
func told(p *standing.Pair) (rows map[string]string, missing int) {
	rows = make(map[string]string)
	for i := range p.Rows {
		r := &p.Rows[i]
		if len(r.Target) == 0 {
			missing++
			continue
		}
		said := string(r.State)
		if r.Change != "" {
			said += " " + string(r.Change)
		}
		for _, s := range r.Target {
			rows[s.ID] = said
		}
	}
	return rows, missing
}

// verdict says what came of the trial; "" if it is nothing but what had to come.
func (tr *trial) verdict(t *testing.T) string {
	t.Helper()
	return tr.verdictOf(tr.judged(t))
}

// verdictOf is [trial.verdict] of what was judged already.
func (tr *trial) verdictOf(before, after *standing.Pair) string {
	was, missingBefore := told(before)
	is, missing := told(after)
	var changed []string
	for id, said := range is {
		if was[id] != said {
			changed = append(changed, was[id]+" → "+said)
		}
	}
	slices.Sort(changed)
	what := strings.Join(changed, ", ")
	if d := missing - missingBefore; d != 0 {
		what += fmt.Sprintf(" missing %+d", d)
	}
	allowed := map[outcome][]string{
		inForm:    upToThree("current → stale minor"),
		inSubject: upToThree("current → stale substantive"),
		still:     {""},
		added:     {" missing +1"},
		takenAway: upToThree("current → local substantive"),
	}
	if sharedBefore(before, after) { // its translation says other things too
		allowed[takenAway] = append(allowed[takenAway], "current → stale substantive")
	}
	if untranslated(before, after) { // then it has nothing to make stale, or to leave alone
		allowed = map[outcome][]string{inForm: {"", " missing -1", "current → stale substantive missing -1"}, inSubject: {"", "current → stale substantive missing -1"}, takenAway: {" missing -1"}, still: {""}, added: {" missing +1"}}
	}
	if slices.Contains(allowed[tr.edit.want], what) {
		return ""
	}
	return fmt.Sprintf("want %s: %s", tr.edit.want, what)
}

// upToThree is what comes of a segment whose translation is in one, two or three.
func upToThree(s string) []string { return []string{s, s + ", " + s, s + ", " + s + ", " + s} }

// untranslated reports whether something that was edited was missing before: then
// there is nothing to make stale, unless it was joined to what was not.
func untranslated(before, after *standing.Pair) bool {
	return slices.ContainsFunc(before.Rows, func(r standing.Row) bool {
		return r.State == bitext.Missing && editedIn(&r, after)
	})
}

// sharedBefore reports whether what was edited had its translation with others.
func sharedBefore(before, after *standing.Pair) bool {
	return slices.ContainsFunc(before.Rows, func(r standing.Row) bool { return len(r.Source) > 1 && editedIn(&r, after) })
}

func editedIn(r *standing.Row, after *standing.Pair) bool {
	return slices.ContainsFunc(r.Source, func(s *segment.Segment) bool {
		n := after.Source.Index(s.ID)
		return n < 0 || after.Source.Segments[n].Hash != s.Hash
	})
}

// TestEdits makes 500 edits of the pairs of both corpora, and says which states and
// classes are not what the edit must have come to.
func TestEdits(t *testing.T) {
	var pairs []pairtest.Pair
	for _, name := range pairtest.Corpora() {
		pairs = append(pairs, pairtest.Corpus(t, name)...)
	}
	mustHold(t, trials(pairs, 500), 0.99)
}

// TestEditsOfGold does the same with the gold set, where there is no corpus.
func TestEditsOfGold(t *testing.T) {
	mustHold(t, trials(pairtest.Gold(t), 250), 0.98)
}

func mustHold(t *testing.T, list []trial, least float64) {
	t.Helper()
	kinds := make(map[string]int)
	wrong := 0
	for i := range list {
		tr := &list[i]
		kinds[tr.edit.name]++
		if v := tr.verdict(t); v != "" {
			wrong++
			t.Logf("%s, %s, %s: %s", tr.key(), tr.edit.name, tr.pair.Name, v)
		}
	}
	t.Logf("%d edits of %d kinds: %d right, %d wrong", len(list), len(kinds), len(list)-wrong, wrong)
	if float64(len(list)-wrong) < least*float64(len(list)) {
		t.Errorf("%d of %d are wrong", wrong, len(list))
	}
}

// labelled is how many trials were labelled by a reader before they were judged.
const labelled = 100

// TestWriteForReader writes what a reader is shown, to a file that is asked for.
func TestWriteForReader(t *testing.T) {
	name := os.Getenv("DIPTYCH_READER")
	if name == "" {
		t.Skip("DIPTYCH_READER names no file")
	}
	var pairs []pairtest.Pair
	for _, c := range pairtest.Corpora() {
		pairs = append(pairs, pairtest.Corpus(t, c)...)
	}
	var out strings.Builder
	for i, tr := range trials(pairs, 500) {
		if i%5 != 0 {
			continue
		}
		fmt.Fprintf(&out, "## %s %s\n", tr.key(), tr.pair.Source.Locale)
		old, now := segment.Cut(tr.pair.Source.Locale, tr.pair.Source.Text), segment.Cut(tr.pair.Source.Locale, tr.now)
		texts := func(d *segment.Document) []string {
			var list []string
			for _, s := range d.Segments {
				line := string(s.Kind) + fmt.Sprint(s.Level) + "|" + s.Text
				for _, t := range s.Tags {
					line += fmt.Sprint(" {", t.Element, t.Attrs, "}")
				}
				list = append(list, line)
			}
			return list
		}
		a, b := texts(old), texts(now)
		for n, s := range a {
			if !slices.Contains(b, s) {
				fmt.Fprintf(&out, "- %d %s\n", n, s)
			}
		}
		for n, s := range b {
			if !slices.Contains(a, s) {
				fmt.Fprintf(&out, "+ %d %s\n", n, s)
			}
		}
		for n := 0; n < len(a) && n < len(b); n++ {
			if a[n] != b[n] && slices.Contains(b, a[n]) && slices.Contains(a, b[n]) {
				fmt.Fprintf(&out, "~ order differs from %d\n", n)
				break
			}
		}
	}
	if err := os.WriteFile(name, []byte(out.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestLabels compares what the edits had to come to with what a reader found before
// they were judged.
func TestLabels(t *testing.T) {
	raw, err := os.ReadFile("testdata/labels.txt")
	if err != nil {
		t.Fatal(err)
	}
	labels := make(map[string]string)
	for line := range strings.Lines(string(raw)) {
		if key, label, ok := strings.Cut(strings.TrimSpace(line), " "); ok && key != "#" {
			labels[key] = label
		}
	}
	var pairs []pairtest.Pair
	for _, name := range pairtest.Corpora() {
		pairs = append(pairs, pairtest.Corpus(t, name)...)
	}
	seen, wrong := 0, 0
	for i, tr := range trials(pairs, 500) {
		label, ok := labels[tr.key()]
		if !ok || i%5 != 0 {
			continue
		}
		seen++
		if label != string(tr.edit.want) {
			t.Logf("%s, %s: the reader says %s", tr.key(), tr.edit.name, label)
		}
		tr.edit.want = outcome(label)
		if v := tr.verdict(t); v != "" {
			wrong++
			t.Logf("%s, %s: %s", tr.key(), tr.edit.name, v)
		}
	}
	t.Logf("%d labels: %d right, %d wrong", seen, seen-wrong, wrong)
	if seen != labelled || wrong > 2 {
		t.Errorf("%d labels seen, %d wrong", seen, wrong)
	}
}
