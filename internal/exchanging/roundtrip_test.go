package exchanging_test

import (
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/exchanging"
)

const garden = `<h2>A garden</h2><p>We carried <strong>two tonnes</strong> of <a href="https://example.org/soil">soil</a> up &amp; down.</p>` +
	`<ul><li>One spade</li><li>Two <em>buckets</em><br>and a rope</li></ul><pre>not translated</pre>` +
	`<figure><img src="https://example.org/a.jpg" alt="The roof"><figcaption>The roof in May</figcaption></figure>`

// TestMissingTranslationIsMade: a file of a missing translation comes back done, and
// the translation has the source's structure and the translator's words.
func TestMissingTranslationIsMade(t *testing.T) {
	for _, format := range exchanging.Formats() {
		t.Run(string(format), func(t *testing.T) {
			h := open(t)
			id := h.post("A roof", garden, "")
			doc := h.export(id, exchanging.Choice{Format: format})
			if n := len(opened(t, doc).Units); n < 7 {
				t.Fatalf("%d units in\n%s", n, doc)
			}
			r := h.bring(id, edited(t, format, doc, loud))
			if strings.Trim(told(r), "\n") != strings.TrimSuffix(strings.Repeat("applied current \n", len(r.Results)), "\n") || r.Revision != 1 {
				t.Errorf("revision %d:\n%s%+v", r.Revision, told(r), r)
			}
			_, n, text := h.translation(id, "fr")
			if n != 1 || text.Title != "A ROOF" {
				t.Errorf("revision %d has title %q", n, text.Title)
			}
			for _, part := range []string{
				"<h2", ">A GARDEN</h2>", `WE CARRIED <strong>TWO TONNES</strong> OF <a href="https://example.org/soil">SOIL</a> UP &amp; DOWN.`,
				"<li>TWO <em>BUCKETS</em><br/>AND A ROPE</li>", "<pre>not translated</pre>", `alt="THE ROOF"`, "THE ROOF IN MAY",
			} {
				if !strings.Contains(text.HTML, part) {
					t.Errorf("%q is missing in\n%s", part, text.HTML)
				}
			}
			// Given out again it is done, and nothing that nobody touched is written again.
			doc = h.export(id, exchanging.Choice{Format: format})
			for _, u := range opened(t, doc).Units {
				if !u.State.Done() {
					t.Errorf("unit %s is %s", u.Segment, u.State)
				}
			}
			r = h.bring(id, doc)
			if sums := r.Sums(); sums[exchanging.Unchanged] != len(r.Results) || r.Revision != 1 {
				t.Errorf("unchanged file, revision %d:\n%s", r.Revision, told(r))
			}
		})
	}
}

// TestPrefilledAndCut: sources that stand in for targets are no translations, and
// sentences come back as one segment.
func TestPrefilledAndCut(t *testing.T) {
	for _, format := range exchanging.Formats() {
		h := open(t)
		id := h.post("A roof", "<p>One. Two, and <b>three</b>. Four.</p>", "")
		doc := h.export(id, exchanging.Choice{Format: format, Prefill: true, Cut: true})
		r := h.bring(id, doc)
		if r.Sums()[exchanging.Unchanged] != 2 || r.Revision != 0 {
			t.Errorf("%s: revision %d:\n%s", format, r.Revision, told(r))
		}
		r = h.bring(id, edited(t, format, doc, loud))
		if html := h.html(id, "fr"); r.Sums()[exchanging.Applied] != 2 || !strings.Contains(html, "ONE. TWO, AND <b>THREE</b>. FOUR.") {
			t.Errorf("%s: %s\n%s", format, html, told(r))
		}
	}
}

const (
	english = "<p>Open at 8 a.m.</p><p>We have <a href=\"/fish\">fish</a>.</p><p>Come in.</p>"
	french  = "<p>Ouvert à 8 h.</p><p>Nous avons du <a href=\"/fish\">poisson</a>.</p><p>Entrez.</p>"
)

// TestStates chooses segments by state, and says of what is stale what it was right
// beside.
func TestStates(t *testing.T) {
	for _, format := range exchanging.Formats() {
		h := open(t)
		id := h.post("Shop", english, french)
		h.save(id, "en", func(text *content.Text) {
			text.Body = strings.Replace(english, "8 a.m.", "9 a.m.", 1) + "<p>Thank you.</p>"
		})
		doc := h.export(id, exchanging.Choice{Format: format, States: []bitext.State{bitext.Missing, bitext.Stale}})
		f := opened(t, doc)
		if len(f.Units) != 2 || f.Units[0].State != exchange.NeedsReview || f.Units[1].State != exchange.NeedsTranslation {
			t.Fatalf("%s: %+v\n%s", format, f.Units, doc)
		}
		if !strings.Contains(doc, "Open at 8 a.m.") {
			t.Errorf("%s: the previous source is not in\n%s", format, doc)
		}
		// What is stale is said to be right as it is, and what is missing is written.
		r := h.bring(id, edited(t, format, doc, func(u *exchange.Unit) {
			if u.State = exchange.Translated; u.Target == "" {
				u.Target = "Merci."
			}
		}))
		if got := told(r); got != "unchanged current \napplied current \n" {
			t.Errorf("%s:\n%s", format, got)
		}
		if len(opened(t, h.export(id, exchanging.Choice{Format: format})).Units) != 5 {
			t.Errorf("%s: a segment is lost", format)
		}
		_, err := h.Export(t.Context(), exchanging.Export{Actor: owner, Post: id, Locale: "fr", Choice: exchanging.Choice{
			Format: format, States: []bitext.State{bitext.Missing, bitext.Stale},
		}})
		wantCode(t, err, "exchange.nothing")
	}
}
