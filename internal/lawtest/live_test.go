package lawtest

import (
	"maps"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A liveness says which revisions have to be live, by post and locale; the shared
// part has none. It follows from what was named alone.
type liveness map[content.PostID]map[locale.Tag]int

// carry notes that an item was done.
func (l liveness) carry(i content.Item) {
	if l[i.Post] == nil {
		l[i.Post] = make(map[locale.Tag]int)
	}
	is := l[i.Post]
	for tag, n := range i.Publication.Translations {
		if i.Action == content.ToPublish {
			is[tag] = n
		} else {
			delete(is, tag)
		}
	}
	if i.Action == content.ToPublish && i.Publication.Shared > 0 {
		is[""] = i.Publication.Shared
	}
	if len(is) == 1 {
		delete(is, "") // with the last language
	}
}

// live returns what is live by the rows.
func (w *world) liveRows(id content.PostID) map[locale.Tag]int {
	p := w.known(id)
	is := make(map[locale.Tag]int)
	if p.Live > 0 {
		is[""] = p.Live
	}
	for _, t := range p.Translations {
		if t.Live > 0 {
			is[t.Locale] = t.Live
		}
	}
	return is
}

// liveAsNamed is rules 2 and 3: readers see what was named, all of it and nothing
// else.
func (w *world) liveAsNamed() {
	for _, id := range w.posts() {
		if is, want := w.liveRows(id), w.live[id]; !maps.Equal(is, want) {
			w.t.Fatalf("of post %s is live %v, and named was %v", id, is, want)
		}
	}
}

// move notes that a translation belongs to another post now.
func (w *world) move(from content.Part, to content.PostID) {
	if n := w.live[from.Post][from.Locale]; n > 0 {
		if w.live[to] == nil {
			w.live[to] = make(map[locale.Tag]int)
		}
		w.live[to][from.Locale] = n
		delete(w.live[from.Post], from.Locale)
	}
	if len(w.live[from.Post]) == 1 {
		delete(w.live[from.Post], "")
	}
	for url, owner := range w.urls {
		if owner == from {
			w.urls[url] = part(to, from.Locale)
		}
	}
}

// liveAsStands asks that the same languages are live as were, and takes over the
// numbers: a post that took another one in carries some texts over.
func (w *world) liveAsStands(id content.PostID) {
	is, want := w.liveRows(id), w.live[id]
	for _, tag := range locales {
		if (is[tag] > 0) != (want[tag] > 0) {
			w.t.Fatalf("of post %s is live %v, and was %v", id, is, want)
		}
	}
	w.live[id] = is
}

// forget notes that a post is gone for good.
func (w *world) forget(id content.PostID) {
	delete(w.live, id)
	for url, owner := range w.urls {
		if owner.Post == id {
			delete(w.urls, url)
		}
	}
}

// override draws the reason for setting parity aside: mostly none.
func (w *world) override() string {
	if w.alone {
		return ""
	}
	return draw(w, "override", "", "", "", "it is urgent")
}

func because(reason string) string {
	if reason == "" {
		return ""
	}
	return ", because " + reason
}

// overridden asks that nobody set parity aside who may not, or without a reason.
func (w *world) overridden(actor access.Actor, reason string) {
	may := actor.Admin || actor.Has(access.RoleOverride, "en")
	for _, k := range w.lines {
		row := w.rows["ledger"][k]
		if w.at("ledger", row, "what") == string(content.Overridden) && (!may || reason == "" || w.at("ledger", row, "reason") != reason) {
			w.t.Fatalf("%s set parity aside, because %q: %q", w.called(actor), reason, row)
		}
	}
}
