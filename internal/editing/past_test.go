package editing_test

import (
	"slices"
	"testing"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

func TestWhoReadsThePast(t *testing.T) {
	h := open(t)
	p := h.post(with("user:maker", "author:*"), "en", "Wind", "fr", "Vent").Post
	tests := []struct {
		name  string
		actor access.Actor
		post  content.PostID
		tag   locale.Tag
		want  string
	}{
		{"an admin", owner, p.ID, "fr", ""},
		{"a reader", with("user:r", "reader:fr"), p.ID, "fr", ""},
		{"its maker", with("user:maker", "author:*"), p.ID, "fr", ""},
		{"a reader, the shared part", with("user:r", "reader:fr"), p.ID, "", ""},
		{"a reader of another language", with("user:r", "reader:en"), p.ID, "fr", "forbidden access.forbidden_locale"},
		{"a reader of another language, of one that is not there", with("user:r", "reader:en"), p.ID, "de", "forbidden access.forbidden_locale"},
		{"another author", with("user:a", "author:*"), p.ID, "fr", "not found post.not_found"},
		{"another author, the shared part", with("user:a", "author:*"), p.ID, "", "not found post.not_found"},
		{"nobody", access.Actor{}, p.ID, "fr", "unauthenticated access.unauthenticated"},
		{"no such post", owner, "none", "fr", "not found post.not_found"},
		{"no such language", owner, p.ID, "de", "not found translation.not_found"},
	}
	for _, tt := range tests {
		var errs []error
		if tt.tag == "" {
			_, list := h.SharedRevisions(t.Context(), editing.ListRevisions{Actor: tt.actor, Post: tt.post})
			_, one := h.SharedRevision(t.Context(), editing.GetRevision{Actor: tt.actor, Post: tt.post, N: 1})
			_, diff := h.DiffShared(t.Context(), editing.DiffRevision{Actor: tt.actor, Post: tt.post, N: 1})
			errs = []error{list, one, diff}
		} else {
			_, list := h.Revisions(t.Context(), editing.ListRevisions{Actor: tt.actor, Post: tt.post, Locale: tt.tag})
			_, one := h.Revision(t.Context(), editing.GetRevision{Actor: tt.actor, Post: tt.post, Locale: tt.tag, N: 1})
			_, diff := h.DiffRevision(t.Context(), editing.DiffRevision{Actor: tt.actor, Post: tt.post, Locale: tt.tag, N: 1})
			errs = []error{list, one, diff}
		}
		for _, err := range errs {
			if got := problem(err); got != tt.want {
				t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
			}
		}
	}
}

func TestRevisionsAreRefused(t *testing.T) {
	h := open(t)
	p := h.post(owner, "en", "Wind").Post
	for want, cmd := range map[string]editing.ListRevisions{
		"malformed list.limit":  {Limit: 101},
		"malformed list.cursor": {Cursor: "bm90IGEgbnVtYmVy"},
	} {
		cmd.Actor, cmd.Post, cmd.Locale = owner, p.ID, "en"
		if _, err := h.Revisions(t.Context(), cmd); problem(err) != want {
			t.Errorf("%q, want %q", problem(err), want)
		}
	}
	if _, err := h.DiffRevision(t.Context(), editing.DiffRevision{Actor: owner, Post: p.ID, Locale: "en", N: 1, With: new(7)}); problem(err) != "not found revision.not_found" {
		t.Error(problem(err))
	}
}

// TestWeight weighs changes: by what is said, and by what the writer said of it.
func TestWeight(t *testing.T) {
	h := open(t)
	p := h.post(owner, "en", "Wind").Post
	bodies := []struct {
		body  string
		minor bool
		want  editing.Weight
	}{
		{"<p>Wind!</p>", false, editing.Minor},
		{"<p>Storm</p>", false, editing.Substantive},
		{"<p>Tempest</p>", true, editing.Minor},
		{"<h2>Tempest</h2>", false, editing.Minor},
	}
	for i, b := range bodies {
		_, err := h.SaveTranslation(t.Context(), editing.SaveTranslation{
			Actor: owner, Post: p.ID, Locale: "en", Version: etag.Any, Edit: editing.Edit{Minor: b.minor},
			Change: func(t content.Text) (content.Text, error) { t.Body = b.body; return t, nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		d, err := h.DiffRevision(t.Context(), editing.DiffRevision{Actor: owner, Post: p.ID, Locale: "en", N: i + 2})
		if err != nil || d.Change != b.want || d.From != i+1 {
			t.Errorf("%s: %+v, %v, want %s", b.body, d, err, b.want)
		}
	}
	d, err := h.DiffRevision(t.Context(), editing.DiffRevision{Actor: owner, Post: p.ID, Locale: "en", N: 4, With: new(2)})
	if err != nil || d.Change != editing.Substantive {
		t.Errorf("over two saves: %+v, %v", d, err)
	}
}

// TestLateWriters tells a late writer what came between.
func TestLateWriters(t *testing.T) {
	h := open(t)
	p := h.post(owner, "en", "Wind").Post
	h.save(p.ID, "en", func(t *content.Text) { t.Summary = "s" })
	version := h.save(p.ID, "en", func(t *content.Text) { t.Title = "Storm" })
	for have, want := range map[int64][]string{1: {"/title", "/summary"}, version - 1: {"/title"}, 99: {}} {
		_, err := h.SaveTranslation(t.Context(), editing.SaveTranslation{Actor: owner, Post: p.ID, Locale: "en", Version: have, Change: retitle("Late")})
		f, ok := fault.Of(err)
		if !ok {
			t.Fatal(err)
		}
		now, ok := f.Extra["current"].(editing.Current)
		if !ok || have < version && !slices.Equal(now.Changed, want) || now.Head != 3 || now.SavedBy != owner.ID || now.ETag != f.Extra["etag"] {
			t.Errorf("version %d: %+v, want %v", have, now, want)
		}
	}
}

func TestPruneRevisions(t *testing.T) {
	h := open(t)
	p := h.post(owner, "en", "Wind", "fr", "Vent").Post
	h.publish(p.ID, "en", "fr")
	for range 120 {
		h.save(p.ID, "en", func(t *content.Text) { t.Summary += "x" })
	}
	h.unchanged("no retention", func() {
		if n, err := h.PruneRevisions(t.Context()); n != 0 || err != nil {
			t.Error(n, err)
		}
	})
	site, err := h.Site(t.Context(), owner)
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.SaveSite(t.Context(), editing.SaveSite{Actor: owner, Version: site.Version, Change: func(s content.SiteSettings) (content.SiteSettings, error) {
		s.Revisions.Keep = 3
		return s, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	h.unchanged("a broken transaction", func() {
		h.fail = errBroken
		if n, err := h.PruneRevisions(t.Context()); n != 0 || err == nil {
			t.Error(n, err)
		}
		h.fail = nil
	})
	if n, err := h.PruneRevisions(t.Context()); n != 117 || err != nil { // 1 is live, 119 to 121 are the newest
		t.Errorf("pruned %d, %v", n, err)
	}
	if got := h.rows("SELECT n FROM revisions WHERE locale = 'en'"); !slices.Equal(got, []string{"1", "119", "120", "121"}) {
		t.Errorf("left %v", got)
	}
	if n, err := h.PruneRevisions(t.Context()); n != 0 || err != nil {
		t.Error("and again:", n, err)
	}
	if got := h.rows("SELECT count(*) FROM outbox WHERE type = 'revisions.pruned'"); got[0] != "2" {
		t.Errorf("%v events, want one a transaction", got)
	}
	h.save(p.ID, "en", func(t *content.Text) { t.Summary = "y" })
	if head := h.get(p.ID).Post.Translation("en").Head; head != 122 {
		t.Errorf("a number came again: %d", head)
	}
	if _, err := h.Revision(t.Context(), editing.GetRevision{Actor: owner, Post: p.ID, Locale: "en", N: 50}); problem(err) != "not found revision.not_found" {
		t.Error(problem(err))
	}
}

func TestRetentionIsRefused(t *testing.T) {
	h := open(t)
	for want, r := range map[string]content.Retention{
		"invalid invalid /revisions/keep=settings.revisions_keep": {Keep: -1},
		"invalid invalid /revisions/days=settings.revisions_days": {Days: 40000},
	} {
		_, err := h.SaveSite(t.Context(), editing.SaveSite{Actor: owner, Version: etag.Any, Change: func(s content.SiteSettings) (content.SiteSettings, error) {
			s.Revisions = r
			return s, nil
		}})
		if problem(err) != want {
			t.Errorf("%q, want %q", problem(err), want)
		}
	}
}
