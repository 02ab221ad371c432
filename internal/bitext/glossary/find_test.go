package glossary_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/glossary"
)

func term(source, target string, forbidden ...string) bitext.Term {
	return bitext.Term{
		ID: source + "/" + target, Source: bitext.TermSide{Locale: "en", Term: source},
		Target: bitext.TermSide{Locale: "fr", Term: target}, Forbidden: forbidden,
	}
}

func sensitive(t bitext.Term) bitext.Term {
	t.CaseSensitive = true
	return t
}

func TestFind(t *testing.T) {
	terms := []bitext.Term{
		term("cloud", "infonuagique", "nuage"),
		term("hybrid cloud", "nuage hybride"),
		term("interest rate", "taux d’intérêt"),
		term("organization", "organisation"),
		sensitive(term("Go", "Go")),
		term("back end", "serveur"),
		term("mouse", "souris"),
		{ID: "mice", Source: bitext.TermSide{Locale: "en-CA", Term: "child", Forms: []string{"children"}}, Target: bitext.TermSide{Locale: "fr-CA", Term: "enfant"}},
		{ID: "reversed", Source: bitext.TermSide{Locale: "fr", Term: "courriel"}, Target: bitext.TermSide{Locale: "en", Term: "email"}, Forbidden: []string{"e-mail"}},
		{ID: "elsewhere", Source: bitext.TermSide{Locale: "de", Term: "Wolke"}, Target: bitext.TermSide{Locale: "fr", Term: "nuage"}},
	}
	tests := []struct {
		text string
		want []string
	}{
		{"Clouds are here.", []string{"Clouds"}},
		{"A hybrid cloud is no cloud.", []string{"hybrid cloud", "cloud"}},
		{"A hybrid <1>cloud</1>.", []string{"hybrid <1>cloud"}},
		{"hybrid. Cloud", []string{"Cloud"}},
		{"Interest rates rose; the interest, rate by rate.", []string{"Interest rates"}},
		{"an organ of the organizations", []string{"organizations"}},
		{"go to Go", []string{"Go"}},
		{"a back-end and a back end", []string{"back-end", "back end"}},
		{"our children", []string{"children"}},
		{"an email", []string{"email"}},
		{"Wolke", nil},
		{"", nil},
	}
	g := glossary.New(terms, "en", "fr")
	for _, tt := range tests {
		var got []string
		for _, m := range g.Find(tt.text) {
			got = append(got, tt.text[m.Start:m.End])
			if m.Form != tt.text[m.Start:m.End] {
				t.Errorf("%q: Form = %q", tt.text, m.Form)
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("Find(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestFindElisions(t *testing.T) {
	g := glossary.New([]bitext.Term{term("water", "eau"), term("interest rate", "taux d’intérêt"), term("ice", "glace d'eau")}, "fr", "en")
	for text, want := range map[string]string{
		"Qu’est-ce que l’eau ?":                 "eau",
		"beaucoup d'eau":                        "eau",
		"Les taux d’intérêt":                    "taux d’intérêt",
		"des taux d'intérêts jusqu’à lundi":     "taux d'intérêts",
		"la glace d’eau":                        "glace d’eau",
		"LES TAUX\u00a0D’INTÉRÊT":               "TAUX\u00a0D’INTÉRÊT",
		"eaux":                                  "eaux",
		"un <1>taux</1> d’<2>intérêt</2> élevé": "taux</1> d’<2>intérêt",
	} {
		matches := g.Find(text)
		if len(matches) != 1 || matches[0].Form != want {
			t.Errorf("Find(%q) = %v, want %q", text, matches, want)
		}
	}
}

func TestJudge(t *testing.T) {
	g := glossary.New([]bitext.Term{
		term("cloud", "infonuagique", "nuage"),
		term("hybrid cloud", "nuage hybride"),
		term("server", "serveur"),
		term("server", "hôte"),
		term("data centre", "centre de données", "data center", "centre"),
	}, "en", "fr")
	tests := []struct{ source, target, want string }{
		{"The cloud.", "L’infonuagique.", ""},
		{"The cloud.", "Le nuage.", "cloud: infonuagique, not nuage"},
		{"The cloud.", "Le ciel.", "cloud: infonuagique"},
		{"A cloud, a hybrid cloud.", "L’infonuagique, un nuage hybride.", ""},
		{"A cloud, a hybrid cloud.", "Un nuage, un nuage hybride.", "cloud: infonuagique, not nuage"},
		{"A hybrid cloud.", "Des nuages hybrides.", ""},
		{"Servers.", "Des hôtes.", ""},
		{"Servers.", "Des serveurs.", ""},
		{"Servers.", "Des machines.", "Servers: serveur"},
		{"A data centre, two data centres.", "Un centre de données.", ""},
		{"A data centre.", "Un data center.", "data centre: centre de données, not data center"},
		{"A data centre.", "Un centre.", "data centre: centre de données, not centre"},
		{"Nothing.", "Le nuage.", ""},
	}
	for _, tt := range tests {
		got := ""
		for _, f := range g.Judge(tt.source, tt.target) {
			got += fmt.Sprintf("%s: %s", f.Form, f.Expected)
			if f.Wrong != nil {
				got += ", not " + f.Wrong.Form
			}
		}
		if got != tt.want {
			t.Errorf("Judge(%q, %q) = %q, want %q", tt.source, tt.target, got, tt.want)
		}
	}
}

func TestStemsCoverForms(t *testing.T) {
	tr := term("interest rate", "taux d’intérêt")
	first := glossary.FirstStems(&tr)
	for _, text := range []string{"Interest rates", "two INTEREST rates"} {
		if !slices.ContainsFunc(glossary.Stems([]string{text}, "en"), func(s uint32) bool { return slices.Contains(first, s) }) {
			t.Errorf("no first stem of the term is among those of %q", text)
		}
	}
}

func BenchmarkFind(b *testing.B) {
	terms := make([]bitext.Term, glossary.MostTerms)
	for i := range terms {
		terms[i] = term(fmt.Sprintf("word%d thing%d", i%1000, i), "mot")
	}
	g := glossary.New(terms, "en", "fr")
	text := "The word7 thing1007 stands between word12 and thing9 of a hybrid cloud, and nobody knows what the interest rates will be next year."
	for b.Loop() {
		g.Find(text)
	}
}
