package lawtest

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
)

// A deed is one command with what it may do.
type deed struct {
	what   string
	actor  access.Actor
	do     func(once.Key) (any, error)
	keyed  bool             // it knows idempotency keys
	parts  []content.Part   // whose heads it may write; no locale: the shared part
	gone   []content.Part   // of which it may delete everything
	moves  []content.PostID // of which it may change what readers see
	whole  []content.PostID // with which it may do anything
	makes  bool             // it may make a post
	prunes bool             // it may let revisions go
	names  bool             // it changes names or settings, which readers see at once
	refuse string           // why it must be refused; empty: it may be done
	then   func(got any)    // notes what readers have to see, once it is done
}

// part names a part of a post.
func part(id content.PostID, tag locale.Tag) content.Part { return content.Part{Post: id, Locale: tag} }

// try carries a deed out, and compares what it did with what it may do. It returns
// what the command returned.
func (w *world) try(d deed) (got any, err error) {
	var key once.Key
	if d.keyed && w.chance("keyed", 3) {
		w.keys++
		key = once.Key{Name: fmt.Sprintf("key-%d", w.keys), Hash: sha256.Sum256([]byte(d.what))}
	}
	before := w.rows
	got, err = d.do(key)
	w.rows = w.read()
	w.t.Logf("%s by %s: %v", d.what, w.called(d.actor), err)
	if err != nil {
		w.refused(d, before, err)
		return nil, err
	}
	w.held = false
	if d.refuse != "" {
		w.t.Fatalf("%s was done: %s", d.what, d.refuse)
	}
	w.keepsOthers(d, before)
	w.keepsPast(d, before)
	w.tells(d, before)
	w.readersMoveTogether(d, before)
	w.before = before["translations"]
	w.lines = changed(before["ledger"], w.rows["ledger"])
	if d.then != nil {
		d.then(got)
	}
	if key.Name != "" {
		w.again(d, key, got)
	}
	return got, nil
}

// refused asks of a refusal that it is a fault that may be shown, and left
// everything as it was.
func (w *world) refused(d deed, before state, err error) {
	if f, ok := fault.Of(err); !ok || f.Kind == fault.Internal {
		w.t.Fatalf("%s: %+v is no fault that may be shown", d.what, err)
	}
	w.same(d.what+" was refused and changed something", before, w.rows)
}

// again repeats a keyed command: it answers as the first time and does nothing.
func (w *world) again(d deed, key once.Key, got any) {
	before := w.rows
	second, err := d.do(key)
	w.rows = w.read()
	if err != nil {
		w.t.Fatalf("%s again under its key: %+v", d.what, err)
	}
	w.same(d.what+" again under its key changed something", before, w.rows)
	if a, b := w.json(got), w.json(second); a != b {
		w.t.Fatalf("%s again under its key answers\n%s\nwas\n%s", d.what, b, a)
	}
}

// keepsOthers is rule 1: what a command is not about stays byte by byte as it was.
func (w *world) keepsOthers(d deed, before state) {
	for _, name := range []string{"posts", "translations", "shared_revisions", "revisions", "slugs", "paths", "confirmations"} {
		for _, k := range changed(before[name], w.rows[name]) {
			old, now := before[name][k], w.rows[name][k]
			for _, row := range [][]string{old, now} {
				if row != nil && !w.mayTouch(d, before, name, old, now, row) {
					w.t.Fatalf("%s touched %s %q\nwas %q\nis  %q", d.what, name, k, old, now)
				}
			}
		}
	}
}

// mayTouch reports whether a row that changed may: seen from the one that it was,
// or the one that it is.
func (w *world) mayTouch(d deed, before state, name string, old, now, row []string) bool {
	p := w.partOf(name, row)
	_, known := before["posts"][string(p.Post)]
	switch {
	case slices.Contains(d.whole, p.Post), d.makes && !known, slices.Contains(d.gone, p):
		return true
	case name == "slugs" || name == "paths":
		return slices.Contains(d.parts, p) || slices.Contains(d.moves, p.Post) || slices.Equal(row, old) && w.at(name, old, "state") == "old"
	case name == "revisions" || name == "shared_revisions":
		return old == nil && slices.Contains(d.parts, p) || now == nil && d.prunes
	case name == "confirmations":
		return old == nil && (slices.Contains(d.parts, p) || slices.Contains(d.moves, p.Post)) || now == nil && len(d.gone) > 0
	case old == nil || now == nil:
		return slices.Contains(d.parts, p)
	}
	apart := []string{"live", "live_at", "first_published_at", "decided"} // a word is on two languages, and counted in both
	if name == "posts" {
		apart = apart[:2]
	}
	if !slices.Equal(w.without(name, old, complement(w.columns[name], apart)...), w.without(name, now, complement(w.columns[name], apart)...)) &&
		!slices.Contains(d.moves, p.Post) {
		return false
	}
	if name == "posts" && slices.ContainsFunc(append(d.parts, d.gone...), func(o content.Part) bool { return o.Post == p.Post }) {
		apart = append(apart, "updated_at", "departures") // of any part
	}
	return slices.Contains(d.parts, p) || slices.Equal(w.without(name, old, apart...), w.without(name, now, apart...))
}

// complement returns the columns that are not among some.
func complement(all, some []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(c string) bool { return slices.Contains(some, c) })
}

// partOf says which part of which post a row is about.
func (w *world) partOf(name string, row []string) content.Part {
	switch name {
	case "posts":
		return part(content.PostID(row[0]), "")
	case "shared_revisions":
		return part(content.PostID(row[0]), "")
	}
	return part(content.PostID(w.at(name, row, "post_id")), locale.Tag(w.at(name, row, "locale")))
}

// keepsPast asks that what was written down stays: revisions word by word, the
// ledger, the audit and the events, but for old ones that nobody has to be told any more.
func (w *world) keepsPast(d deed, before state) {
	for _, name := range []string{"ledger", "audit", "outbox"} {
		for k, row := range before[name] {
			now, there := w.rows[name][k]
			if !there && d.prunes && name == "outbox" {
				continue
			}
			if !slices.Equal(row, now) {
				w.t.Fatalf("%s changed %s %q\nwas %q\nis  %q", d.what, name, k, row, now)
			}
		}
	}
	for _, name := range []string{"revisions", "shared_revisions"} {
		for k, row := range before[name] {
			if now, ok := w.rows[name][k]; ok && !slices.Equal(row, now) {
				w.t.Fatalf("%s changed a revision: %q\nwas %q\nis  %q", d.what, k, row, now)
			}
		}
	}
}

// tells is rule 7: there is an event for every change and none without one, and
// the audit knows who it was.
func (w *world) tells(d deed, before state) {
	did := ""
	for name := range w.rows {
		if name == "once" || name == "outbox" || name == "audit" || name == "imports" { // imports: what was read, the same text or not
			continue
		}
		if keys := changed(before[name], w.rows[name]); len(keys) > 0 {
			did = name + " " + keys[0]
		}
	}
	events := slices.DeleteFunc(changed(before["outbox"], w.rows["outbox"]), func(k string) bool {
		return w.rows["outbox"][k] == nil // it was told, and is kept no longer
	})
	if did == "" && len(events) > 0 {
		w.t.Fatalf("%s changed nothing and told %q", d.what, w.rows["outbox"][events[0]])
	}
	if did == "" || d.actor.ID == "" {
		return
	}
	if len(events) == 0 {
		w.t.Fatalf("%s changed %s and told nothing", d.what, did)
	}
	for _, k := range changed(before["audit"], w.rows["audit"]) {
		if row := w.rows["audit"][k]; w.at("audit", row, "actor") == d.actor.ID && w.at("audit", row, "outcome") == "done" {
			return
		}
	}
	w.t.Fatalf("%s changed %s, and the audit does not know that %s did", d.what, did, d.actor.ID)
}

// readersMoveTogether asks that the number which dates what readers see grows
// with every change of that.
func (w *world) readersMoveTogether(d deed, before state) {
	seq := func(s state) string { return w.at("site", s["site"]["1"], "seq") }
	for _, name := range []string{"entries", "changes"} {
		keys := slices.DeleteFunc(changed(before[name], w.rows[name]), func(k string) bool { // which revisions they show is not shown
			old, now := before[name][k], w.rows[name][k]
			return old != nil && now != nil && slices.Equal(w.without(name, old, "text", "shared"), w.without(name, now, "text", "shared"))
		})
		if len(keys) == 0 {
			continue
		}
		if seq(before) == seq(w.rows) {
			w.t.Fatalf("%s changed %s %q, and seq is still %s", d.what, name, keys[0], seq(before))
		}
		if len(d.moves)+len(d.whole) == 0 && !d.names {
			w.t.Fatalf("%s changed what readers see: %s %q\nwas %q\nis  %q", d.what, name, keys[0], before[name][keys[0]], w.rows[name][keys[0]])
		}
	}
}

// called names an actor for people who read what happened.
func (w *world) called(a access.Actor) string {
	i := slices.IndexFunc(w.actors, func(b access.Actor) bool { return a.ID == b.ID })
	names := []string{"admin", "editor", "overrider", "French editor", "author", "translator", "reader"}
	if i < 0 {
		return "nobody"
	}
	return names[i]
}

func (w *world) json(v any) string {
	b, err := json.Marshal(v)
	w.must(err)
	return string(b)
}

func (w *world) unjson(text string, v any) {
	w.must(json.NewDecoder(strings.NewReader(text)).Decode(v))
}
