package reading_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/reading"
)

// TestSearchMindsNoJoints looks for words that hyphens or apostrophes join where texts have
// them beside each other, in other forms.
func TestSearchMindsNoJoints(t *testing.T) {
	w := newWorld(t)
	for i, body := range []string{"A tide table", "Two tide tables", "The tide-tables", "A table for the tide", "Rock 'n' roll", "Rock’n’roll", "Une vieille lunette", "Happy hours"} {
		text := content.Text{Title: body, Slug: fmt.Sprintf("post-%d", i), Body: "<p>Nothing else.</p>"}
		w.save(made{id: postID(i), shared: content.Shared{Date: day(i)}, live: []locale.Tag{"fr", "en"}, texts: map[locale.Tag]content.Text{"fr": text, "en": text}})
	}
	for _, tt := range []struct {
		tag, query string
		posts      int
	}{
		{"en", "tide table", 4}, {"en", "tide-table", 3}, {"en", "tide‑tables", 3}, {"en", "tidetables", 1}, {"en", "table-tide", 4}, {"en", "nothing -tide-table", 5},
		{"en", "rock'n'roll", 2}, {"en", "rock’n’roll", 2}, {"en", "rock-n-roll", 2}, {"en", "happy-hour", 1}, {"en", "tide-tabl", 3}, {"en", `"tide-table"`, 1},
		{"fr", "vieilles-lunettes", 1}, {"fr", "vieilles lunettes", 1}, {"fr", "rock'n'roll", 2},
	} {
		p := w.seek(tt.query, func(q *reading.SearchQuery) { q.Locale = tt.tag })
		if p.Total != tt.posts || p.Query.Corrected || p.Query.Partial {
			t.Errorf("%s %q finds %s: %+v", tt.tag, tt.query, p.titles(), p.Query)
		}
	}
	if p := w.seek("tide-table", func(q *reading.SearchQuery) { q.Locale = "en" }); !strings.Contains(p.Items[0].Title, "<mark>tide") {
		t.Errorf("nothing is marked in %q", p.Items[0].Title)
	}
	// Where nothing has them beside each other, each is looked for, and mended.
	if p := w.seek("vieilles-lumettes"); p.titles() != "Une vieille lunette" || p.Query.Used != "vieilles lunette" || !p.Query.Corrected {
		t.Errorf("%s: %+v", p.titles(), p.Query)
	}
}

// TestSearchMendsWordsWithJoints asks for misspelt words that texts have as one, whose parts
// are no words, beside words near to these parts.
func TestSearchMendsWordsWithJoints(t *testing.T) {
	w := newWorld(t)
	for i, p := range []struct {
		tag         locale.Tag
		title, body string
	}{
		{"en", "O’Brien", "In a garden."}, {"en", "The brain", "Its blood is of type O."}, {"en", "Rock’n’roll", "Loud."}, {"en", "A ball", "It is round."},
		{"fr", "Aujourd’hui", "Il pleut."}, {"fr", "La clé de la porte", "En laiton."}, {"fr", "Un portable", "Il sonne."}, {"fr", "Un porte-manteau", "En acier."}, {"fr", "Le week-end", "Il neige."}, {"fr", "Dimanche", "Il vente."},
	} {
		text := content.Text{Title: p.title, Slug: fmt.Sprintf("post-%d", i), Body: "<p>" + p.body + "</p>"}
		w.save(made{id: postID(i), shared: content.Shared{Date: day(i)}, live: []locale.Tag{p.tag}, texts: map[locale.Tag]content.Text{p.tag: text}})
	}
	for _, tt := range []struct{ tag, query, used, title string }{
		{"en", "O'Brein", "obrien", "O’Brien"},
		{"en", "O’Brein garden", "obrien garden", "O’Brien"},
		{"en", "rock'n'rooll", "rocknroll", "Rock’n’roll"},
		{"en", "rock'n'roll louud", "rock'n'roll loud", "Rock’n’roll"}, // a word that is right stays so beside one that is not
		{"fr", "aujourd'ui", "aujourdhui", "Aujourd’hui"},
		{"fr", "week-ennd", "week end", "Le week-end"}, // hyphens leave its parts words
		{"fr", "di-mannche", "dimanche", "Dimanche"},
	} {
		p := w.seek(tt.query, func(q *reading.SearchQuery) { q.Locale = tt.tag })
		if p.titles() != tt.title || p.Query.Used != tt.used || !p.Query.Corrected || p.Query.Partial {
			t.Errorf("%s %q finds %q: %+v", tt.tag, tt.query, p.titles(), p.Query)
		}
	}
	p := w.seek("rock'n'roll zzzzqqq", func(q *reading.SearchQuery) { q.Locale = "en" })
	if p.titles() != "Rock’n’roll" || p.Query.Corrected || strings.Join(p.Query.Missing, ", ") != "zzzzqqq" {
		t.Errorf("%s: %+v", p.titles(), p.Query)
	}
	// Words that texts have, or that begin so, are no slips, as near as they may be to another
	// when written as one.
	for query, title := range map[string]string{"porte-clé": "La clé de la porte", "porte-mante": "Un porte-manteau"} {
		if p := w.seek(query); p.titles() != title || p.Query.Corrected {
			t.Errorf("%q finds %s: %+v", query, p.titles(), p.Query)
		}
	}
}

// TestSearchSaysWhatIsMissing looks for words of which nothing has all.
func TestSearchSaysWhatIsMissing(t *testing.T) {
	w := garden(t)
	as := func(*reading.SearchQuery) {}
	for _, tt := range []struct {
		query, missing string
		partial        bool
		change         func(*reading.SearchQuery)
	}{
		{"toit Zzzzqqq", "Zzzzqqq", true, as},
		{`zzzzqqq toit "quarante ruches"`, "zzzzqqq, quarante ruches", true, as},
		{"recettes ruche", "", true, as}, // each has one
		{"week end zzzzqqq", "zzzzqqq", true, as},
		{"toit jardin", "", false, as},
		{"zzzzqqq", "", false, as},
		{"jardin ruche", "ruche", true, func(q *reading.SearchQuery) { q.Tag = "ville" }},
		{"honey zzzzqqq", "zzzzqqq", true, func(q *reading.SearchQuery) { q.Fallback = "en" }},
	} {
		p := w.seek(tt.query, tt.change)
		if got := strings.Join(p.Query.Missing, ", "); got != tt.missing || p.Query.Missing == nil || p.Query.Partial != tt.partial || tt.partial && len(p.Items) == 0 {
			t.Errorf("%s: %q, partial %v: %s", tt.query, got, p.Query.Partial, p.titles())
		}
	}
}
