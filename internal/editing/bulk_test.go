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
	"github.com/diptych-cms/diptych/internal/once"
)

// coin makes a tag.
func (h *house) coin(name string) content.TermID {
	h.t.Helper()
	term, err := h.CreateTerm(h.t.Context(), editing.CreateTerm{Actor: owner, Kind: content.Tag,
		Naming: editing.Naming{Texts: map[locale.Tag]content.TermText{"en": {Name: name}}}})
	if err != nil {
		h.t.Fatal(err)
	}
	return term.ID
}

// outcomes says in one word each what became of the posts.
func outcomes(done []editing.BulkDone) []string {
	words := make([]string, len(done))
	for i, d := range done {
		words[i] = "done"
		if d.Problem != nil {
			words[i] = d.Problem.Code
		}
	}
	return words
}

func (h *house) having(tag content.TermID, posts map[string]*content.Post) string {
	h.t.Helper()
	page, err := h.List(h.t.Context(), editing.ListPosts{Actor: owner, Query: content.PostQuery{
		Sort: content.OldestMade, Terms: []content.NamedTerm{{Kind: content.Tag, ID: tag}},
	}})
	if err != nil {
		h.t.Fatal(err)
	}
	return names(posts, page)
}

func TestBulkTag(t *testing.T) {
	h := open(t)
	posts := library(h) // b is token:mine's, a and d are live
	tag := h.coin("Sweet")
	item := func(name string, version int64) editing.BulkItem {
		return editing.BulkItem{Post: posts[name].ID, Version: version}
	}
	me := with("token:mine", "author:*")
	tests := []struct {
		name   string
		cmd    editing.Bulk
		fault  string
		done   []string
		tagged string
		events []string
	}{
		{"a dry run", editing.Bulk{Actor: owner, Action: editing.BulkTag, DryRun: true, Items: []editing.BulkItem{item("a", 1), item("b", 9)}}, "", []string{"done", "post.stale"}, "", nil},
		{"one is stale: none", editing.Bulk{Actor: owner, Action: editing.BulkTag, Items: []editing.BulkItem{item("a", 1), item("b", 9)}}, "conflict bulk.refused /items/1=post.stale", nil, "", nil},
		{"no version", editing.Bulk{Actor: owner, Action: editing.BulkTag, Items: []editing.BulkItem{item("a", 0)}}, "conflict bulk.refused /items/0=precondition.required", nil, "", nil},
		{"all", editing.Bulk{Actor: owner, Action: editing.BulkTag, Items: []editing.BulkItem{item("a", 1), item("b", 1)}}, "", []string{"done", "done"}, "ab", []string{"shared.saved", "shared.saved"}},
		{"what has it", editing.Bulk{Actor: owner, Action: editing.BulkTag, Items: []editing.BulkItem{item("a", 2)}}, "", []string{"done"}, "ab", nil},
		{"each by itself", editing.Bulk{Actor: owner, Action: editing.BulkTag, Each: true, Items: []editing.BulkItem{item("b", 1), item("c", 1)}}, "", []string{"post.stale", "done"}, "abc", []string{"shared.saved"}},
		{"an author's own alone", editing.Bulk{Actor: me, Action: editing.BulkUntag, Each: true, Items: []editing.BulkItem{item("a", 2), item("b", 2)}}, "", []string{"post.not_found", "done"}, "ac", []string{"shared.saved"}},
		{"no role", editing.Bulk{Actor: with("token:x", "translator:fr"), Action: editing.BulkTag, Items: []editing.BulkItem{item("a", 2)}}, "forbidden access.forbidden", nil, "ac", nil},
		{"twice", editing.Bulk{Actor: owner, Action: editing.BulkTag, Items: []editing.BulkItem{item("a", 2), item("a", 2)}}, "invalid invalid /items/1/post=list.twice", nil, "ac", nil},
		{"nothing", editing.Bulk{Actor: owner, Action: editing.BulkTag}, "invalid invalid /items=member.empty", nil, "ac", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := len(h.events(0))
			cmd := tt.cmd
			cmd.Tag = tag
			done, err := h.Bulk(t.Context(), cmd)
			if got := problem(err); got != tt.fault {
				t.Fatalf("Bulk: %s, want %s", got, tt.fault)
			}
			if err == nil && !slices.Equal(outcomes(done), tt.done) {
				t.Errorf("outcomes %v, want %v", outcomes(done), tt.done)
			}
			if got := h.having(tag, posts); got != tt.tagged {
				t.Errorf("tagged %q, want %q", got, tt.tagged)
			}
			if got := h.events(0)[before:]; !slices.Equal(got, tt.events) {
				t.Errorf("events %v, want %v", got, tt.events)
			}
		})
	}
	if _, err := h.Bulk(t.Context(), editing.Bulk{Actor: owner, Action: editing.BulkTag, Tag: "none", Items: []editing.BulkItem{item("d", 1)}}); problem(err) != "conflict bulk.refused /items/0=term.not_found" {
		t.Errorf("an unknown tag: %s", problem(err))
	}
}

func TestBulkDelete(t *testing.T) {
	h := open(t)
	posts := library(h)
	all := []editing.BulkItem{{Post: posts["a"].ID, Version: 1}, {Post: posts["b"].ID, Version: 1}, {Post: posts["c"].ID, Version: 1}}
	if _, err := h.Bulk(t.Context(), editing.Bulk{Actor: owner, Action: editing.BulkDelete, Items: all}); problem(err) != "conflict bulk.refused /items/0=post.live" {
		t.Errorf("what is live: %s", problem(err))
	}
	h.fail = errBroken
	if _, err := h.Bulk(t.Context(), editing.Bulk{Actor: owner, Action: editing.BulkDelete, Items: all[1:]}); !errors.Is(err, errBroken) {
		t.Errorf("failure halfway: %v", err)
	}
	h.fail = nil
	key := once.Key{Name: "k"}
	var answers [][]editing.BulkDone
	for range 2 {
		done, err := h.Bulk(t.Context(), editing.Bulk{Actor: owner, Action: editing.BulkDelete, Each: true, Items: all, Once: key})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := outcomes(done), []string{"post.live", "done", "done"}; !slices.Equal(got, want) {
			t.Errorf("each by itself: %v, want %v", got, want)
		}
		answers = append(answers, done)
	}
	if d := cmp.Diff(answers[0], answers[1]); d != "" {
		t.Errorf("sent twice (-first +second):\n%s", d)
	}
	if page, err := h.List(t.Context(), editing.ListPosts{Actor: owner, Query: content.PostQuery{State: content.StateTrashed}}); err != nil || names(posts, page) != "cb" {
		t.Errorf("in the trash: %q, %v", names(posts, page), err)
	}
}

func TestChoose(t *testing.T) {
	h := open(t)
	posts := library(h)
	chosen, more, err := h.Choose(t.Context(), editing.Choose{Actor: with("token:r", "reader:fr"), Query: content.PostQuery{State: content.StateDraft}})
	if err != nil || more || len(chosen) != 2 {
		t.Fatalf("Choose = %d posts, %t, %v", len(chosen), more, err)
	}
	for i, want := range []content.PostID{posts["c"].ID, posts["b"].ID} {
		if c := chosen[i]; c.Post.ID != want || !slices.Equal(c.Matched, []locale.Tag{"fr"}) {
			t.Errorf("%d: %s in %v", i, c.Post.ID, c.Matched)
		}
	}
	var nobody access.Actor
	if _, _, err := h.Choose(t.Context(), editing.Choose{Actor: nobody}); problem(err) != "unauthenticated access.unauthenticated" {
		t.Errorf("nobody: %s", problem(err))
	}
}
