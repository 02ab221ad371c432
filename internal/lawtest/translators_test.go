package lawtest

import (
	"fmt"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/patch"
	"github.com/diptych-cms/diptych/internal/translating"
)

// target draws a language to translate a post into: mostly one that it has.
func (w *world) target(p *content.Post) locale.Tag {
	tag := draw(w, "into", append(p.Locales(), locales...)...)
	if tag == p.SourceLocale || p.Translation(p.SourceLocale) == nil {
		w.t.Skip("the source is not translated")
	}
	return tag
}

// segments returns what a translator sees, a word of theirs being one of the rows.
func (w *world) segments(p *content.Post, tag locale.Tag) translating.Page {
	page, err := w.h.Translating.List(w.ctx(), translating.List{Actor: w.admin(), Post: p.ID, Locale: tag})
	if err != nil {
		w.t.Skip("nothing can be seen")
	}
	return page
}

// mayDecide says whether the actor may write or decide in the language at all.
func mayDecide(a access.Actor, p *content.Post, tag locale.Tag) bool {
	return mayWrite(a, p, tag) || a.Has(access.RoleReviewer, tag)
}

// writeSegments writes one or two pieces as segments, or leaves them out.
func (w *world) writeSegments() {
	actor, p := w.anybody(), w.post()
	tag := w.target(p)
	page := w.segments(p, tag)
	if len(page.Items) == 0 {
		w.t.Skip("there is nothing to translate")
	}
	cmd := translating.Patch{Actor: actor, Post: p.ID, Locale: tag, Version: page.Version}
	for range draw(w, "writes", 1, 1, 2) {
		item := draw(w, "segment", page.Items...)
		one := patch.Write{ID: item.ID, Target: w.word()}
		if item.Source != nil {
			one.SourceHash = item.Source.Hash
			for n := range item.Source.Tags {
				one.Target += fmt.Sprintf(" <%d>%s</%d>", n+1, w.word(), n+1)
			}
		}
		if item.State == bitext.Missing && w.chance("left out", 2) {
			one.Target, one.State, one.Reason = "", bitext.Omitted, "nobody needs it here"
		}
		if w.chance("by a machine", 4) && one.State == "" {
			one.Origin = bitext.MachineUnreviewed
		}
		cmd.Writes = append(cmd.Writes, one)
	}
	w.try(deed{
		what: fmt.Sprintf("write %d segments of %s of %s", len(cmd.Writes), tag, p.ID), actor: actor,
		parts: []content.Part{part(p.ID, tag)}, moves: []content.PostID{p.ID}, refuse: forbidden(mayDecide(actor, p, tag)),
		do: func(once.Key) (any, error) { return w.h.Translating.Patch(w.ctx(), cmd) },
	})
}

// confirmSegments gives a word on all that is stale, or stale in form, or on one row.
func (w *world) confirmSegments() {
	actor, p := w.anybody(), w.post()
	tag := w.target(p)
	cmd := translating.Confirm{Actor: actor, Post: p.ID, Locale: tag, All: draw(w, "all", translating.AllStale, translating.AllMinor, "")}
	if page := w.segments(p, tag); cmd.All == "" && len(page.Items) > 0 {
		item := draw(w, "segment", page.Items...)
		look := translating.Look{ID: item.ID}
		if item.Source != nil {
			look.SourceHash = item.Source.Hash
		}
		cmd.Looks = append(cmd.Looks, look)
	}
	w.try(deed{
		what: fmt.Sprintf("confirm segments %q %v of %s of %s", cmd.All, cmd.Looks, tag, p.ID), actor: actor, keyed: true,
		moves: []content.PostID{p.ID}, refuse: forbidden(mayDecide(actor, p, tag)),
		do: func(k once.Key) (any, error) { cmd.Once = k; return w.h.Translating.Confirm(w.ctx(), cmd) },
	})
}

// linkSegments says what belongs together, or does not.
func (w *world) linkSegments() {
	actor, p := w.anybody(), w.post()
	tag := w.target(p)
	page := w.segments(p, tag)
	if len(page.Items) == 0 {
		w.t.Skip("there is nothing to link")
	}
	source, target := draw(w, "source", page.Items...), draw(w, "target", page.Items...)
	cmd := translating.Link{
		Actor: actor, Post: p.ID, Locale: tag, Source: source.SourceIDs, Target: target.TargetIDs,
		Kind: draw(w, "kind", bitext.Linked, bitext.Unlinked, bitext.MadeLocal, bitext.Restored),
	}
	w.try(deed{
		what: fmt.Sprintf("%s %v %v of %s of %s", cmd.Kind, cmd.Source, cmd.Target, tag, p.ID), actor: actor, keyed: true,
		moves: []content.PostID{p.ID}, refuse: forbidden(mayDecide(actor, p, tag)),
		do: func(k once.Key) (any, error) { cmd.Once = k; return w.h.Translating.Link(w.ctx(), cmd) },
	})
}
