package difference_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/difference"
)

// A maker makes bodies at random, out of few words, so that much is alike.
type maker struct{ *rand.Rand }

func (m maker) of(list ...string) string { return list[m.IntN(len(list))] }

func (m maker) words() string {
	var b strings.Builder
	for range m.IntN(4) {
		b.WriteString(m.of("le", "chat", "noir", "été", "3.5", "l’", ":", "\u00a0", "&lt;", "日本") + m.of(" ", " ", " ", "", "\n"))
	}
	return b.String()
}

func (m maker) inline(depth int) string {
	var b strings.Builder
	for range 1 + m.IntN(3) {
		tag := m.of("b", "i", "code", "s", "ins")
		switch n := m.IntN(10); {
		case n < 5 || depth == 0:
			b.WriteString(m.words())
		case n < 7:
			b.WriteString("<" + tag + ">" + m.inline(depth-1) + "</" + tag + ">")
		case n < 8:
			b.WriteString(`<a href="` + m.of("/a", "/b") + `">` + m.words() + "</a>")
		case n < 9:
			b.WriteString(`<img src="` + m.of("a", "b") + `" alt="x">`)
		default:
			b.WriteString("<br>")
		}
	}
	return b.String()
}

func (m maker) blocks(depth int) string {
	var b strings.Builder
	for range m.IntN(4) {
		switch n := m.IntN(12); {
		case n < 4 || depth == 0:
			b.WriteString("<p>" + m.inline(2) + "</p>")
		case n < 5:
			b.WriteString("<h2" + m.of("", ` class="a"`) + ">" + m.inline(1) + "</h2>")
		case n < 7:
			b.WriteString("<ul>" + m.times("<li>", "</li>", func() string { return m.mixed(depth - 1) }) + "</ul>")
		case n < 8:
			row := func() string { return m.times("<td>", "</td>", func() string { return m.mixed(depth - 1) }) }
			b.WriteString("<table>" + m.of("", "<caption>chat</caption>", "<colgroup><col></colgroup>") +
				m.times("<tr>", "</tr>", row) + "</table>")
		case n < 9:
			b.WriteString("<blockquote>" + m.mixed(depth-1) + "</blockquote>")
		case n < 10:
			b.WriteString("<pre>" + m.of("", "\n", "\n\n") + m.inline(1) + "</pre>")
		case n < 11:
			b.WriteString("<figure><img src=a>" + m.of("", "<figcaption>"+m.inline(1)+"</figcaption>") + "</figure>")
		default:
			b.WriteString("<hr>" + m.words())
		}
	}
	return b.String()
}

func (m maker) mixed(depth int) string {
	return m.of(m.inline(1), m.blocks(depth), m.inline(1)+m.blocks(depth), "")
}

func (m maker) times(start, end string, fn func() string) string {
	var b strings.Builder
	for range m.IntN(4) {
		b.WriteString(start + fn() + end)
	}
	return b.String()
}

func TestRandomBodies(t *testing.T) {
	for seed := range uint64(1500) {
		m := maker{rand.New(rand.NewPCG(seed, 1))}
		from, to := policy().Body(m.blocks(3)).HTML, policy().Body(m.blocks(3)).HTML
		if m.IntN(2) == 0 { // much alike
			to = policy().Body(strings.Replace(from, m.of("chat", "</p>", "<li>", "<td>", "<b>", "le "), m.of("noir", "</p><p>x</p>", "<li>y</li><li>", "", "z "), 1)).HTML
		}
		both(t, from, to)
		if t.Failed() {
			t.Fatalf("seed %d:\n%s\n%s", seed, from, to)
		}
	}
}

// TestLargeBodies compares bodies that have as little in common as can be, or too
// much, and are long enough for what is quick and coarse. [BenchmarkLarge] takes
// them as long as they may be.
func TestLargeBodies(t *testing.T) {
	for name, pair := range large(1 << 14) {
		t.Run(name, func(t *testing.T) {
			d := difference.Bodies(pair[0], pair[1])
			if most := 4*(len(pair[0])+len(pair[1])) + 1<<16; len(d.HTML) > most {
				t.Errorf("%d bytes out of %d and %d", len(d.HTML), len(pair[0]), len(pair[1]))
			}
			if got, want := without(d.HTML, "del"), same(pair[1]); got != want {
				t.Error("the new body does not come back")
			}
			if got, want := without(d.HTML, "ins"), same(pair[0]); got != want {
				t.Error("the old body does not come back")
			}
		})
	}
}

// large returns pairs of bodies of about the size in bytes.
func large(size int) map[string][2]string {
	r := rand.New(rand.NewPCG(1, 2))
	some := func(start, end string, word func() string) string {
		var b strings.Builder
		for b.Len() < size {
			b.WriteString(start + word() + end)
		}
		return b.String()
	}
	letter := func() string { return string(rune('a' + r.IntN(3))) }
	number := func() string { return fmt.Sprint(r.IntN(1000)) }
	fresh := func() string { return fmt.Sprint(r.Uint64()) }
	deep := func(word func() string) string {
		return strings.Repeat("<b><i>", 30) + some("", " ", word)
	}
	return map[string][2]string{
		"one line of few words":   {"<p>" + some("", " ", letter), "<p>" + some("", " ", letter)},
		"one line of many words":  {"<p>" + some("", " ", number), "<p>" + some("", " ", number)},
		"nothing in common":       {some("<p>", "</p>", fresh), some("<p>", "</p>", fresh)},
		"many small paragraphs":   {some("<p>", "</p>", number), some("<p>", "</p>", number)},
		"many small items":        {"<ul>" + some("<li>", "</li>", number) + "</ul>", "<ul>" + some("<li>", "</li>", number) + "</ul>"},
		"links by turns":          {some("<a href=/a>", "</a>", letter), some("<a href=/b>", "</a>", letter)},
		"deep":                    {deep(letter), deep(letter)},
		"bold by turns":           {some("<b>", "</b>x ", letter), some("", " ", letter)},
		"a line and paragraphs":   {some("", " ", letter), some("<p>", "</p>", letter)},
		"every second word":       {some("a b ", "", letter), some("a c ", "", letter)},
		"lines of code":           {"<pre>" + some("", "\n", number) + "</pre>", "<pre>" + some("", "\n", number) + "</pre>"},
		"paragraphs of the same":  {strings.Repeat("<p>a</p>", size/8), strings.Repeat("<p>b</p>", size/8)},
		"cells of the same words": {"<table>" + some("<tr><td>", "</td></tr>", letter) + "</table>", "<table>" + some("<tr><td>", "</td></tr>", letter) + "</table>"},
	}
}

// TestLongBodies compares bodies that are long enough to be compared by sentences.
func TestLongBodies(t *testing.T) {
	var b strings.Builder
	r := rand.New(rand.NewPCG(3, 4))
	for b.Len() < 300_000 {
		fmt.Fprintf(&b, "<p>Le chat %d dort\nsur le toit. Il <b>rêve  de</b> %d oiseaux. Puis il s’en va, sans rien dire à personne.</p>\n", r.IntN(1000), r.IntN(1000))
	}
	b.WriteString("<pre>\nune ligne assez longue pour en être une à elle seule\n\n\n  deux\n</pre>")
	from := policy().Body(b.String()).HTML
	to := strings.Replace(from, "sans rien dire", "sans rien faire", 2)
	to = strings.Replace(to, "\n  deux", "\n  trois", 1)
	d := difference.Bodies(from, to)
	if d.Added > 60 || d.Added < 3 || strings.Count(d.HTML, "<ins>") != 3 {
		t.Errorf("%d words came, in %d places", d.Added, strings.Count(d.HTML, "<ins>"))
	}
	if without(d.HTML, "del") != same(to) || without(d.HTML, "ins") != same(from) {
		t.Error("the bodies do not come back")
	}
	plain := strings.Repeat("Un chat dort sur le toit du voisin. ", 10_000)
	pieces := difference.Words(plain, "Deux. "+plain)
	var back strings.Builder
	for _, p := range pieces {
		if p.Op != difference.Delete {
			back.WriteString(p.Text)
		}
	}
	if back.String() != "Deux. "+plain || len(pieces) > 6 {
		t.Errorf("%d pieces", len(pieces))
	}
}
