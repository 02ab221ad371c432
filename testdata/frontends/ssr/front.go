package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"html/template"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/pkg/client"
	"github.com/diptych-cms/diptych/testdata/frontends/shared"
)

const (
	patience = 10 * time.Second // for one page

	// As the server says it of what pages are made of.
	forAll  = "public, max-age=0, s-maxage=10, stale-while-revalidate=30"
	forOne  = "private, no-store"
	forEver = "public, max-age=31536000, immutable"

	policy = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

// A front answers the public addresses of the site.
type front struct {
	api    string
	cms    *client.Client
	asks   *http.Client
	files  *httputil.ReverseProxy // to the server
	pages  map[string]*template.Template
	style  []byte
	styled string // address of the style sheet, which names its bytes
}

func newFront(api string) (*front, error) {
	target, err := url.Parse(api)
	if err != nil {
		return nil, err
	}
	asks := &http.Client{Timeout: patience}
	cms, err := client.New(api, client.WithHTTPClient(asks), client.WithRetries(2, time.Second))
	if err != nil {
		return nil, err
	}
	style, err := shared.Files.ReadFile("design/site.css")
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(style)
	f := &front{api: api, cms: cms, asks: asks, style: style, styled: "/site." + hex.EncodeToString(sum[:8]) + ".css"}
	f.files = &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }}
	f.pages, err = parsePages(f.styled)
	return f, err
}

// ServeHTTP implements [http.Handler].
func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	switch path := r.URL.Path; {
	case path == f.styled:
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		w.Header().Set("Cache-Control", forEver)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.style))
	case strings.HasPrefix(path, "/content/v1/media/"), strings.HasPrefix(path, "/preview/v1/media/"):
		f.files.ServeHTTP(w, r)
	case path == "/sitemap.xml":
		f.pass(w, r, "/content/v1/sitemap.xml")
	default:
		ctx, cancel := context.WithTimeout(r.Context(), patience)
		defer cancel()
		f.page(w, r.WithContext(ctx))
	}
}

// pass answers with a file that the server has elsewhere.
func (f *front) pass(w http.ResponseWriter, r *http.Request, path string) {
	there := r.Clone(r.Context())
	there.URL.Path, there.URL.RawPath, there.URL.RawQuery = path, "", ""
	f.files.ServeHTTP(w, there)
}

// page answers what is asked for under an address that readers see.
func (f *front) page(w http.ResponseWriter, r *http.Request) {
	langs, err := f.languages(r.Context())
	if err != nil {
		f.fail(w, r, nil, err)
		return
	}
	if id, lang, token, ok := previewOf(r.URL, langs); ok {
		f.preview(w, r, draft{langs: langs, id: id, lang: lang, token: token})
		return
	}
	p, err := f.own(r, langs)
	if p == nil && err == nil {
		p, err = f.resolved(r, langs)
	}
	var moved *elsewhere
	switch {
	case errors.As(err, &moved) && moved.file != "":
		f.pass(w, r, moved.file)
	case errors.As(err, &moved):
		w.Header().Set("Cache-Control", forAll)
		http.Redirect(w, r, moved.url, moved.status)
	case err != nil:
		f.fail(w, r, langs, err)
	default:
		f.write(w, r, p, http.StatusOK)
	}
}

// An elsewhere says that the answer is a redirect, or a file of the server.
type elsewhere struct {
	status    int
	url, file string
}

// Error implements error.
func (e *elsewhere) Error() string { return "elsewhere: " + e.url + e.file }

// write sends a page: with an entity tag of its bytes, by which browsers and
// caches ask again, unless it is for one reader alone.
func (f *front) write(w http.ResponseWriter, r *http.Request, p *page, status int) {
	var b bytes.Buffer
	if err := f.pages[p.Kind].ExecuteTemplate(&b, "layout.html", p); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", policy)
	h.Set("Content-Language", p.Lang.Locale.Locale)
	h.Set("X-Content-Type-Options", "nosniff")
	if p.Draft {
		h.Set("Cache-Control", forOne)
		h.Set("X-Robots-Tag", "noindex")
		h.Set("Referrer-Policy", "no-referrer") // the address holds the token
	} else if status == http.StatusOK {
		sum := sha256.Sum256(b.Bytes())
		h.Set("Cache-Control", forAll)
		h.Set("ETag", `"`+hex.EncodeToString(sum[:16])+`"`)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(b.Bytes()))
		return
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(b.Bytes()) // a reader who has gone is no failure
	}
}

// fail says what went wrong, in the reader's language.
func (f *front) fail(w http.ResponseWriter, r *http.Request, langs []language, err error) {
	if len(langs) == 0 {
		http.Error(w, http.StatusText(http.StatusBadGateway), http.StatusBadGateway)
		return
	}
	status, word := http.StatusBadGateway, "failed"
	if p, ok := errors.AsType[*client.Problem](err); ok && p.NotFound() {
		status, word = http.StatusNotFound, "notFound"
	}
	p := newPage("missing", langs, readerOf(r, langs))
	p.Title, p.Hidden, p.Lead = say(p.Lang.Tag(), word+"Title"), true, say(p.Lang.Tag(), word)
	w.Header().Set("Vary", "Accept-Language")
	f.write(w, r, p, status)
}
