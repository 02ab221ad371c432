package editing_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/locale"
)

type texts = map[locale.Tag]content.TermText

func (h *house) term(kind content.TermKind, names texts) *content.Term {
	h.t.Helper()
	term, err := h.CreateTerm(h.t.Context(), editing.CreateTerm{Actor: owner, Kind: kind, Naming: editing.Naming{Texts: names}})
	if err != nil {
		h.t.Fatal(err)
	}
	return term
}

// rename is a merge patch of one text.
func rename(tag locale.Tag, text content.TermText) editing.Change[editing.Naming] {
	return func(n editing.Naming) (editing.Naming, error) {
		n.Texts[tag] = text
		return n, nil
	}
}

func TestCreateTerm(t *testing.T) {
	h := open(t)
	term := h.term(content.Tag, texts{"en": {Name: " The  Cloud\n"}, "fr": {Name: "L’été", Slug: "été"}})
	want := texts{"en": {Name: "The  Cloud", Slug: "the-cloud"}, "fr": {Name: "L’été", Slug: "été"}}
	if diff := cmp.Diff(want, term.Texts); diff != "" || term.Version != 1 {
		t.Errorf("version %d, texts (-want +got):\n%s", term.Version, diff)
	}
	got, err := h.GetTerm(t.Context(), editing.GetTerm{Actor: with("token:r", "reader:fr"), Kind: content.Tag, Term: term.ID})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(term.Texts, got.Texts); diff != "" {
		t.Errorf("read again (-created +read):\n%s", diff)
	}
	if got := h.term(content.Tag, texts{"en": {Name: "The Cloud!"}}).Texts["en"].Slug; got != "the-cloud-2" {
		t.Errorf("a second one's slug is %q", got)
	}
	if got := h.term(content.Author, texts{"en": {Name: "The Cloud"}}).Texts["en"].Slug; got != "the-cloud" {
		t.Errorf("an author's slug is %q: kinds have slugs of their own", got)
	}
	if got := h.term(content.Tag, texts{"en": {Name: "Described", Description: "AT&T <b>3 < 4</b>\r\nx"}}).Texts["en"].Description; got != "AT&amp;T <b>3 &lt; 4</b>\nx" {
		t.Errorf("a description is %q", got)
	}
	if got := h.term(content.Tag, texts{"en": {Name: "!?"}}).Texts["en"].Slug; got != "tag" {
		t.Errorf("a name of signs has the slug %q", got)
	}
	if got := h.events(0); !slices.Equal(got, []string{"term.saved", "term.saved", "term.saved", "term.saved", "term.saved"}) {
		t.Errorf("events = %v", got)
	}
}

func TestCreateTermIsRefused(t *testing.T) {
	h := open(t)
	h.term(content.Tag, texts{"fr": {Name: "Nuage"}})
	tests := []struct {
		name   string
		actor  access.Actor
		kind   content.TermKind
		naming editing.Naming
		want   string
	}{
		{"no name", owner, content.Tag, editing.Naming{}, "invalid invalid /translations=term.no_name"},
		{"an empty name", owner, content.Tag, editing.Naming{Texts: texts{"fr": {Name: "\t"}}}, "invalid invalid /translations/fr/name=member.required"},
		{"a slug that is none", owner, content.Tag, editing.Naming{Texts: texts{"fr": {Name: "N", Slug: "a b"}}}, "invalid invalid /translations/fr/slug=slug.character"},
		{"a taken slug", owner, content.Tag, editing.Naming{Texts: texts{"fr": {Name: "N", Slug: "nuage"}}}, "conflict term.slug_taken /translations/fr/slug=term.slug_taken"},
		{"a foreign locale", owner, content.Tag, editing.Naming{Texts: texts{"de": {Name: "N"}}}, "invalid invalid /translations/de=locale.unknown"},
		{"an author's things", owner, content.Tag, editing.Naming{Texts: texts{"fr": {Name: "N", Role: "chef"}}, Avatar: "https://a.example/x.png", Links: []string{"https://a.example"}},
			"invalid invalid /translations/fr/role=term.authors_only /avatar=term.authors_only /links=term.authors_only"},
		{"links that execute", owner, content.Author, editing.Naming{Texts: texts{"fr": {Name: "N"}}, Avatar: "data:image/png,x", Links: []string{"https://ok.example", "javascript:alert(1)"}},
			"invalid invalid /avatar=url.scheme /links/1=url.scheme"},
		{"a biography that executes", owner, content.Author, editing.Naming{Texts: texts{"fr": {Name: "N", Description: "Une ligne\n<b>et</b> <img src=x onerror=alert(1)>"}}, Links: []string{"mailto:zoe@x.example", "mailto:x", "mailto:a@b?body=x", "ftp://x.example"}},
			"invalid invalid /translations/fr/description=term.unsafe /links/1=url.scheme /links/2=url.scheme /links/3=url.scheme"},
		{"a picture that is not there", owner, content.Author, editing.Naming{Texts: texts{"fr": {Name: "N"}}, Avatar: slot},
			"invalid invalid /avatar=asset.unknown"},
		{"an editor of another language", with("token:x", "editor:fr"), content.Tag, editing.Naming{Texts: texts{"fr": {Name: "N"}, "en": {Name: "N"}}}, "forbidden access.forbidden_locale"},
		{"an author", with("token:x", "author:*"), content.Tag, editing.Naming{Texts: texts{"fr": {Name: "N"}}}, "forbidden access.forbidden_locale"},
		{"an author, of nothing", with("token:x", "author:*"), content.Tag, editing.Naming{}, "forbidden access.forbidden"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h.t = t
			h.unchanged(tt.name, func() {
				_, err := h.CreateTerm(t.Context(), editing.CreateTerm{Actor: tt.actor, Kind: tt.kind, Naming: tt.naming})
				if problem(err) != tt.want {
					t.Errorf("CreateTerm: %s\nwant: %s", problem(err), tt.want)
				}
			})
		})
	}
}

const slot = "0000000000000000000000000000000000000000000000000000000000000000"

func TestRenamedTermReachesReaders(t *testing.T) {
	h := open(t)
	term := h.term(content.Tag, texts{"en": {Name: "Cloud"}})
	p := h.post(owner, "en", "Summer", "fr", "Été").Post
	h.shared(p.ID, func(s *content.Shared) { s.Tags = []content.TermID{term.ID} })
	h.publish(p.ID, "en", "fr")
	tags := func() []string { return h.rows("SELECT locale, json_extract(card, '$.tags') FROM entries") }
	if got := tags(); !slices.Equal(got, []string{`en | [{"slug":"cloud","name":"Cloud"}]`, "fr | []"}) {
		t.Fatalf("tags = %q: a term without a name is left out", got)
	}
	saved, err := h.SaveTerm(t.Context(), editing.SaveTerm{Actor: with("token:e", "editor:fr"), Kind: content.Tag, Term: term.ID, Version: 1,
		Change: rename("fr", content.TermText{Name: "Nuage"})})
	if err != nil || saved.Version != 2 {
		t.Fatalf("saved = %+v, %v", saved, err)
	}
	if _, err = h.SaveTerm(t.Context(), editing.SaveTerm{Actor: owner, Kind: content.Tag, Term: term.ID, Version: 2,
		Change: rename("en", content.TermText{Name: "Clouds", Slug: "clouds"})}); err != nil {
		t.Fatal(err)
	}
	if got := tags(); !slices.Equal(got, []string{`en | [{"slug":"clouds","name":"Clouds"}]`, `fr | [{"slug":"nuage","name":"Nuage"}]`}) {
		t.Errorf("tags = %q", got)
	}
	if got := h.rows("SELECT slug, term_id FROM term_slugs"); !slices.Equal(got, []string{"cloud | " + string(term.ID)}) {
		t.Errorf("old slugs = %v", got)
	}
	if got := h.rows("SELECT DISTINCT cause FROM changes WHERE kind = 'post'"); !slices.Equal(got, []string{"term"}) {
		t.Errorf("causes = %v", got)
	}
}

func TestSaveTermIsRefused(t *testing.T) {
	h := open(t)
	term := h.term(content.Author, texts{"en": {Name: "Zoé"}, "fr": {Name: "Zoé"}})
	tests := []struct {
		name string
		cmd  editing.SaveTerm
		want string
	}{
		{"no version", editing.SaveTerm{Actor: owner}, "required precondition.required"},
		{"an old version", editing.SaveTerm{Actor: owner, Version: 4}, "stale term.stale"},
		{"another kind", editing.SaveTerm{Actor: owner, Kind: content.Tag, Version: 1}, "not found term.not_found"},
		{"not there", editing.SaveTerm{Actor: owner, Term: "none", Version: 1}, "not found term.not_found"},
		{"another language", editing.SaveTerm{Actor: with("token:x", "editor:en"), Version: 1}, "forbidden access.forbidden_locale"},
		{"what all languages share", editing.SaveTerm{Actor: with("token:x", "editor:en"), Version: 1,
			Change: func(n editing.Naming) (editing.Naming, error) { n.Links = []string{"https://z.example"}; return n, nil }}, "forbidden access.forbidden_locale"},
		{"taking a name away", editing.SaveTerm{Actor: with("token:x", "editor:en"), Version: 1,
			Change: func(n editing.Naming) (editing.Naming, error) { delete(n.Texts, "fr"); return n, nil }}, "forbidden access.forbidden_locale"},
		{"a reader", editing.SaveTerm{Actor: with("token:x", "reader:*"), Version: 1}, "forbidden access.forbidden"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h.t = t
			if tt.cmd.Kind == "" {
				tt.cmd.Kind = content.Author
			}
			if tt.cmd.Term == "" {
				tt.cmd.Term = term.ID
			}
			if tt.cmd.Change == nil {
				tt.cmd.Change = rename("fr", content.TermText{Name: "Zoë"})
			}
			h.unchanged(tt.name, func() {
				if _, err := h.SaveTerm(t.Context(), tt.cmd); problem(err) != tt.want {
					t.Errorf("SaveTerm: %s\nwant: %s", problem(err), tt.want)
				}
			})
		})
	}
	h.t = t
	cmd := editing.SaveTerm{Actor: owner, Kind: content.Author, Term: term.ID, Version: 1}
	h.unchanged("saving the same", func() {
		cmd.Change = func(n editing.Naming) (editing.Naming, error) { n.Links = []string{}; return n, nil }
		if saved, err := h.SaveTerm(t.Context(), cmd); err != nil || saved.Version != 1 {
			t.Errorf("saved = %+v, %v", saved, err)
		}
	})
	h.fail = errBroken
	h.unchanged("a failing save", func() {
		cmd.Change = rename("fr", content.TermText{Name: "Zoë"})
		if _, err := h.SaveTerm(t.Context(), cmd); !errors.Is(err, errBroken) {
			t.Errorf("SaveTerm: %v", err)
		}
	})
}

// TestSavesOutliveLanguages: what names a language that the site has no more, as terms in
// their names and posts among their targets, can be saved all the same; new ones are refused.
func TestSavesOutliveLanguages(t *testing.T) {
	h := open(t)
	if _, err := h.AddLocale(t.Context(), editing.AddLocale{Actor: owner, Tag: "es"}); err != nil {
		t.Fatal(err)
	}
	term := h.term(content.Tag, texts{"en": {Name: "Cloud"}, "es": {Name: "Nube"}})
	p := h.post(owner, "en", "Summer", "fr", "Été").Post
	if err := h.RemoveLocale(t.Context(), editing.RemoveLocale{Actor: owner, Tag: "es", Version: 1}); err != nil {
		t.Fatal(err)
	}
	save := editing.SaveTerm{Actor: owner, Kind: content.Tag, Term: term.ID, Version: 1, Change: rename("en", content.TermText{Name: "Clouds"})}
	saved, err := h.SaveTerm(t.Context(), save)
	if err != nil || saved.Texts["en"].Name != "Clouds" || saved.Texts["es"].Name != "Nube" {
		t.Errorf("saved = %+v, %v", saved, err)
	}
	save.Version, save.Change = 2, rename("es", content.TermText{Name: "Nubes"})
	if _, err := h.SaveTerm(t.Context(), save); problem(err) != "invalid invalid /translations/es=locale.unknown" {
		t.Errorf("another name in it: %s", problem(err))
	}
	h.shared(p.ID, func(s *content.Shared) { s.Tags = []content.TermID{term.ID} })
	if got := h.get(p.ID).Post.Targets; !slices.Contains(got, "es") {
		t.Errorf("the post aims at %v", got)
	}
}

func TestListTerms(t *testing.T) {
	h := open(t)
	var want []content.TermID
	for _, name := range []string{"a", "b", "c"} {
		want = append(want, h.term(content.Tag, texts{"en": {Name: name}}).ID)
		h.term(content.Author, texts{"en": {Name: name}})
	}
	var got []content.TermID
	cmd := editing.ListTerms{Actor: with("token:r", "reader:fr"), Kind: content.Tag, Limit: 2}
	for range 3 {
		page, err := h.ListTerms(t.Context(), cmd)
		if err != nil {
			t.Fatal(err)
		}
		for _, term := range page.Items {
			got = append(got, term.ID)
		}
		if cmd.Cursor = page.Next; cmd.Cursor == "" {
			break
		}
	}
	if !slices.Equal(got, want) || cmd.Cursor != "" {
		t.Errorf("ListTerms = %v, want %v", got, want)
	}
	for want, cmd := range map[string]editing.ListTerms{
		"malformed list.cursor":      {Actor: owner, Kind: content.Tag, Cursor: "a b"},
		"malformed list.limit":       {Actor: owner, Kind: content.Tag, Limit: 1000},
		"forbidden access.forbidden": {Actor: with("token:x", ""), Kind: content.Tag},
	} {
		if _, err := h.ListTerms(t.Context(), cmd); problem(err) != want {
			t.Errorf("ListTerms: %s, want %s", problem(err), want)
		}
	}
}
