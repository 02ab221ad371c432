package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/store"
)

// addPost makes a post with a first revision of its shared part and of each
// translation.
func addPost(t testing.TB, db *store.DB, id content.PostID, tags ...locale.Tag) {
	t.Helper()
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.SavePost(ctx, &content.Post{ID: id, SourceLocale: "en", Head: 1, CreatedBy: "ada"}); err != nil {
			return err
		}
		if err := tx.AddSharedRevision(ctx, &content.SharedRevision{Post: id, N: 1}, nil); err != nil {
			return err
		}
		for _, tag := range tags {
			if err := tx.SaveTranslation(ctx, id, &content.Translation{Locale: tag, Status: content.Draft, Head: 1}); err != nil {
				return err
			}
			r := &content.Revision{Post: id, Locale: tag, N: 1, Text: content.Text{Title: "Été " + string(tag) + " " + string(id)}}
			if err := tx.AddRevision(ctx, r, nil); err != nil {
				return err
			}
		}
		return nil
	})
}

func post(t testing.TB, db *store.DB, id content.PostID) *content.Post {
	t.Helper()
	var p *content.Post
	read(t, db, func(ctx context.Context, s *store.Snapshot) (err error) {
		p, err = s.Post(ctx, id)
		return err
	})
	return p
}

func TestPostComesBackAsSaved(t *testing.T) {
	db := open(t)
	at := time.Date(2026, 5, 4, 12, 0, 0, 123456000, time.UTC)
	var want content.Post
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		want = content.Post{
			ID: "p1", SourceLocale: "fr", Targets: []locale.Tag{"fr", "en"}, Parity: content.Together,
			Head: 1, CreatedBy: "ada", Translations: []content.Translation{},
		}
		if err := tx.SavePost(ctx, &want); err != nil {
			return err
		}
		for _, tag := range []locale.Tag{"fr", "en"} {
			tr := content.Translation{Locale: tag, Status: content.InReview, Head: 1}
			if err := tx.SaveTranslation(ctx, "p1", &tr); err != nil {
				return err
			}
			want.Translations = append([]content.Translation{tr}, want.Translations...)
		}
		if want.Version != 1 || want.CreatedAt != tx.Now() || want.UpdatedAt != tx.Now() {
			t.Errorf("a new post has %+v", want)
		}
		want.Live, want.LiveAt = 1, at
		tr := want.Translation("fr")
		tr.Live, tr.LiveAt, tr.FirstPublishedAt = 1, at, at.Add(-time.Hour)
		return tx.SaveLive(ctx, &want)
	})
	if d := cmp.Diff(&want, post(t, db, "p1")); d != "" {
		t.Errorf("Post() (-want +got):\n%s", d)
	}
}

func TestSavePostKeepsWhatIsLive(t *testing.T) {
	db := open(t)
	addPost(t, db, "p1", "en")
	stale := post(t, db, "p1")
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		p := *stale
		p.Live = 1
		p.Translations = []content.Translation{{Locale: "en", Live: 1}}
		return tx.SaveLive(ctx, &p)
	})
	write(t, db, func(ctx context.Context, tx *store.Tx) error { // with what it read before
		stale.Head = 2
		if err := tx.SavePost(ctx, stale); err != nil {
			return err
		}
		return tx.SaveTranslation(ctx, "p1", &content.Translation{Locale: "en", Version: 1, Head: 2, Status: content.Draft})
	})
	got := post(t, db, "p1")
	if got.Live != 1 || got.Head != 2 || got.Version != 2 || got.Translations[0].Live != 1 || got.Translations[0].Head != 2 {
		t.Errorf("after a save beside a publication: %+v", got)
	}
}

func TestSaveTranslationTouchesNoOther(t *testing.T) {
	db := open(t)
	addPost(t, db, "p1", "en", "fr")
	row := func(tag string) string {
		return value[string](t, db, "SELECT json_array(t.version, t.status, t.head, t.live, t.updated_at, r.doc) FROM translations t JOIN revisions r USING (post_id, locale) WHERE locale = ?", tag)
	}
	en, before := row("en"), post(t, db, "p1")
	time.Sleep(time.Millisecond) // so that an instant would differ
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		return tx.SaveTranslation(ctx, "p1", &content.Translation{Locale: "fr", Version: 1, Head: 1, Status: content.Approved})
	})
	if row("en") != en {
		t.Error("a save of French changed English")
	}
	after := post(t, db, "p1")
	if !after.UpdatedAt.After(before.UpdatedAt) {
		t.Error("the post does not show that it was saved")
	}
	after.UpdatedAt, after.Translations, before.Translations = before.UpdatedAt, nil, nil
	if d := cmp.Diff(before, after); d != "" {
		t.Errorf("a save of French changed the post (-before +after):\n%s", d)
	}
}

func TestStaleSavesSayTheCurrentVersion(t *testing.T) {
	db := open(t)
	addPost(t, db, "p1", "fr")
	for _, tt := range []struct {
		name, code string
		now        int64
		save       func(ctx context.Context, tx *store.Tx) error
	}{
		{"post", "post.stale", 1, func(ctx context.Context, tx *store.Tx) error {
			return tx.SavePost(ctx, &content.Post{ID: "p1", Version: 7})
		}},
		{"post made twice", "post.stale", 1, func(ctx context.Context, tx *store.Tx) error { return tx.SavePost(ctx, &content.Post{ID: "p1"}) }},
		{"translation", "translation.stale", 1, func(ctx context.Context, tx *store.Tx) error {
			return tx.SaveTranslation(ctx, "p1", &content.Translation{Locale: "fr", Version: 7})
		}},
		{"translation made twice", "translation.stale", 1, func(ctx context.Context, tx *store.Tx) error {
			return tx.SaveTranslation(ctx, "p1", &content.Translation{Locale: "fr"})
		}},
		{"translation removed", "translation.stale", 1, func(ctx context.Context, tx *store.Tx) error {
			return tx.RemoveTranslation(ctx, "p1", "fr", 7)
		}},
		{"site", "site.stale", 1, func(ctx context.Context, tx *store.Tx) error { return tx.SaveSite(ctx, &content.Site{Version: 7}) }},
		{"locale", "locale.stale", 1, func(ctx context.Context, tx *store.Tx) error {
			return tx.SaveLocale(ctx, &content.Locale{Tag: "fr", Version: 7})
		}},
		{"locale removed", "locale.stale", 1, func(ctx context.Context, tx *store.Tx) error { return tx.RemoveLocale(ctx, "en", 7) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := db.Write(t.Context(), func(tx *store.Tx) error { return tt.save(t.Context(), tx) })
			f, ok := fault.Of(err)
			if !ok || f.Kind != fault.Stale || f.Code != tt.code || f.Args["now"] != tt.now || f.Extra["etag"] != `"1"` {
				t.Errorf("err = %v, %+v", err, f)
			}
		})
	}
}

func TestNotFound(t *testing.T) {
	db := open(t)
	addPost(t, db, "p1", "fr")
	read(t, db, func(ctx context.Context, s *store.Snapshot) error {
		_, noPost := s.Post(ctx, "p2")
		_, noRevision := s.Revision(ctx, "p1", "fr", 2)
		_, noShared := s.SharedRevision(ctx, "p1", 2)
		_, noLocale := s.Locale(ctx, "de")
		_, noTerm := s.Term(ctx, "x")
		_, noAsset := s.Asset(ctx, "x")
		for want, err := range map[string]error{
			"post.not_found": noPost, "revision.not_found": noRevision, "shared_revision.not_found": noShared,
			"locale.not_found": noLocale, "term.not_found": noTerm, "asset.not_found": noAsset,
		} {
			if fault.KindOf(err) != fault.NotFound || code(err) != want {
				t.Errorf("err = %v, want %s", err, want)
			}
		}
		live, err := s.LivePost(ctx, "p2")
		if err != nil || live.Post != nil {
			t.Errorf("LivePost() of no post = %+v, %v", live, err)
		}
		return nil
	})
}

func TestRevisionComesBackAsSaved(t *testing.T) {
	db := open(t)
	addPost(t, db, "p1", "fr")
	day := content.Moment{At: time.Date(2018, 12, 7, 0, 0, 0, 0, time.UTC), DateOnly: true}
	meta := content.Meta{At: day.At, By: "ada", Origin: content.FromAPI, Note: "« fin »"}
	texts := []content.Text{
		{Title: "Été", Slug: "ete", Format: content.HTML, Body: "<p>a & b\u00a0!</p>", HTML: "<p>a & b\u00a0!</p>"},
		{Title: "Été", Format: content.Markdown, Body: "[a]: b", HTML: ""},
		{Title: "Été", Format: content.Markdown, Body: "*a*", HTML: "<p><em>a</em></p>", Path: "/é/", Aliases: []string{"/a/"},
			Resources: map[string]content.ResourceText{"thumbnail": {Alt: "a"}},
			Overrides: content.Overrides{Tags: content.Instead([]content.TermID{}), Date: content.Instead[*content.Moment](nil)}},
	}
	shared := content.SharedRevision{Post: "p1", N: 2, Meta: meta, Hash: "h", Shared: content.Shared{
		Date: &day, Authors: []content.TermID{"a"}, Params: map[string]any{"class_name": "blog"},
		Resources: []content.Resource{{Name: "thumbnail"}},
	}}
	for i, text := range texts {
		for j, submitted := range []string{text.Body, "", "<script>"} {
			want := content.Revision{Post: "p1", Locale: "fr", N: 2 + 3*i + j, Meta: meta, BasedOn: 3, Minor: true, Hash: "h", Policy: 4, Text: text, Submitted: submitted}
			write(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.AddRevision(ctx, &want, nil) })
			read(t, db, func(ctx context.Context, s *store.Snapshot) error {
				got, err := s.Revision(ctx, "p1", "fr", want.N)
				if d := cmp.Diff(&want, got); d != "" {
					t.Errorf("Revision() (-want +got):\n%s", d)
				}
				return err
			})
		}
	}
	write(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.AddSharedRevision(ctx, &shared, nil) })
	read(t, db, func(ctx context.Context, s *store.Snapshot) error {
		got, err := s.SharedRevision(ctx, "p1", 2)
		if d := cmp.Diff(&shared, got); d != "" {
			t.Errorf("SharedRevision() (-want +got):\n%s", d)
		}
		return err
	})
	err := db.Write(t.Context(), func(tx *store.Tx) error { return tx.AddSharedRevision(t.Context(), &shared, nil) })
	if fault.KindOf(err) != fault.Conflict {
		t.Errorf("a revision written twice: %v, want Conflict", err)
	}
}

func TestLivePostHoldsNoDraft(t *testing.T) {
	db := open(t)
	addPost(t, db, "p1", "en", "fr")
	publish := func(p *content.Post) {
		write(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.SaveLive(ctx, p) })
	}
	live := func() *content.LivePost {
		var l *content.LivePost
		read(t, db, func(ctx context.Context, s *store.Snapshot) (err error) {
			l, err = s.LivePost(ctx, "p1")
			return err
		})
		return l
	}
	if l := live(); l.Post == nil || l.Shared != nil || l.Texts != nil {
		t.Errorf("LivePost() of a draft = %+v", l)
	}
	p := post(t, db, "p1")
	p.Live, p.Translations[1].Live = 1, 1
	publish(p)
	write(t, db, func(ctx context.Context, tx *store.Tx) error { // a newer draft
		return tx.AddRevision(ctx, &content.Revision{Post: "p1", Locale: "fr", N: 2}, nil)
	})
	if l := live(); l.Shared == nil || len(l.Texts) != 1 || l.Texts[0].Locale != "fr" || l.Texts[0].N != 1 {
		t.Errorf("LivePost() = %+v", l)
	}
	write(t, db, func(ctx context.Context, tx *store.Tx) error { // in the trash
		p := post(t, db, "p1")
		p.DeletedAt = tx.Now()
		return tx.SavePost(ctx, p)
	})
	if l := live(); l.Shared != nil || l.Texts != nil {
		t.Errorf("LivePost() of a post in the trash = %+v", l)
	}
}
