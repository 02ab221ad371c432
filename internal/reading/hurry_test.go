package reading_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/fault"
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
	s := &reading.Service{SearchTime: time.Hour, Snapshot: func(ctx context.Context, fn func(reading.Source) error) error {
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
// nothing is counted, and the answer is not kept.
func TestSearchHasOneTimeForAll(t *testing.T) {
	w := garden(t)
	const most = 20 * time.Millisecond
	looks := 0
	s := &reading.Service{SearchTime: most, Snapshot: func(ctx context.Context, fn func(reading.Source) error) error {
		return w.Snapshot(ctx, func(src reading.Source) error { return fn(slow{src, most, &looks}) })
	}}
	a, err := s.Search(t.Context(), reading.SearchQuery{Choice: reading.Choice{Locale: "fr"}, Text: "jardin"})
	if err != nil || looks != 1 || !a.Passing || strings.Contains(string(a.Body), `"items":[]`) {
		t.Errorf("%d looks, kept: %t, %s, %v", looks, !a.Passing, a.Body, err)
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

// A late source finds nothing in time, as long as it has not found all of the first looks.
type late struct {
	reading.Source
	first int // looks that it has time for
	after *[]search.Finding
}

func (l late) Find(ctx context.Context, f search.Finding) ([]search.Hit, bool, error) {
	if *l.after = append(*l.after, f); len(*l.after) > l.first {
		return nil, false, nil
	}
	return l.Source.Find(ctx, f)
}

// TestSearchTellsNoAbsenceThatItHasNotSeen runs out of time before anything is found, at
// each of the looks: it mends nothing and shows nothing else instead, but says so.
func TestSearchTellsNoAbsenceThatItHasNotSeen(t *testing.T) {
	w := garden(t)
	for _, tt := range []struct {
		query        string
		first, looks int
	}{
		{"jardin", 0, 2},               // and titles
		{"jarddin", 0, 2},              // not mended
		{"jarddin", 1, 3},              // mended, and not found in time
		{"recettes ruche", 1, 3},       // nothing has both
		{"toit-recettes zzzzqq", 2, 4}, // parted, not mended, and none has all
	} {
		var looks []search.Finding
		s := &reading.Service{SearchTime: time.Hour, Snapshot: func(ctx context.Context, fn func(reading.Source) error) error {
			return w.Snapshot(ctx, func(src reading.Source) error { return fn(late{src, tt.first, &looks}) })
		}}
		_, err := s.Search(t.Context(), reading.SearchQuery{Choice: reading.Choice{Locale: "fr"}, Text: tt.query})
		wantFault(t, err, fault.Unavailable, "search.too_slow")
		if len(looks) != tt.looks {
			t.Errorf("%s: %d looks, want %d", tt.query, len(looks), tt.looks)
		}
	}
}

// TestSearchShowsWhatTitlesHave finds nothing in texts in time, and something in titles.
func TestSearchShowsWhatTitlesHave(t *testing.T) {
	w := garden(t)
	s := &reading.Service{SearchTime: time.Hour, Snapshot: func(ctx context.Context, fn func(reading.Source) error) error {
		return w.Snapshot(ctx, func(src reading.Source) error { return fn(titlesOnly{src}) })
	}}
	a, err := s.Search(t.Context(), reading.SearchQuery{Choice: reading.Choice{Locale: "fr"}, Text: "jardin"})
	p := decode[foundPage](t, a, err)
	if len(p.Items) != 1 || p.Total != 1 || p.TotalIsExact || !a.Passing {
		t.Errorf("%+v, passing %v", p, a.Passing)
	}
}

// titlesOnly has time for titles alone.
type titlesOnly struct{ reading.Source }

func (s titlesOnly) Find(ctx context.Context, f search.Finding) ([]search.Hit, bool, error) {
	if !f.Titles {
		return nil, false, nil
	}
	return s.Source.Find(ctx, f)
}

// TestSearchWithoutAnyTime has none at all, in the real index.
func TestSearchWithoutAnyTime(t *testing.T) {
	w := garden(t)
	w.SearchTime = time.Nanosecond
	for _, query := range []string{"jardin", "jarddin", "toit zzzzqq", "week-ends"} {
		_, err := w.Search(t.Context(), reading.SearchQuery{Choice: reading.Choice{Locale: "fr"}, Text: query})
		wantFault(t, err, fault.Unavailable, "search.too_slow")
	}
}

// unmatched has no time to find out whether a word is known.
type unmatched struct{ reading.Source }

func (unmatched) Matching(context.Context, search.Match, int, time.Duration) (int, bool, error) {
	return 0, false, nil
}

// TestSearchWithoutTimeToMend says that nothing has the word, which is true, for now.
func TestSearchWithoutTimeToMend(t *testing.T) {
	w := garden(t)
	s := &reading.Service{SearchTime: time.Hour, Snapshot: func(ctx context.Context, fn func(reading.Source) error) error {
		return w.Snapshot(ctx, func(src reading.Source) error { return fn(unmatched{src}) })
	}}
	a, err := s.Search(t.Context(), reading.SearchQuery{Choice: reading.Choice{Locale: "fr"}, Text: "jarddin"})
	if p := decode[foundPage](t, a, err); len(p.Items) != 0 || p.Query.Corrected || !a.Passing {
		t.Errorf("%+v, passing %v", p, a.Passing)
	}
}
