package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/work"
)

// mostMeetings bounds how many times that languages came together, the latest ones,
// say how long it takes them.
const mostMeetings = 5000

// times says how long the languages of the groups lagged behind, by the ledger.
func (c *covering) times(ctx context.Context) error {
	lags, err := c.lags(ctx)
	if err != nil {
		return err
	}
	terms := map[content.PostID][]content.TermID{}
	if c.q.By != work.ByLocale {
		if terms, err = c.termsOf(ctx, lags); err != nil {
			return err
		}
	}
	took := make(map[covered][]time.Duration)
	for _, lag := range lags {
		named := terms[lag.Post]
		if c.q.By == work.ByLocale {
			named = []content.TermID{""}
		}
		for _, term := range named {
			name := covered{lag.Locale, term}
			took[name] = append(took[name], lag.Took)
		}
	}
	for name, g := range c.groups {
		g.Parity = work.TimesOf(took[name])
	}
	return nil
}

// lags returns how long the languages that the view shows lagged, each time that they
// caught up lately.
func (c *covering) lags(ctx context.Context) ([]work.Lag, error) {
	var lines []content.Line
	err := c.each(ctx, func(rows *sql.Rows) error {
		var l content.Line
		var at int64
		var lags string
		if err := rows.Scan(&l.ID, &l.Post, &at, &l.What, &l.Cause, &lags); err != nil {
			return err
		}
		l.At = instant(at)
		lines = append(lines, l)
		return decode(lags, &lines[len(lines)-1].Lags)
	}, meetings, mostMeetings)
	if err != nil {
		return nil, err
	}
	lags := slices.DeleteFunc(work.LagsOf(lines), func(lag work.Lag) bool { return !slices.Contains(c.locales, lag.Locale) })
	if len(c.view.Own) == 0 {
		return lags, nil
	}
	own, err := c.posts(ctx, lags, "SELECT id, '' FROM posts WHERE id IN (SELECT value FROM json_each(?)) AND created_by = ?", c.view.Actor)
	return slices.DeleteFunc(lags, func(lag work.Lag) bool {
		return !slices.Contains(c.view.Any, lag.Locale) && own[lag.Post] == nil
	}), err
}

// meetings finds the lines of the times that languages were apart and are no more, by
// post, in order.
const meetings = `SELECT d.id, d.post_id, d.at, d.what, d.cause, d.lags
	FROM (SELECT id, post_id, since FROM ledger WHERE what = 'converged' ORDER BY id DESC LIMIT ?1) c
	CROSS JOIN ledger d ON d.post_id = c.post_id AND d.what IN ('diverged', 'lagging', 'converged') AND d.id <= c.id AND d.since = c.since
	ORDER BY d.post_id, d.id`

// termsOf returns which of the terms that group the report the shared parts of the
// posts name.
func (c *covering) termsOf(ctx context.Context, lags []work.Lag) (map[content.PostID][]content.TermID, error) {
	return c.posts(ctx, lags, `SELECT DISTINCT u.post_id, iif(t.merged_into = '', t.id, t.merged_into)
		FROM term_uses u CROSS JOIN terms t ON t.id = u.term_id AND t.kind = ?2
		WHERE u.post_id IN (SELECT value FROM json_each(?1)) AND u.part = ''`, string(c.kind()))
}

// posts asks the query of the posts that lagged, and returns what it finds of each.
func (c *covering) posts(ctx context.Context, lags []work.Lag, query string, arg string) (map[content.PostID][]content.TermID, error) {
	ids := make([]content.PostID, len(lags))
	for i, lag := range lags {
		ids[i] = lag.Post
	}
	slices.Sort(ids)
	list, err := encode(slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	found := make(map[content.PostID][]content.TermID)
	err = c.each(ctx, func(rows *sql.Rows) error {
		var post content.PostID
		var term content.TermID
		err := rows.Scan(&post, &term)
		found[post] = append(found[post], term)
		return err
	}, query, list, arg)
	return found, err
}

// nameGroups says what the terms of the groups are called, in the language of the
// group or else in another.
func (r reader) nameGroups(ctx context.Context, groups []work.Group) error {
	type name struct {
		term content.TermID
		tag  locale.Tag
	}
	ids := []content.TermID{}
	for _, g := range groups {
		ids = append(ids, g.Term)
	}
	list, err := encode(ids)
	if err != nil {
		return err
	}
	names := make(map[name]string)
	err = r.each(ctx, func(rows *sql.Rows) error {
		var n name
		var text string
		err := rows.Scan(&n.term, &n.tag, &text)
		names[n] = text
		if any := (name{term: n.term}); names[any] == "" {
			names[any] = text
		}
		return err
	}, "SELECT term_id, locale, name FROM term_texts WHERE term_id IN (SELECT value FROM json_each(?)) ORDER BY term_id, locale", list)
	for i := range groups {
		g := &groups[i]
		if g.Name = names[name{g.Term, g.Locale}]; g.Name == "" {
			g.Name = names[name{term: g.Term}]
		}
	}
	return err
}
