package reading

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A told source is at seq 9 and has changes.
type toldSource struct {
	Source
	list []entry.Told
}

func (s toldSource) Generation(context.Context) (entry.Generation, error) {
	return entry.Generation{Epoch: "e", Seq: 9}, nil
}

func (s toldSource) Site(context.Context) (*content.Site, error) { return new(content.Site), nil }

func (s toldSource) Locales(context.Context) ([]content.Locale, error) { return nil, nil }

func (s toldSource) Changes(_ context.Context, _ locale.Tag, after entry.Point, limit int) (some []entry.Told, err error) {
	for _, t := range s.list {
		if t.Compare(after) > 0 && len(some) < limit {
			some = append(some, t)
		}
	}
	return some, nil
}

func TestWhatChangedSinceAGeneration(t *testing.T) {
	told := func(kind entry.Kind, id string, seq int64) entry.Told {
		return entry.Told{Point: entry.Point{Seq: seq, ID: id, Locale: "fr"}, Kind: kind}
	}
	list := []entry.Told{told(entry.OfPost, "old", 5), told(entry.OfPost, "a", 6), told("tag", "t", 7), told(entry.OfPost, "b", 8), told(entry.OfPost, "a", 9)}
	var many []entry.Told
	for i := range mostChanged {
		many = append(many, told(entry.OfPost, fmt.Sprintf("%06d", i), 6))
	}
	for name, c := range map[string]struct {
		list   []entry.Told
		before entry.Generation
		want   map[content.PostID]int64
		anew   bool
	}{
		"some posts":               {list, entry.Generation{Epoch: "e", Seq: 5}, map[content.PostID]int64{"a": 9, "b": 8}, false},
		"nothing":                  {list, entry.Generation{Epoch: "e", Seq: 9}, map[content.PostID]int64{}, false},
		"nobody knows":             {list, entry.Generation{}, nil, true},
		"another database":         {list, entry.Generation{Epoch: "f", Seq: 5}, nil, true},
		"settings":                 {append(list[:4:4], told(entry.OfSite, "site", 9)), entry.Generation{Epoch: "e", Seq: 7}, map[content.PostID]int64{"b": 8}, true},
		"nearly as many as can be": {many[1:], entry.Generation{Epoch: "e", Seq: 5}, nil, false},
		"more than can be":         {append(many, told(entry.OfPost, "x", 7)), entry.Generation{Epoch: "e", Seq: 5}, nil, true},
	} {
		s := &Service{Snapshot: func(_ context.Context, fn func(Source) error) error { return fn(toldSource{list: c.list}) }}
		r, err := s.Reception(t.Context(), c.before)
		if err != nil || r.Anew != c.anew {
			t.Errorf("%s: anew %v, %v, want %v", name, r.Anew, err, c.anew)
		}
		if d := cmp.Diff(c.want, r.Changed); c.want != nil && d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}
