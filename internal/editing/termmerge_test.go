package editing_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/store"
)

// rerender does all that was left for later.
func (h *house) rerender() {
	h.t.Helper()
	for more := true; more; {
		err := h.db.Write(h.t.Context(), func(tx *store.Tx) (err error) {
			_, more, err = projection.Work(h.t.Context(), tx)
			return err
		})
		if err != nil {
			h.t.Fatal(err)
		}
	}
}

// tagged makes a post in both languages with the tags, live.
func (h *house) tagged(title string, tags ...content.TermID) content.PostID {
	h.t.Helper()
	p := h.post(owner, "en", title, "fr", title).Post
	h.shared(p.ID, func(s *content.Shared) { s.Tags = tags })
	h.publish(p.ID, "en", "fr")
	return p.ID
}

func TestMergeTerm(t *testing.T) {
	h := open(t)
	cloud := h.term(content.Tag, texts{"en": {Name: "Cloud"}})
	nuage := h.term(content.Tag, texts{"en": {Name: "Clouds", Slug: "clouds"}, "fr": {Name: "Nuage", Description: "Dans le ciel"}})
	if _, err := h.SaveTerm(t.Context(), editing.SaveTerm{Actor: owner, Kind: content.Tag, Term: nuage.ID, Version: 1, Change: rename("en", content.TermText{Name: "Skies", Slug: "skies"})}); err != nil {
		t.Fatal(err)
	}
	first, both := h.tagged("One", cloud.ID), h.tagged("Both", nuage.ID, cloud.ID)
	other := h.tagged("Other", nuage.ID)
	h.shared(other, func(s *content.Shared) { s.Params = map[string]any{"a": 1} }) // the head is another revision
	docs := h.dump("true", "revisions", "shared_revisions", "posts", "translations", "term_uses")
	events := len(h.events(0))
	cmd := editing.MergeTerm{Actor: with("token:e", "editor:*"), Kind: content.Tag, Term: cloud.ID, Version: 1, Absorbed: nuage.ID, Once: once.Key{Name: "k"}}
	h.fail = errBroken
	h.unchanged("a failing merge", func() {
		if _, err := h.MergeTerm(t.Context(), cmd); !errors.Is(err, errBroken) {
			t.Errorf("MergeTerm: %v", err)
		}
	})
	h.fail = nil
	term, err := h.MergeTerm(t.Context(), cmd)
	if err != nil {
		t.Fatal(err)
	}
	want := texts{"en": {Name: "Cloud", Slug: "cloud"}, "fr": {Name: "Nuage", Slug: "nuage", Description: "Dans le ciel"}}
	if diff := cmp.Diff(want, term.Texts); diff != "" || term.Version != 2 || term.ID != cloud.ID {
		t.Errorf("version %d, texts (-want +got):\n%s", term.Version, diff)
	}
	if got := h.dump("true", "revisions", "shared_revisions", "posts", "translations", "term_uses"); got != docs {
		t.Errorf("documents became\n%s", got)
	}
	if got := h.events(events); !slices.Equal(got, []string{"term.merged", "content.changed"}) {
		t.Errorf("events = %v", got)
	}
	en, fr := `[{"slug":"cloud","name":"Cloud"}]`, `[{"slug":"nuage","name":"Nuage"}]`
	for _, id := range []content.PostID{first, both, other} {
		if got := h.rows("SELECT locale, card ->> '$.tags' FROM entries WHERE post_id = ?", string(id)); !slices.Equal(got, []string{"en | " + en, "fr | " + fr}) {
			t.Errorf("readers of %s see %v", id, got)
		}
		if got := h.get(id).Shared.Tags; !slices.Equal(got, []content.TermID{cloud.ID}) {
			t.Errorf("the head of %s names %v", id, got)
		}
		if got := h.rows("SELECT target FROM entry_refs WHERE kind = 'term' AND post_id = ?", string(id)); !slices.Equal(got, []string{string(cloud.ID)}) {
			t.Errorf("%s refers to %v", id, got)
		}
	}
	if got := h.rows("SELECT facet = ?, count(*) FROM listing WHERE locale = 'fr' AND facet <> '' AND avail = '' GROUP BY 1", string(cloud.ID)); !slices.Equal(got, []string{"1 | 3"}) {
		t.Errorf("the French list has %v", got)
	}
	if got := h.rows(`SELECT locale, slug, term_id = ? FROM term_slugs s WHERE NOT EXISTS (
			SELECT 1 FROM term_texts x WHERE x.term_id = s.term_id AND x.locale = s.locale AND x.slug = s.slug)`, string(cloud.ID)); !slices.Equal(got, []string{"en | clouds | 1", "en | skies | 1"}) {
		t.Errorf("old slugs lead to %v", got)
	}
	_, err = h.GetTerm(t.Context(), editing.GetTerm{Actor: owner, Kind: content.Tag, Term: nuage.ID})
	if f, _ := fault.Of(err); problem(err) != "not found term.merged" || f.Extra["mergedInto"] != string(cloud.ID) {
		t.Errorf("the absorbed one: %v", err)
	}
	for _, id := range []content.TermID{cloud.ID, nuage.ID} {
		page, err := h.List(t.Context(), editing.ListPosts{Actor: owner, Query: content.PostQuery{Terms: []content.NamedTerm{{Kind: content.Tag, ID: id}}}})
		if err != nil || len(page.Items) != 3 {
			t.Errorf("%d posts are listed under %s, %v", len(page.Items), id, err)
		}
	}
	page, err := h.ListTerms(t.Context(), editing.ListTerms{Actor: owner, Kind: content.Tag})
	if err != nil || len(page.Items) != 1 {
		t.Errorf("listed are %d, %v", len(page.Items), err)
	}
	h.unchanged("the same again", func() {
		if again, err := h.MergeTerm(t.Context(), cmd); err != nil || again.Version != 2 {
			t.Errorf("the same key again: %+v, %v", again, err)
		}
	})
	h.sound()
}

// TestMergedForEver: an absorbed id goes on meaning the survivor, also at the end
// of a chain, in old revisions, and where it is saved again.
func TestMergedForEver(t *testing.T) {
	h := open(t)
	var tags []*content.Term
	for _, name := range []string{"A", "B", "C"} {
		tags = append(tags, h.term(content.Tag, texts{"en": {Name: name}, "fr": {Name: name}}))
	}
	p := h.tagged("One", tags[0].ID)
	drafted := h.post(owner, "en", "Draft", "fr", "Brouillon").Post.ID
	retag := func(ids ...content.TermID) editing.Change[content.Text] {
		return func(text content.Text) (content.Text, error) {
			text.Overrides.Tags = content.Instead(ids)
			return text, nil
		}
	}
	if _, err := h.SaveTranslation(t.Context(), editing.SaveTranslation{Actor: owner, Post: drafted, Locale: "fr", Version: 1, Change: retag(tags[0].ID, tags[1].ID)}); err != nil {
		t.Fatal(err)
	}
	merge := func(into, from int, version int64) {
		t.Helper()
		if _, err := h.MergeTerm(t.Context(), editing.MergeTerm{Actor: owner, Kind: content.Tag, Term: tags[into].ID, Version: version, Absorbed: tags[from].ID}); err != nil {
			t.Fatal(err)
		}
	}
	merge(1, 0, 1)
	merge(2, 1, 1)
	last := []content.TermID{tags[2].ID}
	if got := h.rows("SELECT id, merged_into FROM terms WHERE merged_into <> ''"); len(got) != 2 || !strings.HasSuffix(got[0], string(tags[2].ID)) || !strings.HasSuffix(got[1], string(tags[2].ID)) {
		t.Errorf("the chain: %v", got)
	}
	if got := h.get(p).Shared.Tags; !slices.Equal(got, last) {
		t.Errorf("the shared part names %v", got)
	}
	if got := h.get(drafted).Texts["fr"].Overrides.Tags.Value; !slices.Equal(got, last) {
		t.Errorf("the draft names %v", got)
	}
	h.unchanged("saving what it says", func() {
		for _, ids := range [][]content.TermID{last, {tags[0].ID}, {tags[1].ID, tags[2].ID}} {
			saved, err := h.SaveTranslation(t.Context(), editing.SaveTranslation{Actor: owner, Post: drafted, Locale: "fr", Version: 2, Change: retag(ids...)})
			if err != nil || saved.Post.Translation("fr").Version != 2 {
				t.Errorf("saving %v: %+v, %v", ids, saved.Post, err)
			}
			h.shared(p, func(s *content.Shared) { s.Tags = ids })
		}
	})
	h.shared(p, func(s *content.Shared) { s.Tags, s.Params = []content.TermID{tags[0].ID}, map[string]any{"a": 1} })
	if got := h.rows("SELECT s.doc ->> '$.tags' FROM shared_revisions s JOIN posts p ON p.id = s.post_id AND p.head = s.n WHERE p.id = ?", string(p)); !slices.Equal(got, []string{fmt.Sprintf("[%q]", tags[2].ID)}) {
		t.Errorf("saved is %v", got)
	}
	if got := h.rows("SELECT term_id FROM term_uses WHERE post_id = ?", string(p)); !slices.Equal(got, []string{string(tags[2].ID)}) {
		t.Errorf("its head uses %v", got)
	}
	if got := h.rows("SELECT locale, card ->> '$.tags' FROM entries"); !slices.Equal(got, []string{`en | [{"slug":"c","name":"C"}]`, `fr | [{"slug":"c","name":"C"}]`}) {
		t.Errorf("readers see %v", got)
	}
	if got := h.rows("SELECT locale, slug FROM term_slugs WHERE term_id = ?", string(tags[2].ID)); !slices.Equal(got, []string{"en | a", "en | b", "fr | a", "fr | b"}) {
		t.Errorf("old slugs: %v", got)
	}
	h.sound()
}

// TestMergeOfManyWaits: the command renders no more posts than it may; the rest
// is left, and in the end all show the survivor.
func TestMergeOfManyWaits(t *testing.T) {
	h := open(t)
	into, from := h.term(content.Tag, texts{"en": {Name: "Into"}, "fr": {Name: "Vers"}}), h.term(content.Tag, texts{"en": {Name: "From"}, "fr": {Name: "De"}})
	const many = projection.AtOnce + 20
	for i := range many {
		h.tagged(fmt.Sprintf("Post %d", i), from.ID)
	}
	if _, err := h.MergeTerm(t.Context(), editing.MergeTerm{Actor: owner, Kind: content.Tag, Term: into.ID, Version: 1, Absorbed: from.ID}); err != nil {
		t.Fatal(err)
	}
	shown := func() string {
		return h.rows("SELECT count(DISTINCT post_id) FROM entries WHERE card ->> '$.tags[0].slug' IN ('into', 'vers')")[0]
	}
	if got := shown(); got != fmt.Sprint(projection.PerTurn) {
		t.Errorf("%s posts were rendered at once", got)
	}
	usage, err := h.TermUsage(t.Context(), editing.GetTermUsage{Actor: owner, Kind: content.Tag, Term: into.ID})
	if err != nil || usage.Heads != many || usage.Live != many {
		t.Errorf("usage meanwhile: %+v, %v", usage.TermUsage, err)
	}
	h.rerender()
	if got := shown(); got != fmt.Sprint(many) {
		t.Errorf("%s posts were rendered in the end", got)
	}
	if got := h.rows("SELECT count(*) FROM entry_refs WHERE target = ?", string(from.ID)); got[0] != "0" {
		t.Errorf("%s posts refer to the absorbed one", got)
	}
	h.sound()
}

func TestMergeTermIsRefused(t *testing.T) {
	h := open(t)
	one := h.term(content.Tag, texts{"en": {Name: "One"}})
	two, gone := h.term(content.Tag, texts{"fr": {Name: "Deux"}}), h.term(content.Tag, texts{"en": {Name: "Gone"}})
	author := h.term(content.Author, texts{"en": {Name: "Zoé"}})
	if _, err := h.MergeTerm(t.Context(), editing.MergeTerm{Actor: owner, Kind: content.Tag, Term: one.ID, Version: 1, Absorbed: gone.ID}); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name     string
		roles    string
		kind     content.TermKind
		term     content.TermID
		version  int64
		absorbed content.TermID
		want     string
	}{
		{"itself", "editor:*", content.Tag, one.ID, 2, one.ID, "invalid invalid /term=term.same"},
		{"another kind", "editor:*", content.Tag, one.ID, 2, author.ID, "invalid invalid /term=term.not_found"},
		{"nothing", "editor:*", content.Tag, one.ID, 2, "none", "invalid invalid /term=term.not_found"},
		{"into nothing", "editor:*", content.Tag, "none", 2, one.ID, "not found term.not_found"},
		{"into another kind", "editor:*", content.Series, one.ID, 2, two.ID, "not found term.not_found"},
		{"an absorbed one", "editor:*", content.Tag, two.ID, 1, gone.ID, "conflict term.absorbed"},
		{"into an absorbed one", "editor:*", content.Tag, gone.ID, 2, two.ID, "not found term.merged"},
		{"no version", "editor:*", content.Tag, one.ID, 0, two.ID, "required precondition.required"},
		{"an old version", "editor:*", content.Tag, one.ID, 1, two.ID, "stale term.stale"},
		{"an editor of one's language", "editor:en", content.Tag, one.ID, 2, two.ID, "forbidden access.forbidden_locale"},
		{"an author", "author:*", content.Tag, one.ID, 2, two.ID, "forbidden access.forbidden"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h.t = t
			h.unchanged(tt.name, func() {
				_, err := h.MergeTerm(t.Context(), editing.MergeTerm{Actor: with("token:x", tt.roles), Kind: tt.kind, Term: tt.term, Version: tt.version, Absorbed: tt.absorbed})
				if problem(err) != tt.want {
					t.Errorf("MergeTerm: %s\nwant: %s", problem(err), tt.want)
				}
			})
		})
	}
}

func TestRemoveTerm(t *testing.T) {
	h := open(t)
	tag, old := h.term(content.Tag, texts{"en": {Name: "Cloud"}, "fr": {Name: "Nuage"}}), h.term(content.Tag, texts{"en": {Name: "Sky"}})
	if _, err := h.MergeTerm(t.Context(), editing.MergeTerm{Actor: owner, Kind: content.Tag, Term: tag.ID, Version: 1, Absorbed: old.ID}); err != nil {
		t.Fatal(err)
	}
	p := h.tagged("One", old.ID)
	remove := func(roles string, version int64) string {
		return problem(h.RemoveTerm(h.t.Context(), editing.RemoveTerm{Actor: with("token:x", roles), Kind: content.Tag, Term: tag.ID, Version: version}))
	}
	refused := func(name, roles string, version int64, want string) {
		t.Helper()
		h.unchanged(name, func() {
			if got := remove(roles, version); got != want {
				t.Errorf("%s: %s, want %s", name, got, want)
			}
		})
	}
	refused("live", "editor:*", 2, "conflict term.in_use")
	h.shared(p, func(s *content.Shared) { s.Tags = nil })
	refused("live and in no head", "editor:*", 2, "conflict term.in_use")
	h.publish(p, "en", "fr")
	drafted := h.post(owner, "en", "Draft").Post
	h.shared(drafted.ID, func(s *content.Shared) { s.Tags = []content.TermID{tag.ID} })
	refused("in a draft", "editor:*", 2, "conflict term.in_use")
	h.trash(drafted.ID, 2)
	refused("in the trash", "editor:*", 2, "conflict term.in_use")
	if err := h.PurgePost(t.Context(), editing.PurgePost{Actor: owner, Post: drafted.ID, Version: 3}); err != nil {
		t.Fatal(err)
	}
	refused("no version", "editor:*", 0, "required precondition.required")
	refused("an old version", "editor:*", 1, "stale term.stale")
	refused("one language", "editor:fr", 2, "forbidden access.forbidden_locale")
	refused("an author", "author:*", 2, "forbidden access.forbidden")
	h.fail = errBroken
	h.unchanged("a failing removal", func() { remove("editor:*", 2) })
	h.fail = nil
	events := len(h.events(0))
	if got := remove("editor:*", 2); got != "" {
		t.Fatal(got)
	}
	if got := h.dump("true", "terms", "term_texts", "term_slugs"); got != "terms\nterm_texts\nterm_slugs\n" {
		t.Errorf("left are %s", got)
	}
	if got := h.events(events); !slices.Equal(got, []string{"term.deleted"}) {
		t.Errorf("events = %v", got)
	}
	if got := h.term(content.Tag, texts{"en": {Name: "Sky"}}).Texts["en"].Slug; got != "sky" {
		t.Errorf("its slug is not free: %q", got)
	}
	h.sound()
}

func TestTermUsage(t *testing.T) {
	h := open(t)
	tag, old := h.term(content.Tag, texts{"en": {Name: "Cloud"}, "fr": {Name: "Nuage"}}), h.term(content.Tag, texts{"en": {Name: "Sky"}, "fr": {Name: "Ciel"}})
	mine := h.post(with("token:mine", "author:*"), "en", "Mine", "fr", "Mien").Post.ID
	h.shared(mine, func(s *content.Shared) { s.Tags = []content.TermID{tag.ID} })
	live := h.tagged("Live", old.ID)
	h.shared(live, func(s *content.Shared) { s.Tags = nil }) // readers see it still
	own := h.post(owner, "en", "Own", "fr", "Propre").Post.ID
	if _, err := h.SaveTranslation(t.Context(), editing.SaveTranslation{Actor: owner, Post: own, Locale: "fr", Version: 1, Change: func(text content.Text) (content.Text, error) {
		text.Overrides.Tags = content.Instead([]content.TermID{old.ID})
		return text, nil
	}}); err != nil {
		t.Fatal(err)
	}
	trashed := h.post(owner, "en", "Trash").Post.ID
	h.shared(trashed, func(s *content.Shared) { s.Tags = []content.TermID{tag.ID} })
	h.trash(trashed, 2)
	if _, err := h.MergeTerm(t.Context(), editing.MergeTerm{Actor: owner, Kind: content.Tag, Term: tag.ID, Version: 1, Absorbed: old.ID}); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		who, roles  string
		heads, live int
		want        []string
	}{
		{"token:x", "editor:*", 2, 1, []string{"Own [fr] false", "Live [] true", "Mine [] false"}},
		{"token:x", "reader:en", 1, 1, []string{"Live [] true", "Mine [] false"}},
		{"token:x", "reader:fr", 2, 1, []string{"Propre [fr] false", "Live [] true", "Mien [] false"}},
		{"token:mine", "author:*", 1, 0, []string{"Mine [] false"}},
		{"token:x", "author:*", 0, 0, nil},
	}
	for _, tt := range tests {
		for _, limit := range []int{1, 100} {
			var got []string
			cmd := editing.GetTermUsage{Actor: with(tt.who, tt.roles), Kind: content.Tag, Term: tag.ID, Limit: limit}
			for more := true; more; more = cmd.Cursor != "" {
				usage, err := h.TermUsage(t.Context(), cmd)
				if err != nil {
					t.Fatal(err)
				}
				if usage.Heads != tt.heads || usage.Live != tt.live {
					t.Errorf("%s %s: %d heads, %d live, want %d, %d", tt.who, tt.roles, usage.Heads, usage.Live, tt.heads, tt.live)
				}
				for _, use := range usage.Items {
					got = append(got, fmt.Sprint(use.Title, " ", use.Parts, " ", use.Live))
				}
				cmd.Cursor = usage.Next
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s %s, %d a page (-want +got):\n%s", tt.who, tt.roles, limit, diff)
			}
		}
	}
	_, err := h.TermUsage(t.Context(), editing.GetTermUsage{Actor: owner, Kind: content.Author, Term: tag.ID})
	if problem(err) != "not found term.not_found" {
		t.Errorf("of another kind: %v", err)
	}
}
