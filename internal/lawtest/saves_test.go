package lawtest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
)

// mayWrite says whether the actor may save the translation, as §4 has it.
func mayWrite(a access.Actor, p *content.Post, tag locale.Tag) bool {
	return a.Admin || a.Has(access.RoleEditor, tag) || a.Has(access.RoleAuthor, tag) && p.CreatedBy == a.ID ||
		a.Has(access.RoleTranslator, tag) && tag != p.SourceLocale
}

// mayWriteShared says whether the actor may save the shared part.
func mayWriteShared(a access.Actor, p *content.Post) bool {
	return a.Admin || a.Has(access.RoleEditor, p.SourceLocale) || a.Has(access.RoleAuthor, p.SourceLocale) && p.CreatedBy == a.ID
}

// forbidden is the reason of a refusal, unless the actor may.
func forbidden(may bool) string {
	if may {
		return ""
	}
	return "the actor may not"
}

// fresh returns a new text.
func (w *world) freshText(tag locale.Tag) content.Text {
	text := content.Text{Title: w.word(), Summary: "sum " + w.word(), Format: content.HTML, Slug: w.slug()}
	text.Body = "<p>" + w.word() + " in " + string(tag) + w.link() + "</p>"
	return text
}

// slug draws one that others want too, or none.
func (w *world) slug() string { return draw(w, "slug", "one", "two", "", "three", "four") }

// link is a link to another post, or nothing.
func (w *world) link() string {
	ids := w.posts()
	if len(ids) == 0 || !w.chance("link", 3) {
		return ""
	}
	return fmt.Sprintf(` <a href="cms:post/%s">see</a>`, draw(w, "target", ids...))
}

func (w *world) create() {
	w.createPost(draw[content.Parity](w, "rule", "", "", content.Independent, content.SourceFirst))
}
func (w *world) createTogether() { w.createPost(content.Together) }

// mostPosts keeps worlds small, so that posts meet.
const mostPosts = 5

// notTooMany skips what would make another post.
func (w *world) notTooMany() {
	there := slices.DeleteFunc(w.posts(), func(id content.PostID) bool { return w.known(id).MergedInto != "" })
	if len(there) >= mostPosts {
		w.t.Skip("there are enough posts")
	}
}

func (w *world) createPost(rule content.Parity) {
	w.notTooMany()
	actor := w.anybody()
	tags := []locale.Tag{"en", "fr"}
	if !w.alone { // at the beginning they are pairs
		tags = w.some("in", "en", "fr", "de")
	}
	cmd := editing.CreatePost{Actor: actor, Translations: map[locale.Tag]editing.Translating{}, Whole: editing.Whole{
		Source: draw(w, "source", tags...), Parity: rule, Shared: w.freshShared(),
		Targets: draw(w, "targets", []locale.Tag{"en", "fr"}, []locale.Tag{"en", "fr"}, nil, tags),
	}}
	for _, tag := range tags {
		cmd.Translations[tag] = editing.Translating{Text: w.freshText(tag)}
	}
	w.try(deed{
		what: fmt.Sprintf("create post in %v from %s, %q over %v", tags, cmd.Whole.Source, rule, cmd.Whole.Targets), actor: actor, keyed: true, makes: true,
		refuse: forbidden(actor.Admin || !slices.ContainsFunc(tags, func(tag locale.Tag) bool {
			return !actor.Has(access.RoleEditor, tag) && !actor.Has(access.RoleAuthor, tag) && (tag == cmd.Whole.Source || !actor.Has(access.RoleTranslator, tag))
		})),
		do: func(k once.Key) (any, error) { cmd.Once = k; return w.h.Editing.Create(w.ctx(), cmd) },
	})
}

// freshShared returns a shared part that names terms.
func (w *world) freshShared() content.Shared {
	shared := content.Shared{Params: map[string]any{"class_name": w.word()}}
	for _, k := range slices.Sorted(maps.Keys(w.rows["terms"])) {
		if !w.alone && w.chance("term", 2) {
			switch row := w.rows["terms"][k]; content.TermKind(w.at("terms", row, "kind")) {
			case content.Tag:
				shared.Tags = append(shared.Tags, content.TermID(k))
			case content.Author:
				shared.Authors = append(shared.Authors, content.TermID(k))
			}
		}
	}
	if ids := w.posts(); len(ids) > 0 && w.chance("related", 4) {
		shared.Related = []content.PostID{draw(w, "related to", ids...)}
	}
	return shared
}

// An alteration is one way in which a text becomes another.
type alteration string

const (
	anew        alteration = "substantively"
	typographic alteration = "in its typography"
	minor       alteration = "in something minor"
	unaltered   alteration = "as it is"
	slugAlone   alteration = "in its slug"
	emptied     alteration = "to nothing"
	tagged      alteration = "in its own tags"
)

// altered returns the text altered.
func (w *world) altered(text content.Text, how alteration) content.Text {
	switch how {
	case anew, minor:
		text.Body = "<p>" + w.word() + w.link() + "</p>"
		if w.chance("title too", 3) {
			text.Title, text.Slug = w.word(), w.slug()
		}
	case typographic:
		if strings.Contains(text.Body, "\u00a0!") {
			text.Body = strings.ReplaceAll(text.Body, "\u00a0!", "")
		} else {
			text.Body = strings.ReplaceAll(text.Body, "</p>", "\u00a0!</p>")
		}
	case slugAlone:
		text.Slug = w.slug()
	case emptied:
		text.Body = ""
	case tagged:
		text.Overrides.Tags = content.Instead(w.freshShared().Tags)
	}
	return text
}

// saveText saves a translation, or makes one, now and then by somebody who has
// seen an older version, or none.
func (w *world) saveText() { w.save(w.post()) }

// revise saves a text that readers see and makes that live: what editors do most.
func (w *world) revise() {
	ids := slices.DeleteFunc(w.posts(), func(id content.PostID) bool { return w.known(id).Live == 0 })
	if len(ids) == 0 {
		w.t.Skip("nothing is live")
	}
	id := draw(w, "live post", ids...)
	w.alone = true
	for range draw(w, "saves", 1, 2) {
		w.save(w.known(id))
		w.hold()
	}
	w.publish(w.heads(w.known(id)))
	w.alone = false
}

func (w *world) save(p *content.Post) {
	actor := w.anybody()
	tag := draw(w, "locale", append(p.Locales(), locales...)...)
	how := draw(w, "how", anew, anew, anew, slugAlone, typographic, minor, unaltered, tagged, emptied)
	cmd := editing.SaveTranslation{Actor: actor, Post: p.ID, Locale: tag, Create: true, Edit: editing.Edit{Minor: how == minor}}
	d := deed{what: fmt.Sprintf("save %s of %s %s", tag, p.ID, how), actor: actor, parts: []content.Part{part(p.ID, tag)}, refuse: forbidden(mayWrite(actor, p, tag))}
	if t := p.Translation(tag); t != nil {
		cmd.Version = t.Version
		text, _ := w.text(w.rows, part(p.ID, tag), t.Head)
		cmd.Change = editing.Replace(w.altered(text, how))
	} else {
		cmd.Change = editing.Replace(w.freshText(tag))
	}
	if source := p.Translation(p.SourceLocale); source != nil && source.Locale != tag && w.chance("based on", 3) {
		cmd.BasedOn = 1 + draw(w, "n", 0, 1, 2)%source.Head
		d.what += fmt.Sprintf(" based on %d", cmd.BasedOn)
	}
	if by := w.staleness(); by > 0 && cmd.Version > 0 {
		cmd.Version = max(0, cmd.Version-by)
		d.refuse = "an older version was seen"
		d.what += " having seen an older version"
	}
	d.do = func(once.Key) (any, error) { return w.h.Editing.SaveTranslation(w.ctx(), cmd) }
	_, err := w.try(d)
	w.staleIsSaid(d, err)
}

// staleness is by how many versions a writer is late: mostly none.
func (w *world) staleness() int64 {
	if w.alone {
		return 0
	}
	return draw[int64](w, "late by", 0, 0, 0, 0, 0, 1, 1000)
}

// staleIsSaid asks that who comes late is told so, and not something else.
func (w *world) staleIsSaid(d deed, err error) {
	if d.refuse != "an older version was seen" {
		return
	}
	for _, kind := range []fault.Kind{fault.Stale, fault.Required, fault.Forbidden, fault.NotFound, fault.Invalid, fault.Conflict} {
		if fault.Is(err, kind) {
			return
		}
	}
	w.t.Fatalf("%s: %v", d.what, err)
}

// saveShared saves the shared part, or settings of the post.
func (w *world) saveShared() {
	actor, p := w.anybody(), w.post()
	how := draw(w, "how", "anew", "anew", "as it is", "its rule", "its targets", "its source")
	shared := w.freshShared()
	source, rule := draw(w, "source", locales...), draw(w, "rule", append(content.Parities(), "")...)
	targets := w.some("target", "en", "fr", "de")
	cmd := editing.SavePost{Actor: actor, Post: p.ID, Version: p.Version, Change: func(is editing.Whole) (editing.Whole, error) {
		switch how {
		case "anew":
			is.Shared = shared
		case "its rule":
			is.Parity = rule
		case "its targets":
			is.Targets = targets
		case "its source":
			is.Source = source
		}
		return is, nil
	}}
	d := deed{
		what: fmt.Sprintf("save shared part of %s: %s", p.ID, how), actor: actor, parts: []content.Part{part(p.ID, "")}, refuse: forbidden(mayWriteShared(actor, p)),
		do: func(once.Key) (any, error) { return w.h.Editing.SavePost(w.ctx(), cmd) },
	}
	if how == "its source" || how == "its targets" {
		d.moves = []content.PostID{p.ID} // entries tell of what a translation is made from
	}
	if by := w.staleness(); by > 0 {
		cmd.Version, d.refuse = max(0, cmd.Version-by), "an older version was seen"
	}
	_, err := w.try(d)
	w.staleIsSaid(d, err)
}
