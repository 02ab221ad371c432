package align_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/align"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// document cuts an HTML body.
func document(tag locale.Tag, title, body string) *segment.Document {
	return segment.Cut(tag, content.Text{Title: title, Format: content.HTML, Body: body, HTML: body})
}

// mustBeWhole holds what is true of every alignment: each segment stands in one
// bead, beads are in order of the source, and the same input has the same answer.
func mustBeWhole(t *testing.T, source, target *segment.Document, h align.Hints) []align.Bead {
	t.Helper()
	beads := align.Align(source, target, h)
	seen := [2]map[int]int{{}, {}}
	last := -1
	for _, b := range beads {
		if len(b.Source)+len(b.Target) == 0 || b.Confidence < 0 || b.Confidence > 1 {
			t.Errorf("bead %+v", b)
		}
		for _, i := range b.Source {
			seen[0][i]++
		}
		for _, j := range b.Target {
			seen[1][j]++
		}
		if len(b.Source) > 0 {
			if b.Source[0] < last {
				t.Errorf("bead %v after %d", b.Source, last)
			}
			last = b.Source[0]
		}
	}
	for side, d := range []*segment.Document{source, target} {
		for i := range d.Segments {
			if seen[side][i] != 1 {
				t.Errorf("side %d: segment %d stands in %d beads", side, i, seen[side][i])
			}
		}
		if len(seen[side]) != len(d.Segments) {
			t.Errorf("side %d: %d segments in beads, %d in the document", side, len(seen[side]), len(d.Segments))
		}
	}
	if again := align.Align(source, target, h); !reflect.DeepEqual(again, beads) {
		t.Error("another answer the second time")
	}
	return beads
}

// written writes beads shortly: "0-0 1-1,2 2- -3".
func written(beads []align.Bead) string {
	var parts []string
	for _, b := range beads {
		s := list(b.Source) + "-" + list(b.Target)
		if b.Moved {
			s += "m"
		}
		if b.Person {
			s += "p"
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, " ")
}

func list(indexes []int) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(indexes), " ", ","), "[]")
}

func TestEmptyBlocksHoldPlaces(t *testing.T) {
	source := document("en", "A title", "<h2>First</h2><p>One sentence of some length.</p><p>Another one, with 12 words.</p><ul><li>red</li><li>green</li></ul>")
	tests := []struct{ name, title, body, want string }{
		{"all empty", "", "<h2></h2><p></p><p></p><ul><li></li><li></li></ul>", "0- 1-0 2-1 3-2 4-3 5-4"},
		{"one filled", "", "<h2></h2><p></p><p>Une autre, de 12 mots.</p><ul><li></li><li></li></ul>", "0- 1-0 2-1 3-2 4-3 5-4"},
		{"title and list", "Un titre", "<h2></h2><p></p><p></p><ul><li>rouge</li><li>vert</li></ul>", "0-0 1-1 2-2 3-3 4-4 5-5"},
		{"nothing", "", "", "0- 1- 2- 3- 4- 5-"},
	}
	for _, tt := range tests {
		target := document("fr", tt.title, tt.body)
		if got := written(mustBeWhole(t, source, target, align.Hints{})); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestHints(t *testing.T) {
	source := document("en", "", "<p>The cat sleeps on 12 mats.</p><p>The dog barks at 7 cars.</p><p>Nobody reads the third paragraph.</p>")
	target := document("fr", "", "<p>Le chat dort sur 12 tapis.</p><p>Le chien aboie après 7 autos.</p><p>Personne ne lit le troisième paragraphe.</p>")
	s := func(i int) string { return source.Segments[i].ID }
	u := func(j int) string { return target.Segments[j].ID }
	tests := []struct {
		name string
		h    align.Hints
		want string
	}{
		{"none", align.Hints{}, "0-0 1-1 2-2"},
		{"linked across", align.Hints{Linked: [][2][]string{{{s(0)}, {u(1)}}}}, "-0 0-1p 1- 2-2"},
		{"linked to two", align.Hints{Linked: [][2][]string{{{s(0)}, {u(0), u(1)}}}}, "0-0,1p 1- 2-2"},
		{"the later link wins", align.Hints{Linked: [][2][]string{{{s(0)}, {u(0)}}, {{s(0)}, {u(2)}}}}, "-0 0-2p 1-1m 2-"},
		{"parted", align.Hints{Unlinked: [][2][]string{{{s(1)}, {u(1)}}}}, "0-0 -1 1- 2-2"},
		{"local", align.Hints{Local: []string{u(2)}}, "0-0 1-1 -2p 2-"},
		{"left out", align.Hints{Omitted: []string{s(1)}}, "0-0 -1 1-p 2-2"},
		{"a link goes before local", align.Hints{Linked: [][2][]string{{{s(2)}, {u(2)}}}, Local: []string{u(2)}}, "0-0 1-1 2-2p"},
		{"ids that are gone", align.Hints{Linked: [][2][]string{{{"gone"}, {u(2)}}, {{s(1)}, {"gone"}}}, Local: []string{"gone"}, Omitted: []string{""}}, "0-0 1-1 2-2"},
	}
	for _, tt := range tests {
		if got := written(mustBeWhole(t, source, target, tt.h)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// TestPlaces looks at single things that a translator would be cross about.
func TestPlaces(t *testing.T) {
	tests := []struct{ name, en, fr, want string }{
		{"numbers in both notations", "<p>1,500.25</p><p>2,000</p><p>3 p.m.</p>", "<p>2 000</p><p>15 h</p>", "0- 1-0 2-1"},
		{
			"a heading stays with what it heads", "<h2>Costs</h2><p>It costs 40 dollars a month, taxes included.</p><h2>Dates</h2><p>It begins on May 3, 2026.</p>",
			"<h2>Dates</h2><p>Tout commence le 3 mai 2026.</p>", "0- 1- 2-0 3-1",
		},
		{
			"a link leads to the same place", `<p><a href="https://example.org/en/a/one">one</a></p><p><a href="https://example.org/en/b">two</a></p>`,
			`<p><a href="https://example.org/fr/b">deux</a></p>`, "0- 1-0",
		},
		{"a row was left out", "<table><tr><td>red</td><td>12</td></tr><tr><td>green</td><td>14</td></tr><tr><td>blue</td><td>19</td></tr></table>",
			"<table><tr><td>rouge</td><td>12</td></tr><tr><td>bleu</td><td>19</td></tr></table>", "0-0 1-1 2- 3- 4-2 5-3"},
	}
	for _, tt := range tests {
		if got := written(mustBeWhole(t, document("en", "", tt.en), document("fr", "", tt.fr), align.Hints{})); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// TestRandom aligns documents of random pieces with random hints.
func TestRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1993))
	for range 300 {
		source, target := document("en", "", random(r)), document("fr", "", random(r))
		pick := func(d *segment.Document) []string {
			var ids []string
			for range r.IntN(3) {
				if len(d.Segments) > 0 {
					ids = append(ids, d.Segments[r.IntN(len(d.Segments))].ID)
				}
			}
			return ids
		}
		h := align.Hints{Local: pick(target), Omitted: pick(source)}
		for range r.IntN(4) {
			h.Linked = append(h.Linked, [2][]string{pick(source), pick(target)})
			h.Unlinked = append(h.Unlinked, [2][]string{pick(source), pick(target)})
		}
		mustBeWhole(t, source, target, h)
	}
}

func random(r *rand.Rand) string {
	pieces := []string{
		"<p>%s</p>", "<h2>%s</h2>", "<ul><li>%s</li><li>x %s</li></ul>", "<table><tr><td>%s</td><td>9</td></tr></table>", "<p></p>",
		`<p><img src="/a.png" alt="%s"></p>`, "<blockquote><p>%s</p></blockquote>", "<p><code>%s</code></p>",
	}
	words := []string{"santé", "health", "12", "1 500,25", "Ottawa", "réseau", "network", "pas", "not", "2026", "une", "the", "gouvernement"}
	var b strings.Builder
	for range r.IntN(12) {
		var text []string
		for range r.IntN(9) {
			text = append(text, words[r.IntN(len(words))])
		}
		b.WriteString(strings.ReplaceAll(pieces[r.IntN(len(pieces))], "%s", strings.Join(text, " ")))
	}
	return b.String()
}

// TestHostile aligns what is long and gives nothing to hold on to.
func TestHostile(t *testing.T) {
	const n = 20_000
	if testing.Short() {
		t.Skip("long documents")
	}
	same := document("en", "", strings.Repeat("<p>the same words in every paragraph, 12 of them</p>", n))
	other := document("fr", "", strings.Repeat("<p>les mêmes mots dans chaque alinéa, il y en a 12</p>", n))
	empty := document("fr", "", strings.Repeat("<p></p>", n))
	for _, target := range []*segment.Document{other, empty, document("fr", "", "<p>un seul</p>")} {
		beads := align.Align(same, target, align.Hints{})
		if len(beads) < n {
			t.Errorf("%d beads", len(beads))
		}
	}
	long := document("en", "", "<p>"+strings.Repeat("word ", 200_000)+"</p>")
	if beads := align.Align(long, other, align.Hints{}); len(beads) < n {
		t.Errorf("%d beads", len(beads))
	}
}

// TestLongDocuments aligns a document of many sections, some of which moved, with
// itself in the other notation of numbers.
func TestLongDocuments(t *testing.T) {
	var parts [2][]string
	for i := range 1200 {
		parts[0] = append(parts[0], fmt.Sprintf("<p>Article %d of the agreement of %d sets the amount of %d dollars.</p>", i, 1000+i*7, i*i))
		parts[1] = append(parts[1], fmt.Sprintf("<p>L’article %d de l’accord de %d fixe le montant de %d dollars.</p>", i, 1000+i*7, i*i))
	}
	moved := slices.Clone(parts[1][100:110])
	rest := slices.Concat(parts[1][:100], parts[1][110:900], moved, parts[1][900:])
	beads := mustBeWhole(t, document("en", "", strings.Join(parts[0], "")), document("fr", "", strings.Join(rest, "")), align.Hints{})
	right := 0
	for _, b := range beads {
		if len(b.Source) != 1 || len(b.Target) != 1 {
			continue
		}
		want := b.Source[0]
		switch {
		case want >= 100 && want < 110:
			want += 790
		case want >= 110 && want < 900:
			want -= 10
		}
		if b.Target[0] == want && b.Moved == (b.Source[0] >= 100 && b.Source[0] < 110) {
			right++
		}
	}
	if right != 1200 {
		t.Errorf("%d of 1200 right", right)
	}
}
