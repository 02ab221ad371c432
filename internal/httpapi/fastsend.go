package httpapi

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/cache"
)

// send answers with an item: the form that the client likes best, or that what it has is
// good. Range is ignored, as RFC 9110 §14.2 allows: no answer here is long. It returns
// the status and the bytes of the body.
func (f *fast) send(w http.ResponseWriter, r *http.Request, item *cache.Item, m *knowledge) (status, size int) {
	h := w.Header()
	if lines := r.Header["If-None-Match"]; len(lines) > 0 && item.Tag != "" {
		if tag := f.named(lines, item, r); tag != nil {
			h["Etag"] = tag
			assign(h, item.Unchanged)
			m.allow(h, r.Header)
			w.WriteHeader(http.StatusNotModified)
			return http.StatusNotModified, 0
		}
	}
	form := f.form(item, r)
	assign(h, item.Header)
	m.allow(h, r.Header)
	h[echo.HeaderContentLength] = form.Length
	if form.ETag != nil {
		h["Etag"] = form.ETag
	}
	if form.Coding != nil {
		h[echo.HeaderContentEncoding] = form.Coding
	}
	w.WriteHeader(item.Status)
	if r.Method == http.MethodHead {
		return item.Status, 0
	}
	if f.afloat.begin(form) {
		defer f.afloat.end(form)
	}
	size, _ = w.Write(form.Body) // a client that went needs no answer
	return item.Status, size
}

// assign gives an answer headers that are ready. Their values are shared: nobody appends
// to them in place.
func assign(h http.Header, fields []cache.Field) {
	for i := range fields {
		h[fields[i].Name] = fields[i].Values
	}
}

func (f *fast) form(item *cache.Item, r *http.Request) *cache.Form {
	if !item.Coded() {
		return f.kept.Form(item, cache.Accepted{})
	}
	return f.kept.Form(item, cache.ParseAccepted(r.Header["Accept-Encoding"]))
}

// named returns the entity tag for a 304: the one of If-None-Match that is the item's, in
// whatever coding (by the weak comparison, RFC 9110 §13.1.2), since that is the answer
// which the client has; for "*" that of the answer it would get. Nil, if there is none.
func (f *fast) named(lines []string, item *cache.Item, r *http.Request) []string {
	if line := lines[0]; len(lines) == 1 && len(line) > 2 && line[0] == '"' && strings.IndexByte(line[1:], '"') == len(line)-2 {
		return item.Named(line[1 : len(line)-1])
	}
	tags, any, ok := tagsOf(lines)
	if !ok {
		return nil
	}
	if any {
		return f.form(item, r).ETag
	}
	for _, t := range tags {
		if tag := item.Named(t.opaque); tag != nil {
			return tag
		}
	}
	return nil
}
