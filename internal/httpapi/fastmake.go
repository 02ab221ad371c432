package httpapi

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/cache"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

// An errand is a question that the routes have to answer: all of a request that an
// answer may depend on.
type errand struct {
	key      string // of an answer
	path     string // decoded
	query    string // canonical, but for a wild one
	wild     bool
	language string     // Accept-Language, reduced to the one that it chooses
	markdown bool       // Accept chooses it
	seeks    bool       // it is a search
	tongue   locale.Tag // the language of a problem, where the query names none
}

// errand returns the question as one that outlives its request.
func (q question) errand(key []byte, tongue locale.Tag) errand {
	return errand{
		key: string(key), path: strings.Clone(q.path), query: string(key[q.from:q.to]), wild: q.wild,
		language: string(q.chosen), markdown: q.asked, seeks: q.seeks, tongue: tongue,
	}
}

// tongue is the language in which the client is told of problems, where the URL does not
// decide it.
func (f *fast) tongue(r *http.Request) locale.Tag {
	return f.Words.Match(r.Header.Get("Accept-Language"))
}

// appendTongue makes of the key of an answer that of a refusal.
func appendTongue(key []byte, tongue locale.Tag) []byte { return append(append(key, '!'), tongue...) }

// make has the routes answer an errand, once for all who ask at the same time, and keeps
// what they answer.
func (f *fast) make(r *http.Request, e errand, seen entry.Generation) (*cache.Item, error) {
	refusal := string(appendTongue([]byte(e.key), e.tongue))
	ctx := r.Context()
	return f.kept.Once(ctx, refusal, seen, func() (*cache.Item, error) {
		if item := f.made(e.key, refusal, seen); item != nil {
			return item, nil
		}
		// It is for others too: that this client leaves must not end it.
		ctx := context.WithoutCancel(ctx)
		if d := f.side(e); d != nil {
			if err := d.enter(ctx); err != nil {
				return nil, err
			}
			defer d.leave()
		}
		if err := f.door.enter(ctx); err != nil {
			return nil, err
		}
		defer f.door.leave()
		rec := &recorder{tongue: e.tongue, header: make(http.Header, usualHeaders), generation: seen}
		f.routes.ServeHTTP(rec, e.request(ctx))
		f.Generations.Raise(rec.generation)
		item := rec.item(seen)
		item.Key = e.key
		if item.Refusal {
			item.Key = refusal
		}
		if keeps(item, e) && !rec.passing {
			f.kept.Keep(item)
		}
		return item, nil
	})
}

// side returns the door at which errands wait first that take longest, so that they keep
// nobody else waiting; nil for others.
func (f *fast) side(e errand) *door {
	switch {
	case e.markdown:
		return f.scribe
	case e.seeks:
		return f.seekers
	}
	return nil
}

// made returns what was made and kept after this request had looked, and before it came to
// make it itself.
func (f *fast) made(key, refusal string, seen entry.Generation) *cache.Item {
	for _, item := range []*cache.Item{f.kept.Answer([]byte(key)), f.kept.Refusal([]byte(refusal))} {
		if item != nil && item.Generation == seen {
			return item
		}
	}
	return nil
}

// keeps reports whether an answer is true for as long as its generation lasts.
func keeps(item *cache.Item, e errand) bool {
	if len(item.Key) > longestKey {
		return false
	}
	switch item.Status {
	case http.StatusOK:
		return !e.wild
	case http.StatusBadRequest, http.StatusNotFound, http.StatusGone:
		return true
	}
	return false
}

// request returns the request that the routes answer. It has nothing of the client's but
// what the errand's key says.
func (e errand) request(ctx context.Context) *http.Request {
	h := make(http.Header, 2)
	if e.language != "" {
		h["Accept-Language"] = []string{e.language}
	}
	if e.markdown {
		h["Accept"] = []string{"text/markdown"}
	}
	r := &http.Request{
		Method: http.MethodGet, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: h, Body: http.NoBody,
		URL: &url.URL{Path: e.path, RawQuery: e.query},
	}
	return r.WithContext(ctx)
}

// usualHeaders is room for those of an entry, which have the most.
const usualHeaders = 12

// A recorder takes the answer of the routes. It is how they know that they answer for
// the cache, and are told the rest.
type recorder struct {
	tongue     locale.Tag       // to speak
	generation entry.Generation // that was read, set by who reads
	post       content.PostID   // that alone the answer is of, likewise
	passing    bool             // the answer is that of the moment, likewise
	header     http.Header
	status     int
	body       []byte
}

// recording returns the recorder that takes the answer, if one does.
func recording(c echo.Context) (*recorder, bool) {
	rec, ok := c.Response().Writer.(*recorder)
	return rec, ok
}

// Header implements [http.ResponseWriter].
func (r *recorder) Header() http.Header { return r.header }

// WriteHeader implements [http.ResponseWriter].
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}

// Write implements [http.ResponseWriter].
func (r *recorder) Write(b []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	if r.body == nil {
		r.body = make([]byte, 0, len(b)) // mostly it comes at once
	}
	r.body = append(r.body, b...)
	return len(b), nil
}

// item returns the answer, ready to be sent. It has names of its own: those that were read
// are parts of longer texts, which would be kept with it.
func (r *recorder) item(seen entry.Generation) *cache.Item {
	r.WriteHeader(http.StatusOK)
	i := &cache.Item{Status: r.status, Generation: seen, Post: content.PostID(strings.Clone(string(r.post))), Refusal: r.status != http.StatusOK}
	if r.generation != seen {
		i.Generation = entry.Generation{Epoch: strings.Clone(r.generation.Epoch), Seq: r.generation.Seq}
	}
	i.Tag = strings.Trim(r.header.Get("ETag"), `"`)
	i.With(r.body)
	if i.Coded() {
		r.header["Vary"] = append([]string{"Accept-Encoding"}, r.header["Vary"]...)
	}
	if vary := r.header["Vary"]; len(vary) > 0 {
		r.header["Vary"] = []string{strings.Join(vary, ", ")}
	}
	i.Header, i.Unchanged = make([]cache.Field, 0, len(r.header)), make([]cache.Field, 0, 2)
	for name, values := range r.header {
		switch name {
		case "Etag", echo.HeaderContentLength: // each form has its own
			continue
		case "Vary", echo.HeaderCacheControl:
			i.Unchanged = append(i.Unchanged, cache.Field{Name: name, Values: slices.Clip(values)})
		}
		i.Header = append(i.Header, cache.Field{Name: name, Values: slices.Clip(values)})
	}
	return i
}
