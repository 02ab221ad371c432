package reading_test

import (
	"context"
	"strings"
	"testing"
	"time"

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

func (h hurried) Matching(context.Context, search.Match, int, time.Duration) (int, bool, error) {
	h.t.Error("it counts what it had no time to find")
	return 0, true, nil
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

// A slow source takes all the time that a search has for its first look, and counts those
// that follow.
type slow struct {
	reading.Source
	most  time.Duration
	looks *int
}

func (s slow) Find(ctx context.Context, f search.Finding) ([]search.Hit, bool, error) {
	if *s.looks++; *s.looks == 1 {
		time.Sleep(s.most)
	}
	hits, _, err := s.Source.Find(ctx, search.Finding{Match: f.Match, Titles: f.Titles, Limit: f.Limit, Within: time.Hour})
	return hits, true, err
}

func (s slow) Matching(context.Context, search.Match, int, time.Duration) (int, bool, error) {
	*s.looks++
	return 0, true, nil
}

// TestSearchHasOneTimeForAll takes it all for the first look: titles are not asked any more,
// and nothing is counted.
func TestSearchHasOneTimeForAll(t *testing.T) {
	w := garden(t)
	const most = 20 * time.Millisecond
	looks := 0
	s := &reading.Service{SearchTime: most, Snapshot: func(ctx context.Context, fn func(reading.Source) error) error {
		return w.Snapshot(ctx, func(src reading.Source) error { return fn(slow{src, most, &looks}) })
	}}
	a, err := s.Search(t.Context(), reading.SearchQuery{Choice: reading.Choice{Locale: "fr"}, Text: "jardin"})
	if err != nil || looks != 1 || strings.Contains(string(a.Body), `"items":[]`) {
		t.Errorf("%d looks, %s, %v", looks, a.Body, err)
	}
}

// A reader of words counts how often all of those of titles are read.
type wordReader struct {
	reading.Source
	titles *int
}

func (r wordReader) Vocabulary(ctx context.Context, s search.Span) ([]search.Counted, error) {
	if s.Titles && s.From == "fr:" {
		*r.titles++
	}
	return r.Source.Vocabulary(ctx, s)
}

// TestWordsOfTitlesAreReadOnce mends several words of a query.
func TestWordsOfTitlesAreReadOnce(t *testing.T) {
	w := garden(t)
	titles := 0
	s := &reading.Service{SearchTime: time.Hour, Snapshot: func(ctx context.Context, fn func(reading.Source) error) error {
		return w.Snapshot(ctx, func(src reading.Source) error { return fn(wordReader{src, &titles}) })
	}}
	a, err := s.Search(t.Context(), reading.SearchQuery{Choice: reading.Choice{Locale: "fr"}, Text: "zardin ztoit zruche"})
	if err != nil || titles != 1 || !strings.Contains(string(a.Body), `"used":"jardin toit ruche"`) {
		t.Errorf("read %d times, %s, %v", titles, a.Body, err)
	}
}
