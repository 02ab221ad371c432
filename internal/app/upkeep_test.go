package app

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

// TestUpkeepIndexesWords opens a database whose posts are older than the table of
// words.
func TestUpkeepIndexesWords(t *testing.T) {
	h := crowded(t, 150)
	find := func() editing.Page {
		page, err := h.Editing.List(t.Context(), editing.ListPosts{Actor: access.System("test"), Query: content.PostQuery{Text: "post 77"}})
		if err != nil {
			t.Fatal(err)
		}
		return page
	}
	if page := find(); len(page.Items) != 0 || !page.Partial {
		t.Errorf("before: %d posts, partial: %t", len(page.Items), page.Partial)
	}
	h.Upkeep(t.Context())
	if page := find(); len(page.Items) != 1 || page.Partial || page.Items[0].Post.ID != crowd.Post(77) {
		t.Errorf("after: %d posts, partial: %t", len(page.Items), page.Partial)
	}
	check := func() {
		t.Helper()
		if err := h.Store.Check(t.Context(), func(code, subject string) { t.Errorf("%s %s", code, subject) }); err != nil {
			t.Fatal(err)
		}
	}
	check()
	if _, err := h.Reindex(t.Context()); err != nil {
		t.Fatal(err)
	}
	if page := find(); len(page.Items) != 1 || page.Partial {
		t.Errorf("made anew: %d posts, partial: %t", len(page.Items), page.Partial)
	}
	check()
}

func TestChoresDoNotStopEachOther(t *testing.T) {
	var log bytes.Buffer
	h := &House{Log: slog.New(slog.NewTextHandler(&log, nil))}
	left := 3
	h.keep(t.Context(), []chore{
		{"one that panics", func(context.Context) (int, error) { panic("the roof fell in") }},
		{"one that fails", func(context.Context) (int, error) { return 2, errors.New("the disk is on fire") }},
		{"one with much to do", func(context.Context) (int, error) {
			if left == 0 {
				return 0, nil
			}
			left--
			return 5, nil
		}},
	})
	for _, want := range []string{"the roof fell in", "the disk is on fire", `chore="one with much to do" done=15`} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %q:\n%s", want, log.String())
		}
	}
}

// TestAChoreEndsInTime has one that would go on for ever.
func TestAChoreEndsInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		h := &House{Log: slog.New(slog.NewTextHandler(&log, nil))}
		others := 0
		h.keep(t.Context(), []chore{
			{"one without end", func(ctx context.Context) (int, error) {
				<-ctx.Done()
				return 7, ctx.Err()
			}},
			{"another", func(context.Context) (int, error) {
				others++
				return 0, nil
			}},
		})
		if others != 1 || !strings.Contains(log.String(), `level=INFO msg=upkeep chore="one without end" done=7`) {
			t.Errorf("another was done %d times; the log:\n%s", others, log.String())
		}
	})
}

// crowded returns a house with so many made posts, whose words nobody has written yet.
func crowded(t *testing.T, posts int) *House {
	t.Helper()
	h, err := Open(t.Context(), t.TempDir(), Options{Log: slog.New(slog.DiscardHandler), Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := crowd.Fill(t.Context(), h.Store, posts); err != nil {
		t.Fatal(err)
	}
	return h
}
