package editing

import (
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/difference"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A DiffRevision asks what changed from revision With to revision N.
type DiffRevision struct {
	Actor  access.Actor
	Post   content.PostID
	Locale locale.Tag // of a translation; the shared part has none
	N      int
	With   *int // 0 is nothing at all; nil is the one before N
}

// A Weight says how much a change changes.
type Weight string

// The weights.
const (
	NoChange    Weight = "none"
	Minor       Weight = "minor"       // the same is said in another way, or the writer said that the meaning stays
	Substantive Weight = "substantive" // another thing is said
)

// A TextDiff is what changed between two revisions of a translation.
type TextDiff struct {
	From, To int // From is 0 for nothing at all
	Change   Weight
	Fields   []content.FieldChange // but for the body, unless it is Markdown
	Body     difference.Body       // of the sanitized HTML
}

// A SharedDiff is what changed between two revisions of a shared part.
type SharedDiff struct {
	From, To int
	Fields   []content.FieldChange
}

// DiffRevision compares two revisions of a translation. Both bodies are sanitized
// as today's policy asks before they are compared, so that what comes back may be
// shown, whichever policy they were saved under.
func (s *Service) DiffRevision(ctx context.Context, cmd DiffRevision) (TextDiff, error) {
	var from, to content.Revision
	var settings content.SiteSettings
	err := s.Read(ctx, func(r Snapshot) error {
		p, err := part(ctx, r, cmd.Actor, cmd.Post, cmd.Locale)
		if err != nil {
			return err
		}
		site, err := r.Site(ctx)
		if err != nil {
			return err
		}
		settings = site.Settings
		rev, err := r.Revision(ctx, p.ID, cmd.Locale, cmd.N)
		if err != nil {
			return err
		}
		to = *rev
		before, err := cmd.before(func() (int, error) {
			list, err := r.Revisions(ctx, p.ID, cmd.Locale, cmd.N, 1)
			if err != nil || len(list) == 0 {
				return 0, err
			}
			return list[0].N, nil
		})
		if err != nil || before == 0 {
			return err
		}
		rev, err = r.Revision(ctx, p.ID, cmd.Locale, before)
		if err == nil {
			from = *rev
		}
		return err
	})
	if err != nil {
		return TextDiff{}, fmt.Errorf("compare revision %d of %s of post %s: %w", cmd.N, cmd.Locale, cmd.Post, err)
	}
	policy := policyOf(settings)
	d := TextDiff{From: from.N, To: to.N, Change: weightOf(from, to)}
	d.Body = difference.Bodies(policy.Body(from.Text.HTML).HTML, policy.Body(to.Text.HTML).HTML)
	for _, f := range from.Text.Changes(to.Text) {
		if f.Pointer != "/body" || from.Text.Format == content.Markdown || to.Text.Format == content.Markdown {
			d.Fields = append(d.Fields, f)
		}
	}
	return d, nil
}

// before returns which revision to compare with: the one named, else the one that
// was kept before.
func (cmd DiffRevision) before(last func() (int, error)) (int, error) {
	if cmd.With != nil {
		return *cmd.With, nil
	}
	return last()
}

// weightOf weighs the change by the senses of both texts. What the writer said of
// a save counts for the change from the revision before it.
func weightOf(from, to content.Revision) Weight {
	switch {
	case from.N == to.N || len(from.Text.Changes(to.Text)) == 0 && from.N > 0:
		return NoChange
	case from.Says() == to.Says(), to.Minor && from.N == to.N-1:
		return Minor
	}
	return Substantive
}

// DiffShared compares two revisions of a post's shared part.
func (s *Service) DiffShared(ctx context.Context, cmd DiffRevision) (SharedDiff, error) {
	var from, to content.SharedRevision
	err := s.Read(ctx, func(r Snapshot) error {
		p, err := part(ctx, r, cmd.Actor, cmd.Post, "")
		if err != nil {
			return err
		}
		rev, err := r.SharedRevision(ctx, p.ID, cmd.N)
		if err != nil {
			return err
		}
		to = *rev
		before, err := cmd.before(func() (int, error) {
			list, err := r.SharedRevisions(ctx, p.ID, cmd.N, 1)
			if err != nil || len(list) == 0 {
				return 0, err
			}
			return list[0].N, nil
		})
		if err != nil || before == 0 {
			return err
		}
		rev, err = r.SharedRevision(ctx, p.ID, before)
		if err == nil {
			from = *rev
		}
		return err
	})
	if err != nil {
		return SharedDiff{}, fmt.Errorf("compare shared revision %d of post %s: %w", cmd.N, cmd.Post, err)
	}
	return SharedDiff{From: from.N, To: to.N, Fields: from.Shared.Changes(to.Shared)}, nil
}
