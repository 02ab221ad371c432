package cache_test

import (
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/cache"
)

// What clients send, and the coding that they get once all are ready.
func TestTheCodingThatAClientLikesBest(t *testing.T) {
	c := newCache(t, 1<<20)
	text := strings.Repeat("un mot, a word; ", 500)
	one := item("a", text, 1)
	for _, name := range []string{"gzip", "br", "zstd"} {
		c.Form(one, cache.ParseAccepted([]string{name}))
		c.Settle()
	}
	for _, tt := range []struct {
		header string
		want   string
	}{
		{"gzip, deflate, br, zstd", "br"},
		{"gzip, deflate", "gzip"},
		{"GZIP", "gzip"},
		{"x-gzip", "gzip"},
		{"gzip;q=1.0, br;q=0.5", "gzip"},
		{"gzip;q=0.5, br;q=0.5, zstd;q=0.9", "zstd"},
		{"br;q=0", ""},
		{"br;q=0, *", "zstd"},
		{"*", "br"},
		{"*;q=0", ""},
		{"identity;q=0", ""},
		{"identity;q=0, gzip;q=0.001", "gzip"},
		{"identity, gzip;q=0.5", ""},
		{"identity;q=0.5, gzip;q=0.5", "gzip"},
		{"gzip; q=0.8 , br ;q=0.7", "gzip"},
		{"gzip;Q=0.8", "gzip"},
		{"gzip;q=1.5", ""},
		{"gzip;q=-1", ""},
		{"gzip;q=0.1234", ""},
		{"gzip;q=", ""},
		{"gzip;level=9", "gzip"},
		{"", ""},
		{",,,", ""},
		{"gzipped, brr, deflate", ""},
		{strings.Repeat("a,", 5_000) + "gzip", "gzip"},
	} {
		form := c.Form(one, cache.ParseAccepted([]string{tt.header}))
		if got := strings.Join(form.Coding, ""); got != tt.want {
			t.Errorf("%.60q: %q, want %q", tt.header, got, tt.want)
		}
	}
	if form := c.Form(one, cache.ParseAccepted(nil)); form.Coding != nil {
		t.Errorf("no header: %v", form.Coding)
	}
	if form := c.Form(one, cache.ParseAccepted([]string{"br;q=0.1", "gzip"})); form.Coding[0] != "gzip" {
		t.Errorf("two lines: %v", form.Coding)
	}
}
