package publishing

import (
	"context"
	"slices"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/parity"
)

// An order is what one command asks for, however many posts it is about.
type order struct {
	actor    access.Actor
	items    []content.Item
	several  bool   // the client sent a list of items: faults and blockers say of which
	override string // the reason for setting parity aside, or empty
	release  string // the release that is carried out, or empty
	schedule string // the schedule that fires, or empty
	later    bool   // it is not to be done yet: what may be right by then is no fault
}

// A planned item is one that was done in memory, and judged.
type planned struct {
	item      content.Item
	after     *content.Post
	change    content.Change
	judgement parity.Judgement
	blockers  []content.Blocker // those that no override sets aside
	warnings  []content.Warning
}

// result is what the order's actor is told of the item.
func (p planned) result(actor access.Actor) Result {
	return Result{Post: actor.Shown(p.after), Change: p.change, Blockers: p.blockers, Warnings: p.warnings}
}

// plan does the items in memory, and says what stands in the way of each. It
// writes nothing, so that a dry run and the real command judge alike. What
// cannot be planned is one fault about all the items.
func plan(ctx context.Context, r Snapshot, o order, at time.Time) ([]planned, error) {
	plans := make([]planned, 0, len(o.items))
	var refused refusals
	for i, item := range o.items {
		p, err := planOne(ctx, r, o, item, at)
		if err != nil {
			if err := refused.add(o, i, err); err != nil {
				return nil, err
			}
			continue
		}
		plans = append(plans, p)
	}
	return plans, refused.fault()
}

func planOne(ctx context.Context, r Snapshot, o order, item content.Item, at time.Time) (planned, error) {
	p, err := access.Known(ctx, r, o.actor, item.Post)
	if err != nil {
		return planned{}, o.gone(ctx, r, item.Post, err)
	}
	if err := permitted(o, item, p); err != nil {
		return planned{}, err
	}
	before := *p
	before.Translations = slices.Clone(p.Translations)
	one := planned{item: item, after: p}
	if o.later {
		if err := item.Foreseen(p); err != nil {
			return planned{}, err
		}
	}
	one.change, err = item.Do(p, at)
	if o.later && fault.Is(err, fault.Conflict) {
		one.warnings = notYet(item)
		return one, nil
	}
	if err != nil {
		return planned{}, err
	}
	err = one.judge(ctx, r, o, &before, at)
	return one, err
}

// gone says of a schedule that fires why its post is not found: somebody will
// read that, and the post was seen when it was scheduled.
func (o order) gone(ctx context.Context, r PostReads, id content.PostID, err error) error {
	if f, ok := fault.Of(err); o.schedule == "" || !ok || f.Code != "post.not_found" {
		return err
	}
	p, readErr := r.Post(ctx, id)
	switch {
	case fault.Is(readErr, fault.NotFound):
		return err
	case readErr != nil:
		return readErr
	case !p.DeletedAt.IsZero() && o.actor.Sees(access.SubjectOf(p)):
		return fault.New(fault.NotFound, "schedule.post_trashed", "post", string(id))
	}
	return err
}

// permitted asks for permission in each locale named, and in each live one if
// the shared part of all of them is to change.
func permitted(o order, item content.Item, p *content.Post) error {
	tags := item.Publication.Locales()
	if len(tags) == 0 {
		return nil // refused next, with its place
	}
	if item.Action == content.ToPublish && item.Publication.Shared > p.Live && p.Live > 0 {
		tags = append(tags, p.LiveLocales()...)
	}
	return o.actor.CheckOn(access.Publish, access.SubjectOf(p), tags...)
}

// judge asks what stands in the way of the post as it would be, and is not set
// aside by the order's override.
func (p *planned) judge(ctx context.Context, r Snapshot, o order, before *content.Post, at time.Time) error {
	j, err := parity.Judge(ctx, r, before, p.after, at)
	if err != nil {
		return err
	}
	p.judgement = j
	p.warnings = append(behind(p.after, p.item.Publication), j.Warnings...)
	err = j.Pass(o.actor, o.override)
	f, refused := fault.Of(err)
	if !refused || f.Kind != fault.Conflict {
		return err
	}
	blockers, _ := f.Extra["blockers"].([]content.Blocker)
	p.blockers = slices.Clone(blockers)
	for i := range p.blockers {
		if o.several {
			p.blockers[i].Post = p.item.Post
		}
	}
	return nil
}

// behind warns of revisions that went live and are no longer the newest.
func behind(p *content.Post, pub content.Publication) []content.Warning {
	var list []content.Warning
	for _, b := range p.Behind(pub) {
		list = append(list, content.Warning{
			Code: "publication.not_head", Pointer: b.Pointer, Args: map[string]any{"n": b.N, "head": b.Head},
		})
	}
	return list
}

// notYet warns that what is to be taken away later is not live now.
func notYet(item content.Item) []content.Warning {
	return []content.Warning{{
		Code: "schedule.not_live_yet", Pointer: "/translations", Args: map[string]any{"post": string(item.Post)},
	}}
}

// blocked is the fault of plans that something stands in the way of: the
// blockers of all posts together. It is nil if nothing does.
func blocked(plans []planned) error {
	list := blockersOf(plans)
	if len(list) == 0 {
		return nil
	}
	return parity.Blocked(list)
}

func blockersOf(plans []planned) []content.Blocker {
	var list []content.Blocker
	for _, p := range plans {
		list = append(list, p.blockers...)
	}
	return list
}

// checkOverride refuses a reason that says nothing, or too much; none is asked for
// where it is empty.
func checkOverride(reason string) error {
	if reason == "" {
		return nil
	}
	return parity.CheckReason(reason)
}
