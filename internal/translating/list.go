package translating

import (
	"context"
	"fmt"
	"slices"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/paging"
	"github.com/diptych-cms/diptych/internal/standing"
)

// Pages of segments.
const (
	Usual       = 500
	Most        = 2000
	MostSuggest = 500 // with suggestions
)

// A Basis says which revisions are looked at.
type Basis string

// The bases.
const (
	Head Basis = "head" // the newest of both languages
	Live Basis = "live" // what readers see
)

// A List asks for a translation beside its source.
type List struct {
	Actor     access.Actor
	Post      content.PostID
	Locale    locale.Tag
	States    []bitext.State // none: all
	Change    bitext.Class   // empty: any
	Kind      segment.Kind   // empty: any
	Basis     Basis          // empty: the heads
	Suggest   bool
	Checks    bool
	Sentences bool
	Limit     int // 0: Usual
	Cursor    string
}

// A Page is one page of segments.
type Page struct {
	Of      bitext.Pairing
	Version int64 // of the translation; 0 where there is none
	Sums    bitext.Sums
	Items   []Item
	Next    string
}

// listName names the list in its cursors.
const listName = "segments"

// List returns the segments of a translation beside those of its source. It asks for
// permission to see what the translation is made from, which whoever may translate
// has, or to read both languages.
func (s *Service) List(ctx context.Context, cmd List) (Page, error) {
	page, err := s.list(ctx, cmd)
	if err != nil {
		return Page{}, fmt.Errorf("list segments of translation %s of post %s: %w", cmd.Locale, cmd.Post, err)
	}
	return page, nil
}

func (s *Service) list(ctx context.Context, cmd List) (page Page, err error) {
	if err := cmd.judge(); err != nil {
		return page, err
	}
	words, err := paging.Open(cmd.Cursor, listName, 1)
	if err != nil {
		return page, err
	}
	err = s.Read(ctx, func(r Snapshot) error {
		p, err := asking{cmd.Actor, access.Read, cmd.Post, cmd.Locale}.known(ctx, r)
		if err != nil {
			return err
		}
		pair, err := cmd.pair(ctx, r, p)
		if err != nil {
			return err
		}
		page = Page{Of: pair.Pairing, Sums: pair.Sums}
		if t := p.Translation(cmd.Locale); t != nil {
			page.Version = t.Version
		}
		rows, err := cmd.rows(pair, words, &page)
		if err != nil {
			return err
		}
		page.Items, err = show(ctx, r, shown{pair: pair, rows: rows, actor: cmd.Actor, list: cmd, now: s.Now()})
		return err
	})
	return page, err
}

// judge checks what can be checked without the database, and that the actor may do it
// somewhere.
func (cmd *List) judge() error {
	if err := cmd.Actor.CheckBest(access.Read, cmd.Locale); err != nil {
		return err
	}
	most := Most
	if cmd.Suggest {
		most = MostSuggest
	}
	if cmd.Limit < 0 || cmd.Limit > most {
		return fault.New(fault.Malformed, "list.limit", "limit", cmd.Limit, "most", most)
	}
	if cmd.Limit == 0 {
		cmd.Limit = Usual
	}
	return nil
}

// pair returns the translation beside its source.
func (cmd *List) pair(ctx context.Context, r Snapshot, p *content.Post) (*standing.Pair, error) {
	if err := served(ctx, r, p.ID, cmd.Locale); err != nil {
		return nil, err
	}
	of := standing.Heads(p, cmd.Locale)
	if cmd.Basis == Live {
		var ok bool
		if of, ok = standing.Lives(p, cmd.Locale); !ok {
			return nil, fault.New(fault.NotFound, "translation.not_live", "locale", string(cmd.Locale))
		}
	}
	return standing.Of(ctx, r, of)
}

// rows returns the rows of one page, as they were asked for.
func (cmd *List) rows(pair *standing.Pair, after []string, page *Page) ([]int, error) {
	from := 0
	if after != nil {
		from = slices.IndexFunc(pair.Rows, func(r standing.Row) bool { return r.ID == after[0] }) + 1
		if from == 0 { // it vanished: what was shown cannot be told from what was not
			return nil, paging.Malformed()
		}
	}
	var rows []int
	for i := from; i < len(pair.Rows); i++ {
		row := &pair.Rows[i]
		if !cmd.wants(row) {
			continue
		}
		if len(rows) == cmd.Limit {
			page.Next = paging.Cursor(listName, pair.Rows[rows[len(rows)-1]].ID)
			break
		}
		rows = append(rows, i)
	}
	return rows, nil
}

func (cmd *List) wants(row *standing.Row) bool {
	switch {
	case len(cmd.States) > 0 && !slices.Contains(cmd.States, row.State):
		return false
	case cmd.Change != "" && (row.State != bitext.Stale || row.Change != cmd.Change):
		return false
	}
	return cmd.Kind == "" || cmd.Kind == first(row).Kind
}

// first returns the segment that names a row.
func first(row *standing.Row) *segment.Segment {
	if len(row.Source) > 0 {
		return row.Source[0]
	}
	return row.Target[0]
}
