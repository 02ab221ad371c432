package housetest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// A feedReader follows the changes of a site and keeps a replica of it.
type feedReader struct {
	*feed
	name string
	in   string                                         // the locale that it follows
	ask  func(r *feedReader, ctx context.Context) error // one way of asking for what comes next

	mu      sync.Mutex
	replica map[string]string
	since   string

	items, answers, broken, copies int
}

func newFeedReaders(f *feed) []*feedReader {
	list := []*feedReader{
		{name: "pages", in: "*", ask: func(r *feedReader, ctx context.Context) error { return r.page(ctx, "&limit=7") }},
		{name: "French", in: "fr", ask: func(r *feedReader, ctx context.Context) error { return r.page(ctx, "&limit=3") }},
		{name: "long poll", in: "*", ask: func(r *feedReader, ctx context.Context) error { return r.page(ctx, "&limit=50&wait=5") }},
		{name: "events", in: "*", ask: (*feedReader).events},
	}
	for _, r := range list {
		r.feed, r.replica = f, make(map[string]string)
	}
	return list
}

// wants reports whether the thing is of the locale that it follows.
func (r *feedReader) wants(key string) bool { return r.in == "*" || strings.HasSuffix(key, " "+r.in) }

// follow asks again and again, and often hangs up on the way.
func (r *feedReader) follow(ctx context.Context) {
	for ctx.Err() == nil {
		short, cancel := context.WithTimeout(ctx, time.Duration(2+rand.IntN(300))*time.Millisecond)
		if err := r.ask(r, short); err != nil {
			r.broken++
		}
		cancel()
		if rand.IntN(10) == 0 {
			time.Sleep(time.Duration(rand.IntN(200)) * time.Millisecond)
		}
	}
}

func (r *feedReader) path(more string) string {
	path := "/content/v1/changes?include=entry&locale=" + url.QueryEscape(r.in) + more
	if r.since != "" {
		path += "&since=" + r.since
	}
	return path
}

// page asks for one answer.
func (r *feedReader) page(ctx context.Context, how string) error {
	a, err := r.client("").do(ctx, "GET", r.path(how), nil)
	if err != nil {
		return err
	}
	if a.status != 200 {
		return fmt.Errorf("%d %s", a.status, a.body)
	}
	if err := r.apply(a.body); err != nil {
		return err
	}
	if how != "&limit=50&wait=5" {
		time.Sleep(5 * time.Millisecond)
	}
	return nil
}

// events reads server-sent events until the line breaks.
func (r *feedReader) events(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, *r.url.Load()+r.path("&limit=20"), nil)
	if err != nil {
		return err
	}
	req.Header.Set("Accept", "text/event-stream")
	if r.since != "" {
		req.Header.Set("Last-Event-ID", r.since)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, 8<<20)
	for lines.Scan() {
		if data, ok := bytes.CutPrefix(lines.Bytes(), []byte("data: ")); ok {
			if err := r.apply(data); err != nil {
				return err
			}
		}
	}
	return lines.Err()
}

// apply does to the replica what an answer says.
func (r *feedReader) apply(body []byte) error {
	var list struct {
		Items []struct {
			Kind, Op, ID, Locale string
			Entry                json.RawMessage
			Term                 map[string]any
		}
		Next  string
		Reset bool
	}
	if err := json.Unmarshal(body, &list); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.since == "" || list.Reset {
		r.copies++
		clear(r.replica)
	}
	for _, item := range list.Items {
		key := item.Kind + " " + item.ID + " " + item.Locale
		switch {
		case item.Kind == "site":
		case item.Op == "delete":
			delete(r.replica, key)
		case item.Kind == "post":
			r.replica[key] = canonical(item.Entry)
		default:
			r.replica[key] = termOf(item.Term)
		}
	}
	r.since = list.Next
	r.items += len(list.Items)
	r.answers++
	return nil
}

// canonical is a document as it is compared.
func canonical(doc []byte) string {
	var b bytes.Buffer
	if err := json.Compact(&b, doc); err != nil {
		return err.Error()
	}
	return b.String()
}
