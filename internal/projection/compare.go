package projection

import (
	"cmp"
	"slices"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A difference is what rendering a post again changes.
type difference struct {
	post          content.PostID
	before, after []entry.Row
	put, gone     []entry.Row
	changes       []entry.Change // what readers see of it
	refs          []entry.Ref    // ordered
	moved         bool           // other languages, or other URLs, than before
}

// compare finds what differs between the stored entries and the rendered ones.
func compare(post *content.Post, before []entry.Row, after []entry.Rendered, why occasion) difference {
	d := difference{post: post.ID, before: before}
	for i := range after {
		row := &after[i].Row
		d.refs = append(d.refs, after[i].Refs...)
		old := rowOf(before, row.Locale)
		switch {
		case old == nil || seen(old, row):
			d.put = append(d.put, *row)
			d.changes = append(d.changes, changed(old, row, why))
			d.moved = d.moved || old == nil || url(old) != url(row)
		case row.Beside(old):
			row.Seq = old.Seq // nothing that a reader could see
			d.put = append(d.put, *row)
		}
		d.after = append(d.after, *row)
	}
	for i := range before {
		old := &before[i]
		if rowOf(d.after, old.Locale) != nil {
			continue
		}
		d.gone = append(d.gone, *old)
		d.changes = append(d.changes, entry.Change{
			Post: post.ID, Locale: old.Locale, Op: entry.Delete, Cause: why.cause, By: why.by, Redirect: string(post.MergedInto),
		})
		d.moved = true
	}
	slices.SortFunc(d.refs, func(a, b entry.Ref) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Target, b.Target))
	})
	return d
}

// led returns the changes of a post that is led to by other addresses than before, and
// says what it did: who keeps redirects has to know.
func (d difference) led() []entry.Change {
	list := make([]entry.Change, len(d.after))
	for i, row := range d.after {
		list[i] = entry.Change{Post: d.post, Locale: row.Locale, Op: entry.Upsert, Cause: entry.ByContent}
	}
	return list
}

// seen reports whether a reader could tell the two apart: by the bytes of the
// entry, or by its place in a list.
func seen(old, row *entry.Row) bool {
	return old.ETag != row.ETag || !old.Date.Equal(row.Date) || !old.UpdatedAt.Equal(row.UpdatedAt) ||
		old.Slug != row.Slug || !slices.Equal(old.Facets, row.Facets)
}

// changed says why a reader sees the row differently.
func changed(old, row *entry.Row, why occasion) entry.Change {
	c := entry.Change{Post: row.Post, Locale: row.Locale, Op: entry.Upsert, Cause: why.cause, By: why.by}
	if old != nil && url(old) != url(row) {
		c.Redirect = url(old)
	}
	if why.by == "" && why.cause != entry.BySettings {
		c.Cause = ownCause(old, row)
	}
	if c.Cause == entry.ByTranslation && why.linked != "" {
		c.Cause, c.By = entry.ByLinkTarget, string(why.linked)
	}
	return c
}

// ownCause finds out what changed of a post itself.
func ownCause(old, row *entry.Row) entry.Cause {
	switch {
	case old == nil || old.Text != row.Text || old.Slug != row.Slug:
		return entry.ByContent
	case old.Shared != row.Shared:
		return entry.ByShared
	case url(old) != url(row):
		return entry.ByContent
	case !slices.Equal(old.Alternates, row.Alternates):
		return entry.ByAlternate
	}
	return entry.ByTranslation
}

func rowOf(rows []entry.Row, tag locale.Tag) *entry.Row {
	if i := slices.IndexFunc(rows, func(r entry.Row) bool { return r.Locale == tag }); i >= 0 {
		return &rows[i]
	}
	return nil
}

// url returns the public URL of a row.
func url(r *entry.Row) string {
	for _, a := range r.Alternates {
		if a.Locale == r.Locale {
			return a.URL
		}
	}
	return ""
}
