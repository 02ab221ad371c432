package linking

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/event"
)

// What a check does in its transaction: it has no way to look at all links there.
func (s *shelf) Outside(_ context.Context, urls []string) (map[string]entry.Outside, error) {
	known := make(map[string]entry.Outside)
	for _, u := range urls {
		if o, there := s.known[u]; there {
			known[u] = o
		}
	}
	return known, nil
}

func (s *shelf) Emit(context.Context, ...event.Event) error { return nil }

func (s shelfRead) Outside(ctx context.Context, urls []string) (map[string]entry.Outside, error) {
	return s.on.Outside(ctx, urls)
}

func (s shelfRead) OutsideLinks(_ context.Context, after string, limit int) ([]string, error) {
	i, there := slices.BinarySearch(s.linked, after)
	if there {
		i++
	}
	return s.linked[i:min(i+limit, len(s.linked))], nil
}

// TestCheckPutsInLine: what answered a short while ago is passed over, however much that
// is, without keeping who writes meanwhile waiting.
func TestCheckPutsInLine(t *testing.T) {
	s, service := desk(oracle(nil))
	var linked []string
	const fresh = 3 * batch
	for i := range fresh + MostAtOnce + 10 {
		u := fmt.Sprintf("https://a%d.example/%06d", i%3, i)
		linked = append(linked, u)
		if i < fresh {
			s.known[u] = entry.Outside{URL: u, At: s.now.Add(-time.Hour), Status: 200}
		}
	}
	slices.Sort(linked)
	service.Read = func(_ context.Context, fn func(Snapshot) error) error { return fn(shelfRead{on: s, linked: linked}) }
	for _, want := range []int{MostAtOnce, 10, 0} {
		done, err := service.Check(t.Context(), Check{Actor: access.System("t")})
		if err != nil || done.Links != want {
			t.Errorf("%d are put in line, %v, want %d", done.Links, err, want)
		}
	}
}
