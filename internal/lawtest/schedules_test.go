package lawtest

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/publishing"
)

// later is some instant that comes.
func (w *world) later() publishing.When {
	return publishing.When{At: w.clock.now().Add(draw(w, "in", time.Minute, time.Hour, 25*time.Hour)).Format(time.RFC3339)}
}

// schedule asks that an item be carried out later. Nothing happens by that.
func (w *world) schedule() {
	w.plan(w.anybody(), w.item(w.post()))
}

func (w *world) plan(actor access.Actor, i content.Item) {
	cmd := publishing.Plan{Actor: actor, Item: i, When: w.later(), OnBlocked: draw(w, "blocked", content.Hold, content.Fail), Override: w.override()}
	w.try(deed{
		what: "schedule at " + cmd.When.At + ":" + said(i) + because(cmd.Override), actor: cmd.Actor, keyed: true, refuse: forbidden(mayPublish(cmd.Actor, i)),
		do: func(k once.Key) (any, error) { cmd.Once = k; return w.h.Publishing.Schedule(w.ctx(), cmd) },
	})
}

// planned draws a schedule.
func (w *world) planned() (row []string, version int64) {
	keys := slices.Sorted(maps.Keys(w.rows["schedules"]))
	if len(keys) == 0 {
		w.t.Skip("nothing is scheduled")
	}
	row = w.rows["schedules"][draw(w, "schedule", keys...)]
	return row, int64(w.number("schedules", row, "version"))
}

// reschedule changes when something happens.
func (w *world) reschedule() {
	row, version := w.planned()
	at := w.later().At
	cmd := publishing.ScheduleChange{Actor: w.anybody(), ID: row[0], Version: version, At: &at}
	w.try(deed{
		what: "change schedule to " + at + ":" + said(w.itemsOf(row)...), actor: cmd.Actor, refuse: forbidden(mayPublish(cmd.Actor, w.itemsOf(row)...)),
		do: func(once.Key) (any, error) { return w.h.Publishing.Reschedule(w.ctx(), cmd) },
	})
}

func (w *world) cancel() {
	row, version := w.planned()
	cmd := publishing.ScheduleNamed{Actor: w.anybody(), ID: row[0], Version: version}
	w.try(deed{
		what: "cancel schedule", actor: cmd.Actor,
		do: func(once.Key) (any, error) { return nil, w.h.Publishing.Cancel(w.ctx(), cmd) },
	})
}

// itemsOf returns what a schedule is about.
func (w *world) itemsOf(row []string) []content.Item {
	if id := w.at("schedules", row, "release_id"); id != "" {
		return w.releaseItems(id)
	}
	i := content.Item{Post: content.PostID(w.at("schedules", row, "post_id")), Action: content.Action(w.at("schedules", row, "action"))}
	w.unjson(w.at("schedules", row, "publication"), &i.Publication)
	return []content.Item{i}
}

// passTime lets hours go by, and everything happen that is due then.
func (w *world) passTime() {
	w.clock.pass(draw(w, "pass", 2*time.Hour, 26*time.Hour, time.Minute, 40*24*time.Hour))
	for {
		look, err := w.h.Publishing.Due(w.ctx())
		w.must(err)
		if len(look.Due) == 0 {
			return
		}
		for _, id := range look.Due {
			w.fire(id)
			w.hold()
		}
	}
}

// fire lets a schedule happen, as whoever asked for it: whole, or not at all.
func (w *world) fire(id string) {
	row := w.rows["schedules"][id]
	items, override, by := w.itemsOf(row), w.at("schedules", row, "override"), w.at("schedules", row, "by")
	actor := w.actors[slices.IndexFunc(w.actors, func(a access.Actor) bool { return a.ID == by })]
	got, err := w.try(deed{
		what: "fire:" + said(items...) + because(override), actor: actor, moves: postsOf(items),
		do: func(once.Key) (any, error) { return w.h.Publishing.Fire(w.ctx(), id) },
		then: func(got any) {
			s := got.(*content.Schedule)
			if s != nil && s.State == content.ScheduleDone {
				if w.revoked[by] || !mayPublish(actor, items...) {
					w.t.Fatalf("%s may not, and it was done", w.called(actor))
				}
				w.done(actor, override, items...)
			}
		},
	})
	w.must(err)
	if got.(*content.Schedule) == nil {
		w.t.Fatalf("schedule %s is due and was not fired", id)
	}
	w.t.Logf("it is %s %s", got.(*content.Schedule).State, fmt.Sprint(got.(*content.Schedule).Outcome))
	w.notTwice(id)
}

// notTwice fires a schedule again, which does nothing.
func (w *world) notTwice(id string) {
	before := w.rows
	again, err := w.h.Publishing.Fire(w.ctx(), id)
	w.must(err)
	w.rows = w.read()
	w.same("a schedule fired twice", before, w.rows)
	if again != nil {
		w.t.Fatalf("a schedule fired twice: %+v", again)
	}
}

// nothingStrandedWaits asks that no schedule of one post waits for its time while
// what it names is away: once that is back, somebody has to ask again.
func (w *world) nothingStrandedWaits() {
	for id, row := range w.rows["schedules"] {
		if w.at("schedules", row, "state") != string(content.SchedulePending) || w.at("schedules", row, "release_id") != "" {
			continue
		}
		item := w.itemsOf(row)[0]
		if p := w.rows["posts"][string(item.Post)]; p == nil || w.at("posts", p, "deleted_at") != "0" || w.at("posts", p, "merged_into") != "" {
			w.t.Fatalf("schedule %s waits, and its post is away:%s", id, said(item))
		}
		for tag := range item.Publication.Translations {
			if w.rows["translations"][string(item.Post)+" "+string(tag)] == nil {
				w.t.Fatalf("schedule %s waits, and there is no %s:%s", id, tag, said(item))
			}
		}
	}
}
