package reading

import (
	"context"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

// kindOfTerms stands for every kind of them in the list of changes.
const kindOfTerms entry.Kind = "term"

// item returns what is told of a change.
func (w *walk) item(ctx context.Context, t entry.Told) (change, error) {
	c := change{Kind: t.Kind, Op: t.Op, ID: t.ID, Cause: t.Cause, By: t.By}
	if t.Locale != "" {
		c.Locale = &t.Locale
	}
	var err error
	switch t.Kind {
	case entry.OfSite:
	case entry.OfPost:
		err = w.post(ctx, &c, t)
	default:
		c.Kind, c.TermKind = kindOfTerms, content.TermKind(t.Kind)
		err = w.term(ctx, &c, t)
	}
	return c, err
}

// post fills what is told of a post: itself, and where readers are led who come to where
// it was.
func (w *walk) post(ctx context.Context, c *change, t entry.Told) error {
	post, led := content.PostID(t.ID), t.Redirect != "" && t.Seq > w.token.began
	if t.Op == entry.Delete && led {
		into, ok, err := w.src.Merged(ctx, post)
		if !ok || err != nil {
			return err
		}
		post = into
	}
	if !led && (!w.entries || t.Op == entry.Delete) {
		return nil
	}
	e, ok, err := w.src.Entry(ctx, post, t.Locale)
	if !ok || err != nil {
		return err
	}
	if led {
		r := redirectTo(e, 301)
		c.Redirect = &r
	}
	if w.entries && t.Op == entry.Upsert {
		c.Entry = entry.Join(e.Card, e.Body)
	}
	return nil
}

// findTerms reads the terms that the page tells of, and the settings that they are shown
// with.
func (w *walk) findTerms(ctx context.Context, told []entry.Told) error {
	var ids []content.TermID
	for _, t := range told {
		if t.Kind == entry.OfPost || t.Kind == entry.OfSite {
			continue
		}
		ids = append(ids, content.TermID(t.ID))
		if t.Op == entry.Delete && t.Redirect != "" {
			ids = append(ids, content.TermID(t.Redirect)) // that absorbed it
		}
	}
	if len(ids) == 0 {
		return nil
	}
	found, err := w.src.TermsByID(ctx, ids...)
	if err != nil {
		return err
	}
	w.terms = make(map[content.TermID]entry.Counted, len(found))
	for _, t := range found {
		w.terms[t.Term.ID] = t
	}
	w.f = &furnishings{src: w.src}
	if w.f.site, err = w.src.Site(ctx); err != nil {
		return err
	}
	w.f.locales, err = w.src.Locales(ctx)
	return err
}

// term fills what is told of a term, as post does. Terms come as the lists of terms show
// them; how many posts they have changes without being told.
func (w *walk) term(ctx context.Context, c *change, t entry.Told) error {
	id, led := content.TermID(t.ID), t.Redirect != "" && t.Seq > w.token.began
	if t.Op == entry.Delete {
		id = content.TermID(t.Redirect)
	}
	found, ok := w.terms[id]
	if !ok || found.Counts[t.Locale] == 0 || found.Term.Texts[t.Locale].Slug == "" {
		return nil
	}
	item, err := w.f.term(ctx, found, t.Locale)
	if err != nil {
		return err
	}
	if led {
		c.Redirect = &Redirect{Status: 301, URL: item.URL, Locale: t.Locale, Slug: item.Slug}
	}
	if w.entries && t.Op == entry.Upsert {
		c.Term = &item
	}
	return nil
}

// everyLocale reads the locale that changes are asked of.
func everyLocale(ctx context.Context, src Source, s string) (locale.Tag, error) {
	if s == "" || s == string(entry.Everywhere) {
		return entry.Everywhere, nil
	}
	locales, err := src.Locales(ctx)
	if err != nil {
		return "", err
	}
	return existing(locales, s)
}
