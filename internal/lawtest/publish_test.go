package lawtest

import (
	"fmt"
	"maps"
	"slices"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/publishing"
)

// said says what a publication names.
func said(items ...content.Item) (text string) {
	for _, i := range items {
		text += fmt.Sprintf(" %s %s shared@%d %v", i.Action, i.Post, i.Publication.Shared, i.Publication.Translations)
	}
	return text
}

// mayPublish says whether the actor edits every language that is named.
func mayPublish(a access.Actor, items ...content.Item) bool {
	for _, i := range items {
		for tag := range i.Publication.Translations {
			if !a.Admin && !a.Has(access.RoleEditor, tag) {
				return false
			}
		}
	}
	return true
}

// heads is an item about the newest revisions of some languages, or all.
func (w *world) heads(p *content.Post) content.Item {
	pub := content.Publication{Shared: p.Head, Translations: map[locale.Tag]int{}}
	if p.Live > 0 && rapidBool(w, "shared stays") {
		pub.Shared = 0
	}
	tags := p.Locales()
	if len(tags) > 0 && w.chance("not all", 3) {
		tags = w.some("publish", tags...)
	}
	for _, tag := range tags {
		pub.Translations[tag] = p.Translation(tag).Head
	}
	return content.Item{Post: p.ID, Action: content.ToPublish, Publication: pub}
}

// item draws any item about the post.
func (w *world) item(p *content.Post) content.Item {
	if draw(w, "action", 0, 0, 1) == 1 {
		return w.away(p)
	}
	i := w.heads(p)
	for _, tag := range p.Locales() {
		if n := i.Publication.Translations[tag]; n > 1 && w.chance("older", 2) {
			i.Publication.Translations[tag] = n - 1
		}
	}
	if i.Publication.Shared > 1 && w.chance("older shared", 2) {
		i.Publication.Shared--
	}
	return i
}

// away is an item that takes languages away from readers.
func (w *world) away(p *content.Post) content.Item {
	pub := content.Publication{Translations: map[locale.Tag]int{}}
	for _, t := range p.Translations {
		if t.Live > 0 && !w.chance("stays", 3) {
			pub.Translations[t.Locale] = t.Live
		}
	}
	return content.Item{Post: p.ID, Action: content.ToUnpublish, Publication: pub}
}

func rapidBool(w *world, what string) bool { return draw(w, what, false, true) }

func (w *world) publishHeads() { w.publish(w.heads(w.post())) }
func (w *world) publishSome()  { w.publish(w.item(w.post())) }
func (w *world) unpublish()    { w.publish(w.away(w.post())) }

// publish carries out an item, after it was asked what that would do: the answer
// has to be what then happens (rule 4).
func (w *world) publish(i content.Item) {
	cmd := publishing.Command{Actor: w.anybody(), Post: i.Post, Publication: i.Publication, Override: w.override()}
	run := w.h.Publishing.Publish
	if i.Action == content.ToUnpublish {
		run = w.h.Publishing.Unpublish
	}
	dry := cmd
	dry.DryRun = true
	foreseen, dryErr := run(w.ctx(), dry)
	w.same("a dry run changed something", w.rows, w.read())
	got, err := w.try(deed{
		what: "one:" + said(i) + because(cmd.Override), actor: cmd.Actor, keyed: true, moves: []content.PostID{i.Post},
		refuse: forbidden(mayPublish(cmd.Actor, i)),
		do:     func(k once.Key) (any, error) { cmd.Once = k; return run(w.ctx(), cmd) },
		then:   func(any) { w.done(cmd.Actor, cmd.Override, i) },
	})
	var change content.Change
	if err == nil {
		change = got.(publishing.Result).Change
	}
	w.asForeseen(foreseen.Blockers, dryErr, err)
	if dryErr == nil && err == nil && w.json(change) != w.json(foreseen.Change) {
		w.t.Fatalf("the dry run foresaw %s, and it was %s", w.json(foreseen.Change), w.json(change))
	}
}

// asForeseen compares what a dry run said stands in the way with what stood there.
func (w *world) asForeseen(blockers []content.Blocker, dry, err error) {
	f, _ := fault.Of(err)
	switch {
	case dry != nil:
		g, ok := fault.Of(dry)
		if !ok || f == nil || f.Code != g.Code || f.Kind != g.Kind {
			w.t.Fatalf("the dry run was refused by %v, and the command by %v", dry, err)
		}
	case len(blockers) > 0:
		if f == nil || w.json(f.Extra["blockers"]) != w.json(blockers) {
			w.t.Fatalf("the dry run foresaw %s, and the command said %v", w.json(blockers), err)
		}
	case err != nil:
		w.t.Fatalf("the dry run foresaw nothing, and the command said %v", err)
	}
}

// done notes that items were carried out, and asks whether they might be.
func (w *world) done(actor access.Actor, override string, items ...content.Item) {
	var moved []content.Item
	for _, i := range items {
		was := maps.Clone(w.live[i.Post])
		w.live.carry(i)
		if !maps.Equal(was, w.live[i.Post]) {
			moved = append(moved, i)
		}
	}
	for _, i := range moved {
		w.complete(i)
		if override == "" {
			w.notApart(i)
		}
	}
	w.overridden(actor, override)
}

// several draws up to three posts with an item each.
func (w *world) several() (items []content.Item) {
	for range draw(w, "posts", 1, 2, 2, 3) {
		p := w.post()
		if !slices.ContainsFunc(items, func(i content.Item) bool { return i.Post == p.ID }) {
			items = append(items, w.item(p))
		}
	}
	return items
}

// postsOf returns whom the items are about.
func postsOf(items []content.Item) (ids []content.PostID) {
	for _, i := range items {
		ids = append(ids, i.Post)
	}
	return ids
}

// many carries out items of several posts: all of them or none, or each by itself.
func (w *world) many() {
	cmd := publishing.Many{Actor: w.anybody(), Items: w.several(), Each: rapidBool(w, "each"), Override: w.override()}
	d := deed{
		what: fmt.Sprintf("many, each %v:%s%s", cmd.Each, said(cmd.Items...), because(cmd.Override)), actor: cmd.Actor, keyed: true, moves: postsOf(cmd.Items),
		do: func(k once.Key) (any, error) { cmd.Once = k; return w.h.Publishing.Many(w.ctx(), cmd) },
		then: func(got any) {
			for _, r := range got.([]publishing.ItemResult) {
				if r.Problem == nil {
					w.done(cmd.Actor, cmd.Override, r.Item)
				} else if !cmd.Each {
					w.t.Fatalf("one of many has a problem, and the others were done: %+v", r.Problem)
				}
			}
		},
	}
	if !cmd.Each {
		d.refuse = forbidden(mayPublish(cmd.Actor, cmd.Items...))
	}
	w.try(d)
}

// releaseItems returns what the rows say that a release holds.
func (w *world) releaseItems(id string) (items []content.Item) {
	for _, k := range slices.Sorted(maps.Keys(w.rows["release_items"])) {
		row := w.rows["release_items"][k]
		if w.at("release_items", row, "release_id") != id {
			continue
		}
		i := content.Item{Post: content.PostID(w.at("release_items", row, "post_id")), Action: content.Action(w.at("release_items", row, "action"))}
		w.unjson(w.at("release_items", row, "publication"), &i.Publication)
		items = append(items, i)
	}
	return items
}

// release makes one: carried out at once, or later, or kept.
func (w *world) release() {
	cmd := publishing.CreateRelease{Actor: w.anybody(), Input: publishing.ReleaseInput{Name: "r", Items: w.several(), Override: w.override()}}
	switch draw(w, "when", "now", "later", "draft") {
	case "later":
		cmd.Input.When = w.later()
	case "draft":
		cmd.Draft = true
	}
	dry := cmd
	dry.DryRun = true
	foreseen, dryErr := w.h.Publishing.CreateRelease(w.ctx(), dry)
	w.same("a dry run changed something", w.rows, w.read())
	_, err := w.try(deed{
		what:  fmt.Sprintf("release, draft %v, at %q:%s%s", cmd.Draft, cmd.Input.When.At, said(cmd.Input.Items...), because(cmd.Input.Override)),
		actor: cmd.Actor, keyed: true, moves: postsOf(cmd.Input.Items), refuse: forbidden(mayPublish(cmd.Actor, cmd.Input.Items...)),
		do: func(k once.Key) (any, error) { cmd.Once = k; return w.h.Publishing.CreateRelease(w.ctx(), cmd) },
		then: func(got any) {
			if got.(publishing.Released).Release.State == content.ReleaseDone {
				w.done(cmd.Actor, cmd.Input.Override, cmd.Input.Items...)
			}
		},
	})
	if !cmd.Draft && cmd.Input.When.At == "" {
		w.asForeseen(foreseen.Blockers, dryErr, err)
	}
}

// publishRelease carries out one that is kept.
func (w *world) publishRelease() {
	keys := slices.Sorted(maps.Keys(w.rows["releases"]))
	if len(keys) == 0 {
		w.t.Skip("there is no release")
	}
	row := w.rows["releases"][draw(w, "release", keys...)]
	id, items := w.at("releases", row, "id"), w.releaseItems(w.at("releases", row, "id"))
	cmd := publishing.PublishRelease{Actor: w.anybody(), ID: id, Version: int64(w.number("releases", row, "version"))}
	d := deed{
		what: "publish release" + said(items...), actor: cmd.Actor, keyed: true, moves: postsOf(items), refuse: forbidden(mayPublish(cmd.Actor, items...)),
		do:   func(k once.Key) (any, error) { cmd.Once = k; return w.h.Publishing.PublishRelease(w.ctx(), cmd) },
		then: func(any) { w.done(cmd.Actor, w.at("releases", row, "override"), items...) },
	}
	if w.at("releases", row, "state") == string(content.ReleaseDone) {
		d.refuse = "it is done"
	}
	_, _ = w.try(d)
}
