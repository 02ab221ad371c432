package settling

import (
	"context"
	"slices"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/standing"
)

// A survey is how the translations of a post stand, found out outside a transaction.
type survey struct {
	post   *content.Post
	tags   []locale.Tag // that it should exist in
	stands []bitext.Stand
	fresh  []*standing.Pair // those of which nothing was known
	live   []lesson         // of the fresh that readers see: what the memory learns
	known  []known          // what the memory has of the others
}

// look finds out how the translations of a post stand.
func look(ctx context.Context, r Snapshot, p *content.Post) (*survey, error) {
	s := &survey{post: p}
	var err error
	if s.tags, err = targets(ctx, r, p); err != nil {
		return nil, err
	}
	if gone(p) || p.Translation(p.SourceLocale) == nil {
		return s, nil
	}
	known, err := r.Stands(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	for _, tag := range s.tags {
		if tag == p.SourceLocale {
			continue
		}
		if err := s.find(ctx, r, known, bitext.Stand{Pairing: standing.Heads(p, tag)}); err != nil {
			return nil, err
		}
		if of, ok := standing.Lives(p, tag); ok {
			if err := s.find(ctx, r, known, bitext.Stand{Pairing: of, Live: true}); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}

// size returns how many segments are written of what was found out.
func (s *survey) size() int {
	n := 0
	for _, pair := range s.fresh {
		n += len(pair.Rows)
	}
	for _, l := range s.live {
		n += len(l.list)
	}
	return n
}

// targets returns the languages that the post has or should have.
func targets(ctx context.Context, r Posts, p *content.Post) ([]locale.Tag, error) {
	locales, err := r.Locales(ctx)
	if err != nil {
		return nil, err
	}
	var site []locale.Tag
	for _, l := range locales {
		site = append(site, l.Tag)
	}
	tags := slices.Concat(p.TargetsOf(site), p.Locales())
	slices.Sort(tags)
	return slices.Compact(tags), nil
}

// gone reports whether nobody works on the post.
func gone(p *content.Post) bool { return !p.DeletedAt.IsZero() || p.MergedInto != "" }

// find completes a stand: by what is known of the very same, or anew.
func (s *survey) find(ctx context.Context, r Snapshot, known []bitext.Stand, want bitext.Stand) error {
	for _, old := range known {
		if old.Pairing == want.Pairing && old.Live == want.Live {
			s.stands = append(s.stands, old)
			return nil
		}
	}
	var pair *standing.Pair
	for _, other := range s.fresh {
		if other.Pairing == want.Pairing { // readers see the heads
			pair = other
		}
	}
	if pair == nil {
		var err error
		if pair, err = standing.Of(ctx, r, want.Pairing); err != nil {
			return err
		}
		r.KeepSums(want.Pairing, pair.Sums)
		s.fresh = append(s.fresh, pair)
	}
	if want.Live {
		s.live = append(s.live, lessonOf(pair))
	} else if err := s.recall(ctx, r, pair); err != nil {
		return err
	}
	want.State, want.Since, want.Sums, want.By = StateOf(pair.Sums), pair.Since, pair.Sums, s.post.CreatedBy
	s.stands = append(s.stands, want)
	return nil
}

// StateOf returns what the whole of a translation is: stale where some of it says
// something else than its source, or its source took it away; else missing where
// something is; else current.
func StateOf(sums bitext.Sums) bitext.State {
	switch {
	case sums.Minor+sums.Substantive+sums.Went > 0:
		return bitext.Stale
	case sums.Missing > 0:
		return bitext.Missing
	}
	return bitext.Current
}

// holds reports whether the post is still what it was.
func (s *survey) holds(ctx context.Context, tx Tx) (bool, error) {
	p, err := tx.Post(ctx, s.post.ID)
	if fault.Is(err, fault.NotFound) {
		return false, nil // it was purged meanwhile
	}
	if err != nil {
		return false, err
	}
	tags, err := targets(ctx, tx, p)
	if err != nil {
		return false, err
	}
	same := p.SourceLocale == s.post.SourceLocale && p.Departures == s.post.Departures && gone(p) == gone(s.post) && slices.Equal(tags, s.tags) &&
		slices.EqualFunc(p.Translations, s.post.Translations, func(a, b content.Translation) bool {
			return a.Locale == b.Locale && a.Head == b.Head && a.Live == b.Live && a.Decided == b.Decided
		})
	return same, nil
}

// keep writes what was found out.
func (s *survey) keep(ctx context.Context, tx Tx) error {
	if err := tx.PutStands(ctx, s.post.ID, s.stands); err != nil {
		return err
	}
	for _, k := range s.known {
		if err := tx.PutKnownWords(ctx, s.post.ID, k.tag, k.exact, k.fuzzy); err != nil {
			return err
		}
	}
	changed := make(map[locale.Tag]bool)
	for _, pair := range s.fresh {
		for _, l := range pair.Lineages() {
			if err := tx.PutLineage(ctx, s.post.ID, l.Locale, l.Beside, l.Lineage); err != nil {
				return err
			}
			changed[l.Locale] = true
		}
	}
	for _, t := range s.post.Translations {
		if changed[t.Locale] {
			if err := tx.DropLineages(ctx, s.post.ID, t.Locale); err != nil {
				return err
			}
		}
	}
	for _, l := range s.live {
		if err := l.feed(ctx, tx, l.list); err != nil {
			return err
		}
	}
	return nil
}
