package reading

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/redirect"
)

const (
	asJSON           = "json"
	defaultRedirects = 500
	maxRedirects     = 1000    // of a page
	mostLines        = 100_000 // addresses of a file
	// mostLooks bounds what one page costs where few of the addresses lead anywhere, as
	// after the site moved to another host: it has fewer redirects then, or none.
	mostLooks = 50
)

// A redirectRule is one line of the list of redirects.
type redirectRule struct {
	From   string     `json:"from"`
	To     string     `json:"to"`
	Status int        `json:"status"`
	Locale locale.Tag `json:"locale"`

	host, path string // of From; path is decoded, without final slash
	key        string // that it is kept under; empty: a term left it
}

// redirectList is the answer of GET /redirects as JSON.
type redirectList struct {
	Items []redirectRule `json:"items"`
	Next  *string        `json:"next"`
}

// Redirects answers GET /redirects: where the addresses lead that [Service.Resolve]
// redirects because a post or a term left them, or because editors gave them as aliases.
// As JSON it comes in pages; as a file it is whole, of one host: languages with several
// hosts are the fault.Malformed "redirects.hosts", more than a file holds is
// "redirects.too_many".
func (s *Service) Redirects(ctx context.Context, q RedirectsQuery) (Answer, error) {
	answer, err := s.over(ctx, func(src Source) (Answer, error) {
		w := leftWalk{src: src}
		if err := w.open(ctx, q.Locale); err != nil {
			return Answer{}, err
		}
		if q.Format != "" && q.Format != asJSON {
			return w.file(ctx, q)
		}
		return w.page(ctx, q)
	})
	if err != nil {
		return answer, fmt.Errorf("list redirects: %w", err)
	}
	return answer, nil
}

// page answers with one page of JSON.
func (w *leftWalk) page(ctx context.Context, q RedirectsQuery) (Answer, error) {
	limit := defaultRedirects
	if q.Limit != "" {
		n, err := strconv.Atoi(q.Limit)
		if err != nil || n < 1 || n > maxRedirects {
			return Answer{}, fault.New(fault.Malformed, "list.limit", "limit", q.Limit, "most", maxRedirects)
		}
		limit = n
	}
	at, err := w.begin(q.Cursor)
	if err != nil {
		return Answer{}, err
	}
	list := redirectList{Items: []redirectRule{}}
	for looks := 0; len(list.Items) < limit && !at.ended() && looks < mostLooks; looks++ {
		var rules []redirectRule
		if rules, at, err = w.next(ctx, at, limit-len(list.Items)); err != nil {
			return Answer{}, err
		}
		list.Items = append(list.Items, rules...)
	}
	if !at.ended() {
		list.Next = new(at.String())
	}
	a, err := compose(list)
	if list.Next != nil {
		a.Next = *list.Next
	}
	a.Keys = listKeys(w.tags())
	return a, err
}

// file answers with all redirects of a host, as its server takes them.
func (w *leftWalk) file(ctx context.Context, q RedirectsQuery) (Answer, error) {
	switch {
	case q.Limit != "":
		return Answer{}, clash("format="+q.Format, "limit")
	case q.Cursor != "":
		return Answer{}, clash("format="+q.Format, "cursor")
	}
	host := hostOf(w.locales[0].Settings.BaseURL)
	if slices.ContainsFunc(w.locales, func(l content.Locale) bool { return hostOf(l.Settings.BaseURL) != host }) {
		return Answer{}, fault.New(fault.Malformed, "redirects.hosts", "format", q.Format)
	}
	file, err := redirect.New(redirect.Format(q.Format))
	if err != nil {
		return Answer{}, err
	}
	at := leftPlace{}
	for n := 0; !at.ended(); {
		var rules []redirectRule
		if rules, at, err = w.next(ctx, at, maxRedirects); err != nil {
			return Answer{}, err
		}
		if n += len(rules); n > mostLines {
			return Answer{}, fault.New(fault.Malformed, "redirects.too_many", "most", mostLines)
		}
		for _, r := range rules {
			if r.host != host {
				file.Skip()
				continue
			}
			file.Add(redirect.Rule{From: r.path, To: r.To})
		}
	}
	body := file.Bytes()
	return Answer{Body: body, Type: "text/plain; charset=utf-8", ETag: entry.ETag(body), Keys: listKeys(w.tags())}, nil
}
