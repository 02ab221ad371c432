package proofreading

import (
	"context"
	"fmt"
	"slices"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/bitext/check"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/draft"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// A Fix asks to mend what can be mended: what some checks find, some findings, or
// all. What was dismissed is left alone.
type Fix struct {
	Actor   access.Actor
	Post    content.PostID
	Locale  locale.Tag
	Version int64 // the version that the caller has seen; 0 in a dry run: any
	Checks  []check.Name
	IDs     []string
	All     bool
	DryRun  bool
	Once    once.Key
}

// A Change is what mending changes in one segment.
type Change struct {
	Segment string
	Place   string
	Before  string
	After   string
	Checks  []check.Name // whose findings are mended
}

// A Fixed is a translation after mending, or in a dry run before it.
type Fixed struct {
	Revision    int
	Changes     []Change
	Warnings    []content.Warning
	Translation content.Translation
	Text        content.Text
}

// Fix mends the head and saves it as one revision, marked as an edit that leaves the
// meaning: what was approved stays so. A segment of Markdown that cannot be written
// in its own lines is left, with a warning. If nothing is to be mended nothing is
// saved.
func (s *Service) Fix(ctx context.Context, cmd Fix) (Fixed, error) {
	done, err := s.fix(ctx, cmd)
	if err != nil {
		return Fixed{}, fmt.Errorf("mend translation %s of post %s: %w", cmd.Locale, cmd.Post, err)
	}
	return done, nil
}

func (s *Service) fix(ctx context.Context, cmd Fix) (done Fixed, err error) {
	if err := cmd.Actor.CheckBest(access.Write, cmd.Locale); err != nil {
		return done, err
	}
	if err := cmd.judge(); err != nil {
		return done, err
	}
	m, err := s.mend(ctx, &cmd)
	if err != nil || cmd.DryRun {
		return m.fixed, err
	}
	err = s.Write(ctx, func(tx Tx) error {
		done, err = once.Do(ctx, tx, cmd.Actor.ID, cmd.Once, func() (Fixed, error) { return m.save(ctx, tx, cmd) })
		return err
	})
	return done, err
}

// judge sees that one of the three is asked for.
func (cmd *Fix) judge() error {
	asked := 0
	for _, one := range []bool{len(cmd.Checks) > 0, len(cmd.IDs) > 0, cmd.All} {
		if one {
			asked++
		}
	}
	if asked != 1 {
		return fault.Wrong("", "checks.fix_one_of")
	}
	for _, name := range cmd.Checks {
		if !check.Known(name) {
			return fault.Wrong("/checks", "checks.unknown", "name", string(name))
		}
	}
	return nil
}

// wants reports whether a finding is to be mended.
func (cmd *Fix) wants(f *check.Finding) bool {
	return f.Fix != nil && (cmd.All || slices.Contains(cmd.Checks, f.Check) || slices.Contains(cmd.IDs, f.ID))
}

// mend does the slow part: it looks, mends, and prepares the text. Whether that is the
// version that the caller has seen is for the write to say: a request that comes
// twice is answered as the first time.
func (s *Service) mend(ctx context.Context, cmd *Fix) (*mender, error) {
	m := &mender{cmd: cmd}
	err := s.Read(ctx, func(r Snapshot) error {
		p, err := known(ctx, r, cmd.Actor, about{access.Write, cmd.Post, cmd.Locale})
		if err != nil {
			return err
		}
		t := p.Translation(cmd.Locale)
		m.version = t.Version
		if cmd.DryRun && cmd.Version > 0 {
			if err := etag.Check("translation.stale", cmd.Version, t.Version); err != nil {
				return err
			}
		}
		site, err := r.Site(ctx)
		if err != nil {
			return err
		}
		m.r, m.policy = r, sanitize.New(sanitize.Options{DeniedClasses: site.Settings.DeniedClasses, EmbedHosts: site.Settings.EmbedHosts})
		if m.look, err = lookAt(ctx, r, p, cmd.Locale, Head); err != nil {
			return err
		}
		m.fixed = Fixed{Revision: t.Head, Translation: *t, Text: m.look.texts.Target.Of()}
		return m.run(ctx)
	})
	m.r = nil // the snapshot is over
	return m, err
}

// save writes what was mended, if the translation is as it was.
func (m *mender) save(ctx context.Context, tx Tx, cmd Fix) (Fixed, error) {
	p, err := known(ctx, tx, cmd.Actor, about{access.Write, cmd.Post, cmd.Locale})
	if err != nil {
		return Fixed{}, err
	}
	now := p.Translation(cmd.Locale).Version
	if err := etag.Check("translation.stale", cmd.Version, now); err != nil {
		return Fixed{}, err
	}
	if now != m.version {
		return Fixed{}, etag.Stale("translation.stale", m.version, now)
	}
	fixed := m.fixed
	if m.text == nil {
		return fixed, nil
	}
	done, err := draft.Save(ctx, tx, p, m.text, draft.Options{
		Meta: content.Meta{At: tx.Now(), By: cmd.Actor.ID, Origin: content.FromAPI}, Minor: true, Own: cmd.Actor.OwnOnly(),
	})
	if err != nil {
		return Fixed{}, err
	}
	fixed.Warnings = append(fixed.Warnings, done.Warnings...)
	fixed.Revision, fixed.Translation, fixed.Text = done.Revision, *p.Translation(cmd.Locale), m.text.Text
	if !done.Changed {
		return fixed, nil
	}
	return fixed, tx.Emit(ctx, event.TranslationSaved{Post: p.ID, Locale: cmd.Locale, Revision: done.Revision, By: cmd.Actor.ID})
}
