package remembering

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/glossary"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/paging"
)

// ListTerms returns a page of the glossary, in alphabetical order.
func (s *Service) ListTerms(ctx context.Context, cmd ListTerms) (TermPage, error) {
	page, err := s.listTerms(ctx, cmd)
	if err != nil {
		return TermPage{}, fmt.Errorf("list the glossary: %w", err)
	}
	return page, nil
}

func (s *Service) listTerms(ctx context.Context, cmd ListTerms) (TermPage, error) {
	if err := cmd.Actor.Check(access.Browse); err != nil {
		return TermPage{}, err
	}
	limit, err := paging.Limit(cmd.Limit)
	if err != nil {
		return TermPage{}, err
	}
	words, err := paging.Open(cmd.Cursor, "glossary", 3)
	if err != nil {
		return TermPage{}, err
	}
	q := bitext.TermQuery{Source: cmd.Source, Target: cmd.Target, Text: cmd.Text, Limit: limit + 1}
	if words != nil {
		q.AfterTerm, q.AfterMeant, q.AfterID = words[0], words[1], words[2]
	}
	var page TermPage
	err = s.Read(ctx, func(r Snapshot) error {
		terms, err := r.GlossaryTerms(ctx, q)
		if err != nil {
			return err
		}
		if len(terms) > limit {
			terms = terms[:limit]
			last := terms[limit-1]
			page.Next = paging.Cursor("glossary", last.Source.Term, last.Target.Term, last.ID)
		}
		page.Items, err = called(ctx, r, terms)
		return err
	})
	return page, err
}

// called adds what people call who changed the terms.
func called(ctx context.Context, r NameReads, terms []bitext.Term) ([]Term, error) {
	ids := make([]string, len(terms))
	for i := range terms {
		ids[i] = terms[i].By
	}
	names, err := r.ActorNames(ctx, ids)
	if err != nil {
		return nil, err
	}
	items := make([]Term, len(terms))
	for i, t := range terms {
		items[i] = Term{t, names[t.By]}
	}
	return items, nil
}

// GetTerm returns a term, or NotFound.
func (s *Service) GetTerm(ctx context.Context, actor access.Actor, id string) (Term, error) {
	var term Term
	err := actor.Check(access.Browse)
	if err == nil {
		err = s.Read(ctx, func(r Snapshot) error {
			t, err := r.GlossaryTerm(ctx, id)
			if err != nil {
				return err
			}
			items, err := called(ctx, r, []bitext.Term{*t})
			if err == nil {
				term = items[0]
			}
			return err
		})
	}
	if err != nil {
		return Term{}, fmt.Errorf("get term %s: %w", id, err)
	}
	return term, nil
}

// CreateTerm adds a term to the glossary. It asks for permission in the language that
// is translated into.
func (s *Service) CreateTerm(ctx context.Context, cmd CreateTerm) (Term, error) {
	term, err := s.createTerm(ctx, cmd)
	if err != nil {
		return Term{}, fmt.Errorf("create a term: %w", err)
	}
	return Term{*term, cmd.Actor.Name}, nil
}

func (s *Service) createTerm(ctx context.Context, cmd CreateTerm) (*bitext.Term, error) {
	if err := cmd.Actor.Check(access.Lexicon, cmd.Term.Target.Locale); err != nil {
		return nil, err
	}
	term, err := clean(cmd.Term)
	if err != nil {
		return nil, err
	}
	var made *bitext.Term
	err = s.Write(ctx, func(tx Tx) error {
		made, err = once.Do(ctx, tx, cmd.Actor.ID, cmd.Once, func() (*bitext.Term, error) {
			locales, err := tx.Locales(ctx)
			if err != nil {
				return nil, err
			}
			if err := tagsOf(locales).spoken(term); err != nil {
				return nil, err
			}
			if err := room(ctx, tx); err != nil {
				return nil, err
			}
			if err := add(ctx, tx, &term, cmd.Actor); err != nil {
				return nil, err
			}
			return &term, tx.Emit(ctx, saved(&term))
		})
		return err
	})
	return made, err
}

// spoken refuses a term of a language that the site does not have.
func (s site) spoken(t bitext.Term) error {
	var wrong []fault.Field
	for _, side := range []struct {
		at  string
		tag bitext.TermSide
	}{{"/source/locale", t.Source}, {"/target/locale", t.Target}} {
		if tag, ok := s.find(string(side.tag.Locale)); !ok || tag != side.tag.Locale {
			wrong = append(wrong, fault.Field{Pointer: side.at, Code: "locale.unknown", Args: map[string]any{"locale": string(side.tag.Locale)}})
		}
	}
	if len(wrong) > 0 {
		return &fault.Error{Kind: fault.Invalid, Code: "invalid", Fields: wrong}
	}
	return nil
}

// room refuses a term more than a glossary may have.
func room(ctx context.Context, tx Tx) error {
	n, err := tx.GlossaryCount(ctx)
	if err == nil && n >= glossary.MostTerms {
		return fault.New(fault.Conflict, "glossary.full", "most", glossary.MostTerms)
	}
	return err
}

// add writes a new term.
func add(ctx context.Context, tx Tx, t *bitext.Term, actor access.Actor) error {
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	t.ID, t.By, t.At = id.String(), actor.ID, tx.Now()
	return tx.AddGlossaryTerm(ctx, t, glossary.FirstStems(t))
}

func saved(t *bitext.Term) event.GlossarySaved {
	return event.GlossarySaved{Term: t.ID, Source: t.Source.Locale, Target: t.Target.Locale, Words: t.Source.Term, By: t.By}
}

// SaveTerm changes a term. A change that changes nothing leaves the version as it is.
func (s *Service) SaveTerm(ctx context.Context, cmd SaveTerm) (Term, error) {
	term, err := s.saveTerm(ctx, cmd)
	if err != nil {
		return Term{}, fmt.Errorf("save term %s: %w", cmd.ID, err)
	}
	return term, nil
}

func (s *Service) saveTerm(ctx context.Context, cmd SaveTerm) (Term, error) {
	if err := cmd.Actor.CheckBest(access.Lexicon); err != nil {
		return Term{}, err
	}
	before, err := s.GetTerm(ctx, cmd.Actor, cmd.ID)
	if err != nil {
		return Term{}, err
	}
	if err := cmd.Actor.Check(access.Lexicon, before.Target.Locale); err != nil {
		return Term{}, err
	}
	if err := etag.Check("glossary.stale", cmd.Version, before.Version); err != nil {
		return Term{}, err
	}
	// The version is compared again inside the write: while it is the same, so is what
	// is changed here.
	after, err := cmd.Change(before.Term)
	if err != nil {
		return Term{}, err
	}
	after.Source.Locale, after.Target.Locale = before.Source.Locale, before.Target.Locale
	if after, err = clean(after); err != nil {
		return Term{}, err
	}
	if equal(before.Term, after) {
		return before, nil
	}
	err = s.Write(ctx, func(tx Tx) error {
		now, err := tx.GlossaryTerm(ctx, cmd.ID)
		if err != nil {
			return err
		}
		if err := etag.Check("glossary.stale", cmd.Version, now.Version); err != nil {
			return err
		}
		if err := change(ctx, tx, now, &after, cmd.Actor); err != nil {
			return err
		}
		return tx.Emit(ctx, saved(&after))
	})
	return Term{after, cmd.Actor.Name}, err
}

// change writes what a term has become.
func change(ctx context.Context, tx Tx, now, after *bitext.Term, actor access.Actor) error {
	after.ID, after.Version, after.By, after.At = now.ID, now.Version, actor.ID, tx.Now()
	return tx.SaveGlossaryTerm(ctx, after, glossary.FirstStems(after))
}

// RemoveTerm takes a term out of the glossary for good.
func (s *Service) RemoveTerm(ctx context.Context, cmd RemoveTerm) error {
	err := cmd.Actor.CheckBest(access.Lexicon)
	if err == nil {
		err = s.Write(ctx, func(tx Tx) error { return removeTerm(ctx, tx, cmd) })
	}
	if err != nil {
		return fmt.Errorf("remove term %s: %w", cmd.ID, err)
	}
	return nil
}

func removeTerm(ctx context.Context, tx Tx, cmd RemoveTerm) error {
	t, err := tx.GlossaryTerm(ctx, cmd.ID)
	if err != nil {
		return err
	}
	if err := cmd.Actor.Check(access.Lexicon, t.Target.Locale); err != nil {
		return err
	}
	if err := etag.Check("glossary.stale", cmd.Version, t.Version); err != nil {
		return err
	}
	if err := tx.DropGlossaryTerm(ctx, t.ID, t.Version); err != nil {
		return err
	}
	return tx.Emit(ctx, event.GlossaryDeleted{Term: t.ID, Source: t.Source.Locale, Target: t.Target.Locale, Words: t.Source.Term, By: cmd.Actor.ID})
}
