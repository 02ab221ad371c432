package search_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/search"
)

// said writes the words of a text and what joins them.
func said(text string, tag locale.Tag) string {
	list, joints := search.NewCutter(tag).Cut(search.Clean(text))
	var parts []string
	for _, w := range list {
		parts = append(parts, w.Exact)
	}
	for _, j := range joints {
		parts = append(parts, "+"+j.Whole.Exact)
	}
	return strings.Join(parts, " ")
}

func TestWordsAreFolded(t *testing.T) {
	tests := []struct {
		tag        locale.Tag
		text, want string
	}{
		{"fr", "L’Été à l'hôtel, jusqu’aux œufs", "ete a hotel aux oeufs"},
		{"fr", "l\u02bceau, qu'elle", "eau elle"},
		{"fr", "Un week-end avec Anne\u2011Marie", "un week end avec anne marie +weekend +annemarie"},
		{"fr", "aujourd’hui", "aujourd hui +aujourdhui"},
		{"fr", "1 500,25 $ et 2\u202f000", "1500.25 et 2000"},
		{"fr", "E\u0301te\u0301 na\u00adtu\u00adrel", "ete naturel"},
		{"en", "The team’s e-mail isn’t 1,500.25", "the team e mail isnt 1500.25 +email"},
		{"en", "ﬁnd Straße ÆON Ｆｕｌｌ", "find strasse aeon full"},
		{"en", "a-b-c-d-e", "a b c d e"},
		{"fr", "le CI/CD, en TCP/IP/UDP", "le ci cd en tcp ip udp +cicd +tcpipudp"},
		{"fr", "Wi-Fi/LAN, LAN/Wi-Fi", "wi fi lan lan wi fi +wifi +wifi"},
		{"fr", "auteurs/autrices, a/b/c/d, 24/7, HTTP/2, et / ou", "auteurs autrices a b c d 24 7 http 2 et ou"},
		{"en", "an A/B test of e-mail", "an a b test of e mail +ab +email"},
		{"el", "Άνοιξη", "ανοιξη"},
		{"fr", "\" * ( ) : ^ - + NEAR", "near"},
		{"fr", "", ""},
	}
	for _, tt := range tests {
		if got := said(tt.text, tt.tag); got != tt.want {
			t.Errorf("Cut(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

// TestFormsMeet looks for one form where another stands: both have a word or a stem in
// common.
func TestFormsMeet(t *testing.T) {
	for _, tt := range []struct {
		tag       locale.Tag
		one, more string
	}{
		{"fr", "réseaux", "reseau"}, {"fr", "publiées", "publier"}, {"fr", "publiees", "publiées"}, {"fr", "œufs", "oeuf"},
		{"en", "operators", "operator"}, {"en", "deploying", "deployed"}, {"en", "team’s", "teams"},
	} {
		c := search.NewCutter(tt.tag)
		one, _ := c.Cut(tt.one)
		more, _ := c.Cut(tt.more)
		a, b := append(one[0].Stems, one[0].Exact), append(more[0].Stems, more[0].Exact)
		if !slices.ContainsFunc(a, func(form string) bool { return slices.Contains(b, form) }) {
			t.Errorf("%s %v and %s %v never meet", tt.one, a, tt.more, b)
		}
	}
}

func TestParse(t *testing.T) {
	tests := []struct{ text, want string }{
		{"jardin toit", "jardin toit*"},
		{"un jardin sur le toit", "(un) jardin (sur) (le) toit*"},
		{"le la", "le la*"},
		{`"le jardin" toit`, `"le jardin" toit*`},
		{"« le jardin » toit", `"le jardin" toit*`},
		{`“le jardin”`, `"le jardin"`},
		{`"le jardin`, "(le) jardin*"},
		{"jardin -toit", "jardin -toit"},
		{`jardin -"sur le toit" fleuri`, `jardin -"sur le toit" fleuri*`},
		{"-jardin", "-jardin"},
		{"week-end d’été", "week-end été*"},
		{"jardin et/ou CI/CD", "jardin (et) (ou) CI CD*"},
		{`"""" -- - "" «»`, ""},
		{"NEAR(a b) AND title:x OR *", "NEAR (a) b AND title x OR*"},
		{"a b c d e f g h i j k l m n o", "(a) b (c) (d) e f g h*"},
	}
	for _, tt := range tests {
		var parts []string
		for _, term := range search.Parse(tt.text, "fr").Terms {
			s := term.Text
			if term.Quoted {
				s = `"` + s + `"`
			}
			if term.Not {
				s = "-" + s
			}
			if term.Empty {
				s = "(" + s + ")"
			}
			if term.Begun {
				s += "*"
			}
			parts = append(parts, s)
		}
		if got := strings.Join(parts, " "); got != tt.want {
			t.Errorf("Parse(%q) = %s\nwant %s", tt.text, got, tt.want)
		}
	}
}

// TestForms takes of the words that texts have those that are forms of the ones that a
// hyphen or an apostrophe joins; most entries first, and not too many of a long chain.
func TestForms(t *testing.T) {
	known := []search.Counted{{"table", 3}, {"tables", 9}, {"tablet", 9}, {"tide", 5}, {"tides", 1}, {"tidy", 4}, {"happy", 1}, {"happier", 2}, {"happiness", 3}}
	for _, tt := range []struct{ text, begins, forms string }{
		{"tide-table", "tide tabl", "tide|tides table|tables"},
		{"happiness-x", "happ", "happiness|happy x"},
		{"tables-tables-tables-tables", "tabl tabl tabl tabl", "tables|table tables|table tables|table tables|table"},
		{"rock'n'roll", "rock roll", "rock n roll"},
		{"O’Reilly", "reill", "o reilly"},
	} {
		terms := search.Parse(tt.text, "en").Terms
		if len(terms) != 1 || terms[0].Whole == nil || terms[0].Text != tt.text {
			t.Errorf("%s: %+v", tt.text, terms)
			continue
		}
		var forms []string
		for _, list := range terms[0].FormsAmong(known, "en") {
			forms = append(forms, strings.Join(list, "|"))
		}
		if got := strings.Join(forms, " "); got != tt.forms || strings.Join(terms[0].Beginnings(), " ") != tt.begins {
			t.Errorf("%s: %s of %q", tt.text, got, terms[0].Beginnings())
		}
	}
	for _, text := range []string{"isn't", "we’ll", "week"} {
		if terms := search.Parse(text, "en").Terms; len(terms) != 1 || terms[0].Whole != nil {
			t.Errorf("%s: %+v", text, terms)
		}
	}
}

// TestApart takes words that are joined for words of their own, but where they must not be
// there.
func TestApart(t *testing.T) {
	for text, want := range map[string]string{
		"vieilles-lunettes":          "vieilles lunettes",
		"un été au bord-de-mer":      "un été au bord de mer",
		"l’avant-midi -week-end":     "avant midi -week-end",
		"a1-b1-c1-d1 e1-f1-g1-h1 i1": "a1 b1 c1 d1 e1 f1 g1 h1",
	} {
		if q, ok := search.Parse(text, "fr").Apart(); q.String() != want || !ok {
			t.Errorf("%s: %s, %v", text, q, ok)
		}
	}
	if q, ok := search.Parse(`toit "week-end"`, "fr").Apart(); ok || q.String() != `toit "week-end"` {
		t.Errorf("%s", q)
	}
}

func TestPlain(t *testing.T) {
	for query, want := range map[string]bool{`"le jardin" "sur le toit"`: true, "jardin": false, `"le jardin" toit`: false, `"le jardin" -"sur le toit"`: false} {
		if got := search.Parse(query, "fr").Match(nil, false).Plain(); got != want {
			t.Errorf("%s: %v", query, got)
		}
	}
	m := search.Parse(`"le jardin"`, "fr").Match(nil, false)
	if m.Facet = search.Facet("0197"); m.Plain() {
		t.Error("titles know no facet")
	}
}

func TestNearest(t *testing.T) {
	known := []search.Counted{{"jardin", 3}, {"jardins", 1}, {"gardien", 9}, {"sucre", 4}, {"lucre", 4}, {"kubernetes", 2}, {"ανοιξη", 1}}
	for word, want := range map[string]string{
		"jarddin": "jardin", "jradin": "jardin", "jardn": "jardin", "kubernets": "kubernetes", "kubrenets": "kubernetes",
		"fucre": "lucre", "zardin": "jardin", "ajrdin": "jardin", "ανοιξο": "ανοιξη", "jar": "", "xxxxxxxx": "", "jardin": "jardins",
	} {
		if got, _ := search.Nearest(word, known); got.Word != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got.Word, want)
		}
	}
}

func TestSnippet(t *testing.T) {
	long := strings.Repeat("Rien à voir ici. ", 30)
	tests := []struct{ query, text, want string }{
		{"jardin", "Nos jardins <b> & nous", "Nos <mark>jardins</mark> &lt;b&gt; &amp; nous"},
		{"reseau", "L’été, les Réseaux d’abord", "L’été, les <mark>Réseaux</mark> d’abord"},
		{`"sur le toit"`, "Le toit, et sur le toit", "Le toit, et <mark>sur le toit</mark>"},
		{"weekend", "Un week-end court", "Un <mark>week-end</mark> court"},
		{"cicd", "Du CI/CD partout", "Du <mark>CI/CD</mark> partout"},
		{"ci/cd", "Du CI/CD partout", "Du <mark>CI/CD</mark> partout"},
		{"vieilles-lunettes", "De vieilles lunettes", "De <mark>vieilles lunettes</mark>"},
		{"absent", "Un mot.\nUn autre", "Un mot. Un autre"},
		{"jardin", long + "Un jardin fleuri.", "… " + strings.Repeat("Rien à voir ici. ", 13) + "Un <mark>jardin</mark> fleuri."},
	}
	for _, tt := range tests {
		got, _ := search.NewMarker(search.Parse(tt.query, "fr"), nil).Snippet(tt.text)
		if got != tt.want {
			t.Errorf("%s: %q\nwant %q", tt.query, got, tt.want)
		}
	}
	got, _ := search.NewMarker(search.Parse("rien", "fr"), nil).Snippet(strings.Repeat("riens ", 200))
	if n := utf8.RuneCountInString(strings.NewReplacer("<mark>", "", "</mark>", "").Replace(got)); n > 244 {
		t.Errorf("a snippet of %d characters", n)
	}
}

// safe reports whether the text is escaped but for marks, which are closed in turn.
func safe(marked string) bool {
	open := false
	for marked != "" {
		before, tag, found := strings.Cut(marked, "<")
		if strings.ContainsAny(before, "\"'>") {
			return false
		}
		if !found {
			return !open
		}
		want := "mark>"
		if open {
			want = "/mark>"
		}
		if !strings.HasPrefix(tag, want) {
			return false
		}
		open, marked = !open, tag[len(want):]
	}
	return !open
}

func FuzzQuery(f *testing.F) {
	for _, q := range []string{"jardin -toit", `"a b" «c» -"d`, "l’été œuf week-end", "\xff\x00 -- \"", "a*b^c:d(e)NEAR/2", "ﷺ ½ ²"} {
		f.Add(q, "Un jardin <script> sur le toit & l’été\u00a0: œufs.", "fr")
	}
	f.Fuzz(func(t *testing.T, text, says, tag string) {
		q := search.Parse(text, locale.Tag(tag))
		m := q.Match(search.Begins{"abc"}, len(text)%2 == 0)
		for _, c := range append(m.All, m.Not, search.Choice{m.Close}) {
			for _, p := range c {
				for _, token := range p {
					word := strings.TrimLeft(strings.TrimPrefix(token, strings.ReplaceAll(strings.ToLower(tag), "-", ".")), ":~")
					if strings.ContainsFunc(word, func(r rune) bool { return r < 0x80 && !('a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '.') }) {
						t.Fatalf("token %q of %q", token, text)
					}
				}
			}
		}
		marker := search.NewMarker(q, nil)
		snippet, _ := marker.Snippet(says)
		for _, marked := range []string{snippet, marker.Title(says)} {
			if !safe(marked) || !utf8.ValidString(marked) {
				t.Fatalf("%q of %q: %q", text, says, marked)
			}
		}
	})
}
