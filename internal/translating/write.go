package translating

import (
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/draft"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/patch"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// A Patch asks to write segments, all or none.
type Patch struct {
	Actor   access.Actor
	Post    content.PostID
	Locale  locale.Tag
	Version int64 // that the caller has seen; 0 where there is no translation yet
	Writes  []patch.Write
	Note    string // for colleagues
}

// A Patched is a translation after its segments were written.
type Patched struct {
	Revision    int
	Results     []patch.Result
	Warnings    []content.Warning
	Translation content.Translation
	Text        content.Text
}

// tries is how often a batch is planned anew because the source was saved meanwhile.
const tries = 5

// Patch writes segments as one revision; none where no text changes. A missing
// translation is begun. It asks for permission to translate. What a machine writes
// is a machine's until a person looked, and a machine decides nothing.
func (s *Service) Patch(ctx context.Context, cmd Patch) (Patched, error) {
	done, err := s.patch(ctx, cmd)
	if err != nil {
		return Patched{}, fmt.Errorf("write segments of translation %s of post %s: %w", cmd.Locale, cmd.Post, err)
	}
	return done, nil
}

func (s *Service) patch(ctx context.Context, cmd Patch) (done Patched, err error) {
	if err := cmd.judge(); err != nil {
		return done, err
	}
	for range tries {
		done, err = s.tryPatch(ctx, cmd)
		if f, ok := fault.Of(err); !ok || f.Code != patch.Overtaken {
			break
		}
	}
	return done, err
}

// tryPatch plans the batch, and saves it if nothing came between.
func (s *Service) tryPatch(ctx context.Context, cmd Patch) (done Patched, err error) {
	plan, err := s.plan(ctx, &cmd)
	if err != nil {
		return done, err
	}
	err = s.Write(ctx, func(tx Tx) error {
		done, err = cmd.save(ctx, tx, plan)
		return err
	})
	return done, err
}

// plan makes the plan of the batch.
func (s *Service) plan(ctx context.Context, cmd *Patch) (plan *patch.Plan, err error) {
	err = s.Read(ctx, func(r Snapshot) error {
		p, err := cmd.writable(ctx, r)
		if err != nil {
			return err
		}
		site, err := r.Site(ctx)
		if err != nil {
			return err
		}
		if err := served(ctx, r, p.ID, cmd.Locale); err != nil {
			return err
		}
		plan, err = patch.Make(ctx, r, policyOf(site), patch.Batch{Post: p, Locale: cmd.Locale, Writes: cmd.Writes, Own: cmd.Actor.OwnOnly(), Machine: cmd.Actor.Machine()})
		return err
	})
	return plan, err
}

func policyOf(site *content.Site) *sanitize.Policy {
	return sanitize.New(sanitize.Options{DeniedClasses: site.Settings.DeniedClasses, EmbedHosts: site.Settings.EmbedHosts})
}

// judge checks what can be checked without the database.
func (cmd *Patch) judge() error {
	if err := cmd.Actor.CheckBest(access.Translate, cmd.Locale); err != nil {
		return err
	}
	if !cmd.Actor.Machine() {
		return nil
	}
	for i := range cmd.Writes {
		w := &cmd.Writes[i]
		if w.State != "" {
			return fault.New(fault.Forbidden, "access.scope", "scope", string(access.ScopeManage))
		}
		w.Origin = bitext.MachineUnreviewed // whatever it says: its word lets nothing go live
	}
	return nil
}

// writable returns the post if the actor may translate it and has seen the
// translation's version.
func (cmd *Patch) writable(ctx context.Context, r Posts) (*content.Post, error) {
	p, err := asking{cmd.Actor, access.Translate, cmd.Post, cmd.Locale}.known(ctx, r)
	if err != nil {
		return nil, err
	}
	switch t := p.Translation(cmd.Locale); {
	case t != nil:
		return p, etag.Check("translation.stale", cmd.Version, t.Version)
	case cmd.Version > 0:
		return nil, fault.New(fault.Stale, "translation.gone", "locale", string(cmd.Locale))
	}
	return p, nil
}

// save writes the plan.
func (cmd *Patch) save(ctx context.Context, tx Tx, plan *patch.Plan) (done Patched, err error) {
	p, err := cmd.writable(ctx, tx)
	if err != nil {
		return done, err
	}
	saved, err := plan.Save(ctx, tx, p, draft.Options{
		Meta: content.Meta{At: tx.Now(), By: cmd.Actor.ID, Origin: content.FromAPI, Note: cmd.Note}, Own: cmd.Actor.OwnOnly(),
	})
	if err != nil {
		return done, err
	}
	if saved.Live {
		if err := settle(ctx, tx, p, cmd.Actor.ID); err != nil {
			return done, err
		}
	}
	rev, err := tx.Revision(ctx, p.ID, cmd.Locale, saved.Revision)
	if err != nil {
		return done, err
	}
	return Patched{
		Revision: saved.Revision, Results: plan.Results, Warnings: append(plan.Warnings, saved.Warnings...),
		Translation: *p.Translation(cmd.Locale), Text: rev.Text,
	}, nil
}
