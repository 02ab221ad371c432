package proofreading

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/check"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// longestReason bounds a reason, in characters.
const longestReason = 2000

// A Dismiss says that a finding is none, and why.
type Dismiss struct {
	Actor   access.Actor
	Post    content.PostID
	Locale  locale.Tag
	Finding string
	Reason  string
}

// Dismiss keeps the actor's word. It holds as long as the texts of the finding are
// as they are, whatever changes elsewhere. Saying it again replaces the reason.
//
// It asks for permission to confirm: to find something right as it stands.
func (s *Service) Dismiss(ctx context.Context, cmd Dismiss) (Found, error) {
	found, err := s.dismiss(ctx, cmd)
	if err != nil {
		return Found{}, fmt.Errorf("dismiss finding %s in translation %s of post %s: %w", cmd.Finding, cmd.Locale, cmd.Post, err)
	}
	return found, nil
}

func (s *Service) dismiss(ctx context.Context, cmd Dismiss) (found Found, err error) {
	if err := cmd.Actor.CheckBest(access.Confirm, cmd.Locale); err != nil {
		return found, err
	}
	cmd.Reason = strings.TrimSpace(content.CleanBlock(cmd.Reason))
	switch n := utf8.RuneCountInString(cmd.Reason); {
	case n == 0:
		return found, fault.Wrong("/reason", "dismissal.reason")
	case n > longestReason:
		return found, fault.Wrong("/reason", "text.too_long", "max", longestReason, "length", n)
	}
	if found, err = s.one(ctx, cmd); err != nil {
		return found, err
	}
	said := bitext.Dismissal{Finding: cmd.Finding, Check: string(found.Check), Excerpt: found.Excerpt, Reason: cmd.Reason, By: cmd.Actor.ID}
	err = s.Write(ctx, func(tx Tx) error {
		if _, err := known(ctx, tx, cmd.Actor, about{access.Confirm, cmd.Post, cmd.Locale}); err != nil {
			return err
		}
		if err := tx.PutDismissal(ctx, cmd.Post, cmd.Locale, said); err != nil {
			return err
		}
		said.At = tx.Now()
		return tx.Emit(ctx, event.FindingDismissed{
			Post: cmd.Post, Locale: cmd.Locale, Finding: said.Finding, Check: said.Check, Reason: said.Reason, By: said.By,
		})
	})
	if err != nil {
		return found, err
	}
	found.Dismissed.Dismissal = said
	return found, nil
}

// one finds what is to be dismissed.
func (s *Service) one(ctx context.Context, cmd Dismiss) (found Found, err error) {
	err = s.Read(ctx, func(r Snapshot) error {
		p, err := known(ctx, r, cmd.Actor, about{access.Confirm, cmd.Post, cmd.Locale})
		if err != nil {
			return err
		}
		l, err := lookAt(ctx, r, p, cmd.Locale, Head)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(l.proved.Findings, func(f check.Finding) bool { return f.ID == cmd.Finding })
		if i < 0 {
			return noFinding(cmd.Finding)
		}
		people, err := r.People(ctx, []string{cmd.Actor.ID})
		if err != nil {
			return err
		}
		found = l.found(l.proved.Findings[i], people)
		found.Dismissed = &Dismissed{Person: people[cmd.Actor.ID]}
		return nil
	})
	return found, err
}

func noFinding(id string) error {
	return fault.New(fault.NotFound, "finding.not_found", "finding", id)
}

// A Restore takes a dismissal back.
type Restore struct {
	Actor   access.Actor
	Post    content.PostID
	Locale  locale.Tag
	Finding string
}

// Restore lets the finding count again. One whose texts changed since may be taken
// back too.
func (s *Service) Restore(ctx context.Context, cmd Restore) error {
	if err := s.restore(ctx, cmd); err != nil {
		return fmt.Errorf("restore finding %s in translation %s of post %s: %w", cmd.Finding, cmd.Locale, cmd.Post, err)
	}
	return nil
}

func (s *Service) restore(ctx context.Context, cmd Restore) error {
	if err := cmd.Actor.CheckBest(access.Confirm, cmd.Locale); err != nil {
		return err
	}
	return s.Write(ctx, func(tx Tx) error {
		if _, err := known(ctx, tx, cmd.Actor, about{access.Confirm, cmd.Post, cmd.Locale}); err != nil {
			return err
		}
		gone, err := tx.RemoveDismissal(ctx, cmd.Post, cmd.Locale, cmd.Finding)
		if err != nil {
			return err
		}
		if !gone {
			return noFinding(cmd.Finding)
		}
		return tx.Emit(ctx, event.FindingRestored{Post: cmd.Post, Locale: cmd.Locale, Finding: cmd.Finding, By: cmd.Actor.ID})
	})
}
