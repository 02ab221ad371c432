package lawtest

import (
	"fmt"
	"maps"
	"slices"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
)

// mayName says that only admins and editors name terms.
func mayName(a access.Actor) bool {
	return a.Admin || slices.ContainsFunc(locales, func(tag locale.Tag) bool { return a.Has(access.RoleEditor, tag) })
}

// naming draws names in some languages.
func (w *world) naming() map[locale.Tag]content.TermText {
	texts := make(map[locale.Tag]content.TermText)
	for _, tag := range w.some("named in", "en", "fr", "de") {
		w.words++
		texts[tag] = content.TermText{Name: fmt.Sprintf("name%d", w.words), Slug: draw(w, "slug", "", "", "one", "two")}
	}
	return texts
}

func (w *world) makeTerm() {
	cmd := editing.CreateTerm{Actor: w.anybody(), Kind: draw(w, "kind", content.Tag, content.Tag, content.Author), Naming: editing.Naming{Texts: w.naming()}}
	w.try(deed{
		what: fmt.Sprintf("make %s %v", cmd.Kind, cmd.Naming.Texts), actor: cmd.Actor, keyed: true, names: true, refuse: forbidden(mayName(cmd.Actor)),
		do: func(k once.Key) (any, error) { cmd.Once = k; return w.h.Editing.CreateTerm(w.ctx(), cmd) },
	})
}

// term draws one that was not absorbed, mostly.
func (w *world) term() (id content.TermID, kind content.TermKind, version int64) {
	keys := slices.Sorted(maps.Keys(w.rows["terms"]))
	if len(keys) == 0 {
		w.t.Skip("there is no term")
	}
	row := w.rows["terms"][draw(w, "term", keys...)]
	return content.TermID(row[0]), content.TermKind(w.at("terms", row, "kind")), int64(w.number("terms", row, "version"))
}

func (w *world) saveTerm() {
	id, kind, version := w.term()
	texts := w.naming()
	cmd := editing.SaveTerm{Actor: w.anybody(), Kind: kind, Term: id, Version: version, Change: editing.Replace(editing.Naming{Texts: texts})}
	w.try(deed{
		what: fmt.Sprintf("save %s %s as %v", kind, id, texts), actor: cmd.Actor, names: true, refuse: forbidden(mayName(cmd.Actor)),
		do: func(once.Key) (any, error) { return w.h.Editing.SaveTerm(w.ctx(), cmd) },
	})
}

func (w *world) mergeTerms() {
	id, kind, version := w.term()
	other, _, _ := w.term()
	cmd := editing.MergeTerm{Actor: w.anybody(), Kind: kind, Term: id, Version: version, Absorbed: other}
	w.try(deed{
		what: fmt.Sprintf("merge %s %s into %s", kind, other, id), actor: cmd.Actor, keyed: true, names: true, refuse: forbidden(mayName(cmd.Actor)),
		do: func(k once.Key) (any, error) { cmd.Once = k; return w.h.Editing.MergeTerm(w.ctx(), cmd) },
	})
}

func (w *world) removeTerm() {
	id, kind, version := w.term()
	cmd := editing.RemoveTerm{Actor: w.anybody(), Kind: kind, Term: id, Version: version}
	w.try(deed{
		what: fmt.Sprintf("remove %s %s", kind, id), actor: cmd.Actor, names: true, refuse: forbidden(mayName(cmd.Actor)),
		do: func(once.Key) (any, error) { return nil, w.h.Editing.RemoveTerm(w.ctx(), cmd) },
	})
}
