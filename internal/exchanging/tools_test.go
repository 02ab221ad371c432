package exchanging_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/exchanging"
)

const (
	shop = `<h2>Our &lt;fish&gt; shop</h2><p>Open at 8 a.m.<br>Closed on <a href="/days"><strong>Sun</strong>days</a>.</p>` +
		`<p>Fish &amp; chips for <em>all</em>: $5.</p><ul><li>Come in</li><li>Call <code>555-0100</code> or <a href="https://example.org/?a=1&amp;b=2">write</a></li></ul>`
	boutique = `<h2>Notre &lt;poissonnerie&gt;</h2><p>Ouvert à 8 h.<br>Fermé le <a href="/jours"><strong>dim</strong>anche</a>.</p>` +
		`<p>Poisson-frites pour <em>tous</em> : 5 $.</p><ul><li>Entrez</li><li>Appelez le <code>555-0100</code> ou <a href="https://example.org/?a=1&amp;b=2">écrivez</a></li></ul>`
	loudShop = `<h2>OUR &lt;FISH&gt; SHOP</h2><p>OPEN AT 8 A.M.<br/>CLOSED ON <a href="/jours"><strong>SUN</strong>DAYS</a>.</p>` +
		`<p>FISH &amp; CHIPS FOR <em>ALL</em>: $5.</p><ul><li>COME IN</li><li>CALL <code>555-0100</code> OR <a href="https://example.org/?a=1&amp;b=2">WRITE</a></li></ul>`
)

// prove gives translations to a tool and takes them back: untouched, then changed
// after the source moved, then of a translation that is missing.
func prove(t *testing.T, c exchanging.Choice, through tool) {
	t.Helper()
	h := open(t)
	id := h.post("Shop", shop, boutique)
	doc := h.export(id, c)
	_, before, _ := h.translation(id, "fr")
	r := h.bring(id, through(t, doc, false))
	if _, after, _ := h.translation(id, "fr"); r.Sums()[exchanging.Unchanged] != len(r.Results) || len(r.Results) < 6 || after != before {
		t.Errorf("untouched, revision %d became %d:\n%s", before, after, told(r))
	}

	h.save(id, "en", func(text *content.Text) { text.Body = strings.Replace(shop, "8 a.m.", "9 a.m.", 1) })
	r = h.bring(id, through(t, doc, true))
	want := strings.Replace(strings.Repeat("applied current \n", len(r.Results)), "applied current \napplied current \napplied", "applied current \napplied current \napplied_but_source_moved", 1)
	want = strings.Replace(want, "source_moved current", "source_moved stale", 1)
	if told(r) != want {
		t.Errorf("changed:\n%swant\n%s", told(r), want)
	}
	_, _, text := h.translation(id, "fr")
	if flat := strings.Join(strings.Fields(text.HTML), " "); flat != loudShop || text.Title != "SHOP" {
		t.Errorf("%q\n%s\nwant\n%s", text.Title, flat, loudShop)
	}

	id = h.post("Another shop", shop, "")
	r = h.bring(id, through(t, h.export(id, c), true))
	if html := h.html(id, "fr"); r.Sums()[exchanging.Applied] != len(r.Results) || html != strings.Replace(loudShop, "/jours", "/days", 1) {
		t.Errorf("missing:\n%s%s", told(r), html)
	}
}

// TestToolsXMLLint holds files to the schemas of OASIS, whatever is chosen.
func TestToolsXMLLint(t *testing.T) {
	xmllint := installed(t, "xmllint")
	for _, format := range []exchanging.Format{exchanging.XLIFF12, exchanging.XLIFF21} {
		h := open(t)
		there, missing := h.post("Shop", shop, boutique), h.post("Shop", shop+garden, "")
		h.save(there, "en", func(text *content.Text) { text.Body = strings.Replace(shop, "8 a.m.", "9 a.m.", 1) })
		for _, id := range []content.PostID{there, missing} {
			for _, c := range []exchanging.Choice{{}, {Cut: true}, {Prefill: true}, {Cut: true, Prefill: true}} {
				c.Format = format
				run(t, xmllint, "--nonet", "--noout", "--schema", schema(t, format), file(t, "a.xlf", h.export(id, c)))
			}
		}
	}
}

// TestToolsGettext takes PO through the checks of msgfmt, and through msgcat, which
// lays every text out anew.
func TestToolsGettext(t *testing.T) {
	msgfmt, msgcat := installed(t, "msgfmt"), installed(t, "msgcat")
	prove(t, exchanging.Choice{Format: exchanging.PO}, func(t *testing.T, doc string, isLoud bool) string {
		path := file(t, "a.po", doc)
		if said := run(t, msgfmt, "-c", "-o", filepath.Join(t.TempDir(), "a.mo"), path); said != "" {
			t.Errorf("msgfmt -c: %s", said)
		}
		doc = run(t, msgcat, "--width=40", "--no-location", "--sort-output", path)
		if isLoud {
			doc = edited(t, exchanging.PO, doc, loud)
		}
		return inOrder(t, doc)
	})
}

// inOrder sorts the units of a PO by their place, so that reports can be compared.
func inOrder(t *testing.T, doc string) string {
	t.Helper()
	f := opened(t, doc)
	sortByPlace(f.Units)
	return closed(t, exchanging.PO, f)
}

// TestToolsToolkit takes XLIFF 1.2 and PO through the parsers of translate-toolkit.
func TestToolsToolkit(t *testing.T) {
	python := toolkit(t)
	for _, format := range []exchanging.Format{exchanging.XLIFF12, exchanging.PO} {
		t.Run(string(format), func(t *testing.T) {
			name := map[exchanging.Format]string{exchanging.XLIFF12: "a.xlf", exchanging.PO: "a.po"}[format]
			prove(t, exchanging.Choice{Format: format}, func(t *testing.T, doc string, isLoud bool) string {
				to := filepath.Join(t.TempDir(), name)
				run(t, python, "testdata/toolkit.py", file(t, name, doc), to, how(isLoud))
				return contents(t, to)
			})
		})
	}
}

// TestToolsNPM takes XLIFF 2.1 through the npm package xliff.
func TestToolsNPM(t *testing.T) {
	dir := modules(t)
	prove(t, exchanging.Choice{Format: exchanging.XLIFF21}, func(t *testing.T, doc string, isLoud bool) string {
		to := filepath.Join(t.TempDir(), "a.xlf")
		run(t, "node", "testdata/xliff.mjs", dir, file(t, "a.xlf", doc), to, how(isLoud))
		return contents(t, to)
	})
}

// TestToolsMemory has translate-toolkit read a memory of ours.
func TestToolsMemory(t *testing.T) {
	python := toolkit(t)
	said := run(t, python, "testdata/memory.py", file(t, "a.tmx", ours(t, pair{"Come <1>in</1> &amp; see<2/>", "Entrez <1>voir</1> &amp; <2/>"})))
	if !strings.HasPrefix(said, "Come ") || !strings.Contains(said, "& see") || !strings.Contains(said, "\tEntrez ") {
		t.Errorf("translate-toolkit reads %q", said)
	}
}
