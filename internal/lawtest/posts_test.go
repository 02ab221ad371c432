package lawtest

import (
	"fmt"
	"slices"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
)

// one draws a translation that the post has.
func (w *world) one(p *content.Post) content.Translation {
	if len(p.Translations) == 0 {
		w.t.Skip("the post has no translation")
	}
	return draw(w, "translation", p.Translations...)
}

// other draws a translation that another one may stand beside.
func (w *world) other(p *content.Post) content.Translation {
	if source := p.Translation(p.SourceLocale); source != nil && rapidBool(w, "the source") {
		return *source
	}
	return w.one(p)
}

// revision draws a number that the part has or had.
func (w *world) revision(head int) int { return 1 + draw(w, "revision", 0, 0, 1, 2, 3)%max(1, head) }

// confirm says that two revisions say the same.
func (w *world) confirm() {
	actor, p := w.anybody(), w.post()
	t, other := w.one(p), w.other(p)
	cmd := editing.Confirm{Actor: actor, Post: p.ID, Locale: t.Locale, Revision: t.Head - w.revision(t.Head) + 1, Beside: other.Locale, BesideRevision: other.Head - w.revision(other.Head) + 1}
	w.try(deed{
		what:  fmt.Sprintf("confirm %s@%d of %s beside %s@%d", t.Locale, cmd.Revision, p.ID, other.Locale, cmd.BesideRevision),
		actor: actor, keyed: true, parts: []content.Part{part(p.ID, t.Locale)}, moves: []content.PostID{p.ID},
		do: func(k once.Key) (any, error) { cmd.Once = k; return w.h.Editing.Confirm(w.ctx(), cmd) },
	})
}

func (w *world) restoreRevision() {
	actor, p := w.anybody(), w.post()
	t := w.one(p)
	cmd := editing.RestoreRevision{Actor: actor, Post: p.ID, Locale: t.Locale, Version: t.Version, N: w.revision(t.Head)}
	d := deed{
		what:  fmt.Sprintf("restore %s@%d of %s", t.Locale, cmd.N, p.ID),
		actor: actor, keyed: true, parts: []content.Part{part(p.ID, t.Locale)}, refuse: forbidden(mayWrite(actor, p, t.Locale)),
		do: func(k once.Key) (any, error) { cmd.Once = k; return w.h.Editing.RestoreRevision(w.ctx(), cmd) },
	}
	if by := w.staleness(); by > 0 {
		cmd.Version, d.refuse = max(0, t.Version-by), "an older version was seen"
	}
	_, err := w.try(d)
	w.staleIsSaid(d, err)
}

func (w *world) restoreShared() {
	actor, p := w.anybody(), w.post()
	cmd := editing.RestoreRevision{Actor: actor, Post: p.ID, Version: p.Version, N: w.revision(p.Head)}
	w.try(deed{
		what:  fmt.Sprintf("restore shared @%d of %s", cmd.N, p.ID),
		actor: actor, keyed: true, parts: []content.Part{part(p.ID, "")}, refuse: forbidden(mayWriteShared(actor, p)),
		do: func(k once.Key) (any, error) { cmd.Once = k; return w.h.Editing.RestoreShared(w.ctx(), cmd) },
	})
}

func (w *world) copyText() {
	actor, p, tag := w.anybody(), w.post(), draw(w, "locale", locales...)
	cmd := editing.CopyTranslation{Actor: actor, Post: p.ID, Locale: tag, Mode: draw(w, "mode", editing.CopyModes()...)}
	d := deed{
		what:  fmt.Sprintf("copy source of %s into %s, %s", p.ID, tag, cmd.Mode),
		actor: actor, keyed: true, parts: []content.Part{part(p.ID, tag)}, refuse: forbidden(mayWrite(actor, p, tag)),
		do: func(k once.Key) (any, error) { cmd.Once = k; return w.h.Editing.CopyTranslation(w.ctx(), cmd) },
	}
	if p.Translation(tag) != nil {
		d.refuse = "the translation is there"
	}
	w.try(d)
}

func (w *world) duplicate() {
	w.notTooMany()
	actor, p := w.anybody(), w.post()
	cmd := editing.DuplicatePost{Actor: actor, Post: p.ID}
	w.try(deed{
		what: "duplicate " + string(p.ID), actor: actor, keyed: true, makes: true,
		refuse: forbidden(!actor.Has(access.RoleReader, "fr")),
		do:     func(k once.Key) (any, error) { cmd.Once = k; return w.h.Editing.DuplicatePost(w.ctx(), cmd) },
	})
}

// mayRemove says that only who edits somewhere, or made the post, removes anything.
func mayRemove(a access.Actor, p *content.Post, tags ...locale.Tag) bool {
	for _, tag := range tags {
		if !a.Admin && !a.Has(access.RoleEditor, tag) && (p.CreatedBy != a.ID || !a.Has(access.RoleAuthor, tag)) {
			return false
		}
	}
	return true
}

func (w *world) removePost() {
	actor, p := w.anybody(), w.post()
	d := deed{
		what: "remove " + string(p.ID), actor: actor, parts: []content.Part{part(p.ID, "")}, refuse: forbidden(mayRemove(actor, p, p.Locales()...)),
		do: func(once.Key) (any, error) {
			return nil, w.h.Editing.RemovePost(w.ctx(), editing.RemovePost{Actor: actor, Post: p.ID, Version: p.Version})
		},
	}
	if p.Live > 0 {
		d.refuse = "readers see it"
	}
	w.try(d)
}

func (w *world) restorePost() {
	actor, p := w.anybody(), w.trashed()
	cmd := editing.RestorePost{Actor: actor, Post: p.ID, Version: p.Version}
	w.try(deed{
		what: "take out of the trash " + string(p.ID), actor: actor, keyed: true, parts: []content.Part{part(p.ID, "")},
		refuse: forbidden(mayRemove(actor, p, p.Locales()...)),
		do:     func(k once.Key) (any, error) { cmd.Once = k; return w.h.Editing.RestorePost(w.ctx(), cmd) },
	})
}

func (w *world) purgePost() {
	actor, p := w.anybody(), w.trashed()
	w.try(deed{
		what: "purge " + string(p.ID), actor: actor, whole: append(w.absorbed(p.ID), p.ID), refuse: forbidden(mayRemove(actor, p, p.Locales()...)),
		do: func(once.Key) (any, error) {
			return nil, w.h.Editing.PurgePost(w.ctx(), editing.PurgePost{Actor: actor, Post: p.ID, Version: p.Version})
		},
		then: func(any) { w.forget(p.ID) },
	})
}

// trashed draws a post of the trash.
func (w *world) trashed() *content.Post {
	var ids []content.PostID
	for _, id := range w.posts() {
		if w.at("posts", w.rows["posts"][string(id)], "deleted_at") != "0" {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		w.t.Skip("the trash is empty")
	}
	return w.known(draw(w, "trashed", ids...))
}

// absorbed returns the posts that others became a part of this one.
func (w *world) absorbed(id content.PostID) (ids []content.PostID) {
	for _, other := range w.posts() {
		if w.known(other).MergedInto == id {
			ids = append(ids, other)
		}
	}
	return ids
}

func (w *world) removeText() {
	actor, p := w.anybody(), w.post()
	t := w.one(p)
	d := deed{
		what: fmt.Sprintf("remove %s of %s", t.Locale, p.ID), actor: actor, gone: []content.Part{part(p.ID, t.Locale)},
		refuse: forbidden(mayRemove(actor, p, t.Locale)),
		do: func(once.Key) (any, error) {
			return nil, w.h.Editing.RemoveTranslation(w.ctx(), editing.RemoveTranslation{Actor: actor, Post: p.ID, Locale: t.Locale, Version: t.Version})
		},
	}
	if t.Live > 0 {
		d.refuse = "readers see it"
	}
	w.try(d)
}

// merge joins two posts. What readers see of both, they see of the one.
func (w *world) merge() {
	actor, p, other := w.anybody(), w.post(), w.partner()
	cmd := editing.Merge{Actor: actor, Post: p.ID, Version: p.Version, Absorbed: other.ID, Override: w.override()}
	w.try(deed{
		what: fmt.Sprintf("merge %s into %s%s", other.ID, p.ID, because(cmd.Override)), actor: actor, keyed: true, whole: append(w.absorbed(other.ID), p.ID, other.ID),
		refuse: forbidden(mayRemove(actor, p, p.Locales()...) && mayRemove(actor, other, other.Locales()...)),
		do:     func(k once.Key) (any, error) { cmd.Once = k; return w.h.Editing.Merge(w.ctx(), cmd) },
		then: func(any) {
			for _, t := range other.Translations {
				w.move(part(other.ID, t.Locale), p.ID)
			}
			w.liveAsStands(p.ID)
			w.overridden(actor, cmd.Override)
		},
	})
}

// partner draws a post of one language alone, if there is one.
func (w *world) partner() *content.Post {
	ids := slices.DeleteFunc(w.posts(), func(id content.PostID) bool { return len(w.known(id).Translations) != 1 })
	if len(ids) == 0 {
		w.t.Skip("every post has several languages")
	}
	return w.known(draw(w, "partner", ids...))
}

// split takes a language out of its post. Readers see the same at the same place.
func (w *world) split() {
	actor, p := w.anybody(), w.post()
	t := w.one(p)
	cmd := editing.Split{Actor: actor, Post: p.ID, Version: p.Version, Locale: t.Locale, Override: w.override()}
	w.try(deed{
		what: fmt.Sprintf("split %s from %s%s", t.Locale, p.ID, because(cmd.Override)), actor: actor, keyed: true, makes: true, whole: []content.PostID{p.ID},
		refuse: forbidden(mayRemove(actor, p, t.Locale, p.SourceLocale)),
		do:     func(k once.Key) (any, error) { cmd.Once = k; return w.h.Editing.Split(w.ctx(), cmd) },
		then: func(got any) {
			own := got.(editing.Parted).New.Post.ID
			w.move(part(p.ID, t.Locale), own)
			w.liveAsStands(p.ID)
			w.liveAsStands(own)
			w.overridden(actor, cmd.Override)
		},
	})
}
