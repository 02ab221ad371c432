package reading

import (
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/search"
)

// TestSnippetsOfLongTexts are found where they are, as far as there is time to look: the
// texts of a page together take no more than one of that length.
func TestSnippetsOfLongTexts(t *testing.T) {
	filler := func(bytes int) string { return strings.Repeat("<p>é mot &amp; mot.</p>", bytes/23) }
	q := search.Parse("fanal", "fr")
	at := func(k *seeker, before int) int {
		_, terms := k.snippet(filler(before)+"<p>Le fanal.</p>"+filler(2<<20), search.NewMarker(q, nil))
		return terms
	}
	var k seeker
	for before, want := range map[int]int{0: 1, nearHTML / 2: 1, 2 * nearHTML: 1, 2 * farHTML: 0} {
		if got := at(&k, before); got != want {
			t.Errorf("%d terms behind %d bytes", got, before)
		}
	}
	for range 20 {
		at(&k, 2*farHTML)
	}
	if k.far > farPage+farHTML {
		t.Errorf("looked into %d bytes", k.far)
	}
	if at(&k, 2*nearHTML) != 0 || at(&k, nearHTML/2) != 1 {
		t.Error("what is near is found always, what is far while there is time")
	}
}

// TestSnippetsRunNothingTogether: a heading, the cells of a table and struck words are no part
// of a sentence, nor are the numbers of footnotes, and a line that was wrapped is one.
func TestSnippetsRunNothingTogether(t *testing.T) {
	html := `<h2>The dome</h2><p>The dome is sand<br>and
clay.<sup id="fnref:1"><a href="#fn:1" class="footnote-ref">1</a></sup> It <del>holds</del>held.</p><table><tr><th>Stuff</th><th>Weight</th></tr><tr><td>Sand</td><td>240</td></tr></table>`
	got, _ := passageOf(html, nearHTML, search.NewMarker(search.Parse("clay", "en"), nil))
	if want := "The dome · The dome is sand and <mark>clay</mark>. It held. Stuff · Weight · Sand · 240"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
