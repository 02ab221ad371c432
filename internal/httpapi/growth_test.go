package httpapi_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"syscall"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/httpapi"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

// What bare SQL reads for an entry, and for a list of 20 and the one after.
const (
	rowOfEntry = "SELECT card, body, alternates, etag FROM entries WHERE locale = 'fr' AND slug = ?"
	rowsOfList = `SELECT e.card, e.etag FROM (SELECT date, post_id FROM listing
		WHERE locale = 'fr' AND facet = '' AND avail = '' ORDER BY date DESC, post_id DESC LIMIT 21) l
		CROSS JOIN entries e ON e.post_id = l.post_id AND e.locale = 'fr'`
)

// BenchmarkDelivery measures answers from the database over real connections, at
// two sizes, and beside each the same request answered by an Echo handler that
// has the bytes at hand, and by one that reads the same rows by a prepared
// statement of database/sql. They take turns, so that a busy machine is fair to
// all; the figures are processor time a request, client and server together.
func BenchmarkDelivery(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		b.Run(fmt.Sprintf("posts=%d", n), func(b *testing.B) {
			w := newWorld(b)
			w.api = w.handler(b, func(c *httpapi.Config) { c.Cache = 0 })
			if err := crowd.Fill(b.Context(), w.Store, n); err != nil {
				b.Fatal(err)
			}
			b.Run("entry", func(b *testing.B) {
				const path = "/content/v1/posts/by-slug/:slug"
				compete(b, w, path, rowOfEntry, func(i int) string {
					return fmt.Sprintf("/content/v1/posts/by-slug/post-%d?locale=fr", 10*(i*7919%(n/10))+2)
				})
			})
			const list = "/content/v1/posts?locale=fr"
			b.Run("list", func(b *testing.B) {
				compete(b, w, "/content/v1/posts", rowsOfList, func(int) string { return list })
			})
			deep := list
			for range min(400, n/25) {
				page := into[struct{ Next string }](b, get(b, w.api, deep))
				deep = list + "&cursor=" + url.QueryEscape(page.Next)
			}
			b.Run("page="+map[bool]string{true: "400", false: "40"}[n > 10_000], func(b *testing.B) {
				compete(b, w, "/content/v1/posts", "", func(int) string { return deep })
			})
		})
	}
}

// get returns an answer of the API. Made posts lack much that the contract asks
// for, so that it is not held to it.
func get(b *testing.B, api http.Handler, path string) answer {
	rec := httptest.NewRecorder()
	api.ServeHTTP(rec, request(b, call{method: "GET", path: path}))
	return answer{rec.Code, rec.Header(), rec.Body.Bytes()}.want(b, http.StatusOK, "")
}

// A rival answers requests; spent is the processor time that this took.
type rival struct {
	name  string
	url   string
	spent time.Duration
}

// compete lets the API, bare Echo and, if there is a query, Echo over SQL answer
// the same requests in turns.
func compete(b *testing.B, w *world, route, query string, path func(i int) string) {
	known := get(b, w.api, path(1))
	rivals := []*rival{{name: "diptych", url: listen(b, w.api)}, {name: "echo", url: listen(b, bare(route, known))}}
	if query != "" {
		rivals = append(rivals, &rival{name: "sql", url: listen(b, overSQL(b, w, route, query))})
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1}}
	defer client.CloseIdleConnections()
	const turn = 100
	rounds := 0
	for b.Loop() {
		for _, r := range rivals {
			began := processorTime(b)
			for i := range turn {
				fetch(b, client, r.url+path(rounds*turn+i))
			}
			r.spent += processorTime(b) - began
		}
		rounds++
	}
	b.ReportMetric(0, "ns/op")
	for _, r := range rivals {
		b.ReportMetric(float64(r.spent.Microseconds())/float64(rounds*turn), r.name+"-cpu-µs")
	}
	for _, r := range rivals[1:] {
		b.ReportMetric(float64(rivals[0].spent)/float64(r.spent), "×"+r.name)
	}
}

func listen(b *testing.B, api http.Handler) string {
	server := httptest.NewServer(api)
	b.Cleanup(server.Close)
	return server.URL
}

func fetch(b *testing.B, client *http.Client, address string) {
	r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		b.Fatal(err)
	}
	a, err := client.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	_, err = io.Copy(io.Discard, a.Body)
	if err := errors.Join(err, a.Body.Close()); err != nil || a.StatusCode != http.StatusOK {
		b.Fatalf("%s: status %d, %v", address, a.StatusCode, err)
	}
}

// overSQL is an Echo that writes what a prepared statement reads.
func overSQL(b *testing.B, w *world, route, query string) http.Handler {
	pool, err := w.Store.OpenReaders(b.Context(), 4)
	if err != nil {
		b.Fatal(err)
	}
	stmt, err := pool.PrepareContext(b.Context(), query)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := errors.Join(stmt.Close(), pool.Close()); err != nil {
			b.Error(err)
		}
	})
	e := echo.New()
	e.GET(route, func(c echo.Context) error {
		var args []any
		if slug := c.Param("slug"); slug != "" {
			args = append(args, slug)
		}
		body, err := readAll(c.Request().Context(), stmt, args)
		if err != nil {
			return err
		}
		return c.Blob(http.StatusOK, "application/json", body)
	})
	return e
}

// readAll joins all columns of all rows.
func readAll(ctx context.Context, stmt *sql.Stmt, args []any) ([]byte, error) {
	rows, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	values := make([]any, len(columns))
	for i := range values {
		values[i] = new([]byte)
	}
	var all []byte
	for rows.Next() {
		if err := rows.Scan(values...); err != nil {
			return nil, err
		}
		for _, v := range values {
			all = append(all, *v.(*[]byte)...)
		}
	}
	return all, rows.Err()
}

// processorTime returns what this process has used so far.
func processorTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
