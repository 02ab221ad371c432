package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/work"
)

// Coverage returns how far the work that the view shows has come. It adds up what
// lists look at, and reads no text.
func (r reader) Coverage(ctx context.Context, view work.View, q work.CoverageQuery) (work.Report, error) {
	l, _, err := r.workLister(ctx, view, work.Query{Locale: q.Locale})
	if err != nil {
		return work.Report{}, err
	}
	c := covering{workLister: l, q: q, groups: make(map[covered]*work.Group)}
	if err := c.add(ctx); err != nil {
		return work.Report{}, err
	}
	if err := c.times(ctx); err != nil {
		return work.Report{}, err
	}
	report := work.Report{Groups: c.sorted()}
	if err := r.nameGroups(ctx, report.Groups); err != nil {
		return work.Report{}, err
	}
	report.Pending, err = l.pending(ctx)
	return report, err
}

// covered names a group.
type covered struct {
	tag  locale.Tag
	term content.TermID
}

// covering makes one report.
type covering struct {
	*workLister
	q      work.CoverageQuery
	groups map[covered]*work.Group
}

// kind returns which terms group the report.
func (c *covering) kind() content.TermKind {
	if c.q.By == work.ByAuthor {
		return content.Author
	}
	return content.Tag
}

// group returns the group with the name, a new one if there is none yet.
func (c *covering) group(name covered) *work.Group {
	if c.groups[name] == nil {
		c.groups[name] = &work.Group{Locale: name.tag, Term: name.term}
	}
	return c.groups[name]
}

// add adds up the rows of work, of one language after the other, and of one term
// after the other.
func (c *covering) add(ctx context.Context) error {
	if c.q.By != work.ByLocale {
		return c.addTerms(ctx)
	}
	for _, tag := range c.locales {
		group := c.group(covered{tag: tag}) // one without posts, too
		if err := c.sum(ctx, group, statement{coverAll, []any{string(tag)}}); err != nil {
			return err
		}
	}
	return nil
}

// addTerms adds up the rows of the posts that name the terms which most name.
func (c *covering) addTerms(ctx context.Context) error {
	terms, err := c.largest(ctx)
	if err != nil {
		return err
	}
	for _, term := range terms {
		ids, _, err := c.termIDs(ctx, content.NamedTerm{Kind: c.kind(), ID: content.TermID(term)})
		if err != nil {
			return err
		}
		for _, tag := range c.locales {
			group := &work.Group{Locale: tag, Term: content.TermID(term)}
			if err := c.sum(ctx, group, statement{coverTerm, []any{string(tag), ids}}); err != nil {
				return err
			}
			if group.Posts > 0 {
				c.groups[covered{tag, group.Term}] = group
			}
		}
	}
	return nil
}

// sum adds to the group what the statement finds.
func (c *covering) sum(ctx context.Context, group *work.Group, st statement) error {
	st.query, st.args = ownWork(c.view, group.Locale, st)
	return c.each(ctx, func(rows *sql.Rows) error {
		var state work.State
		var posts, words, todo, old int
		err := rows.Scan(&state, &posts, &words, &todo, &old)
		group.Add(state, posts, work.Words{All: words, New: todo - old, Stale: old})
		return err
	}, st.query+" GROUP BY w.state", st.args...)
}

const (
	coverAll = "SELECT w.state, count(*), sum(w.words), sum(w.todo), sum(w.old) FROM work w WHERE w.locale = ? AND w.source = 0"
	// A post that names a term by two of its ids counts once.
	coverTerm = `SELECT w.state, count(*), sum(w.words), sum(w.todo), sum(w.old)
		FROM (SELECT DISTINCT post_id FROM term_uses WHERE term_id IN (SELECT value FROM json_each(?2)) AND part = '') u
		CROSS JOIN work w ON w.post_id = u.post_id AND w.locale = ?1 WHERE w.source = 0`
)

// largest returns the terms that most posts name, of those that the view shows.
func (c *covering) largest(ctx context.Context) ([]string, error) {
	if len(c.view.Any) > 0 {
		return c.strings(ctx, largestTerms, string(c.kind()), c.q.Limit)
	}
	return c.strings(ctx, largestOwnTerms, string(c.kind()), c.q.Limit, c.view.Actor)
}

const (
	largestTerms = `SELECT iif(t.merged_into = '', t.id, t.merged_into) FROM terms t CROSS JOIN term_uses u ON u.term_id = t.id AND u.part = ''
		WHERE t.kind = ?1 GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ?2`
	largestOwnTerms = `SELECT iif(t.merged_into = '', t.id, t.merged_into)
		FROM heads h CROSS JOIN term_uses u ON u.post_id = h.post_id AND u.part = '' CROSS JOIN terms t ON t.id = u.term_id AND t.kind = ?1
		WHERE h.part = '' AND h.by = ?3 GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ?2`
)

// ownWork adds to a statement about work w in the language what the view sets.
func ownWork(view work.View, tag locale.Tag, st statement) (string, []any) {
	if slices.Contains(view.Any, tag) {
		return st.query, st.args
	}
	return st.query + " AND w.by = ?", append(st.args, view.Actor)
}

// sorted returns the groups by language, then those with the most posts first.
func (c *covering) sorted() []work.Group {
	list := make([]work.Group, 0, len(c.groups))
	for _, g := range c.groups {
		list = append(list, *g)
	}
	slices.SortFunc(list, func(a, b work.Group) int {
		return cmp.Or(cmp.Compare(a.Locale, b.Locale), b.Posts-a.Posts, cmp.Compare(a.Term, b.Term))
	})
	return list
}
