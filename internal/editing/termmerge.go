package editing

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/projection"
)

// A MergeTerm asks that Term take the place of Absorbed, of the same kind.
type MergeTerm struct {
	Actor    access.Actor
	Kind     content.TermKind
	Term     content.TermID
	Version  int64 // of Term
	Absorbed content.TermID
	Once     once.Key
}

// A RemoveTerm asks to delete a term that nothing uses.
type RemoveTerm struct {
	Actor   access.Actor
	Kind    content.TermKind
	Term    content.TermID
	Version int64
}

// TermEnds are the ends that terms come to.
type TermEnds interface {
	// AbsorbTerm lets one term stand for another from now on: whoever names from,
	// or one that it had absorbed, means into. from loses its texts; the slugs that
	// it has and had lead to into, unless they are into's own now. It then saves
	// into, as SaveTerm does.
	AbsorbTerm(ctx context.Context, into, from *content.Term) error
	// DropTerm deletes a term with its texts and slugs, and those that it absorbed,
	// if it still has the version; otherwise it returns a fault.Stale.
	DropTerm(ctx context.Context, id content.TermID, version int64) error
	// TermUsed reports whether a head or readers' text names the term, itself or by
	// one that it absorbed, posts in the trash included.
	TermUsed(ctx context.Context, id content.TermID) (bool, error)
}

// MergeTerm joins two terms of a kind. Whatever names the absorbed one means the
// other from now on: what is live, heads, old revisions, and what is saved with
// its id later. Its pages redirect, and so does what had led to it. What the other
// does not say itself it takes over: names and slugs in languages that it has
// none in, descriptions, an author's role, avatar and links. Posts that readers
// see are rendered again as after a change of name.
//
// It asks for permission in each locale that either is named in. A term cannot
// absorb itself, one of another kind, or one that is absorbed.
func (s *Service) MergeTerm(ctx context.Context, cmd MergeTerm) (*content.Term, error) {
	var term *content.Term
	err := cmd.Actor.CheckBest(access.Terms)
	if err == nil {
		err = s.Write(ctx, func(tx Tx) error {
			term, err = once.Do(ctx, tx, cmd.Actor.ID, cmd.Once, func() (*content.Term, error) { return mergeTerm(ctx, tx, cmd) })
			return err
		})
	}
	if err != nil {
		return nil, fmt.Errorf("merge %s %s into %s: %w", cmd.Kind, cmd.Absorbed, cmd.Term, err)
	}
	return term, nil
}

func mergeTerm(ctx context.Context, tx Tx, cmd MergeTerm) (*content.Term, error) {
	into, from, err := joinable(ctx, tx, cmd)
	if err != nil {
		return nil, err
	}
	names, more := from.Texts, inherit(into, from)
	if err := tx.AbsorbTerm(ctx, into, from); err != nil {
		return nil, err
	}
	if err := projection.RefreshAbsorbed(ctx, tx, from.ID); err != nil {
		return nil, err
	}
	if more { // posts that it had no name for show it now
		if err := projection.RefreshTerm(ctx, tx, into.ID); err != nil {
			return nil, err
		}
	}
	return into, tx.Emit(ctx, event.TermMerged{Term: into.ID, Kind: into.Kind, Absorbed: from.ID, Names: names, By: cmd.Actor.ID})
}

// joinable returns the two terms if they may and can be merged.
func joinable(ctx context.Context, tx Tx, cmd MergeTerm) (into, from *content.Term, err error) {
	if into, err = termOf(ctx, tx, cmd.Kind, cmd.Term); err != nil {
		return nil, nil, err
	}
	if cmd.Term == cmd.Absorbed {
		return nil, nil, fault.Wrong("/term", "term.same")
	}
	from, err = tx.Term(ctx, cmd.Absorbed)
	switch {
	case fault.Is(err, fault.NotFound), err == nil && from.Kind != cmd.Kind:
		return nil, nil, fault.Wrong("/term", "term.not_found", "term", string(cmd.Absorbed), "kind", string(cmd.Kind))
	case err != nil:
		return nil, nil, err
	case from.MergedInto != "":
		return nil, nil, fault.New(fault.Conflict, "term.absorbed", "term", string(from.ID), "into", string(from.MergedInto)).
			With("mergedInto", string(from.MergedInto))
	}
	tags := slices.Collect(maps.Keys(into.Texts))
	if err := cmd.Actor.Check(access.Terms, slices.AppendSeq(tags, maps.Keys(from.Texts))...); err != nil {
		return nil, nil, err
	}
	return into, from, etag.Check("term.stale", cmd.Version, into.Version)
}

// inherit gives a term what it does not say itself, and reports whether it is
// named or described otherwise than before.
func inherit(into, from *content.Term) (more bool) {
	into.Texts = maps.Clone(into.Texts)
	if into.Texts == nil {
		into.Texts = make(map[locale.Tag]content.TermText)
	}
	for tag, other := range from.Texts {
		own, named := into.Texts[tag]
		if !named {
			own = other
		}
		own.Description, own.Role = cmp.Or(own.Description, other.Description), cmp.Or(own.Role, other.Role)
		more = more || into.Texts[tag] != own
		into.Texts[tag] = own
	}
	into.Avatar = cmp.Or(into.Avatar, from.Avatar)
	if len(into.Links) == 0 {
		into.Links = from.Links
	}
	return more
}

// RemoveTerm deletes a term for good: its pages are gone and its slugs are free.
// It is a Conflict while a head uses it, also of a post in the trash, or what
// readers see. Old revisions that name it then name nothing. It asks for
// permission in each locale that it is named in.
func (s *Service) RemoveTerm(ctx context.Context, cmd RemoveTerm) error {
	err := cmd.Actor.CheckBest(access.Terms)
	if err == nil {
		err = s.Write(ctx, func(tx Tx) error { return removeTerm(ctx, tx, cmd) })
	}
	if f, ok := fault.Of(err); ok && f.Code == termInUse {
		err = s.inUse(ctx, cmd.Term)
	}
	if err != nil {
		return fmt.Errorf("remove %s %s: %w", cmd.Kind, cmd.Term, err)
	}
	return nil
}

func removeTerm(ctx context.Context, tx Tx, cmd RemoveTerm) error {
	term, err := termOf(ctx, tx, cmd.Kind, cmd.Term)
	if err != nil {
		return err
	}
	if err := cmd.Actor.Check(access.Terms, slices.Collect(maps.Keys(term.Texts))...); err != nil {
		return err
	}
	if err := etag.Check("term.stale", cmd.Version, term.Version); err != nil {
		return err
	}
	used, err := tx.TermUsed(ctx, term.ID)
	if err != nil {
		return err
	}
	if used {
		return fault.New(fault.Conflict, termInUse)
	}
	if err := tx.DropTerm(ctx, term.ID, term.Version); err != nil {
		return err
	}
	return tx.Emit(ctx, event.TermDeleted{Term: term.ID, Kind: term.Kind, Names: term.Texts, By: cmd.Actor.ID})
}

const termInUse = "term.in_use"

// inUse is the fault of a term that is used, with how much it is: that is counted
// when nobody waits to write.
func (s *Service) inUse(ctx context.Context, id content.TermID) error {
	return s.Read(ctx, func(r Snapshot) error {
		usage, err := r.TermUsage(ctx, id, access.View{All: true})
		if err != nil {
			return err
		}
		return fault.New(fault.Conflict, termInUse, "heads", usage.Heads, "live", usage.Live, "trash", usage.Trash)
	})
}
