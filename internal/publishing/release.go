package publishing

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/once"
)

// mostName bounds the name of a release, in characters.
const mostName = 200

// CreateRelease makes a release: carried out at once, or scheduled, or kept as a
// draft. All its items happen in one transaction, or none. It asks of each item
// what [Service.Publish] asks; what stands in the way of one carried out at once
// is a Conflict "publication.blocked" with the blockers of all posts. In a dry run
// nothing is made, and the release has no id.
func (s *Service) CreateRelease(ctx context.Context, cmd CreateRelease) (Released, error) {
	done, err := s.createRelease(ctx, cmd)
	if err != nil {
		return Released{}, fmt.Errorf("create release: %w", err)
	}
	return done, nil
}

func (s *Service) createRelease(ctx context.Context, cmd CreateRelease) (done Released, err error) {
	release := &content.Release{
		Name: cmd.Input.Name, State: content.ReleaseDraft, Items: cmd.Input.Items, Override: cmd.Input.Override,
		CreatedBy: cmd.Actor.ID, ByName: cmd.Actor.Name,
	}
	e := execution{release: release, when: timed{cmd.Input.When, cmd.Input.OnBlocked}, keep: cmd.Draft}
	e.order = order{actor: cmd.Actor, items: release.Items, several: true, override: release.Override, later: e.later()}
	if err := checkRelease(e.order, cmd.Input, cmd.Draft); err != nil {
		return Released{}, err
	}
	if cmd.DryRun {
		err = s.rehearsing(ctx, func(tx Tx) error {
			done, err = e.rehearse(ctx, tx)
			return err
		})
		return done, err
	}
	err = s.Write(ctx, func(tx Tx) error {
		done, err = once.Do(ctx, tx, cmd.Actor.ID, cmd.Once, func() (Released, error) {
			id, err := uuid.NewV7()
			if err != nil {
				return Released{}, fmt.Errorf("make an id: %w", err)
			}
			release.ID = id.String()
			if err := tx.AddRelease(ctx, release); err != nil {
				return Released{}, err
			}
			if err := tx.Emit(ctx, event.ReleaseCreated{Bundle: event.BundleOf(release, cmd.Actor.ID)}); err != nil {
				return Released{}, err
			}
			return e.run(ctx, tx)
		})
		return err
	})
	return done, err
}

// checkRelease refuses what no release can be, before anything is read.
func checkRelease(o order, in ReleaseInput, draft bool) error {
	if err := mayTry(o.actor, o.items); err != nil {
		return err
	}
	if err := checkItems(o.items, content.MostItems); err != nil {
		return err
	}
	if n := utf8.RuneCountInString(in.Name); n > mostName || n > 0 && strings.TrimSpace(in.Name) == "" {
		return fault.Wrong("/name", "release.name", "most", mostName)
	}
	if draft && in.When.At != "" {
		return fault.Wrong("/state", "release.draft_at")
	}
	if err := CheckUntimed(in.When, in.OnBlocked); err != nil {
		return err
	}
	return checkOverride(in.Override)
}

// CheckUntimed refuses a time zone, or what is to become of a schedule, without an
// instant: there would be no schedule, and whoever sent them expects one.
func CheckUntimed(w When, b content.OnBlocked) error {
	switch {
	case w.At != "":
	case w.TimeZone != "":
		return fault.Wrong("/timeZone", "schedule.no_at")
	case b != "":
		return fault.Wrong("/onBlocked", "schedule.no_at")
	}
	return nil
}

// PublishRelease carries out a release that is not done, now or at an instant. A
// schedule that it waited for is replaced. It asks what CreateRelease asks.
func (s *Service) PublishRelease(ctx context.Context, cmd PublishRelease) (done Released, err error) {
	run := func(r Snapshot) (execution, error) {
		release, err := seenRelease(ctx, r, cmd.Actor, cmd.ID)
		if err != nil {
			return execution{}, err
		}
		if !cmd.DryRun {
			if err := mayMove(ctx, r, cmd.Actor, release.Items); err != nil {
				return execution{}, err
			}
			if err := etag.Check("release.stale", cmd.Version, release.Version); err != nil {
				return execution{}, err
			}
		}
		if release.State == content.ReleaseDone {
			return execution{}, fault.New(fault.Conflict, "release.done", "release", release.ID)
		}
		if cmd.Override != nil {
			release.Override = *cmd.Override
		}
		e := execution{release: release, when: timed{cmd.When, cmd.OnBlocked}}
		e.order = order{
			actor: cmd.Actor, items: release.Items, several: true, override: release.Override, release: release.ID, later: e.later(),
		}
		in := ReleaseInput{Name: release.Name, Override: release.Override, When: cmd.When, OnBlocked: cmd.OnBlocked}
		return e, checkRelease(e.order, in, false)
	}
	if cmd.DryRun {
		err = s.rehearsing(ctx, func(tx Tx) error {
			e, err := run(tx)
			if err == nil {
				done, err = e.rehearse(ctx, tx)
			}
			return err
		})
	} else {
		err = s.Write(ctx, func(tx Tx) error {
			done, err = once.Do(ctx, tx, cmd.Actor.ID, cmd.Once, func() (Released, error) {
				e, err := run(tx)
				if err != nil {
					return Released{}, err
				}
				return e.run(ctx, tx)
			})
			return err
		})
	}
	if err != nil {
		return Released{}, fmt.Errorf("publish release %s: %w", cmd.ID, err)
	}
	return done, nil
}
