package httpapi_test

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// TestNoDraftLeaks asks two houses for everything that the contract lets anybody ask,
// with what is public and what is not in every parameter. One of them holds drafts,
// plans, trash and talk that the other has not; every answer is the same, to the byte and
// to the header.
func TestNoDraftLeaks(t *testing.T) {
	tw := newTwins(t)
	asked := 0
	for _, op := range public(t) {
		for _, c := range tw.calls(t, op) {
			tw.compare(t, op, c)
			asked++
		}
	}
	if asked < 500 {
		t.Errorf("only %d requests: does the generator still find the operations?", asked)
	}
	t.Logf("%d requests to %d operations", asked, len(public(t)))
}

// public returns the operations that anybody may ask, by id.
func public(t testing.TB) []operation {
	t.Helper()
	known := contract()
	if known.err != nil {
		t.Fatal(known.err)
	}
	var ops []operation
	for path, item := range known.doc.Paths.Map() {
		for method, op := range item.Operations() {
			if method == http.MethodGet && strings.HasPrefix(path, "/content/v1/") {
				ops = append(ops, operation{method, path, op})
			}
		}
	}
	slices.SortFunc(ops, func(a, b operation) int { return strings.Compare(a.OperationID, b.OperationID) })
	return ops
}

// values returns what a parameter is tried with: everything that its schema lists, and
// for names of things those that are public, that were, and that are not.
func (tw *twins) values(op operation, p *openapi3.Parameter) []string {
	both := func(keys ...string) (list []string) {
		for _, key := range keys {
			list = append(list, tw.live[key], tw.hidden[key])
		}
		return append(slices.DeleteFunc(list, func(s string) bool { return s == "" }), "unknown")
	}
	kind := map[string]string{"readTag": "tag", "readAuthor": "author", "readSeries": "series"}[op.OperationID]
	switch name := p.Name; {
	case name == "locale" || name == "fallback" || name == "available_in":
		return append([]string{"fr", "en", "de", "*"}, map[string][]string{"fallback": {"none", "chain"}}[name]...)
	case name == "slug" && kind != "":
		return both(kind, kind+".old")
	case name == "slug":
		return both("post.fr", "post.en", "post.old", "alone.fr", "gone.fr", "planned.fr", "trashed.fr", "merged.en")
	case name == "tag" || name == "author" || name == "series":
		return both(name, name+".old")
	case name == "id":
		return both("post", "alone", "english", "gone", "planned", "trashed", "merged")
	case name == "asset":
		return both("asset")
	case name == "q":
		return []string{"arrosoir", "vivace", "viv", "vivce", mark, mark[:4], `"arrosoir ` + mark + `"`, "disparu", "solitaire", mark + "planned"}
	case name == "url":
		return []string{
			"/fr/vivace-deux/", "https://site.example/fr/vivace-fr", "/vivace/fr/", "/fr/disparu-fr/", "/disparu/fr/", "/fr/" + mark + "-fr/", "/" + mark + "/fr/", "/fr/" + mark + tw.live["post"] + "fr/",
			"/fr/mots-cles/vivace-tag-fr/", "/fr/mots-cles/" + mark + "tag-fr/", "/fr/mots-cles/" + mark + "again/", "/fr/auteurs/" + mark + "author-fr/", "/en/" + mark + "merged-en/", "/fr/", "/fr/feed.xml",
		}
	}
	return known(p)
}

// known returns what the schema of a parameter and its example say, and what is said of
// parameters that have neither.
func known(p *openapi3.Parameter) []string {
	list := map[string][]string{
		"since": {"2026-01-01", "2026-06-01T00:00:00Z"}, "until": {"2026-12-31", "2024-06-01"}, "fields": {"id,title,body,toc,head", "languages,alternates,params"},
		"limit": {"1", "2", "50"}, "part": {"1.xml", "posts-1.xml", "fr-1.xml"}, "variant": {"original", "w320.webp"}, "file": {"rss.xml", "atom.xml", "feed.json"},
		"archive": {"1", "2"}, "wait": {"0"}, "total": {"true"},
	}[p.Name]
	schema := p.Schema.Value
	for _, v := range schema.Enum {
		list = append(list, fmt.Sprint(v))
	}
	if p.Example != nil {
		list = append(list, fmt.Sprint(p.Example))
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// calls returns the requests of an operation: with every value of what it needs, and with
// every value of each other parameter, in each of the languages.
func (tw *twins) calls(t *testing.T, op operation) []call {
	t.Helper()
	paths := []string{op.path}
	var optional []*openapi3.Parameter
	query := func(path, name, value string) string {
		sign := "?"
		if strings.Contains(path, "?") {
			sign = "&"
		}
		return path + sign + name + "=" + url.QueryEscape(value)
	}
	for _, ref := range op.Parameters {
		p := ref.Value
		switch {
		case p.In == openapi3.ParameterInQuery && !p.Required:
			optional = append(optional, p)
		case p.In != openapi3.ParameterInHeader:
			var next []string
			for _, path := range paths {
				for _, v := range tw.values(op, p) {
					if p.In == openapi3.ParameterInPath {
						next = append(next, strings.ReplaceAll(path, "{"+p.Name+"}", url.PathEscape(v)))
					} else {
						next = append(next, query(path, p.Name, v))
					}
				}
			}
			if paths = next; len(paths) == 0 {
				t.Errorf("%s: nothing to try %s with: give it values", op.OperationID, p.Name)
			}
		}
	}
	locales := slices.ContainsFunc(optional, func(p *openapi3.Parameter) bool { return p.Name == "locale" })
	var calls []call
	for _, path := range paths {
		calls = append(calls, call{method: "HEAD", path: path}, call{method: "GET", path: path})
		for _, p := range optional {
			for _, v := range tw.values(op, p) {
				with := query(path, p.Name, v)
				calls = append(calls, call{method: "GET", path: with})
				if locales && p.Name != "locale" {
					calls = append(calls, call{method: "GET", path: query(with, "locale", "fr")}, call{method: "GET", path: query(with, "locale", "en")})
				}
			}
		}
		if _, ok := op.Responses.Status(http.StatusOK).Value.Content["text/markdown"]; ok {
			calls = append(calls, call{method: "GET", path: path, header: map[string]string{"Accept": "text/markdown"}})
		}
	}
	return calls
}

// compare asks both houses, and follows the pages of what they answer.
func (tw *twins) compare(t *testing.T, op operation, c call) {
	t.Helper()
	for range 5 {
		one, two := ask(t, tw.clean, c), ask(t, tw.busy, c)
		if one.status != two.status || !bytes.Equal(one.body, two.body) {
			t.Errorf("%s %s %v\nwithout drafts: %d %s\nwith drafts:    %d %s", c.method, c.path, c.header, one.status, one.body, two.status, two.body)
			return
		}
		for _, name := range slices.Sorted(maps.Keys(one.header)) {
			if slices.Contains([]string{"X-Request-Id", "Date"}, name) {
				continue
			}
			if a, b := one.header[name], two.header[name]; !slices.Equal(a, b) {
				t.Errorf("%s %s: %s %q without drafts, %q with", c.method, c.path, name, a, b)
			}
		}
		if len(one.header) != len(two.header) {
			t.Errorf("%s %s: headers %v without drafts, %v with", c.method, c.path, one.header, two.header)
		}
		if !strings.Contains(c.path, mark[:4]) {
			two.absent(t, mark)
		}
		if one.status >= http.StatusInternalServerError {
			t.Errorf("%s %s: %d %s", c.method, c.path, one.status, one.body)
		}
		next := nextPage(one)
		if next == "" || op.OperationID == "readChanges" && strings.Contains(string(one.body), `"upToDate":true`) {
			return
		}
		c.path = next
	}
}

// ask asks as a stranger does; the contract is held elsewhere.
func ask(t testing.TB, w *world, c call) answer {
	t.Helper()
	rec := httptest.NewRecorder()
	w.api.ServeHTTP(rec, request(t, c))
	return answer{status: rec.Code, header: rec.Header(), body: rec.Body.Bytes()}
}

// nextPage returns where the answer says that it goes on.
func nextPage(a answer) string {
	for link := range strings.SplitSeq(strings.Join(a.header["Link"], ","), ",") {
		if at, rest, ok := strings.Cut(link, ">"); ok && strings.Contains(rest, `rel="next"`) {
			return strings.TrimLeft(at, " <")
		}
	}
	return ""
}
