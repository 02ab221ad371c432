package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"

	"github.com/labstack/echo/v4"
)

// A page is an answer that a bare server hands out.
type page struct {
	Addr   string
	Path   string
	Header map[string]string
	Body   []byte
}

// capture takes what the server answers to the path, and writes it to a file for a bare
// server.
func (l *lab) capture(ctx context.Context, s *server, path string) (file string, p page, err error) {
	body, header, err := fetch(ctx, "http://"+s.addr+path)
	if err != nil {
		return "", page{}, err
	}
	p = page{Path: path, Header: make(map[string]string), Body: body}
	for name := range header {
		if name != "Date" {
			p.Header[name] = header.Get(name)
		}
	}
	if p.Addr, err = freeAddress(ctx); err != nil {
		return "", page{}, err
	}
	b, err := json.Marshal(p)
	if err != nil {
		return "", page{}, err
	}
	file = filepath.Join(l.dir, "page.json")
	return file, p, os.WriteFile(file, b, 0o600)
}

func readPage(file string) (p page, err error) {
	b, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(b, &p)
	}
	return p, err
}

// bare serves a page as the least that Echo can do: a route, the headers, the bytes, and
// 304 to who has them.
func bare(file string) error {
	p, err := readPage(file)
	if err != nil {
		return err
	}
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	handler := func(c echo.Context) error {
		h := c.Response().Header()
		for name, value := range p.Header {
			h.Set(name, value)
		}
		if c.Request().Header.Get("If-None-Match") == p.Header["Etag"] {
			h.Del(echo.HeaderContentType)
			h.Del(echo.HeaderContentLength)
			return c.NoContent(http.StatusNotModified)
		}
		return c.Blob(http.StatusOK, p.Header[echo.HeaderContentType], p.Body)
	}
	e.GET("/content/v1/posts", handler)
	e.GET("/content/v1/posts/by-slug/:slug", handler)
	if err := e.Start(p.Addr); err != nil {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}
