package editing_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/publishing"
	"github.com/diptych-cms/diptych/internal/store"
)

// unpublish takes what readers see of the post away in the locales.
func (h *house) unpublish(id content.PostID, tags ...locale.Tag) {
	h.t.Helper()
	p := h.get(id).Post
	cmd := publishing.Command{Actor: owner, Post: id, Publication: content.Publication{Translations: make(map[locale.Tag]int)}}
	for _, tag := range tags {
		cmd.Publication.Translations[tag] = p.Translation(tag).Live
	}
	s := &publishing.Service{Write: func(ctx context.Context, fn func(publishing.Tx) error) error {
		return h.db.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
	}}
	if _, err := s.Unpublish(h.t.Context(), cmd); err != nil {
		h.t.Fatal(err)
	}
}

// trash puts a post into the trash.
func (h *house) trash(id content.PostID, version int64) {
	h.t.Helper()
	if err := h.RemovePost(h.t.Context(), editing.RemovePost{Actor: owner, Post: id, Version: version}); err != nil {
		h.t.Fatal(err)
	}
}

func TestTrashAndRestore(t *testing.T) {
	h := open(t)
	p := h.post(owner, "en", "Summer", "fr", "Été").Post
	h.publish(p.ID, "en", "fr")
	h.unpublish(p.ID, "en", "fr")
	condition := "post_id = '" + string(p.ID) + "'"
	before := h.dump(condition, "translations", "revisions", "shared_revisions", "slugs", "paths", "asset_uses", "entries", "changes")
	h.trash(p.ID, 1)
	if got := h.post(owner, "en", "Summer").Texts["en"].Slug; got != "summer-2" {
		t.Errorf("a slug in the trash was given away: %q", got)
	}
	reader := with("token:r", "reader:fr")
	page, err := h.Trash(t.Context(), editing.ListTrash{Actor: reader})
	if err != nil || len(page.Items) != 1 || page.Next != "" || page.Days != 30 {
		t.Fatalf("Trash: %+v, %v", page, err)
	}
	if item := page.Items[0]; item.Post.ID != p.ID || item.Post.DeletedBy != "cli" || item.Post.DeletedAt.IsZero() || len(item.Texts) != 1 || item.Texts["fr"].Title != "Été" || item.Texts["fr"].Body != "" {
		t.Errorf("item: %+v", item)
	}
	events := len(h.events(0))
	cmd := editing.RestorePost{Actor: owner, Post: p.ID, Version: 2, Once: once.Key{Name: "k"}}
	h.fail = errBroken
	h.unchanged("a failing restoration", func() {
		if _, err := h.RestorePost(t.Context(), cmd); !errors.Is(err, errBroken) {
			t.Errorf("RestorePost: %v", err)
		}
	})
	h.fail = nil
	saved, err := h.RestorePost(t.Context(), cmd)
	if err != nil {
		t.Fatal(err)
	}
	if q := saved.Post; q.Version != 3 || !q.DeletedAt.IsZero() || q.DeletedBy != "" || q.Live != 0 || saved.Texts["fr"].Slug != "ete" {
		t.Errorf("restored: %+v, %+v", q, saved.Texts["fr"])
	}
	if after := h.dump(condition, "translations", "revisions", "shared_revisions", "slugs", "paths", "asset_uses", "entries", "changes"); after != before {
		t.Errorf("what was saved of it became\n%s\nwas\n%s", after, before)
	}
	if got := h.events(events); !slices.Equal(got, []string{"post.restored"}) {
		t.Errorf("events = %v", got)
	}
	h.unchanged("the same again", func() {
		if again, err := h.RestorePost(t.Context(), cmd); err != nil || again.Post.Version != 3 {
			t.Errorf("the same key again: %v", err)
		}
	})
	h.publish(p.ID, "en", "fr") // its URLs are its own again
	if page, err := h.Trash(t.Context(), editing.ListTrash{Actor: owner}); err != nil || len(page.Items) != 0 {
		t.Errorf("the trash after it: %+v, %v", page, err)
	}
}

func TestTrashIsRefused(t *testing.T) {
	h := open(t)
	p := h.post(with("token:mine", "author:*"), "en", "Summer", "fr", "Été").Post
	there, from := h.post(owner, "en", "Winter").Post, h.post(owner, "fr", "Hiver").Post
	if _, err := h.Merge(t.Context(), editing.Merge{Actor: owner, Post: there.ID, Version: 1, Absorbed: from.ID}); err != nil {
		t.Fatal(err)
	}
	h.trash(p.ID, 1)
	tests := []struct {
		name    string
		roles   string
		post    content.PostID
		version int64
		restore string
		purge   string
	}{
		{"no version", "editor:*", p.ID, 0, "required precondition.required", "required precondition.required"},
		{"an old version", "editor:*", p.ID, 1, "stale post.stale", "stale post.stale"},
		{"not in the trash", "editor:*", there.ID, 1, "not found post.not_trashed", "not found post.not_trashed"},
		{"merged", "editor:*", from.ID, 2, "not found post.not_trashed", "not found post.not_trashed"},
		{"never there", "editor:*", "none", 1, "not found post.not_found", "not found post.not_found"},
		{"an editor of one language", "editor:en", p.ID, 2, "forbidden access.forbidden_locale", "forbidden access.forbidden_locale"},
		{"a reader", "reader:*", p.ID, 2, "forbidden access.forbidden", "forbidden access.forbidden"},
		{"a stranger", "author:*", p.ID, 2, "not found post.not_found", "forbidden access.forbidden"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h.t = t
			h.unchanged(tt.name, func() {
				actor := with("token:x", tt.roles)
				if _, err := h.RestorePost(t.Context(), editing.RestorePost{Actor: actor, Post: tt.post, Version: tt.version}); problem(err) != tt.restore {
					t.Errorf("RestorePost: %s\nwant: %s", problem(err), tt.restore)
				}
				if err := h.PurgePost(t.Context(), editing.PurgePost{Actor: actor, Post: tt.post, Version: tt.version}); problem(err) != tt.purge {
					t.Errorf("PurgePost: %s\nwant: %s", problem(err), tt.purge)
				}
			})
		})
	}
	h.t = t
	for _, tt := range []struct {
		roles string
		want  int
	}{{"author:*", 0}, {"reader:de", 1}, {"editor:*", 1}} {
		page, err := h.Trash(t.Context(), editing.ListTrash{Actor: with("token:x", tt.roles)})
		if err != nil || len(page.Items) != tt.want {
			t.Errorf("%s sees %d posts, %v, want %d", tt.roles, len(page.Items), err, tt.want)
		}
	}
	for _, cursor := range []string{"x", "!", "dHJhc2ggeCB5", "dXNlIDEgeA"} {
		if _, err := h.Trash(t.Context(), editing.ListTrash{Actor: owner, Cursor: cursor}); problem(err) != "malformed list.cursor" {
			t.Errorf("cursor %q: %v", cursor, err)
		}
	}
}

func TestTrashIsPaged(t *testing.T) {
	h := open(t)
	var want []content.PostID
	for i := range 5 {
		p := h.post(owner, "en", fmt.Sprintf("Post %d", i)).Post
		want = append(want, p.ID)
		h.trash(p.ID, 1)
	}
	slices.Reverse(want)
	var got []content.PostID
	for cursor := ""; ; {
		page, err := h.Trash(t.Context(), editing.ListTrash{Actor: owner, Limit: 2, Cursor: cursor})
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range page.Items {
			got = append(got, item.Post.ID)
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("pages (-want +got):\n%s", diff)
	}
}

// leftOf returns the tables that name the post, with how often.
func (h *house) leftOf(id content.PostID) []string {
	h.t.Helper()
	var left []string
	for _, row := range h.rows(`SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c
		WHERE m.type = 'table' AND (c.name IN ('post_id', 'merged_into', 'post') OR m.name = 'posts' AND c.name = 'id')`) {
		table, column, _ := strings.Cut(row, " | ")
		if n := h.rows("SELECT count(*) FROM "+table+" WHERE "+column+" = ?", string(id)); n[0] != "0" {
			left = append(left, table)
		}
	}
	return left
}

func TestPurge(t *testing.T) {
	h := open(t)
	p, from := h.post(owner, "en", "Summer").Post, h.post(owner, "fr", "Été").Post
	h.publish(p.ID, "en")
	if _, err := h.Merge(t.Context(), editing.Merge{Actor: owner, Post: p.ID, Version: 1, Absorbed: from.ID}); err != nil {
		t.Fatal(err)
	}
	h.unpublish(p.ID, "en")
	naming := h.post(owner, "en", "Naming").Post
	related := func(w editing.Whole) (editing.Whole, error) {
		w.Shared.Related = []content.PostID{p.ID}
		return w, nil
	}
	if _, err := h.SavePost(t.Context(), editing.SavePost{Actor: owner, Post: naming.ID, Version: 1, Change: related}); err != nil {
		t.Fatal(err)
	}
	version := h.get(p.ID).Post.Version
	h.trash(p.ID, version)
	told := h.rows("SELECT post_id, locale, op FROM changes")
	cmd := editing.PurgePost{Actor: with("token:e", "editor:*"), Post: p.ID, Version: version + 1}
	h.fail = errBroken
	h.unchanged("a failing purge", func() {
		if err := h.PurgePost(t.Context(), cmd); !errors.Is(err, errBroken) {
			t.Errorf("PurgePost: %v", err)
		}
	})
	h.fail = nil
	events := len(h.events(0))
	if err := h.PurgePost(t.Context(), cmd); err != nil {
		t.Fatal(err)
	}
	records := []string{"audit", "changes", "ledger"}
	for _, id := range []content.PostID{p.ID, from.ID} {
		for _, table := range h.leftOf(id) {
			if !slices.Contains(records, table) {
				t.Errorf("table %s names the purged post %s", table, id)
			}
		}
	}
	if got := h.events(events); !slices.Equal(got, []string{"post.purged"}) {
		t.Errorf("events = %v", got)
	}
	if got := h.rows("SELECT post_id, locale, op FROM changes"); !slices.Equal(got, told) || len(told) != 1 || !strings.HasSuffix(told[0], "en | delete") {
		t.Errorf("readers were told %v, and now %v", told, got)
	}
	if err := h.PurgePost(t.Context(), cmd); problem(err) != "not found post.not_found" {
		t.Errorf("purging it again: %v", err)
	}
	if got := h.post(owner, "en", "Summer").Texts["en"].Slug; got != "summer" {
		t.Errorf("its slug is not free: %q", got)
	}
	// Who named it can still be saved.
	retag := func(w editing.Whole) (editing.Whole, error) {
		w.Shared.Params = map[string]any{"a": 1}
		return w, nil
	}
	if _, err := h.SavePost(t.Context(), editing.SavePost{Actor: owner, Post: naming.ID, Version: 2, Change: retag}); err != nil {
		t.Errorf("saving what named the purged post: %v", err)
	}
	h.sound()
}

// sound fails if the database breaks one of its laws.
func (h *house) sound() {
	h.t.Helper()
	if err := h.db.Check(h.t.Context(), func(code, subject string) { h.t.Errorf("%s: %s", code, subject) }); err != nil {
		h.t.Error(err)
	}
}

func TestPurgeInTime(t *testing.T) {
	h := open(t)
	for i := range 45 {
		h.trash(h.post(owner, "en", fmt.Sprintf("Old %d", i)).Post.ID, 1)
	}
	h.now = h.now.Add(20 * 24 * time.Hour)
	young := h.post(owner, "en", "Young").Post
	h.trash(young.ID, 1)
	there := h.post(owner, "en", "There").Post
	purge := func(want int) {
		t.Helper()
		if n, err := h.PurgeTrash(t.Context()); n != want || err != nil {
			t.Errorf("PurgeTrash = %d, %v, want %d", n, err, want)
		}
	}
	purge(0)
	h.now = h.now.Add(10*24*time.Hour - time.Minute)
	keep := func(days int) {
		t.Helper()
		site, err := h.Site(t.Context(), owner)
		if err != nil {
			t.Fatal(err)
		}
		_, err = h.SaveSite(t.Context(), editing.SaveSite{Actor: owner, Version: site.Version, Change: func(s content.SiteSettings) (content.SiteSettings, error) {
			s.TrashDays = days
			return s, nil
		}})
		if err != nil {
			t.Fatal(err)
		}
	}
	keep(0)
	h.now = h.now.Add(time.Hour)
	purge(0) // never
	keep(30)
	purge(45)
	purge(0)
	if got := h.rows("SELECT id FROM posts"); !slices.Equal(got, []string{string(young.ID), string(there.ID)}) {
		t.Errorf("left are %v", got)
	}
	if got := h.rows("SELECT count(*), min(body ->> 'by'), max(body ->> 'by') FROM outbox WHERE type = 'post.purged'"); !slices.Equal(got, []string{"45 | trash | trash"}) {
		t.Errorf("events: %v", got)
	}
	h.sound()
}
