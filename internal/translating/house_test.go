package translating_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/patch"
	"github.com/diptych-cms/diptych/internal/recall"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
	"github.com/diptych-cms/diptych/internal/translating"
)

var owner = access.System("cli")

// A house is a database with who translates in it, and a post in English.
type house struct {
	translating.Service
	db   *store.DB
	post content.PostID
}

// open makes a house where the memory has every text of the post, said by another.
func open(t *testing.T, body string, texts ...recall.Fed) *house {
	t.Helper()
	path := filepath.Join(t.TempDir(), "diptych.db")
	if err := crowd.Blank(path); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), path, store.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	edit := editing.Service{
		Write: func(ctx context.Context, fn func(editing.Tx) error) error {
			return db.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
		},
		Read: func(ctx context.Context, fn func(editing.Snapshot) error) error {
			return db.Read(ctx, func(r *store.Snapshot) error { return fn(r) })
		},
	}
	made := func(body string) content.PostID {
		saved, err := edit.Create(t.Context(), editing.CreatePost{
			Actor: owner, Whole: editing.Whole{Source: "en"},
			Translations: map[locale.Tag]editing.Translating{"en": {Text: content.Text{Title: "Title", Body: body}}},
		})
		if err != nil {
			t.Fatal(err)
		}
		return saved.Post.ID
	}
	h := &house{db: db, post: made(body)}
	other := made("<p>Elsewhere")
	err = db.Write(t.Context(), func(tx *store.Tx) error {
		for i := range texts {
			texts[i].Entry.Post = other
		}
		_, err := recall.Feed(t.Context(), tx, "en", "fr", texts)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	h.Now = time.Now
	h.Write = func(ctx context.Context, fn func(translating.Tx) error) error {
		return db.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
	}
	h.Read = func(ctx context.Context, fn func(translating.Snapshot) error) error {
		return db.Read(ctx, func(r *store.Snapshot) error { return fn(r) })
	}
	return h
}

func said(source, target, segment string) recall.Fed {
	return recall.Fed{Entry: bitext.Entry{Source: source, Target: target, Segment: segment, By: "cli", At: time.Now()}}
}

// A counting snapshot counts how often a post is asked for.
type counting struct {
	translating.Snapshot
	asked map[content.PostID]int
}

func (c *counting) Post(ctx context.Context, id content.PostID) (*content.Post, error) {
	c.asked[id]++
	return c.Snapshot.Post(ctx, id)
}

// Where suggestions come from is looked at once for each post, not for each of them.
func TestSuggestionsOfOnePost(t *testing.T) {
	h := open(t, "<p>The wind blows.</p><p>The rain falls.</p><p>The sun shines.</p>",
		said("The wind blows.", "Le vent souffle.", "a"), said("The rain falls.", "La pluie tombe.", "b"), said("The sun shines.", "Le soleil brille.", "c"))
	asked := make(map[content.PostID]int)
	read := h.Read
	h.Read = func(ctx context.Context, fn func(translating.Snapshot) error) error {
		return read(ctx, func(r translating.Snapshot) error { return fn(&counting{r, asked}) })
	}
	page, err := h.List(t.Context(), translating.List{Actor: owner, Post: h.post, Locale: "fr", Suggest: true})
	if err != nil {
		t.Fatal(err)
	}
	shown := 0
	for _, item := range page.Items {
		for _, s := range item.Suggestions {
			if s.Post == "" || s.Person.ID != "cli" {
				t.Errorf("of %q it is not said whence and whose it is", s.Source)
			}
			shown++
		}
	}
	delete(asked, h.post)
	if shown < 3 || len(asked) != 1 {
		t.Fatalf("%d suggestions, of posts %v", shown, asked)
	}
	for _, n := range asked {
		if n != 1 {
			t.Errorf("their post is asked for %d times", n)
		}
	}
}

// A source that is saved again and again ends a pretranslation, and does not keep it
// busy for ever.
func TestPretranslateGivesUp(t *testing.T) {
	h := open(t, "<p>The wind blows.</p>", said("The wind blows.", "Le vent souffle.", "a"))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	times := 0
	h.Write = func(context.Context, func(translating.Tx) error) error {
		if times++; times > 100 {
			cancel()
		}
		return fault.New(fault.Stale, patch.Overtaken)
	}
	_, err := h.Pretranslate(ctx, translating.Pretranslate{Actor: owner, Post: h.post, Locale: "fr"})
	if f, ok := fault.Of(err); !ok || f.Code != patch.Overtaken || times > 10 {
		t.Errorf("%v, after %d times", err, times)
	}
}
