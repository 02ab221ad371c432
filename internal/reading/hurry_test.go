package reading_test

import (
	"context"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/reading"
	"github.com/diptych-cms/diptych/internal/search"
)

// A hurried source never has the time to find all.
type hurried struct {
	reading.Source
	t *testing.T
}

func (h hurried) Find(ctx context.Context, f search.Finding) ([]search.Hit, bool, error) {
	hits, _, err := h.Source.Find(ctx, f)
	return hits, false, err
}

func (h hurried) Matching(context.Context, search.Match, int) (int, error) {
	h.t.Error("it counts what it had no time to find")
	return 0, nil
}

// TestSearchOutOfTime shows what was found in time, says that there may be more, and does
// not begin anew to count it.
func TestSearchOutOfTime(t *testing.T) {
	w := garden(t)
	s := &reading.Service{Snapshot: func(ctx context.Context, fn func(reading.Source) error) error {
		return w.Snapshot(ctx, func(src reading.Source) error { return fn(hurried{src, t}) })
	}}
	a, err := s.Search(t.Context(), reading.SearchQuery{Choice: reading.Choice{Locale: "fr"}, Text: "jardin"})
	if err != nil || !a.Passing || !strings.Contains(string(a.Body), `"totalIsExact":false`) || strings.Contains(string(a.Body), `"items":[]`) {
		t.Errorf("%s, %v", a.Body, err)
	}
}
