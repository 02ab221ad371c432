// Package chart draws how far translations have come, as one small SVG document that
// stands alone: no script, no font, nothing loaded, words for whoever cannot see it, and
// right on light and dark ground. It says what it is given, in no language of its own.
package chart

import (
	"encoding/xml"
	"fmt"
	"strings"
	"unicode/utf8"
)

// A Coverage is one chart: a title, and a bar for each group.
type Coverage struct {
	Lang        string // of all its words, a BCP 47 tag
	Title       string
	Subtitle    string // what is counted
	Description string // all that the chart shows, in words
	Empty       string // instead of bars, where there are none
	Bars        []Bar
}

// A Bar is one group.
type Bar struct {
	Label   string // what it is
	Percent string // how much is done
	Aside   string // said beside the percent
	Note    string // said under the bar
	Parts   [3]Part
}

// A Part is a stretch of a bar: what is done, what is out of date, what is missing, in
// this order.
type Part struct {
	Size int
	Text string
}

// The measures, in pixels where nobody scales it.
const (
	width    = 640
	margin   = 24
	head     = 78 // the height of what stands above the first bar
	row      = 76 // of a bar with its words
	thick    = 10 // of the bar
	gap      = 2  // between its parts
	thinnest = 4  // of a part that is there
)

// How many characters have room.
const (
	mostTitle = 60
	mostLabel = 40
	mostNote  = 36
	mostPart  = 22
)

// style names the colours, which are told apart by how light they are, too.
const style = `text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;fill:#1f2328}
.card{fill:#ffffff;stroke:#d1d9e0}.title{font-size:17px;font-weight:600}.label,.percent{font-size:14px;font-weight:600}
.small{font-size:12px;fill:#59636e}.end{text-anchor:end}.percent{font-variant-numeric:tabular-nums}
.done{fill:#1a7f37}.old{fill:#d4a72c}.new{fill:#afb8c1}
@media (prefers-color-scheme:dark){text{fill:#f0f6fc}.card{fill:#0d1117;stroke:#3d444d}.small{fill:#9198a1}
.done{fill:#3fb950}.old{fill:#e3b341}.new{fill:#656c76}}`

// SVG returns the document (SVG 2, with what SVG 1.1 viewers understand of it).
func (c Coverage) SVG() []byte {
	height := head + max(len(c.Bars), 1)*row + margin/2
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img" lang="%s" aria-labelledby="coverage-title coverage-desc">`+"\n",
		width, height, width, height, safe(c.Lang))
	fmt.Fprintf(&b, "<title id=\"coverage-title\">%s</title>\n<desc id=\"coverage-desc\">%s</desc>\n<style>%s</style>\n", safe(c.Title), safe(c.Description), style)
	fmt.Fprintf(&b, `<rect class="card" x="0.5" y="0.5" width="%d" height="%d" rx="10"/>`+"\n", width-1, height-1)
	fmt.Fprintf(&b, `<text class="title" x="%d" y="36">%s</text><text class="small" x="%d" y="55">%s</text>`+"\n",
		margin, safe(short(c.Title, mostTitle)), margin, safe(short(c.Subtitle, mostTitle)))
	if len(c.Bars) == 0 {
		fmt.Fprintf(&b, `<text class="small" x="%d" y="%d">%s</text>`+"\n", margin, head+10, safe(c.Empty))
	}
	for i, bar := range c.Bars {
		bar.draw(&b, head+i*row)
	}
	b.WriteString("</svg>\n")
	return []byte(b.String())
}

// draw draws the bar below y.
func (bar Bar) draw(b *strings.Builder, y int) {
	fmt.Fprintf(b, `<text class="label" x="%d" y="%d">%s</text><text class="percent end" x="%d" y="%d">%s</text>`+"\n",
		margin, y+14, safe(short(bar.Label, mostLabel)), width-margin, y+14, safe(bar.Percent))
	if bar.Aside != "" {
		fmt.Fprintf(b, `<text class="small end" x="%d" y="%d">%s</text>`+"\n", width-margin-56, y+14, safe(short(bar.Aside, mostNote)))
	}
	x := float64(margin)
	for i, w := range bar.widths() {
		if w > 0 {
			fmt.Fprintf(b, `<rect class="%s" x="%.1f" y="%d" width="%.1f" height="%d" rx="2"/>`+"\n", class(i), x, y+24, w, thick)
			x += w + gap
		}
	}
	x = margin
	for i, part := range bar.Parts {
		if part.Text == "" {
			continue
		}
		text := short(part.Text, mostPart)
		fmt.Fprintf(b, `<rect class="%s" x="%.1f" y="%d" width="8" height="8" rx="2"/><text class="small" x="%.1f" y="%d">%s</text>`+"\n",
			class(i), x, y+45, x+13, y+53, safe(text))
		x += 30 + 6.2*float64(utf8.RuneCountInString(text))
	}
	fmt.Fprintf(b, `<text class="small end" x="%d" y="%d">%s</text>`+"\n", width-margin, y+53, safe(short(bar.Note, mostNote)))
}

func class(part int) string { return [...]string{"done", "old", "new"}[part] }

// widths returns how wide the parts are: what is there is seen, however little it is.
// A bar of nothing is all missing.
func (bar Bar) widths() [3]float64 {
	total, parts := 0, 0
	for _, part := range bar.Parts {
		total += part.Size
		if part.Size > 0 {
			parts++
		}
	}
	var widths [3]float64
	if total == 0 {
		widths[2] = width - 2*margin
		return widths
	}
	room := float64(width - 2*margin - (parts-1)*gap - parts*thinnest)
	for i, part := range bar.Parts {
		if part.Size > 0 {
			widths[i] = thinnest + room*float64(part.Size)/float64(total)
		}
	}
	return widths
}

// short cuts a text that has more characters than there is room for.
func short(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return strings.TrimSpace(string([]rune(text)[:most-1])) + "…"
}

// safe returns the text as XML has it. What XML cannot say is replaced.
func safe(text string) string {
	var b strings.Builder
	// A Builder refuses nothing.
	_ = xml.EscapeText(&b, []byte(text))
	return b.String()
}
