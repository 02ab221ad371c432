package reading

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A ChangesQuery asks for what changed. All members are as the request has them.
type ChangesQuery struct {
	Locale  string // a locale; "*" or nothing: every one
	Since   string // Next of an earlier answer; nothing: a full copy
	Include string // "entry", or nothing
	Limit   string
}

// Changes are a page of them, and how to go on.
type Changes struct {
	Answer
	Next     string // the token of what comes after
	Items    int
	UpToDate bool // nothing came after, when it was read

	tag locale.Tag
	at  entry.Point
}

const (
	usualChanges, mostChanges = 200, 1000
	usualEntries, mostEntries = 20, 50
	// pageBytes is how many bytes of entries a page has before it ends early.
	pageBytes = 1 << 20
)

// Changes answers GET /changes: what changed since the token, each thing once, in the
// order in which it changed last. Since nothing comes again that did not change again,
// the way from the first change to the last one is a full copy, which needs no snapshot
// of its own and goes over into what changes meanwhile: only what was gone before it
// began is left out. A token of another epoch begins anew, which the answer says.
//
// A token that is none, or of another locale, is the fault.Malformed "changes.token".
func (s *Service) Changes(ctx context.Context, q ChangesQuery) (Changes, error) {
	var c Changes
	w, err := q.read()
	if err == nil {
		c.Answer, err = s.over(ctx, func(src Source) (Answer, error) {
			if err := w.open(ctx, src, q); err != nil {
				return Answer{}, err
			}
			list, err := w.page(ctx)
			if err != nil {
				return Answer{}, err
			}
			c.Next, c.Items, c.UpToDate, c.tag, c.at = list.Next, len(list.Items), list.UpToDate, w.tag, w.token.at
			a, err := compose(list)
			a.Keys = absentKeys()
			if w.tag != entry.Everywhere {
				a.Languages = []locale.Tag{w.tag}
			}
			return a, err
		})
	}
	if err != nil {
		return Changes{Answer: c.Answer}, fmt.Errorf("read changes: %w", err)
	}
	return c, nil
}

// A walk reads one page of changes.
type walk struct {
	src     Source
	tag     locale.Tag
	entries bool // they are wanted too
	limit   int
	token   token
	fresh   bool // it begins a full copy
	reset   bool // instead of what was asked for
	f       *furnishings
	terms   map[content.TermID]entry.Counted // of the page
}

// read reads what can be read without knowing the site.
func (q ChangesQuery) read() (*walk, error) {
	w := &walk{entries: q.Include != "", limit: usualChanges}
	most := mostChanges
	if w.entries {
		w.limit, most = usualEntries, mostEntries
	}
	if q.Limit == "" {
		return w, nil
	}
	n, err := strconv.Atoi(q.Limit)
	if err != nil || n < 1 || n > most {
		return nil, fault.New(fault.Malformed, "list.limit", "limit", q.Limit, "most", most)
	}
	w.limit = n
	return w, nil
}

// open finds the locale, and the place in its changes to go on from.
func (w *walk) open(ctx context.Context, src Source, q ChangesQuery) (err error) {
	w.src = src
	if w.tag, err = everyLocale(ctx, src, q.Locale); err != nil {
		return err
	}
	g, err := src.Generation(ctx)
	if err != nil {
		return err
	}
	if q.Since != "" {
		if w.token, err = parseToken(q.Since); err != nil {
			return err
		}
		if w.token.tag != w.tag {
			return fault.New(fault.Malformed, "changes.token")
		}
	}
	w.reset = q.Since != "" && (w.token.epoch != g.Epoch || w.token.at.Seq > g.Seq)
	w.fresh = q.Since == "" || w.reset
	if w.fresh {
		w.token = token{epoch: g.Epoch, tag: w.tag, began: g.Seq}
	}
	return nil
}

// A change is one item of the list.
type change struct {
	Kind     entry.Kind       `json:"kind"` // "term" of every kind of them
	TermKind content.TermKind `json:"termKind,omitempty"`
	Op       entry.Op         `json:"op"`
	ID       string           `json:"id"`
	Locale   *locale.Tag      `json:"locale"`
	Cause    entry.Cause      `json:"cause"`
	By       string           `json:"by,omitempty"`
	Redirect *Redirect        `json:"redirect,omitempty"`
	Entry    json.RawMessage  `json:"entry,omitempty"`
	Term     *term            `json:"term,omitempty"`
}

// A changeList is the answer of GET /changes.
type changeList struct {
	Items    []change `json:"items"`
	Next     string   `json:"next"`
	UpToDate bool     `json:"upToDate"`
	Reset    bool     `json:"reset,omitempty"`
}

// page reads the page. The settings come first in a full copy: they are always there.
func (w *walk) page(ctx context.Context) (changeList, error) {
	list := changeList{Items: []change{}, Reset: w.reset}
	if w.fresh {
		list.Items = append(list.Items, change{Kind: entry.OfSite, Op: entry.Upsert, ID: entry.SiteID, Cause: entry.BySettings})
	}
	told, err := w.src.Changes(ctx, w.tag, w.token.at, w.limit+1)
	if err != nil {
		return list, err
	}
	list.UpToDate = len(told) <= w.limit
	told = told[:min(len(told), w.limit)]
	if err := w.findTerms(ctx, told); err != nil {
		return list, err
	}
	for size, i := 0, 0; i < len(told); i++ {
		if size > pageBytes {
			list.UpToDate = false
			break
		}
		w.token.at = told[i].Point
		if w.token.skips(told[i]) {
			continue
		}
		item, err := w.item(ctx, told[i])
		if err != nil {
			return list, err
		}
		list.Items = append(list.Items, item)
		size += len(item.Entry)
	}
	list.Next = w.token.String()
	return list, nil
}
