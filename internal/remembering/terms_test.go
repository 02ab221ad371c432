package remembering_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/recall"
	"github.com/diptych-cms/diptych/internal/remembering"
	"github.com/diptych-cms/diptych/internal/store"
)

func TestCreateTerm(t *testing.T) {
	h := open(t)
	full := bitext.Term{
		Source:    bitext.TermSide{Locale: "en", Term: "  cloud  computing ", Forms: []string{"cloud", "cloud computing", "cloud"}},
		Target:    bitext.TermSide{Locale: "fr", Term: "infonuagique", Forms: []string{"informatique en nuage"}},
		Forbidden: []string{"cloud"}, Note: " OQLF ", CaseSensitive: true,
	}
	made, err := h.CreateTerm(t.Context(), remembering.CreateTerm{Actor: with("reviewer:fr"), Term: full})
	if err != nil {
		t.Fatal(err)
	}
	got, err := h.GetTerm(t.Context(), with("reader:en"), made.ID)
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(got.Term) != fmt.Sprint(made.Term) || made.ByName != "Tool" || got.Version != 1 || got.Source.Term != "cloud computing" ||
		!slices.Equal(got.Source.Forms, []string{"cloud"}) || got.Note != "OQLF" || got.By != "token:t" || !got.At.Equal(noon) {
		t.Errorf("the term is %+v\nnot %+v", got, made)
	}
	if got := h.events(); !slices.Equal(got, []string{"glossary.saved [en fr]"}) {
		t.Errorf("events: %v", got)
	}
}

func TestCreateTermRefused(t *testing.T) {
	long := strings.Repeat("a", 201)
	change := func(fn func(*bitext.Term)) bitext.Term {
		x := term("cloud", "nuage")
		fn(&x)
		return x
	}
	h := open(t)
	h.create(term("taken", "pris"))
	tests := []struct {
		name  string
		roles string
		term  bitext.Term
		want  string
	}{
		{"a translator", "translator:fr", term("cloud", "nuage"), "access.forbidden_locale"},
		{"an editor of the source", "editor:en", term("cloud", "nuage"), "access.forbidden_locale"},
		{"taken", "editor:fr", term("taken", "pris"), "glossary.taken"},
		{"no word", "editor:fr", term("…", ""), "invalid /source/term:glossary.no_word /target/term:glossary.no_word"},
		{"too long", "editor:fr", term(long, "x"), "invalid /source/term:glossary.too_long"},
		{"too many words", "editor:fr", term("a b c d e f g h i j k l m", "x"), "invalid /source/term:glossary.too_many_words"},
		{"no UTF-8", "editor:fr", term("a\xff", "x"), "invalid /source/term:text.encoding"},
		{"right and forbidden", "editor:fr", change(func(t *bitext.Term) { t.Forbidden = []string{"a", "nuage"} }), "invalid /target/forbidden/1:glossary.both"},
		{"forms", "editor:fr", change(func(t *bitext.Term) { t.Source.Forms = make([]string, 21) }), "invalid /source/forms:glossary.too_many_forms"},
		{"an empty form", "editor:fr", change(func(t *bitext.Term) { t.Target.Forms = []string{""} }), "invalid /target/forms/0:glossary.no_word"},
		{"a note", "editor:fr", change(func(t *bitext.Term) { t.Note = strings.Repeat(long, 10) }), "invalid /note:glossary.too_long"},
		{"one language", "editor:*", change(func(t *bitext.Term) { t.Target.Locale = "en-GB" }), "invalid /target/locale:glossary.same_language"},
		{"another language", "editor:*", change(func(t *bitext.Term) { t.Target.Locale = "de" }), "invalid /target/locale:locale.unknown"},
		{"another region", "editor:*", change(func(t *bitext.Term) { t.Target.Locale = "fr-CA" }), "invalid /target/locale:locale.unknown"},
	}
	for _, tt := range tests {
		h.unchanged(tt.name, func() {
			_, err := h.CreateTerm(t.Context(), remembering.CreateTerm{Actor: with(tt.roles), Term: tt.term})
			if problem(err) != tt.want {
				t.Errorf("%s: %s, want %s", tt.name, problem(err), tt.want)
			}
		})
	}
	h.fail = errors.New("broken")
	h.unchanged("half way", func() {
		if _, err := h.CreateTerm(t.Context(), remembering.CreateTerm{Actor: owner, Term: term("a", "b")}); !errors.Is(err, h.fail) {
			t.Errorf("half way: %v", err)
		}
	})
}

func TestCreateTermTwice(t *testing.T) {
	h := open(t)
	cmd := remembering.CreateTerm{Actor: owner, Term: term("cloud", "nuage"), Once: once.Key{Name: "k", Hash: [32]byte{1}}}
	first, err := h.CreateTerm(t.Context(), cmd)
	if err != nil {
		t.Fatal(err)
	}
	h.unchanged("again", func() {
		again, err := h.CreateTerm(t.Context(), cmd)
		if err != nil || fmt.Sprint(again) != fmt.Sprint(first) {
			t.Errorf("again: %v, %+v\nwant %+v", err, again, first)
		}
	})
}

func TestSaveAndRemoveTerm(t *testing.T) {
	h := open(t)
	made := h.create(term("cloud", "nuage"))
	h.create(term("sky", "ciel"))
	save := func(roles string, version int64, change func(*bitext.Term)) (remembering.Term, error) {
		return h.SaveTerm(t.Context(), remembering.SaveTerm{Actor: with(roles), ID: made.ID, Version: version, Change: func(t bitext.Term) (bitext.Term, error) {
			change(&t)
			return t, nil
		}})
	}
	note := func(t *bitext.Term) { t.Note = "n" }
	refused := []struct {
		name    string
		roles   string
		version int64
		change  func(*bitext.Term)
		want    string
	}{
		{"a translator", "translator:fr", 1, note, "access.forbidden"},
		{"an editor of the source", "editor:en", 1, note, "access.forbidden_locale"},
		{"no version", "editor:fr", 0, note, "precondition.required"},
		{"another version", "editor:fr", 7, note, "glossary.stale"},
		{"what is taken", "editor:fr", 1, func(t *bitext.Term) { t.Source.Term, t.Target.Term = "sky", "ciel" }, "glossary.taken"},
		{"nothing", "editor:fr", 1, func(*bitext.Term) {}, ""},
		{"another language", "editor:fr", 1, func(t *bitext.Term) { t.Target.Locale = "de" }, ""},
	}
	for _, tt := range refused {
		h.unchanged(tt.name, func() {
			if _, err := save(tt.roles, tt.version, tt.change); problem(err) != tt.want {
				t.Errorf("%s: %s, want %s", tt.name, problem(err), tt.want)
			}
		})
	}
	saved, err := save("editor:fr", 1, func(t *bitext.Term) { t.Source.Term, t.Source.Forms = "hybrid cloud", []string{"mixed cloud"} })
	if err != nil || saved.Version != 2 || saved.Source.Term != "hybrid cloud" {
		t.Fatalf("saved %+v: %v", saved, err)
	}
	if got := h.terms("A mixed cloud."); !slices.Equal(got, []string{"mixed cloud"}) {
		t.Errorf("found %v by a new form", got)
	}
	remove := func(roles string, version int64) string {
		return problem(h.RemoveTerm(t.Context(), remembering.RemoveTerm{Actor: with(roles), ID: made.ID, Version: version}))
	}
	for _, tt := range []struct {
		roles   string
		version int64
		want    string
	}{{"translator:fr", 2, "access.forbidden"}, {"reviewer:en", 2, "access.forbidden_locale"}, {"reviewer:fr", 0, "precondition.required"}, {"reviewer:fr", 1, "glossary.stale"}} {
		h.unchanged(tt.want, func() {
			if got := remove(tt.roles, tt.version); got != tt.want {
				t.Errorf("remove: %s, want %s", got, tt.want)
			}
		})
	}
	if got := remove("reviewer:fr", 2); got != "" {
		t.Fatal(got)
	}
	if got := remove("reviewer:fr", 2); got != "glossary.not_found" {
		t.Errorf("once more: %s", got)
	}
	if got := h.terms("A mixed cloud."); len(got) != 0 {
		t.Errorf("found %v after it was removed", got)
	}
}

// terms returns what the glossary finds in an English text.
func (h *house) terms(text string) (found []string) {
	h.Helper()
	err := h.db.Read(h.Context(), func(s *store.Snapshot) error {
		g, err := recall.TermsIn(h.Context(), s, "en-CA", "fr-CA", []string{text})
		if err != nil {
			return err
		}
		for _, m := range g.Find(text) {
			found = append(found, m.Form)
		}
		return nil
	})
	if err != nil {
		h.Fatal(err)
	}
	return found
}

func TestListTerms(t *testing.T) {
	h := open(t)
	for _, pair := range [][2]string{{"Zebra", "zèbre"}, {"école", "a"}, {"Éclair", "b"}, {"apple", "pomme"}} {
		x := term(pair[0], pair[1])
		h.create(x)
	}
	reversed := bitext.Term{Source: bitext.TermSide{Locale: "fr", Term: "zèbre"}, Target: bitext.TermSide{Locale: "en", Term: "zebra"}}
	h.create(reversed)
	list := func(cmd remembering.ListTerms) (names []string) {
		t.Helper()
		cmd.Actor = with("translator:en")
		for {
			page, err := h.ListTerms(t.Context(), cmd)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range page.Items {
				names = append(names, x.Source.Term)
			}
			if cmd.Cursor = page.Next; page.Next == "" {
				return names
			}
		}
	}
	tests := []struct {
		cmd  remembering.ListTerms
		want string
	}{
		{remembering.ListTerms{}, "[apple Éclair école Zebra zèbre]"},
		{remembering.ListTerms{Limit: 2}, "[apple Éclair école Zebra zèbre]"},
		{remembering.ListTerms{Source: "fr"}, "[zèbre]"},
		{remembering.ListTerms{Target: "fr", Text: "ZEB"}, "[Zebra]"},
		{remembering.ListTerms{Text: "pom"}, "[apple]"},
		{remembering.ListTerms{Text: "%"}, "[]"},
	}
	for _, tt := range tests {
		if got := fmt.Sprint(list(tt.cmd)); got != tt.want {
			t.Errorf("%+v: %s, want %s", tt.cmd, got, tt.want)
		}
	}
	for _, tt := range []struct {
		cursor string
		limit  int
		want   string
	}{{"x", 0, "list.cursor"}, {"", 101, "list.limit"}} {
		_, err := h.ListTerms(t.Context(), remembering.ListTerms{Actor: owner, Cursor: tt.cursor, Limit: tt.limit})
		if problem(err) != tt.want {
			t.Errorf("%+v: %s", tt, problem(err))
		}
	}
}
