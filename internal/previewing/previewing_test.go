package previewing_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/previewing"
	"github.com/diptych-cms/diptych/internal/store"
)

func TestLinkShowsWhatItsMakerMay(t *testing.T) {
	token := access.Token{ID: "t1", Owner: "user:maude", Name: "laptop", Roles: roles("editor:*"), CreatedAt: noon}
	save := func(change func(*access.User)) func(*house, access.User) {
		return func(h *house, u access.User) {
			change(&u)
			h.write(func(ctx context.Context, tx *store.Tx) error { return tx.SaveUser(ctx, &u) })
		}
	}
	tests := []struct {
		name, roles, via string
		then             func(*house, access.User)
		want             string
	}{
		{"nothing happens", "editor:*", "", func(*house, access.User) {}, "en fr"},
		{"roles go", "editor:*", "", save(func(u *access.User) { u.Roles = nil }), "preview.link_ended"},
		{"a lesser role", "editor:*", "", save(func(u *access.User) { u.Roles = roles("reader:*") }), "preview.link_ended"},
		{"fewer languages", "editor:*", "", save(func(u *access.User) { u.Roles = roles("editor:fr") }), "fr"},
		{"an author of another’s post", "editor:*", "", save(func(u *access.User) { u.Roles = roles("author:*") }), "preview.link_ended"},
		{"a translator reads the source too", "editor:*", "", save(func(u *access.User) { u.Roles = roles("translator:en") }), "en fr"},
		{"disabled", "editor:*", "", save(func(u *access.User) { u.DisabledAt = noon }), "preview.link_ended"},
		{"all that was handed out ends", "editor:*", "", func(h *house, u access.User) {
			h.write(func(ctx context.Context, tx *store.Tx) error { return tx.EndCredentials(ctx, u.ID, "") })
		}, "preview.link_ended"},
		{"the token that it was made with", "editor:*", "token:t1", func(h *house, _ access.User) {
			h.write(func(ctx context.Context, tx *store.Tx) error { return tx.RevokeToken(ctx, "t1") })
		}, "preview.link_ended"},
		{"another token", "editor:*", "session:s1", func(h *house, _ access.User) {
			h.write(func(ctx context.Context, tx *store.Tx) error { return tx.RevokeToken(ctx, "t1") })
		}, "en fr"},
		{"an hour before its end", "editor:*", "", func(h *house, _ access.User) { h.now = noon.Add(23 * time.Hour) }, "en fr"},
		{"its end", "editor:*", "", func(h *house, _ access.User) { h.now = noon.Add(24 * time.Hour) }, "preview.link_ended"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := open(t)
			u := h.user("maude", tt.roles)
			h.write(func(ctx context.Context, tx *store.Tx) error { return tx.AddToken(ctx, &token) })
			post := h.pair(owner)
			made := h.link(u.Actor(tt.via), post, "fr", "en")
			tt.then(h, u)
			if got := h.shown(made.Token, post); got != tt.want {
				t.Errorf("shows %q, want %q", got, tt.want)
			}
		})
	}
}

func TestPurgedPostTakesItsLinks(t *testing.T) {
	h := open(t)
	post := h.pair(owner)
	made := h.link(owner, post, "fr")
	if err := h.edit.RemovePost(t.Context(), editing.RemovePost{Actor: owner, Post: post, Version: etag.Any}); err != nil {
		t.Fatal(err)
	}
	if got := h.shown(made.Token, post); got != "preview.link_ended" {
		t.Errorf("in the trash it shows %q", got)
	}
	if err := h.edit.PurgePost(t.Context(), editing.PurgePost{Actor: owner, Post: post, Version: etag.Any}); err != nil {
		t.Fatal(err)
	}
	if got := h.shown(made.Token, post); got != "preview.link_ended" {
		t.Errorf("purged it shows %q", got)
	}
}

func TestCreateFailsHalfway(t *testing.T) {
	h := open(t)
	post := h.pair(owner)
	h.fail = errBroken
	if _, err := h.Create(t.Context(), previewing.CreateLink{Actor: owner, Post: post, Locales: []locale.Tag{"fr"}}); err == nil {
		t.Fatal("no error")
	}
	h.fail = nil
	list, err := h.List(t.Context(), previewing.ListLinks{Actor: owner, Post: post})
	if err != nil || len(list) > 0 || h.told() != "" {
		t.Errorf("there is %v, %v, %q", list, err, h.told())
	}
}

// TestFullDiskShowsPreviews: that a link was used cannot be noted, and it opens
// all the same.
func TestFullDiskShowsPreviews(t *testing.T) {
	h := open(t)
	post := h.pair(owner)
	made := h.link(owner, post, "fr")
	h.fail = fault.New(fault.Full, "store.full")
	if got := h.shown(made.Token, post); got != "fr" {
		t.Errorf("shows %q", got)
	}
	h.fail = errBroken
	if _, err := h.Enter(t.Context(), made.Token); err == nil {
		t.Error("a broken database is passed over")
	}
}

func TestWhatIsKeptAndTold(t *testing.T) {
	h := open(t)
	post := h.pair(owner)
	made := h.link(owner, post, "fr", "en")
	if err := h.Revoke(t.Context(), previewing.RevokeLink{Actor: owner, Post: post, Link: made.Link.ID}); err != nil {
		t.Fatal(err)
	}
	said := `{"post":"` + string(post) + `","link":"` + made.Link.ID + `","locales":["en","fr"],"by":"cli"}`
	if diff := cmp.Diff("preview_link.created "+said+"\npreview_link.revoked "+said, h.told()); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	files, err := filepath.Glob(filepath.Join(h.dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	seen := false
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		seen = seen || bytes.Contains(data, []byte(made.Link.ID))
		if bytes.Contains(data, []byte(made.Token[4:20])) {
			t.Errorf("%s holds the secret", file)
		}
	}
	if !seen {
		t.Error("no file holds the link's row: the test looks in the wrong place")
	}
}

func TestWhoKnowsOfLinks(t *testing.T) {
	h := open(t)
	post := h.pair(owner)
	french, both := h.user("maude", "editor:fr").Actor(""), h.user("luc", "editor:*").Actor("")
	reader := h.user("lea", "reader:*").Actor("")
	one, two := h.link(french, post, "fr"), h.link(both, post, "fr", "en")
	names := func(actor access.Actor) string {
		list, err := h.List(t.Context(), previewing.ListLinks{Actor: actor, Post: post})
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, l := range list {
			names = append(names, l.ByName)
		}
		return strings.Join(names, " ")
	}
	if got := names(french); got != "MAUDE" {
		t.Errorf("an editor of French knows of %q", got)
	}
	if got := names(both); len(got) != len("MAUDE LUC") {
		t.Errorf("an editor of both knows of %q", got)
	}
	if got := names(reader); got != "" {
		t.Errorf("a reader knows of %q", got)
	}
	for _, cmd := range []previewing.RevokeLink{
		{Actor: french, Post: post, Link: two.Link.ID}, {Actor: reader, Post: post, Link: one.Link.ID},
		{Actor: both, Post: post, Link: strings.ToUpper(one.Link.ID)}, {Actor: both, Post: h.pair(owner), Link: one.Link.ID}, {Actor: both, Post: post, Link: "12abc"},
	} {
		err := h.Revoke(t.Context(), cmd)
		if f, ok := fault.Of(err); !ok || f.Code != "preview.link_unknown" {
			t.Errorf("%s revokes %s: %v", cmd.Actor.Name, cmd.Link, err)
		}
	}
	if err := h.Revoke(t.Context(), previewing.RevokeLink{Actor: both, Post: post, Link: one.Link.ID}); err != nil {
		t.Error(err)
	}
}

func TestLinksAreCounted(t *testing.T) {
	h := open(t)
	post := h.pair(owner)
	for range 100 {
		h.link(owner, post, "fr")
	}
	_, err := h.Create(t.Context(), previewing.CreateLink{Actor: owner, Post: post, Locales: []locale.Tag{"fr"}})
	if f, ok := fault.Of(err); !ok || f.Code != "preview.too_many" {
		t.Errorf("one too many: %v", err)
	}
	h.now = noon.Add(24 * time.Hour)
	h.link(owner, post, "fr")
	if n, err := h.Upkeep(t.Context()); n != 0 || err != nil {
		t.Errorf("forgotten a day later: %d, %v", n, err)
	}
	h.now = noon.Add(31*24*time.Hour + time.Second)
	if n, err := h.Upkeep(t.Context()); n != 100 || err != nil {
		t.Errorf("forgotten a month later: %d, %v", n, err)
	}
}

func TestAdmit(t *testing.T) {
	h := open(t)
	post := h.pair(owner)
	for name, tt := range map[string]struct {
		actor access.Actor
		want  string
	}{
		"nobody":                  {access.Actor{Scopes: access.Scopes()}, "access.unauthenticated"},
		"the management alone":    {access.Actor{ID: "x", Roles: roles("editor:*")}, "preview.scope"},
		"no roles":                {access.Actor{ID: "x", Scopes: access.Scopes()}, "access.forbidden"},
		"a reader of French":      {access.Actor{ID: "x", Roles: roles("reader:fr"), Scopes: access.Scopes()}, "fr"},
		"a translator of English": {access.Actor{ID: "x", Roles: roles("translator:en"), Scopes: access.Scopes()}, "en fr"},
		"an author":               {access.Actor{ID: "x", Roles: roles("author:*"), Scopes: access.Scopes()}, ""},
		"an admin":                {access.Actor{ID: "x", Admin: true, Scopes: access.Scopes()}, "en fr"},
	} {
		pass, err := previewing.Admit(tt.actor)
		got := h.seen(pass, post)
		if f, ok := fault.Of(err); ok {
			got = f.Code
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
	if got := h.seen(previewing.Pass{}, post); got != "" {
		t.Errorf("the zero pass shows %q", got)
	}
	if got := h.seen(previewing.Pass{}, content.PostID("")); got != "" {
		t.Errorf("the zero pass shows %q", got)
	}
}
