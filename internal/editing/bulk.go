package editing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/draft"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/paging"
)

// MostBulk bounds the posts of one [Bulk] and of one [Choose].
const MostBulk = 500

// A BulkAction is what happens to many posts. To publish and unpublish many is
// publishing's.
type BulkAction string

// The actions.
const (
	BulkTag    BulkAction = "tag"
	BulkUntag  BulkAction = "untag"
	BulkDelete BulkAction = "delete"
)

// A Bulk asks to do one thing to many posts.
type Bulk struct {
	Actor  access.Actor
	Action BulkAction
	Tag    content.TermID // to tag and untag
	Items  []BulkItem     // a post once
	Each   bool           // each by itself; otherwise all of them or none
	DryRun bool           // say what would become of them, and change nothing
	Once   once.Key
}

// A BulkItem is one of the posts, as its caller has seen it.
type BulkItem struct {
	Post    content.PostID
	Version int64 // of the shared part
}

// A BulkDone says what became of a post.
type BulkDone struct {
	Post    content.PostID
	Version int64            // of the shared part, as it is now
	Shared  int              // its head
	Problem *content.Outcome // why nothing was done; nil if it was
}

// errDry takes back what a dry run did.
var errDry = errors.New("a dry run")

// Bulk does one thing to many posts: in one transaction all of them or none, with
// everything that stands in the way at once, each under "/items/0" and on; or each
// by itself, with what became of each. A tag that a post has already, or has not,
// is no fault. Results come in the order of the items.
func (s *Service) Bulk(ctx context.Context, cmd Bulk) ([]BulkDone, error) {
	done, err := s.bulk(ctx, cmd)
	if err != nil {
		return nil, fmt.Errorf("%s %d posts: %w", cmd.Action, len(cmd.Items), err)
	}
	return done, nil
}

func (s *Service) bulk(ctx context.Context, cmd Bulk) (done []BulkDone, err error) {
	if err := cmd.judge(); err != nil {
		return nil, err
	}
	if cmd.Each && !cmd.DryRun {
		return s.bulkEach(ctx, cmd)
	}
	err = s.Write(ctx, func(tx Tx) error {
		if cmd.DryRun {
			if done, err = cmd.tryAll(ctx, tx); err != nil {
				return err
			}
			return errDry
		}
		done, err = once.Do(ctx, tx, cmd.Actor.ID, cmd.Once, func() ([]BulkDone, error) {
			done, err := cmd.tryAll(ctx, tx)
			if err == nil {
				err = refused(done)
			}
			return done, err
		})
		return err
	})
	if errors.Is(err, errDry) {
		err = nil
	}
	return done, err
}

// judge returns what can be said against the command before anything is read.
func (cmd Bulk) judge() error {
	op := access.WriteShared
	if cmd.Action == BulkDelete {
		op = access.Delete
	}
	if err := cmd.Actor.CheckBest(op); err != nil {
		return err
	}
	var bad wrongs
	switch {
	case len(cmd.Items) == 0:
		bad.add("/items", "member.empty")
	case len(cmd.Items) > MostBulk:
		bad.add("/items", "bulk.too_many", "most", strconv.Itoa(MostBulk))
	}
	if cmd.Action != BulkDelete && cmd.Tag == "" {
		bad.add("/tag", "member.required")
	}
	seen := make(map[content.PostID]bool, len(cmd.Items))
	for i, item := range cmd.Items {
		if seen[item.Post] {
			bad.add(fmt.Sprintf("/items/%d/post", i), "list.twice", "value", string(item.Post))
		}
		seen[item.Post] = true
	}
	return bad.fault()
}

// tryAll does every item, and says of each what became of it. What is not about
// an item comes back as an error.
func (cmd Bulk) tryAll(ctx context.Context, tx Tx) ([]BulkDone, error) {
	done := make([]BulkDone, 0, len(cmd.Items))
	for _, item := range cmd.Items {
		one, err := cmd.try(ctx, tx, item)
		if err != nil {
			return nil, err
		}
		done = append(done, one)
	}
	return done, nil
}

func (cmd Bulk) try(ctx context.Context, tx Tx, item BulkItem) (BulkDone, error) {
	done, err := cmd.do(ctx, tx, item)
	if f, ok := fault.Of(err); ok && aboutInput(f.Kind) {
		return problem(item, f), nil
	}
	return done, err
}

// problem says why nothing was done to the post; of a stale one the present
// version.
func problem(item BulkItem, f *fault.Error) BulkDone {
	now, _ := f.Args["now"].(int64)
	return BulkDone{Post: item.Post, Version: now, Problem: content.OutcomeOf(f)}
}

// aboutInput reports whether faults of the kind say something of what was asked
// for, and not of us.
func aboutInput(k fault.Kind) bool {
	switch k {
	case fault.Invalid, fault.Forbidden, fault.NotFound, fault.Conflict, fault.Stale, fault.Required:
		return true
	}
	return false
}

// refused returns the fault of a bulk of which some items cannot be done, each
// with its place.
func refused(done []BulkDone) error {
	var fields []fault.Field
	for i, d := range done {
		if d.Problem != nil {
			fields = append(fields, fault.Field{Pointer: fmt.Sprintf("/items/%d", i), Code: d.Problem.Code, Args: d.Problem.Args})
		}
	}
	if len(fields) == 0 {
		return nil
	}
	f := fault.New(fault.Conflict, "bulk.refused", "count", len(fields))
	f.Fields = fields
	return f
}

// bulkEach does each item in a transaction of its own. A command that comes again
// gets its first answer if that was whole; one that broke off is done from the
// beginning, and says of what it had done by then that it is stale or gone.
func (s *Service) bulkEach(ctx context.Context, cmd Bulk) (done []BulkDone, err error) {
	if cmd.Once.Name != "" {
		again := false
		err := s.Write(ctx, func(tx Tx) error {
			done, again, err = once.Again[[]BulkDone](ctx, tx, cmd.Actor.ID, cmd.Once)
			return err
		})
		if err != nil || again {
			return done, err
		}
	}
	for _, item := range cmd.Items {
		var one BulkDone
		err := s.Write(ctx, func(tx Tx) error {
			one, err = cmd.do(ctx, tx, item)
			return err
		})
		if f, ok := fault.Of(err); ok && aboutInput(f.Kind) {
			one, err = problem(item, f), nil
		}
		if err != nil {
			return nil, err
		}
		done = append(done, one)
	}
	if cmd.Once.Name == "" {
		return done, nil
	}
	err = s.Write(ctx, func(tx Tx) error {
		done, err = once.Do(ctx, tx, cmd.Actor.ID, cmd.Once, func() ([]BulkDone, error) { return done, nil })
		return err
	})
	return done, err
}

// do does one item.
func (cmd Bulk) do(ctx context.Context, tx Tx, item BulkItem) (BulkDone, error) {
	if cmd.Action == BulkDelete {
		err := removePost(ctx, tx, RemovePost{Actor: cmd.Actor, Post: item.Post, Version: item.Version})
		return BulkDone{Post: item.Post}, err
	}
	tag, err := termOf(ctx, tx, content.Tag, cmd.Tag)
	if err != nil {
		return BulkDone{}, err
	}
	p, err := mine(ctx, tx, SavePost{Actor: cmd.Actor, Post: item.Post, Version: item.Version})
	if err != nil {
		return BulkDone{}, err
	}
	head, err := tx.SharedRevision(ctx, p.ID, p.Head)
	if err != nil {
		return BulkDone{}, err
	}
	into, err := tx.Absorbed(ctx, append(head.Shared.Terms(), tag.ID))
	if err != nil {
		return BulkDone{}, err
	}
	shared := into.Shared(head.Shared)
	shared.Tags = cmd.tags(shared.Tags, into.Among([]content.TermID{tag.ID})[0])
	prepared, err := draft.PrepareShared("", shared)
	if err != nil {
		return BulkDone{}, err
	}
	saved, err := draft.SaveShared(ctx, tx, p, prepared, draft.Options{Meta: meta(tx, cmd.Actor, "")})
	if err == nil && saved.Changed {
		err = tx.Emit(ctx, event.SharedSaved{Post: p.ID, Revision: p.Head, By: cmd.Actor.ID})
	}
	return BulkDone{Post: p.ID, Version: p.Version, Shared: p.Head}, err
}

// tags returns the tags with the command's, or without.
func (cmd Bulk) tags(have []content.TermID, tag content.TermID) []content.TermID {
	switch has := slices.Contains(have, tag); {
	case cmd.Action == BulkTag && !has:
		return append(slices.Clone(have), tag)
	case cmd.Action == BulkUntag && has:
		return slices.DeleteFunc(slices.Clone(have), func(id content.TermID) bool { return id == tag })
	}
	return have
}

// A Choose asks for the posts that a query finds, to do something to them.
type Choose struct {
	Actor access.Actor
	Query content.PostQuery // Limit and After are ignored
}

// A Chosen is one of them: its heads without bodies, and those of its
// translations that are as asked.
type Chosen struct {
	View
	Matched []locale.Tag
}

// Choose returns up to [MostBulk] posts that the query finds; more is set if
// there are others, or may be: how far it looks is bounded.
func (s *Service) Choose(ctx context.Context, cmd Choose) (chosen []Chosen, more bool, err error) {
	const mostPages = 100 // of which each looks at a bounded number of rows
	list := ListPosts{Actor: cmd.Actor, Query: cmd.Query}
	list.Query.Limit = paging.Most
	for range mostPages {
		page, err := s.List(ctx, list)
		if err != nil {
			return nil, false, err
		}
		for i, v := range page.Items {
			if len(chosen) == MostBulk {
				return chosen, true, nil
			}
			chosen = append(chosen, Chosen{View: v, Matched: page.Matched[i]})
		}
		if list.Cursor = page.Next; list.Cursor == "" {
			return chosen, false, nil
		}
		if len(chosen) == MostBulk {
			return chosen, true, nil
		}
	}
	return chosen, true, nil
}
