package uploading_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/draft"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/sanitize"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/uploading"
)

func (w *world) delete(who access.Actor, id content.AssetID, version int64) error {
	return w.Delete(w.t.Context(), uploading.DeleteCommand{Actor: who, Asset: id, Version: version})
}

// post changes a post as fn says, in one transaction.
func (w *world) post(id content.PostID, fn func(tx *store.Tx, p *content.Post) error) {
	w.t.Helper()
	err := w.db.Write(w.t.Context(), func(tx *store.Tx) error {
		p, err := tx.Post(w.t.Context(), id)
		if err != nil {
			return err
		}
		return fn(tx, p)
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// refused deletes a file that is used, and returns where.
func (w *world) refused(who access.Actor, a *media.Asset) []media.UseState {
	w.t.Helper()
	err := w.delete(who, a.ID, a.Version)
	f, ok := fault.Of(err)
	if !ok || f.Kind != fault.Conflict || f.Code != "asset.used" {
		w.t.Fatalf("Delete() = %v, want asset.used", err)
	}
	var states []media.UseState
	for _, u := range f.Extra["uses"].([]media.Use) {
		states = append(states, u.State)
	}
	return states
}

// TestDelete takes a file away when nothing names it any more: what is live, what is
// newest, what is older, what lies in the trash.
func TestDelete(t *testing.T) {
	w := newWorld(t)
	a, other := w.upload("a.png", picture(t, 8, 6)), w.upload("b.png", picture(t, 9, 6))
	w.live("p1", a)
	if got := w.refused(admin, a); !cmp.Equal(got, []media.UseState{media.UseLive}) {
		t.Errorf("while readers see it: %v", got)
	}
	ctx := t.Context()
	w.post("p1", func(tx *store.Tx, p *content.Post) error { // the newest shared part names another one
		shared, err := draft.PrepareShared("", content.Shared{Resources: []content.Resource{{Name: "thumbnail", Asset: other.ID}}})
		if err != nil {
			return err
		}
		_, err = draft.SaveShared(ctx, tx, p, shared, draft.Options{Meta: content.Meta{At: tx.Now(), By: "test:author", Origin: content.FromAPI}})
		return err
	})
	if got := w.refused(admin, a); !cmp.Equal(got, []media.UseState{media.UseLive}) {
		t.Errorf("while it is live: %v", got)
	}
	if got := w.refused(admin, other); !cmp.Equal(got, []media.UseState{media.UseNewest}) {
		t.Errorf("while the newest revision names it: %v", got)
	}
	w.post("p1", func(tx *store.Tx, p *content.Post) error {
		p.Live = 2
		return tx.SaveLive(ctx, p)
	})
	if got := w.refused(admin, a); !cmp.Equal(got, []media.UseState{media.UseOlder}) {
		t.Errorf("while an older revision names it: %v", got)
	}
	if uses, err := w.Uses(ctx, admin, a.ID); err != nil || len(uses) != 0 {
		t.Errorf("Uses() = %v, %v: older revisions are none of today", uses, err)
	}
	w.post("p1", func(tx *store.Tx, p *content.Post) error {
		p.DeletedAt = tx.Now()
		if err := tx.SavePost(ctx, p); err != nil {
			return err
		}
		return projection.Refresh(ctx, tx, "p1", "content") // nothing of it is live any more
	})
	if got := w.refused(admin, a); !cmp.Equal(got, []media.UseState{media.UseTrash}) {
		t.Errorf("while the trash holds it: %v", got)
	}
	w.post("p1", func(tx *store.Tx, _ *content.Post) error {
		_, err := tx.PurgePost(ctx, "p1")
		return err
	})
	if page, err := w.List(ctx, uploading.ListQuery{Actor: admin, Unused: true}); err != nil || len(page.Items) != 2 {
		t.Errorf("unused = %+v, %v", page, err)
	}
	if err := w.delete(admin, a.ID, a.Version); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Get(ctx, admin, a.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("Get() of what was deleted = %v", err)
	}
	if events := w.events(); !slices.Contains(events, "asset.deleted") {
		t.Errorf("events = %v", events)
	}
	if again := w.upload("again.png", picture(t, 8, 6)); again.Name != "again.png" || again.Version != 1 {
		t.Errorf("what comes again = %+v", again)
	}
}

// TestFileOfALanguage is in use as any other is.
func TestFileOfALanguage(t *testing.T) {
	w := newWorld(t)
	a, french := w.upload("a.png", picture(t, 8, 6)), w.upload("fr.png", picture(t, 9, 6))
	w.live("p1", a)
	w.post("p1", func(tx *store.Tx, p *content.Post) error {
		text := content.Text{Title: "Titre", Resources: map[string]content.ResourceText{"thumbnail": {Asset: french.ID, Credit: "Maude"}}}
		ready, err := draft.Prepare(sanitize.New(sanitize.Options{}), "fr", "", text)
		if err != nil {
			return err
		}
		_, err = draft.Save(t.Context(), tx, p, ready, draft.Options{Meta: content.Meta{At: tx.Now(), By: "test:author", Origin: content.FromAPI}})
		return err
	})
	uses, err := w.Uses(t.Context(), admin, french.ID)
	if err != nil || len(uses) != 1 || uses[0].Locale != "fr" || uses[0].State != media.UseNewest {
		t.Errorf("Uses() = %+v, %v", uses, err)
	}
	w.refused(admin, french)
}

// TestAvatar is a file that an author has for a picture.
func TestAvatar(t *testing.T) {
	w := newWorld(t)
	a := w.upload("a.png", picture(t, 8, 6))
	err := w.db.Write(t.Context(), func(tx *store.Tx) error {
		return tx.AddTerm(t.Context(), &content.Term{ID: "ada", Kind: content.Author, Avatar: string(a.ID)})
	})
	if err != nil {
		t.Fatal(err)
	}
	uses, err := w.Uses(t.Context(), admin, a.ID)
	if err != nil || len(uses) != 1 || uses[0].Author != "ada" || uses[0].Post != "" {
		t.Errorf("Uses() = %+v, %v", uses, err)
	}
	w.refused(admin, a)
}

// TestWhoDeletes: who uploaded a file, and who may publish in every language.
func TestWhoDeletes(t *testing.T) {
	for name, tt := range map[string]struct {
		who  access.Actor
		kind fault.Kind // Internal: may
	}{
		"admin":                   {admin, fault.Internal},
		"who uploaded it":         {actor(access.RoleTranslator, "fr"), fault.Internal},
		"an editor of both":       {actor(access.RoleEditor, "en", "fr"), fault.Internal},
		"an editor of one":        {actor(access.RoleEditor, "fr"), fault.Forbidden},
		"another translator":      {access.Actor{ID: "test:other", Roles: actor(access.RoleTranslator, "fr").Roles}, fault.Forbidden},
		"who may not upload more": {access.Actor{ID: "test:translator", Roles: actor(access.RoleReader, "fr").Roles}, fault.Forbidden},
		"no role":                 {access.Actor{ID: "test:none"}, fault.Forbidden},
		"nobody":                  {access.Actor{}, fault.Unauthenticated},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			a, _, err := w.Upload(t.Context(), uploading.UploadCommand{Actor: actor(access.RoleTranslator, "fr"), Name: "a", Content: text("x", 9)})
			if err != nil {
				t.Fatal(err)
			}
			if tt.kind == fault.Internal {
				if err := w.delete(tt.who, a.ID, 7); !fault.Is(err, fault.Stale) {
					t.Errorf("an old version = %v", err)
				}
			}
			if err := w.delete(tt.who, a.ID, 1); (err == nil) != (tt.kind == fault.Internal) || fault.KindOf(err) != tt.kind {
				t.Errorf("Delete() = %v", err)
			}
			if tt.kind == fault.Internal {
				if err := w.delete(tt.who, a.ID, 1); !fault.Is(err, fault.NotFound) {
					t.Errorf("what is gone = %v", err)
				}
			}
		})
	}
	// What somebody may not read is not told, though it stands in the way.
	w := newWorld(t)
	ada := actor(access.RoleAuthor, "fr")
	ada.ID = "test:ada"
	a, _, err := w.Upload(t.Context(), uploading.UploadCommand{Actor: ada, Name: "a.png", Content: bytes.NewReader(picture(t, 8, 6))})
	if err != nil {
		t.Fatal(err)
	}
	w.live("p1", a)
	if got := w.refused(ada, a); len(got) != 0 {
		t.Errorf("another one’s post is told of: %v", got)
	}
}
