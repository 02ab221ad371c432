package reading

import (
	"strings"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/search"
	"github.com/diptych-cms/diptych/internal/shortcode"
)

// A result shows a passage of its text. Texts may be of megabytes, and a page has fifty.
const (
	nearHTML = 128 << 10 // bytes of a body that are looked into at first
	farHTML  = 768 << 10 // and at most
	farPage  = 4 << 20   // beyond the first, of all bodies of a page
)

// snippet returns the passage of a body with most of what was found, and how many of the
// terms it shows.
func (k *seeker) snippet(html string, m *search.Marker) (passage string, terms int) {
	passage, terms = passageOf(html, nearHTML, m)
	if terms > 0 || len(html) <= nearHTML || k.far >= farPage {
		return passage, terms
	}
	k.far += min(len(html), farHTML)
	return passageOf(html, farHTML, m)
}

func passageOf(html string, most int, m *search.Marker) (passage string, terms int) {
	if len(html) > most {
		for most > 0 && !utf8.RuneStart(html[most]) {
			most--
		}
		html = html[:most]
	}
	return m.Snippet(parted(shortcode.Unescape(markup.PlainOf(html).Text)))
}

// parted joins the lines of a text with a sign between those that end no sentence: a
// heading, a cell of a table or a line of code runs into nothing else.
func parted(text string) string {
	var b strings.Builder
	b.Grow(len(text) + len(text)/16)
	joint := ""
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		b.WriteString(joint)
		b.WriteString(line)
		joint = " · "
		if last, _ := utf8.DecodeLastRuneInString(line); strings.ContainsRune(".!?…:;,»”", last) {
			joint = " "
		}
	}
	return b.String()
}
