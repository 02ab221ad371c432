package lawtest

import (
	"fmt"
	"strings"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/accounts"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/store"
)

// saveSite changes a rule of the site.
func (w *world) saveSite() {
	actor := w.anybody()
	rule, grace := draw(w, "rule", content.Parities()...), draw(w, "grace", "0", "1h")
	keep, days, trash := draw(w, "keep", 0, 1, 2), draw(w, "days", 0, 1), draw(w, "trash", 0, 30)
	cmd := editing.SaveSite{Actor: actor, Version: int64(w.number("site", w.rows["site"]["1"], "version")), Change: func(s content.SiteSettings) (content.SiteSettings, error) {
		s.Parity, s.ParityGrace, s.Revisions, s.TrashDays = rule, grace, content.Retention{Keep: keep, Days: days}, trash
		return s, nil
	}}
	w.try(deed{
		what: fmt.Sprintf("save site: %s, grace %s, keep %d for %d days, trash %d", rule, grace, keep, days, trash), actor: actor, names: true,
		refuse: forbidden(actor.Admin),
		do:     func(once.Key) (any, error) { return w.h.Editing.SaveSite(w.ctx(), cmd) },
	})
}

// revoke ends what an actor may do. What they scheduled must not happen any more.
func (w *world) revoke() {
	a := draw(w, "revoked", w.actors[1:3]...)
	if w.revoked[a.ID] {
		w.t.Skip("it is revoked")
	}
	w.plan(a, w.heads(w.post()))
	defer w.passTime()
	w.try(deed{
		what: "revoke the token of the " + w.called(a), actor: w.admin(),
		do: func(once.Key) (any, error) {
			return nil, w.h.Accounts.Revoke(w.ctx(), accounts.RevokeToken{Actor: w.admin(), ID: strings.TrimPrefix(a.ID, access.TokenActor)})
		},
		then: func(any) { w.revoked[a.ID] = true },
	})
}

// upkeep does what is to be done from time to time: revisions go that nothing
// needs, and posts that were in the trash for long.
func (w *world) upkeep() {
	var old []content.PostID
	for _, id := range w.posts() {
		if w.at("posts", w.rows["posts"][string(id)], "deleted_at") != "0" {
			old = append(append(old, id), w.absorbed(id)...)
		}
	}
	w.try(deed{
		what: "upkeep", prunes: true, whole: old,
		do: func(once.Key) (any, error) { w.h.Upkeep(w.ctx()); return nil, nil },
		then: func(any) {
			for _, id := range old {
				if _, still := w.rows["posts"][string(id)]; !still {
					w.forget(id)
				}
			}
		},
	})
}

// reindex makes everything anew that follows from live rows: it has to be what is
// there already, once what waits is done.
func (w *world) reindex() {
	w.renderWaiting()
	before := w.rows
	_, err := w.try(deed{what: "reindex", names: true, do: func(once.Key) (any, error) { return w.h.Reindex(w.ctx()) }})
	w.must(err)
	for _, name := range []string{"entries", "listing", "listing_counts", "entry_refs", "anchors", "entry_links", "slugs", "paths", "term_uses"} {
		w.same("reindex made something else", before, w.rows, name)
	}
}

// renderWaiting renders what was left for later.
func (w *world) renderWaiting() {
	for waiting := len(w.rows["rerenders"]) > 0; waiting; {
		w.must(w.h.Store.Write(w.ctx(), func(tx *store.Tx) (err error) {
			_, waiting, err = projection.Work(w.ctx(), tx)
			return err
		}))
	}
	w.rows = w.read()
}
