package lawtest

import (
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/porting"
)

// foreign makes a site of a pair and of a text in one language, as it is today:
// each of its texts may have changed, or be a draft.
func (w *world) foreign() *porting.Site {
	site := &porting.Site{Default: "en", Locales: []porting.SiteLocale{{Tag: "en"}, {Tag: "fr"}}}
	pages := make(map[string]*porting.Page)
	document := func(tag locale.Tag, name string) porting.Document {
		d := porting.Document{
			Path: "content/" + string(tag) + "/" + name + ".md", Locale: tag,
			Slug: name, URLPath: "/" + string(tag) + "/old/" + name + "/",
		}
		page := &porting.Page{Title: name, Format: content.HTML, Date: &content.Moment{At: beginning}, Draft: w.chance("draft", 3)}
		page.Body = fmt.Sprintf("<p>%s</p>", draw(w, "words", "as ever", "as ever", w.word()))
		d.Hash = fmt.Sprint(page.Body, page.Draft)
		pages[d.Path] = page
		return d
	}
	site.Works = []porting.Work{
		{Source: "en", Documents: []porting.Document{document("en", "tide"), document("fr", "maree")}},
		{Source: "fr", Documents: []porting.Document{document("fr", draw(w, "name", "phare", "one"))}},
	}
	site.Load = func(_ context.Context, d porting.Document) (*porting.Page, error) {
		page := *pages[d.Path]
		return &page, nil
	}
	return site
}

// importSite imports a small site, again or for the first time. It may make live
// what it brings, and takes nothing away.
func (w *world) importSite() {
	if w.chance("again", 2) {
		w.t.Skip("not now")
	}
	var ours []content.PostID
	for _, row := range w.rows["imports"] {
		if id := content.PostID(w.at("imports", row, "post_id")); id != "" {
			ours = append(ours, id)
		}
	}
	owner := access.System("import:hugo")
	cmd := porting.Command{Actor: owner, Site: w.foreign(), Source: "hugo", Overwrite: w.chance("overwrite", 3)}
	dry := cmd
	dry.DryRun = true
	_, dryErr := w.h.Porting.Import(w.ctx(), dry)
	w.same("a dry run changed something", w.rows, w.read())
	_, err := w.try(deed{
		what: "import", actor: owner, makes: true, whole: ours, names: true,
		do:   func(once.Key) (any, error) { return w.h.Porting.Import(w.ctx(), cmd) },
		then: func(any) { w.imported() },
	})
	if (err == nil) != (dryErr == nil) {
		w.t.Fatalf("the dry run of an import said %v, and the import %v", dryErr, err)
	}
}

// imported asks that all that went live is what the import brought, and takes the
// numbers over.
func (w *world) imported() {
	for _, row := range w.rows["imports"] {
		id := content.PostID(w.at("imports", row, "post_id"))
		if _, there := w.rows["posts"][string(id)]; !there {
			continue
		}
		is := w.liveRows(id)
		for tag, n := range w.live[id] {
			if tag != "" && is[tag] == 0 {
				w.t.Fatalf("an import took %s@%d of %s away", tag, n, id)
			}
		}
		for tag, n := range is {
			if tag == "" || w.live[id][tag] == n {
				continue
			}
			row := w.rows["revisions"][fmt.Sprintf("%s %s %d", id, tag, n)]
			if w.at("revisions", row, "origin") != string(content.FromImport) {
				w.t.Fatalf("an import made %s@%d of %s live, which it did not bring: %q", tag, n, id, row)
			}
		}
		w.live[id] = is
	}
}
