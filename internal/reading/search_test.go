package reading_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/reading"
	"github.com/diptych-cms/diptych/internal/search"
	"github.com/diptych-cms/diptych/internal/store"
)

// A foundPage is what the tests look at in results.
type foundPage struct {
	Items []struct {
		Post           item
		Title, Snippet string
	}
	Next, Previous *string
	Query          struct {
		Asked, Used string
		Corrected   bool
		Terms       []string
		Partial     bool
		Missing     []string
	}
	Total        int
	TotalIsExact bool
}

func (p foundPage) titles() string {
	var list []string
	for _, item := range p.Items {
		list = append(list, item.Post.Title)
	}
	return strings.Join(list, ", ")
}

// seek asks in French.
func (w *world) seek(text string, more ...func(*reading.SearchQuery)) foundPage {
	w.t.Helper()
	q := reading.SearchQuery{Choice: reading.Choice{Locale: "fr"}, Text: text}
	for _, change := range more {
		change(&q)
	}
	a, err := w.Search(w.t.Context(), q)
	return decode[foundPage](w.t, a, err)
}

// garden is a world with a few French posts, of which some are English too.
func garden(t *testing.T) *world {
	w := newWorld(t)
	w.term(content.Tag, "ville", map[locale.Tag][2]string{"fr": {"ville", "Ville verte"}, "en": {"city", "Green city"}})
	for i, p := range []struct{ title, summary, body, english string }{
		{"Un jardin sur le toit", "", "<p>Trois ans, quarante bacs &lt;et&gt; une ruche.</p>", "A garden on the roof"},
		{"L’été des œufs", "", "<h2>Des cœurs</h2><p>Nos jardins ont publié 1 500 recettes.</p>", ""},
		{"Le week-end", "Une fin de semaine aux jardins", "<p>Rien d’autre.</p>", ""},
		{"La ruche", "", `<p>Le <b>toit</b> sur le jardin.<img src="/a.png" alt="Un arrosoir"></p>`, "The hive"},
	} {
		m := made{id: postID(i), shared: content.Shared{Date: day(i)}, live: []locale.Tag{"fr"}, texts: map[locale.Tag]content.Text{
			"fr": {Title: p.title, Slug: fmt.Sprintf("billet-%d", i), Summary: p.summary, Body: p.body},
		}}
		if i == 2 {
			m.shared.Tags = []content.TermID{"ville"}
		}
		if p.english != "" {
			m.texts["en"] = content.Text{Title: p.english, Slug: fmt.Sprintf("post-%d", i), Body: "<p>About honey.</p>"}
			m.live = append(m.live, "en")
		}
		w.save(m)
	}
	w.save(made{id: postID(9), shared: content.Shared{Date: day(9)}, live: []locale.Tag{"en"}, texts: map[locale.Tag]content.Text{
		"en": {Title: "Only English", Slug: "only-english", Body: "<p>Honey and a jardin.</p>"},
		"fr": {Title: "Brouillon secret", Slug: "brouillon", Body: "<p>Confidentiel.</p>"},
	}})
	return w
}

func TestSearch(t *testing.T) {
	w := garden(t)
	for _, tt := range []struct{ query, want string }{
		{"jardin toit", "Un jardin sur le toit, La ruche"},
		{"JARDINS", "Un jardin sur le toit, La ruche, L’été des œufs, Le week-end"},
		{`"sur le toit"`, "Un jardin sur le toit"},
		{"« toit sur »", "La ruche"},
		{"jardin -toit", "Le week-end, L’été des œufs"},
		{"l'ete", "L’été des œufs"},
		{"oeuf", "L’été des œufs"},
		{"publier 1500", "L’été des œufs"},
		{"weekend", "Le week-end"},
		{"week end", "Le week-end"},
		{"arros", "La ruche"},
		{"ville", "Le week-end"},
		{"coeur", "L’été des œufs"},
		{"-jardin", ""},
		{"***", ""},
		{`"`, ""},
	} {
		p := w.seek(tt.query)
		got := p.titles()
		if tt.query == "JARDINS" { // who comes after the title is a matter of taste
			if p.Total != 4 || p.Items[0].Post.Title != "Un jardin sur le toit" {
				t.Errorf("%s: %q", tt.query, got)
			}
			continue
		}
		if got != tt.want || p.Total != len(p.Items) || !p.TotalIsExact || p.Query.Corrected {
			t.Errorf("%s: %q, want %q: %+v", tt.query, got, tt.want, p)
		}
	}
	p := w.seek("bac")
	if got := p.Items[0].Snippet; got != "Trois ans, quarante <mark>bacs</mark> &lt;et&gt; une ruche." {
		t.Errorf("snippet %q", got)
	}
	if p := w.seek("jardin toit"); p.Items[0].Title != "Un <mark>jardin</mark> sur le <mark>toit</mark>" {
		t.Errorf("title %q", p.Items[0].Title)
	}
}

// TestSearchFindsWhatIsWrittenAsOneOrSeveral looks for words that hyphens, strokes or
// nothing stand between, by each of the ways to write them.
func TestSearchFindsWhatIsWrittenAsOneOrSeveral(t *testing.T) {
	w := newWorld(t)
	for i, body := range []string{"CI/CD", "CI-CD", "CICD", "Wi-Fi", "wifi", "TCP/IP", "tcpip"} {
		text := content.Text{Title: body, Slug: fmt.Sprintf("billet-%d", i), Body: "<p>Tout sur " + body + ".</p>"}
		w.save(made{id: postID(i), shared: content.Shared{Date: day(i)}, live: []locale.Tag{"fr", "en"}, texts: map[locale.Tag]content.Text{"fr": text, "en": text}})
	}
	for _, tt := range []struct {
		queries []string
		posts   int
	}{
		{[]string{"cicd", "CI/CD", "ci-cd", "ci cd"}, 3},
		{[]string{"wifi", "Wi-Fi", "wi fi", "wi/fi"}, 2},
		{[]string{"tcpip", "TCP/IP", "tcp-ip", "tcp ip"}, 2},
	} {
		for _, query := range tt.queries {
			for _, tag := range []string{"fr", "en"} {
				p := w.seek(query, func(q *reading.SearchQuery) { q.Locale = tag })
				if p.Total != tt.posts || p.Query.Corrected {
					t.Errorf("%s %q finds %s", tag, query, p.titles())
				}
			}
		}
	}
}

func TestSearchMendsSlips(t *testing.T) {
	w := garden(t)
	for query, want := range map[string]string{"jarddin": "jardin", "arosoir": "arrosoir", "urche": "ruche", "quarantebacs": "quarante bacs", "toit jardn": "toit jardin"} {
		p := w.seek(query)
		if len(p.Items) == 0 || !p.Query.Corrected || p.Query.Used != want || p.Query.Asked != query {
			t.Errorf("%s: %+v", query, p.Query)
		}
	}
	// Where no text has all of them, some are better than nothing.
	if p := w.seek("recettes ruche"); len(p.Items) != 3 || p.Query.Corrected {
		t.Errorf("%q", p.titles())
	}
}

// TestSearchKnowsNothingButLiveWords asks for words that stand in drafts, that stood in
// live texts before, and for what is near to them.
func TestSearchKnowsNothingButLiveWords(t *testing.T) {
	w := garden(t)
	nothing := func(queries ...string) {
		t.Helper()
		for _, q := range queries {
			p := w.seek(q)
			s, err := w.Suggestions(t.Context(), reading.SuggestionsQuery{Choice: reading.Choice{Locale: "fr"}, Text: q})
			if got := decode[struct{ Items []any }](t, s, err); len(p.Items) > 0 || p.Total > 0 || p.Query.Used != q || len(got.Items) > 0 {
				t.Errorf("%s: %+v, suggested %v", q, p, got.Items)
			}
		}
	}
	nothing("confidentiel", "confidentieel", "brouilon", "brou", "secret", "honey", "english")
	w.goLive(postID(0), "en")
	w.goLive(postID(3))
	nothing("arrosoir", "arosoir", "quarante", "quarrante", "ruche", "arr")
	w.goLive(postID(0), "en", "fr")
	if p := w.seek("quarrante"); p.Query.Used != "quarante" {
		t.Errorf("%+v", p.Query)
	}
	w.save(made{id: postID(0), shared: content.Shared{Date: day(0)}, live: []locale.Tag{"fr"}, texts: map[locale.Tag]content.Text{
		"fr": {Title: "Autrement", Slug: "autrement", Body: "<p>Rien.</p>"},
	}})
	nothing("quarante", "quarrante", "toit")
	if p := w.seek("autremnt"); !strings.HasPrefix(p.titles(), "Autrement") {
		t.Errorf("%+v", p)
	}
}

func TestSearchFilters(t *testing.T) {
	w := garden(t)
	for want, change := range map[string]func(*reading.SearchQuery){
		"Le week-end":                 func(q *reading.SearchQuery) { q.Tag = "ville" },
		"":                            func(q *reading.SearchQuery) { q.Tag = "campagne" },
		"La ruche":                    func(q *reading.SearchQuery) { q.Since = "2026-01-04" },
		"Un jardin sur le toit":       func(q *reading.SearchQuery) { q.Until = "2026-01-01" },
		"Le week-end, L’été des œufs": func(q *reading.SearchQuery) { q.Since, q.Until = "2026-01-02", "2026-01-03" },
	} {
		p := w.seek("jardin", change)
		var got []string
		for _, item := range p.Items {
			got = append(got, item.Post.Title)
		}
		if slices.Sort(got); strings.Join(got, ", ") != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for code, change := range map[string]func(*reading.SearchQuery){
		"list.combination": func(q *reading.SearchQuery) { q.Tag, q.Author = "a", "b" },
		"list.limit":       func(q *reading.SearchQuery) { q.Limit = "51" },
		"list.cursor":      func(q *reading.SearchQuery) { q.Cursor = "x" },
		"search.long":      func(q *reading.SearchQuery) { q.Text = strings.Repeat("é", 201) },
		"list.date":        func(q *reading.SearchQuery) { q.Since = "demain" },
	} {
		q := reading.SearchQuery{Choice: reading.Choice{Locale: "fr"}, Text: "jardin"}
		change(&q)
		_, err := w.Search(t.Context(), q)
		wantFault(t, err, fault.Malformed, code)
	}
}

func TestSearchFallsBack(t *testing.T) {
	w := garden(t)
	chain := func(q *reading.SearchQuery) { q.Fallback = "en" }
	p := w.seek("honey", chain)
	if p.titles() != "Only English" || p.Items[0].Post.Locale != "en" {
		t.Fatalf("what is live in French is borrowed: %q", p.titles())
	}
	for part, got := range map[string]string{"<mark>Honey</mark>": p.Items[0].Snippet, "Only English": p.Items[0].Title} {
		if !strings.HasPrefix(got, `<span lang="en">`+part) || !strings.HasSuffix(got, "</span>") {
			t.Errorf("borrowed words do not say that they are English: %s", got)
		}
	}
	p = w.seek("jardin", chain)
	if strings.Contains(p.Items[0].Title+p.Items[0].Snippet, "<span") {
		t.Errorf("French words say their language to a French reader: %+v", p.Items[0])
	}
	if len(p.Items) != 5 || p.Total != 5 {
		t.Errorf("%q", p.titles())
	}
	if p := w.seek("jardin", func(q *reading.SearchQuery) { q.Locale = "EN" }); p.titles() != "Only English" {
		t.Errorf("%q", p.titles())
	}
}

func TestSearchPages(t *testing.T) {
	w := newWorld(t)
	for i := range 30 {
		w.pair(i, "fr")
	}
	var seen []string
	cursor := ""
	for range 10 {
		p := w.seek("corps", func(q *reading.SearchQuery) { q.Limit, q.Cursor = "7", cursor })
		if (p.Previous == nil) != (cursor == "") || p.Total != 30 {
			t.Errorf("page after %q: %+v", cursor, p)
		}
		for _, item := range p.Items {
			seen = append(seen, item.Post.ID)
		}
		if p.Next == nil {
			break
		}
		cursor = *p.Next
	}
	if seen[0] != string(postID(29)) {
		t.Errorf("the newest is not the first: %v", seen)
	}
	if slices.Sort(seen); len(slices.Compact(seen)) != 30 {
		t.Errorf("%d posts on all pages", len(seen))
	}
	_, err := w.Search(t.Context(), reading.SearchQuery{Choice: reading.Choice{Locale: "fr"}, Text: "autre", Cursor: cursor})
	wantFault(t, err, fault.Malformed, "list.cursor")
}

func TestSuggestions(t *testing.T) {
	w := garden(t)
	for _, tt := range []struct{ typed, want string }{
		{"vil", "tag Ville verte 1"},
		{"VERT", "tag Ville verte 1"},
		{"toi", "post Un jardin sur le toit 1"},
		{"jardin sur", "post Un jardin sur le toit 1"},
		{"OEU", "post L’été des œufs 1"},
		{"weeke", "post Le week-end 1"},
		{"l", "tag"},
		{"?!", ""},
	} {
		a, err := w.Suggestions(t.Context(), reading.SuggestionsQuery{Choice: reading.Choice{Locale: "fr"}, Text: tt.typed})
		var list []string
		for _, s := range decode[struct {
			Items []struct {
				Kind, Text, URL string
				Count           int
			}
		}](t, a, err).Items {
			list = append(list, fmt.Sprintf("%s %s %d", s.Kind, s.Text, s.Count))
			if !strings.HasPrefix(s.URL, "/fr/") {
				t.Errorf("%s leads to %q", s.Text, s.URL)
			}
		}
		if got := strings.Join(list, ", "); got != tt.want && tt.typed != "l" {
			t.Errorf("%s: %q, want %q", tt.typed, got, tt.want)
		}
	}
}

// TestSearchOfAnOlderDatabase finds what has its words, and says that there may be more.
func TestSearchOfAnOlderDatabase(t *testing.T) {
	w := garden(t)
	before := w.seek("jardin")
	w.damage("DELETE FROM searched", "INSERT INTO unsearched (id) SELECT id FROM entries")
	if p := w.seek("jardin"); p.TotalIsExact || len(p.Items) > 0 {
		t.Errorf("%+v", p)
	}
	for n := 1; n > 0; {
		w.write(func(ctx context.Context, tx *store.Tx) (err error) {
			n, err = projection.WriteWords(ctx, tx, 2)
			return err
		})
	}
	if p := w.seek("jardin"); p.titles() != before.titles() || !p.TotalIsExact {
		t.Errorf("%q, before %q", p.titles(), before.titles())
	}
	w.write(func(ctx context.Context, tx *store.Tx) error {
		n, err := tx.DropSearch(ctx, search.Form)
		if n != 7 {
			t.Errorf("%d entries to write anew", n)
		}
		return err
	})
	if p := w.seek("jardin"); p.titles() != before.titles() || p.TotalIsExact {
		t.Errorf("while all is made anew: %q", p.titles())
	}
}
