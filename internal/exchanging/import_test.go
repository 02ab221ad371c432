package exchanging_test

import (
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/exchanging"
	"github.com/diptych-cms/diptych/internal/fault"
)

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if f, ok := fault.Of(err); !ok || f.Code != code {
		t.Errorf("got %v, want %s", err, code)
	}
}

// TestEachUnitByItself edits a file, and the texts meanwhile: one unit is applied,
// one moved, one conflicts, and others are rejected, and nothing else changes.
func TestEachUnitByItself(t *testing.T) {
	for _, format := range exchanging.Formats() {
		t.Run(string(format), func(t *testing.T) {
			h := open(t)
			id := h.post("Shop", english+"<p>A <i>last</i> word.</p><p>Gone soon.</p>", french+"<p>Un <i>dernier</i> mot.</p><p>Bientôt parti.</p>")
			doc := h.export(id, exchanging.Choice{Format: format})
			h.save(id, "en", func(text *content.Text) {
				text.Body = strings.Replace(english, "8 a.m.", "9 a.m.", 1) + "<p>A <i>last</i> word.</p>"
			})
			h.save(id, "fr", func(text *content.Text) {
				text.Body = strings.Replace(text.Body, "Entrez.", "Entrez donc.", 1)
			})
			_, before, _ := h.translation(id, "fr")
			targets := map[string]string{
				"Shop": "Boutique", "Open at 8 a.m.": "On ouvre à 8 h.", "We have <1>fish</1>.": "On a du poisson.",
				"Come in.": "Venez.", "A <1>last</1> word.": "Un mot, <1>le dernier</1>.", "Gone soon.": "Vite parti.",
			}
			r := h.bring(id, edited(t, format, doc, func(u *exchange.Unit) { u.Target, u.State = targets[u.Source], exchange.Translated }))
			want := "applied current \napplied_but_source_moved stale \nrejected current segment.placeholder_lost\nconflict current exchange.conflict\napplied current \nrejected  exchange.gone\n"
			if got := told(r); got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
			for _, one := range r.Results {
				if applied := one.Outcome == exchanging.Applied || one.Outcome == exchanging.Moved; applied == (one.Target != "") || one.Line == 0 {
					t.Errorf("%+v", one)
				}
			}
			if r.Results[3].Current != "Entrez donc." || r.Results[3].Target != "Venez." {
				t.Errorf("the conflict shows %+v", r.Results[3])
			}
			_, after, text := h.translation(id, "fr")
			if after != before+1 || r.Revision != after {
				t.Errorf("revision %d became %d, and the report says %d", before, after, r.Revision)
			}
			wanted := "<p>On ouvre à 8 h.</p><p>Nous avons du <a href=\"/fish\">poisson</a>.</p><p>Entrez donc.</p><p>Un mot, <i>le dernier</i>.</p><p>Bientôt parti.</p>"
			if text.HTML != wanted || text.Title != "Boutique" {
				t.Errorf("%q\n%s\nwant\n%s", text.Title, text.HTML, wanted)
			}
		})
	}
}

// TestDryRun tells the same and saves nothing.
func TestDryRun(t *testing.T) {
	h := open(t)
	id := h.post("Shop", english, "")
	doc := edited(t, exchanging.XLIFF21, h.export(id, exchanging.Choice{Format: exchanging.XLIFF21}), loud)
	dry, err := h.Import(t.Context(), exchanging.Import{Actor: owner, Post: id, Locale: "fr", Kind: exchanging.ReadXLIFF, Body: strings.NewReader(doc), DryRun: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, n, _ := h.translation(id, "fr"); n != 0 || dry.Revision != 0 {
		t.Errorf("a dry run made revision %d, and says %d", n, dry.Revision)
	}
	if real := h.bring(id, doc); told(real) != told(dry) {
		t.Errorf("dry run\n%sand then\n%s", told(dry), told(real))
	}
}

// TestStrangers: units of other posts and languages, without a name, twice, or
// marked as not done land nowhere.
func TestStrangers(t *testing.T) {
	h := open(t)
	id, other := h.post("Shop", english, french), h.post("Other", english, french)
	change := func(doc string, n int, with func(*exchange.File)) string {
		f := opened(t, doc)
		f.Units = f.Units[1 : n+1]
		for i := range f.Units {
			f.Units[i].Target = "Autre chose " + strings.Repeat("x", i)
		}
		with(f)
		return closed(t, exchanging.PO, f)
	}
	doc := h.export(id, exchanging.Choice{Format: exchanging.PO})
	tests := []struct{ name, doc, want string }{
		{"another post", change(h.export(other, exchanging.Choice{Format: exchanging.PO}), 1, func(*exchange.File) {}), "rejected  exchange.wrong_post\n"},
		{"another language", change(doc, 1, func(f *exchange.File) { f.Units[0].Locale = "en" }), "rejected  exchange.wrong_locale\n"},
		{"twice", change(doc, 2, func(f *exchange.File) { f.Units[1].Identity, f.Units[1].Source = f.Units[0].Identity, "x" }), "applied current \nrejected current exchange.duplicate\n"},
		{"not done", "", "rejected current exchange.fuzzy\n"},
		{"an unknown segment", change(doc, 1, func(f *exchange.File) { f.Units[0].Segment = "nothing-1" }), "rejected  exchange.gone\n"},
		{"no words", change(doc, 1, func(f *exchange.File) { f.Units[0].Target = "" }), "unchanged current \n"},
	}
	for _, tt := range tests {
		if tt.name == "not done" {
			tt.doc = change(h.export(id, exchanging.Choice{Format: exchanging.PO}), 1, func(f *exchange.File) {
				f.Units[0].State, f.Units[0].Target = exchange.NeedsReview, "Pas fini"
			})
		}
		if got := told(h.bring(id, tt.doc)); got != tt.want {
			t.Errorf("%s: got %swant %s", tt.name, got, tt.want)
		}
	}
}

// TestLostIdentity: a tool that leaves ids and texts alone is understood by what the
// file names; one that leaves nothing of that, by the source.
func TestLostIdentity(t *testing.T) {
	h := open(t)
	id := h.post("Shop", english, french)
	full := h.export(id, exchanging.Choice{Format: exchanging.XLIFF12})
	h.save(id, "en", func(text *content.Text) { text.Body = strings.Replace(english, "8 a.m.", "9 a.m.", 1) })
	strip := func(named bool) string {
		var lines []string
		for line := range strings.Lines(edited(t, exchanging.XLIFF12, full, loud)) {
			if at := strings.Index(line, ` extradata="`); at >= 0 {
				line = line[:at] + ">\n"
			}
			if !named {
				line = strings.Replace(line, "diptych:", "file:", 1)
			}
			lines = append(lines, line)
		}
		return strings.Join(lines, "")
	}
	got := told(h.bring(id, strip(false)))
	if want := "conflict current exchange.conflict\nrejected stale exchange.source_unknown\nconflict current exchange.conflict\nconflict current exchange.conflict\n"; got != want {
		t.Errorf("without the file's name:\n%swant\n%s", got, want)
	}
	got = told(h.bring(id, strip(true)))
	if want := "applied current \napplied_but_source_moved stale \napplied current \napplied current \n"; got != want {
		t.Errorf("with the file's name:\n%swant\n%s", got, want)
	}
}

// TestMeanwhile: somebody saves between the plan and its saving.
func TestMeanwhile(t *testing.T) {
	h := open(t)
	id := h.post("Shop", english, french)
	doc := edited(t, exchanging.XLIFF21, h.export(id, exchanging.Choice{Format: exchanging.XLIFF21}), loud)
	h.meanwhile = func() {
		h.save(id, "fr", func(text *content.Text) { text.Body = strings.Replace(text.Body, "Entrez.", "Entrez donc.", 1) })
	}
	r := h.bring(id, doc)
	if want := "applied current \napplied current \napplied current \nconflict current exchange.conflict\n"; told(r) != want {
		t.Errorf("got\n%swant\n%s", told(r), want)
	}
	if html := h.html(id, "fr"); !strings.Contains(html, "Entrez donc.") {
		t.Errorf("what was saved meanwhile is lost: %s", html)
	}
}
