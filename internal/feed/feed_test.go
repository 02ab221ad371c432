package feed_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/feed"
	"github.com/diptych-cms/diptych/internal/golden"
)

func documents() map[string]feed.Feed {
	return map[string]feed.Feed{"sample": sample(), "archive": archive(), "empty": empty()}
}

func TestWriteGolden(t *testing.T) {
	for name, f := range documents() {
		for _, format := range feed.Formats() {
			golden.Equal(t, name+"."+string(format), string(feed.Write(format, f)))
		}
	}
}

// TestWriteHostile holds that every document is well formed, whatever the texts are,
// and that the texts come through but for what XML cannot hold.
func TestWriteHostile(t *testing.T) {
	for _, format := range feed.Formats() {
		doc := feed.Write(format, hostile())
		if !utf8.Valid(doc) {
			t.Errorf("%s is no UTF-8", format)
		}
		if format == feed.JSON {
			if !json.Valid(doc) {
				t.Errorf("no JSON: %s", doc)
			}
			continue
		}
		says := textOf(t, doc)
		for _, want := range []string{"]]> <script>alert(1)</script> &amp; \"'", "\u202eRTL\u202c"} {
			if !strings.Contains(says, want) {
				t.Errorf("%s lost %q", format, want)
			}
		}
		if i := strings.IndexAny(says, "\x00\x01\x0b\x1f\ufffe\uffff"); i >= 0 {
			t.Errorf("%s holds %q", format, says[i])
		}
		if strings.Contains(string(doc), "<script") {
			t.Errorf("%s holds an element that nobody wrote", format)
		}
	}
}

// textOf reads an XML document to its end and returns what it says.
func textOf(t testing.TB, doc []byte) string {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(doc))
	var b strings.Builder
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			t.Fatalf("%v in %s", err, doc)
		}
		if text, ok := token.(xml.CharData); ok {
			b.Write(text)
		}
	}
}

func TestEntryID(t *testing.T) {
	const post = "0197a3c1-7f2e-7c10-8a55-3d9b1f4e6a01"
	fr, en := feed.EntryID(post, "fr"), feed.EntryID(post, "en")
	if fr != "urn:uuid:ed42b585-0f7f-56c7-9009-7584f491e078" { // readers know posts by it: it must never change
		t.Errorf("EntryID() = %s", fr)
	}
	if fr == en || fr != feed.EntryID(strings.ToUpper(post), "fr") || feed.EntryID("x", "fr") == feed.EntryID("y", "fr") {
		t.Errorf("EntryID() = %s in French, %s in English", fr, en)
	}
}

func TestAbsolute(t *testing.T) {
	const base = "https://site.example/fr/un/"
	for in, want := range map[string]string{
		`<a href="/x">a</a><a href="y?z#w">b</a><a href="#n">c</a>`:            `<a href="https://site.example/x">a</a><a href="https://site.example/fr/un/y?z#w">b</a><a href="https://site.example/fr/un/#n">c</a>`,
		`<img src="//cdn.example/a.png" srcset="/b.png 1x, c,d.png 2x"/>`:      `<img src="https://cdn.example/a.png" srcset="https://site.example/b.png 1x, https://site.example/fr/un/c,d.png 2x"/>`,
		`<a href="mailto:a@b.example">a</a><a href="https://x.example/">b</a>`: `<a href="mailto:a@b.example">a</a><a href="https://x.example/">b</a>`,
		`<video src="/v.mp4" poster="p.png"></video>`:                          `<video src="https://site.example/v.mp4" poster="https://site.example/fr/un/p.png"></video>`,
		`<a href="%zz">a</a>`: `<a href="%zz">a</a>`,
	} {
		if got := feed.Absolute(in, base); got != want {
			t.Errorf("Absolute(%s) = %s, want %s", in, got, want)
		}
		if got := feed.Absolute(in, "/fr/un/"); got != in {
			t.Errorf("without a base URL: %s became %s", in, got)
		}
	}
}
