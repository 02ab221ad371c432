package feed_test

import (
	"encoding/xml"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/feed"
	"github.com/diptych-cms/diptych/internal/golden"
)

func TestSitemapGolden(t *testing.T) {
	s := feed.NewSitemap(feed.MostBytes)
	languages := []feed.Link{
		{Language: "en", URL: "https://site.example/en/a/"}, {Language: "fr-CA", URL: "https://site.example/fr/%C3%A9/?a&b"}, {Language: "x-default", URL: "https://site.example/en/a/"},
	}
	at := time.Date(2026, 5, 6, 9, 30, 0, 0, time.UTC)
	s.Add(feed.Page{URL: "https://site.example/en/a/", Modified: at, Languages: languages, Pictures: []string{"https://media.example/1?a&b"}})
	s.Add(feed.Page{URL: "https://site.example/fr/%C3%A9/?a&b", Modified: at, Languages: languages})
	s.Add(feed.Page{URL: "https://site.example/en/alone/", Languages: []feed.Link{
		{Language: "en", URL: "https://site.example/en/alone/"}, {Language: "x-default", URL: "https://site.example/en/alone/"},
	}})
	golden.Equal(t, "sitemap.xml", string(s.Bytes()))
	golden.Equal(t, "sitemapindex.xml", string(feed.SitemapIndex([]string{"https://site.example/content/v1/sitemaps/pages.xml", "https://site.example/content/v1/sitemaps/2026-05.xml"})))
	golden.Equal(t, "sitemap.empty.xml", string(feed.NewSitemap(feed.MostBytes).Bytes()))
}

// A sitemap says no when it is full, and is a sitemap then.
func TestSitemapBounds(t *testing.T) {
	s := feed.NewSitemap(feed.MostBytes)
	for i := range feed.MostURLs {
		if !s.Add(feed.Page{URL: fmt.Sprint("https://site.example/", i)}) {
			t.Fatalf("full after %d", i)
		}
	}
	if s.Add(feed.Page{URL: "https://site.example/more"}) {
		t.Error("it takes more than sitemaps hold")
	}
	if !s.Full() {
		t.Error("it does not say that it lacks a page")
	}
	var read struct {
		URLs []struct {
			Loc string `xml:"loc"`
		} `xml:"url"`
	}
	if err := xml.Unmarshal(s.Bytes(), &read); err != nil || len(read.URLs) != feed.MostURLs {
		t.Errorf("%d URLs, %v", len(read.URLs), err)
	}
	s = feed.NewSitemap(feed.MostBytes)
	long := feed.Page{URL: "https://site.example/" + strings.Repeat("a", 1<<20)}
	n := 0
	for s.Add(long) {
		n++
	}
	if doc := s.Bytes(); n != 49 || len(doc) > feed.MostBytes {
		t.Errorf("%d pages of a megabyte make %d bytes", n, len(doc))
	}
}
