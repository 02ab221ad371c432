package editing_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/locale"
)

// library makes posts named by letters, in this order of saving.
func library(h *house) map[string]*content.Post {
	posts := make(map[string]*content.Post)
	for _, p := range []struct {
		name  string
		actor access.Actor
		texts []any
	}{
		{"a", owner, []any{"en", "Apple pie", "fr", "Tarte aux pommes"}},
		{"b", with("token:mine", "author:*"), []any{"en", "Bread", "fr", "Pain de l’été"}},
		{"c", owner, []any{"fr", "Crêpes d’été"}},
		{"d", owner, []any{"en", "Doughnut"}},
	} {
		posts[p.name] = h.post(p.actor, p.texts...).Post
	}
	h.publish(posts["a"].ID, "en", "fr")
	h.publish(posts["d"].ID, "en")
	return posts
}

// names returns which of the posts a page shows, in order.
func names(posts map[string]*content.Post, page editing.Page) string {
	var b strings.Builder
	for _, v := range page.Items {
		for name, p := range posts {
			if p.ID == v.Post.ID {
				b.WriteString(name)
			}
		}
	}
	return b.String()
}

func TestList(t *testing.T) {
	h := open(t)
	posts := library(h)
	tag, err := h.CreateTerm(t.Context(), editing.CreateTerm{Actor: owner, Kind: content.Tag,
		Naming: editing.Naming{Texts: map[locale.Tag]content.TermText{"en": {Name: "Sweet"}}}})
	if err != nil {
		t.Fatal(err)
	}
	saved, err := h.SavePost(t.Context(), editing.SavePost{Actor: owner, Post: posts["c"].ID, Version: 1,
		Change: func(w editing.Whole) (editing.Whole, error) {
			w.Shared.Tags = []content.TermID{tag.ID}
			return w, nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	me, translator := with("token:mine", "author:*"), with("token:t", "translator:fr")
	tests := []struct {
		name  string
		actor access.Actor
		query content.PostQuery
		want  string
	}{
		{"newest saved first", owner, content.PostQuery{}, "cdba"},
		{"oldest saved first", owner, content.PostQuery{Sort: content.OldestSaved}, "abdc"},
		{"newest made first", owner, content.PostQuery{Sort: content.NewestMade}, "dcba"},
		{"oldest made first", owner, content.PostQuery{Sort: content.OldestMade}, "abcd"},
		{"in a locale", owner, content.PostQuery{Locale: "fr"}, "cba"},
		{"missing in a locale", owner, content.PostQuery{Missing: "fr"}, "d"},
		{"missing in the other", owner, content.PostQuery{Missing: "en"}, "c"},
		{"live", owner, content.PostQuery{Live: new(true)}, "da"},
		{"not live", owner, content.PostQuery{Live: new(false)}, "cb"},
		{"live in a locale", owner, content.PostQuery{Live: new(true), Locale: "fr"}, "a"},
		{"by status, newest saved translation first", owner, content.PostQuery{Status: content.Draft}, "dcba"},
		{"by another status", owner, content.PostQuery{Status: content.Approved}, ""},
		{"by tag", owner, content.PostQuery{Terms: []content.NamedTerm{{Kind: content.Tag, ID: tag.ID}}}, "c"},
		{"by author", owner, content.PostQuery{Terms: []content.NamedTerm{{Kind: content.Author, ID: tag.ID}}}, ""},
		{"by title, folded", owner, content.PostQuery{Text: " CREPES d'ete "}, "c"},
		{"by title, in any language", owner, content.PostQuery{Text: "pain"}, "b"},
		{"by title, in one", owner, content.PostQuery{Text: "pain", Locale: "en"}, ""},
		{"wildcards are letters", owner, content.PostQuery{Text: "%"}, ""},
		{"quotes are letters", owner, content.PostQuery{Text: "' OR 1=1 --"}, ""},
		{"saved since", owner, content.PostQuery{UpdatedSince: saved.Post.UpdatedAt}, "c"},
		{"an author's own alone", me, content.PostQuery{}, "b"},
		{"a reader of fr, in fr", with("token:r", "reader:fr"), content.PostQuery{Locale: "fr"}, "cba"},
		{"a reader of fr does not search English", with("token:r", "reader:fr"), content.PostQuery{Text: "bread"}, ""},
		{"nor chooses by it", with("token:r", "reader:fr"), content.PostQuery{Locale: "en"}, ""},
		{"nor by its status", with("token:r", "reader:fr"), content.PostQuery{Live: new(true)}, "a"},
		{"a translator searches sources", translator, content.PostQuery{Text: "bread"}, "b"},
		{"and finds what is missing", translator, content.PostQuery{Missing: "fr"}, "d"},
		{"an author finds what is missing of own", me, content.PostQuery{Missing: "en"}, ""},
		{"of own alone, though others are seen in fr", with("token:mine", "author:en reader:fr"), content.PostQuery{Missing: "en"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			page, err := h.List(t.Context(), editing.ListPosts{Actor: tt.actor, Query: tt.query})
			if err != nil {
				t.Fatal(err)
			}
			if got := names(posts, page); got != tt.want {
				t.Errorf("List = %q, want %q", got, tt.want)
			}
			if page.Next != "" {
				t.Errorf("a whole list has a next page: %q", page.Next)
			}
		})
	}
}

func TestListShowsWhatTheActorMayRead(t *testing.T) {
	h := open(t)
	posts := library(h)
	page, err := h.List(t.Context(), editing.ListPosts{Actor: with("token:r", "reader:fr")})
	if err != nil {
		t.Fatal(err)
	}
	if got := names(posts, page); got != "dcba" {
		t.Errorf("List = %q", got)
	}
	for _, v := range page.Items {
		for tag, text := range v.Texts {
			if tag != "fr" || text.Title == "" || text.Body != "" || text.HTML != "" {
				t.Errorf("a reader of fr is shown %s: %+v", tag, text)
			}
		}
		if slices.Contains(v.Post.Locales(), "en") {
			t.Error("a reader of fr is told of English")
		}
	}
}

func TestListIsRefused(t *testing.T) {
	h := open(t)
	library(h)
	first, err := h.List(t.Context(), editing.ListPosts{Actor: owner, Query: content.PostQuery{Limit: 1}})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		cmd  editing.ListPosts
		want string
	}{
		{"too many", editing.ListPosts{Actor: owner, Query: content.PostQuery{Limit: 101}}, "malformed list.limit"},
		{"less than none", editing.ListPosts{Actor: owner, Query: content.PostQuery{Limit: -1}}, "malformed list.limit"},
		{"a sort of one's own", editing.ListPosts{Actor: owner, Query: content.PostQuery{Sort: "id; DROP TABLE posts"}}, "malformed posts.sort"},
		{"a status of one's own", editing.ListPosts{Actor: owner, Query: content.PostQuery{Status: "sleeping"}}, "malformed posts.status"},
		{"no cursor", editing.ListPosts{Actor: owner, Cursor: "§"}, "malformed list.cursor"},
		{"a cursor of another order", editing.ListPosts{Actor: owner, Cursor: first.Next, Query: content.PostQuery{Sort: content.OldestMade}}, "malformed list.cursor"},
		{"no role", editing.ListPosts{Actor: with("token:x", "")}, "forbidden access.forbidden"},
		{"what is missing where one may not read", editing.ListPosts{Actor: with("token:x", "reader:fr"), Query: content.PostQuery{Missing: "en"}}, "forbidden access.forbidden_locale"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := h.List(t.Context(), tt.cmd); problem(err) != tt.want {
				t.Errorf("List: %s, want %s", problem(err), tt.want)
			}
		})
	}
}

func TestListPages(t *testing.T) {
	h := open(t)
	posts := library(h)
	for _, sort := range []content.PostSort{content.NewestSaved, content.OldestSaved, content.NewestMade, content.OldestMade} {
		whole, err := h.List(t.Context(), editing.ListPosts{Actor: owner, Query: content.PostQuery{Sort: sort}})
		if err != nil {
			t.Fatal(err)
		}
		walked, cursor := "", ""
		for range 5 {
			page, err := h.List(t.Context(), editing.ListPosts{Actor: owner, Cursor: cursor, Query: content.PostQuery{Sort: sort, Limit: 1}})
			if err != nil {
				t.Fatal(err)
			}
			walked += names(posts, page)
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		if want := names(posts, whole); walked != want || cursor != "" {
			t.Errorf("%s: page by page %q, at once %q", sort, walked, want)
		}
	}
}

func TestGet(t *testing.T) {
	h := open(t)
	p := h.post(with("token:mine", "author:*"), "en", "Summer", "fr", "Été").Post
	h.publish(p.ID, "en", "fr")
	tests := []struct {
		name   string
		actor  access.Actor
		locale locale.Tag
		want   string
		shown  []locale.Tag
	}{
		{"all", owner, "", "", []locale.Tag{"en", "fr"}},
		{"one", owner, "fr", "", []locale.Tag{"fr"}},
		{"missing", owner, "de", "not found translation.not_found", nil},
		{"a reader of fr", with("token:r", "reader:fr"), "", "", []locale.Tag{"fr"}},
		{"a reader of fr asks for English", with("token:r", "reader:fr"), "en", "forbidden access.forbidden_locale", nil},
		{"and for what is not there", with("token:r", "reader:fr"), "de", "forbidden access.forbidden_locale", nil},
		{"a translator", with("token:t", "translator:fr"), "", "", []locale.Tag{"en", "fr"}},
		{"an author of another post", with("token:x", "author:*"), "", "not found post.not_found", nil},
		{"and of one language of it", with("token:x", "author:*"), "fr", "not found post.not_found", nil},
		{"the author", with("token:mine", "author:fr"), "", "", []locale.Tag{"fr"}},
		{"no role", with("token:mine", ""), "", "forbidden access.forbidden", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v, err := h.Get(t.Context(), editing.GetPost{Actor: tt.actor, Post: p.ID, Locale: tt.locale})
			if problem(err) != tt.want {
				t.Fatalf("Get: %s, want %s", problem(err), tt.want)
			}
			if err == nil && (!slices.Equal(v.Post.Locales(), tt.shown) || len(v.Texts) != len(tt.shown)) {
				t.Errorf("shown = %v with %d texts, want %v", v.Post.Locales(), len(v.Texts), tt.shown)
			}
		})
	}
}

// TestForbiddenIsNoOracle compares every word of the answers about a draft that
// is there, one that is in the trash and one that never was (rule 11).
func TestForbiddenIsNoOracle(t *testing.T) {
	h := open(t)
	there, trash := h.post(owner, "en", "Secret").Post, h.post(owner, "en", "Trash").Post
	if err := h.RemovePost(t.Context(), editing.RemovePost{Actor: owner, Post: trash.ID, Version: 1}); err != nil {
		t.Fatal(err)
	}
	for _, actor := range []access.Actor{with("token:x", "author:*"), with("token:x", "")} {
		for name, ask := range map[string]func(content.PostID) error{
			"get": func(id content.PostID) error {
				_, err := h.Get(t.Context(), editing.GetPost{Actor: actor, Post: id})
				return err
			},
			"get one": func(id content.PostID) error {
				_, err := h.Get(t.Context(), editing.GetPost{Actor: actor, Post: id, Locale: "en"})
				return err
			},
			"save": func(id content.PostID) error {
				_, err := h.SaveTranslation(t.Context(), editing.SaveTranslation{Actor: actor, Post: id, Locale: "en", Change: retitle("x")})
				return err
			},
			"save shared": func(id content.PostID) error {
				_, err := h.SavePost(t.Context(), editing.SavePost{Actor: actor, Post: id})
				return err
			},
			"remove": func(id content.PostID) error {
				return h.RemovePost(t.Context(), editing.RemovePost{Actor: actor, Post: id})
			},
			"remove one": func(id content.PostID) error {
				return h.RemoveTranslation(t.Context(), editing.RemoveTranslation{Actor: actor, Post: id, Locale: "en"})
			},
			"merge": func(id content.PostID) error {
				_, err := h.Merge(t.Context(), editing.Merge{Actor: actor, Post: id, Absorbed: id})
				return err
			},
			"split": func(id content.PostID) error {
				_, err := h.Split(t.Context(), editing.Split{Actor: actor, Post: id, Locale: "en"})
				return err
			},
		} {
			never := strings.ReplaceAll(ask("none").Error(), "none", "ID")
			for _, p := range []*content.Post{there, trash} {
				if got := strings.ReplaceAll(ask(p.ID).Error(), string(p.ID), "ID"); got != never {
					t.Errorf("%s tells them apart: %q and %q", name, got, never)
				}
			}
		}
	}
}
