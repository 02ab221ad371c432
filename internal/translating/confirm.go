package translating

import (
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/patch"
	"github.com/diptych-cms/diptych/internal/standing"
)

// An All says which segments are confirmed without naming them.
type All string

// The alls.
const (
	AllMinor All = "minor" // whose source changed in form alone
	AllStale All = "stale"
)

// A Look names a segment and what of its source was looked at.
type Look struct {
	ID         string
	SourceHash string
}

// A Confirm says that segments are right, as they stand, beside the source as it is.
type Confirm struct {
	Actor  access.Actor
	Post   content.PostID
	Locale locale.Tag
	Looks  []Look
	All    All // instead of Looks
	Once   once.Key
}

// A Decided is what was decided, and the segments concerned as they now stand.
type Decided struct {
	Sums  bitext.Sums
	Count int
	Items []Item
}

// Confirm keeps the actor's word on segments of the head. Nothing is saved; where
// the head is live, readers are told. A source that says something else than what was
// looked at is a fault.Conflict "segment.source_moved", one that is gone
// "segment.gone": then nothing is confirmed.
func (s *Service) Confirm(ctx context.Context, cmd Confirm) (Decided, error) {
	done, err := s.decided(ctx, deciding{
		asking: asking{cmd.Actor, access.Confirm, cmd.Post, cmd.Locale}, once: cmd.Once, decisions: cmd.decisions,
	})
	if err != nil {
		return Decided{}, fmt.Errorf("confirm segments of translation %s of post %s: %w", cmd.Locale, cmd.Post, err)
	}
	return done, nil
}

// decisions returns the decisions that confirm what is asked for.
func (cmd Confirm) decisions(pair *standing.Pair) ([]bitext.Decision, error) {
	if (len(cmd.Looks) > 0) == (cmd.All != "") {
		return nil, fault.Wrong("", "segment.confirm_one_of")
	}
	var list []bitext.Decision
	if cmd.All != "" {
		for i := range pair.Rows {
			if row := &pair.Rows[i]; row.State == bitext.Stale && (cmd.All == AllStale || row.Change == bitext.Minor) {
				list = append(list, confirmed(row))
			}
		}
		return list, nil
	}
	var gone, moved []patch.Gone
	seen, rows := make(map[string]bool), patch.Rows(pair)
	for i, look := range cmd.Looks {
		row := rows[look.ID]
		if row == nil {
			gone = append(gone, patch.Gone{ID: look.ID})
			continue
		}
		switch source := segment.Whole(row.Source); {
		case row.State == bitext.Missing || row.State == bitext.Omitted || row.State == bitext.Local:
			return nil, fault.Wrong(fmt.Sprintf("/segments/%d/id", i), "segment.not_there")
		case source.Hash != look.SourceHash:
			moved = append(moved, patch.Gone{ID: look.ID, Text: source.Text})
		case !seen[row.ID]:
			seen[row.ID] = true
			list = append(list, confirmed(row))
		}
	}
	switch {
	case len(gone) > 0:
		return nil, fault.New(fault.Conflict, "segment.gone", "count", len(gone)).With("segments", gone)
	case len(moved) > 0:
		return nil, fault.New(fault.Conflict, "segment.source_moved", "count", len(moved)).With("segments", moved)
	}
	return list, nil
}

// confirmed is the decision that a row is right.
func confirmed(row *standing.Row) bitext.Decision {
	d := bitext.Decision{Kind: bitext.Confirmed, SourceText: row.SourceText()}
	for _, s := range row.Source {
		d.Source = append(d.Source, s.ID)
	}
	for _, s := range row.Target {
		d.Target = append(d.Target, s.ID)
	}
	return d
}
