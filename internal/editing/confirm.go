package editing

import (
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/parity"
	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/standing"
)

// A Confirm says that a revision of a translation is right, as it stands, beside
// a revision of another language; one of the two is the source.
type Confirm struct {
	Actor          access.Actor
	Post           content.PostID
	Locale         locale.Tag
	Revision       int
	Beside         locale.Tag // empty: the source
	BesideRevision int
	Once           once.Key
}

// A Confirmed is a post with the translation that was confirmed, and how its
// head stands to the source's.
type Confirmed struct {
	View
	Source   locale.Tag
	Standing content.Standing
}

// Confirm keeps the actor's word. Nothing is saved and nothing is made live;
// where both revisions are live already, readers are told that the translation is
// current, and the ledger that the languages came together. Saying the same twice
// changes nothing.
//
// It asks for permission to confirm in the language, and to read the other,
// unless its revision is the one that everybody reads.
func (s *Service) Confirm(ctx context.Context, cmd Confirm) (Confirmed, error) {
	var done Confirmed
	err := cmd.Actor.CheckBest(access.Confirm, cmd.Locale)
	if err == nil {
		then := s.foresee(ctx, cmd)
		err = s.Write(ctx, func(tx Tx) error {
			done, err = once.Do(ctx, tx, cmd.Actor.ID, cmd.Once, func() (Confirmed, error) { return confirm(ctx, tx, cmd, then) })
			return err
		})
	}
	if err != nil {
		return Confirmed{}, fmt.Errorf("confirm translation %s of post %s: %w", cmd.Locale, cmd.Post, err)
	}
	return done, nil
}

// foresee returns how the translation will stand, so that it need not be found out
// while others wait. What the command says may be refused: then nobody asks.
func (s *Service) foresee(ctx context.Context, cmd Confirm) (then standing.Foreseen) {
	err := s.Read(ctx, func(r Snapshot) error {
		p, said, err := confirmable(ctx, r, cmd)
		if err != nil {
			return err
		}
		tag := said.Locale
		if tag == p.SourceLocale {
			tag = said.Beside
		}
		then, err = standing.Foresee(ctx, r, p, standing.Saying{Locale: tag, Confirmation: &said})
		return err
	})
	if err != nil {
		return nil
	}
	return then
}

func confirm(ctx context.Context, tx Tx, cmd Confirm, then standing.Foreseen) (Confirmed, error) {
	p, said, err := confirmable(ctx, tx, cmd)
	if err != nil {
		return Confirmed{}, err
	}
	fresh, err := tx.AddConfirmation(ctx, p.ID, said)
	if err != nil {
		return Confirmed{}, err
	}
	if fresh {
		then.Keep(tx)
		if p, err = tx.Post(ctx, p.ID); err != nil { // with one word more
			return Confirmed{}, err
		}
		if err := settleWord(ctx, tx, p, said); err != nil {
			return Confirmed{}, err
		}
	}
	done := Confirmed{Source: p.SourceLocale}
	if done.Standing, err = headStanding(ctx, tx, p, cmd.Locale); err != nil {
		return Confirmed{}, err
	}
	done.View, err = viewOf(ctx, tx, cmd.Actor, p)
	return done, err
}

// headStanding returns how the head of a translation stands to that of its source.
func headStanding(ctx context.Context, tx Tx, p *content.Post, tag locale.Tag) (content.Standing, error) {
	course, err := tx.Course(ctx, p.ID, heads(p)...)
	if err != nil || tag == p.SourceLocale || p.Translation(p.SourceLocale) == nil {
		return content.Standing{}, err
	}
	of := standing.Heads(p, tag)
	sums, err := standing.Sums(ctx, tx, of)
	return course.HeadStanding(p, tag, standing.Counted(of, sums)), err
}

// confirmable returns the post and the word on it, if the actor may give it and
// both revisions are there.
func confirmable(ctx context.Context, r PostReads, cmd Confirm) (*content.Post, content.Confirmation, error) {
	said := content.Confirmation{Locale: cmd.Locale, N: cmd.Revision, Beside: cmd.Beside, BesideN: cmd.BesideRevision, By: cmd.Actor.ID}
	p, err := access.Known(ctx, r, cmd.Actor, cmd.Post)
	if err != nil {
		return nil, said, err
	}
	if err := cmd.Actor.CheckOn(access.Confirm, access.SubjectOf(p), cmd.Locale); err != nil {
		return nil, said, err
	}
	if p.Translation(cmd.Locale) == nil {
		return nil, said, translationNotFound(p.ID, cmd.Locale)
	}
	other, besideAt := "/with/locale", "/with/revision"
	if said.Beside == "" {
		said.Beside, other, besideAt = p.SourceLocale, "/sourceRevision", "/sourceRevision"
	}
	switch {
	case said.Beside == said.Locale && cmd.Beside == "":
		return nil, said, fault.Wrong(other, "confirm.is_source", "locale", string(said.Locale))
	case said.Beside == said.Locale, said.Locale != p.SourceLocale && said.Beside != p.SourceLocale:
		return nil, said, fault.Wrong(other, "confirm.without_source", "locale", string(p.SourceLocale))
	}
	if err := readable(cmd.Actor, p, said.Beside, said.BesideN); err != nil {
		return nil, said, err
	}
	if p.Translation(said.Beside) == nil {
		return nil, said, fault.Wrong(other, "translation.missing", "locale", string(said.Beside))
	}
	var bad wrongs
	if err := there(ctx, r, p, &bad, reference{"/revision", said.Locale, said.N}); err != nil {
		return nil, said, err
	}
	if err := there(ctx, r, p, &bad, reference{besideAt, said.Beside, said.BesideN}); err != nil {
		return nil, said, err
	}
	return p, said, bad.fault()
}

// readable returns nil if the actor may read the revision: by permission, or as
// everybody may what is live.
func readable(actor access.Actor, p *content.Post, tag locale.Tag, n int) error {
	if t := p.Translation(tag); t != nil && n > 0 && t.Live == n {
		return nil
	}
	return actor.CheckOn(access.Read, access.SubjectOf(p), tag)
}

// A reference is a revision that a request names, and where.
type reference struct {
	at  string
	tag locale.Tag
	n   int
}

// there notes the revision as wrong if it does not exist, or was pruned.
func there(ctx context.Context, reads PostReads, p *content.Post, bad *wrongs, r reference) error {
	_, err := reads.Revision(ctx, p.ID, r.tag, r.n)
	if fault.Is(err, fault.NotFound) {
		*bad = append(*bad, fault.Field{
			Pointer: r.at, Code: "revision.unknown", Args: map[string]any{"n": r.n, "head": p.Translation(r.tag).Head},
		})
		return nil
	}
	return err
}

// settleWord does what follows from a word: entries that show how the translation
// stands, a line of the ledger where the languages come together, and the event.
func settleWord(ctx context.Context, tx Tx, p *content.Post, said content.Confirmation) error {
	if err := projection.Refresh(ctx, tx, p.ID, entry.ByTranslation); err != nil {
		return err
	}
	if err := resettle(ctx, tx, p.Clone(), p, parity.Deed{By: said.By, Cause: content.ByConfirmation}); err != nil {
		return err
	}
	return tx.Emit(ctx, event.TranslationConfirmed{
		Post: p.ID, Locale: said.Locale, Revision: said.N, Beside: said.Beside, BesideRevision: said.BesideN, By: said.By,
	})
}
