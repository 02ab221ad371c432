package reading_test

import (
	"context"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/reading"
)

// A garbler gives texts that cannot be read.
type garbler struct{ reading.Source }

func (g garbler) Entry(ctx context.Context, post content.PostID, tags ...locale.Tag) (entry.Stored, bool, error) {
	e, ok, err := g.Source.Entry(ctx, post, tags...)
	e.Body = []byte(`,"body":"\x"}`)
	return e, ok, err
}

func (g garbler) List(ctx context.Context, r entry.Range) ([]entry.Stored, error) {
	rows, err := g.Source.List(ctx, r)
	for i := range rows {
		rows[i].Body = []byte(`,"body":"\x"}`)
	}
	return rows, err
}

func (g garbler) ByRow(ctx context.Context, ids []int64) (map[int64]entry.Stored, error) {
	rows, err := g.Source.ByRow(ctx, ids)
	for id, row := range rows {
		row.Body = []byte(`,"body":"\x"}`)
		rows[id] = row
	}
	return rows, err
}

// TestTextsAreWrittenWhenTheDatabaseIsLetGo gives texts that fail when they are looked into:
// by then the snapshot is over, without a fault.
func TestTextsAreWrittenWhenTheDatabaseIsLetGo(t *testing.T) {
	w := published(t)
	ended := 0
	s := &reading.Service{Snapshot: func(ctx context.Context, fn func(reading.Source) error) error {
		err := w.Snapshot(ctx, func(src reading.Source) error { return fn(garbler{src}) })
		if err == nil {
			ended++
		}
		return err
	}}
	_, err := s.Entry(t.Context(), reading.EntryQuery{Post: postID(4), Choice: reading.Choice{Locale: "fr", Fallback: "en"}, Markdown: true})
	if err == nil || ended != 1 {
		t.Errorf("Markdown: %v, %d snapshots ended well", err, ended)
	}
	_, err = s.Feed(t.Context(), reading.FeedQuery{Locale: "fr", File: "atom.xml"})
	if err == nil || ended != 2 {
		t.Errorf("feed: %v, %d snapshots ended well", err, ended)
	}
	_, err = s.Search(t.Context(), reading.SearchQuery{Choice: reading.Choice{Locale: "fr"}, Text: "été"})
	if err == nil || ended != 3 {
		t.Errorf("search: %v, %d snapshots ended well", err, ended)
	}
}
