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
	c.keepLargest()
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

// add adds up the rows of work, of one language after the other.
func (c *covering) add(ctx context.Context) error {
	for _, tag := range c.locales {
		st := statement{coverAll, []any{string(tag)}}
		if c.q.By != work.ByLocale {
			st = statement{coverTerms, []any{string(tag), string(c.kind())}}
		} else {
			c.group(covered{tag: tag})
		}
		st.query, st.args = ownWork(c.view, tag, st)
		err := c.each(ctx, func(rows *sql.Rows) error {
			var term content.TermID
			var state work.State
			var posts, words, todo, old int
			if err := rows.Scan(&term, &state, &posts, &words, &todo, &old); err != nil {
				return err
			}
			c.group(covered{tag, term}).Add(state, posts, work.Words{All: words, New: todo - old, Stale: old})
			return nil
		}, st.query+" GROUP BY 1, 2", st.args...)
		if err != nil {
			return err
		}
	}
	return nil
}

const (
	coverAll = `SELECT '', w.state, count(*), sum(w.words), sum(w.todo), sum(w.old) FROM work w WHERE w.locale = ? AND w.source = 0`
	// A term that was absorbed counts as the one that it became, once a post.
	coverTerms = `SELECT u.term, w.state, count(*), sum(w.words), sum(w.todo), sum(w.old)
		FROM work w CROSS JOIN (SELECT DISTINCT iif(t.merged_into = '', t.id, t.merged_into) AS term, u.post_id
			FROM terms t CROSS JOIN term_uses u ON u.term_id = t.id AND u.part = '' WHERE t.kind = ?2) u ON u.post_id = w.post_id
		WHERE w.locale = ?1 AND w.source = 0`
)

// ownWork adds to a statement about work w in the language what the view sets.
func ownWork(view work.View, tag locale.Tag, st statement) (string, []any) {
	if slices.Contains(view.Any, tag) {
		return st.query, st.args
	}
	return st.query + " AND w.by = ?", append(st.args, view.Actor)
}

// keepLargest leaves those terms that most posts name.
func (c *covering) keepLargest() {
	if c.q.By == work.ByLocale {
		return
	}
	posts := make(map[content.TermID]int)
	for name, g := range c.groups {
		posts[name.term] = max(posts[name.term], g.Posts)
	}
	terms := make([]content.TermID, 0, len(posts))
	for term := range posts {
		terms = append(terms, term)
	}
	slices.SortFunc(terms, func(a, b content.TermID) int { return cmp.Or(posts[b]-posts[a], cmp.Compare(a, b)) })
	kept := terms[:min(len(terms), c.q.Limit)]
	for name := range c.groups {
		if !slices.Contains(kept, name.term) {
			delete(c.groups, name)
		}
	}
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
