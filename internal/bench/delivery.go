package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

const (
	oneEntry = "/content/v1/posts/by-slug/post-12?locale=fr"
	oneList  = "/content/v1/posts?locale=fr"
)

// A subject is a server with what it is asked.
type subject struct {
	*server
	requests [][]byte
	status   int
}

// compare asks the subjects in turns, and returns what a request took of each one's
// processor.
func (l *lab) compare(ctx context.Context, subjects ...subject) ([]sample, error) {
	samples := make([]sample, len(subjects))
	for n := range l.runs + 1 {
		for i, s := range subjects {
			total := l.requests
			if n == 0 {
				total = l.requests / 10 // the first time counts for nothing
			}
			took, err := l.cost(ctx, s, total)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", s.name, err)
			}
			if n > 0 {
				samples[i] = append(samples[i], took)
			}
		}
	}
	return samples, nil
}

// cost returns the microseconds of the processor that a request takes.
func (l *lab) cost(ctx context.Context, s subject, total int) (float64, error) {
	d := &driver{addr: s.addr, requests: s.requests, status: s.status, conns: l.connections}
	before, err := s.processor()
	if err != nil {
		return 0, err
	}
	if _, err := d.drive(ctx, total, false); err != nil {
		return 0, err
	}
	after, err := s.processor()
	return float64(after-before) / float64(time.Microsecond) / float64(total), err
}

// against measures the server beside a bare one that has what it answers to the path.
// With have, the client has it already.
func (l *lab) against(ctx context.Context, ours *server, path string, have bool, requests ...[]byte) (samples []sample, err error) {
	file, page, err := l.capture(ctx, ours, path)
	if err != nil {
		return nil, err
	}
	echo, err := l.echo(ctx, file)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, echo.stop()) }()
	status, match := http.StatusOK, ""
	if have {
		status, match = http.StatusNotModified, page.Header["Etag"]
	}
	if len(requests) == 0 {
		requests = [][]byte{get(path, match)}
	}
	return l.compare(ctx, subject{ours, requests, status}, subject{echo, requests, status})
}

// cached measures answers from memory.
func cached(ctx context.Context, l *lab) error {
	return l.table(ctx, "From memory", nil, []asked{
		{"entry by slug", oneEntry, false, nil}, {"list of 20", oneList, false, nil},
		{"entry, 304", oneEntry, true, nil}, {"list, 304", oneList, true, nil},
	})
}

// uncached measures answers that are read from the database each time.
func uncached(ctx context.Context, l *lab) error {
	var entries [][]byte
	for i := 2; len(entries) < 200; i++ {
		if i%10 != 0 {
			entries = append(entries, get(fmt.Sprintf("/content/v1/posts/by-slug/post-%d?locale=fr", i), ""))
		}
	}
	return l.table(ctx, "Without memory", []string{"--cache", "0"}, []asked{
		{"entry by slug", oneEntry, false, entries}, {"list of 20", oneList, false, nil},
	})
}

// An asked is what one row of a table is about.
type asked struct {
	name, path string
	have       bool
	requests   [][]byte // nil: the path
}

// table prints a row for each that is asked, beside a bare server.
func (l *lab) table(ctx context.Context, title string, settings []string, rows []asked) (err error) {
	data, err := l.data(ctx, l.few())
	if err != nil {
		return err
	}
	ours, err := l.serve(ctx, data, settings...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ours.stop()) }()
	l.head(fmt.Sprintf("%s, %d posts", title, l.few()), "What", "Ours, µs of CPU", "Bare Echo, µs of CPU", "Ratio")
	for _, a := range rows {
		samples, err := l.against(ctx, ours, a.path, a.have, a.requests...)
		if err != nil {
			return err
		}
		l.row(a.name, samples[0].String(), samples[1].String(), fmt.Sprintf("%.3f", samples[0].median()/samples[1].median()))
	}
	return nil
}

// A site is a server, and how many posts it has.
type site struct {
	*server
	posts int
}

// growth measures what is read from the database at two sizes.
func growth(ctx context.Context, l *lab) (err error) {
	var both [2]site
	for i, n := range []int{l.few(), l.many()} {
		data, err := l.data(ctx, n)
		if err != nil {
			return err
		}
		s, err := l.serve(ctx, data, "--cache", "0")
		if err != nil {
			return err
		}
		both[i] = site{s, n}
		defer func() { err = errors.Join(err, s.stop()) }()
	}
	l.head("Growth, without memory", "What", fmt.Sprintf("%d posts, µs of CPU", l.few()), fmt.Sprintf("%d posts, µs of CPU", l.many()), "Ratio")
	for _, what := range []struct {
		name  string
		paths func(context.Context, site) ([]string, error)
	}{
		{"entry by slug", fixed(oneEntry)}, {"entries from all over", allOver}, {"first page", fixed(oneList)}, {"page 400", one(page400)},
		{"by tag", fixed("/content/v1/posts?locale=fr&tag=tag-007")}, {"of two languages", fixed("/content/v1/posts?locale=fr&fallback=en")},
		{"changes since", one(recentChanges)}, {"archives", fixed("/content/v1/archives?locale=fr")},
		{"neighbours", one(around("neighbours"))}, {"related", one(around("related"))},
	} {
		var subjects []subject
		for _, s := range both {
			paths, err := what.paths(ctx, s)
			if err != nil {
				return fmt.Errorf("%s: %w", what.name, err)
			}
			requests := make([][]byte, len(paths))
			for i, path := range paths {
				requests[i] = get(path, "")
			}
			subjects = append(subjects, subject{s.server, requests, http.StatusOK})
		}
		samples, err := l.compare(ctx, subjects...)
		if err != nil {
			return fmt.Errorf("%s: %w", what.name, err)
		}
		l.row(what.name, samples[0].String(), samples[1].String(), fmt.Sprintf("%.3f", samples[1].median()/samples[0].median()))
	}
	return nil
}

func fixed(path string) func(context.Context, site) ([]string, error) {
	return func(context.Context, site) ([]string, error) { return []string{path}, nil }
}

// one asks the server for a path.
func one(path func(context.Context, *server) (string, error)) func(context.Context, site) ([]string, error) {
	return func(ctx context.Context, s site) ([]string, error) {
		p, err := path(ctx, s.server)
		return []string{p}, err
	}
}

// allOver returns the paths of 900 entries, as far apart as there are posts. They fit into
// no cache of pages beside the system's own, which a first turn fills.
func allOver(_ context.Context, s site) (paths []string, err error) {
	for i := range 1000 {
		if n := 1 + i + i*((s.posts-1000)/1000/10*10); n%10 != 0 {
			paths = append(paths, fmt.Sprintf("/content/v1/posts/by-slug/post-%d?locale=fr", n))
		}
	}
	return paths, nil
}

// around asks what stands around one post.
func around(what string) func(context.Context, *server) (string, error) {
	return func(ctx context.Context, s *server) (string, error) {
		body, _, err := fetch(ctx, "http://"+s.addr+oneEntry)
		if err != nil {
			return "", err
		}
		var entry struct{ ID string }
		err = json.Unmarshal(body, &entry)
		return "/content/v1/posts/" + entry.ID + "/" + what + "?locale=fr", err
	}
}

// page400 returns the path of page 400 of pages of two.
func page400(ctx context.Context, s *server) (string, error) {
	cursor := ""
	for _, limit := range []int{100, 100, 100, 100, 100, 100, 100, 98} {
		body, _, err := fetch(ctx, fmt.Sprintf("http://%s%s&limit=%d%s", s.addr, oneList, limit, cursor))
		if err != nil {
			return "", err
		}
		var list struct{ Next string }
		if err := json.Unmarshal(body, &list); err != nil {
			return "", err
		}
		cursor = "&cursor=" + url.QueryEscape(list.Next)
	}
	return oneList + "&limit=2" + cursor, nil
}

// recentChanges returns the path of a page of the changes that follow the first page.
func recentChanges(ctx context.Context, s *server) (string, error) {
	const some = "/content/v1/changes?locale=fr&limit=20"
	body, _, err := fetch(ctx, "http://"+s.addr+some)
	if err != nil {
		return "", err
	}
	var list struct{ Next string }
	err = json.Unmarshal(body, &list)
	return some + "&since=" + url.QueryEscape(list.Next), err
}
