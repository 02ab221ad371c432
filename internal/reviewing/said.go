package reviewing

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/work"
)

// said returns what somebody says as it is kept, plain text with line ends as \n; none
// is wrong at the pointer where something is needed.
func said(pointer, text string, needed bool) (string, error) {
	text = plain(text)
	switch {
	case text == "" && needed:
		return "", fault.Wrong(pointer, "comment.empty")
	case utf8.RuneCountInString(text) > work.MaxComment:
		return "", fault.Wrong(pointer, "comment.too_long", "most", work.MaxComment)
	}
	return text, nil
}

// plain leaves out of a text what nobody can read: controls, and what turns the
// direction of the text around it. Line ends and tabs stay.
func plain(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\r\n", "\n")
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case r == '\n', r == '\t':
			return r
		case unicode.IsControl(r), r >= '\u202A' && r <= '\u202E', r >= '\u2066' && r <= '\u2069':
			return -1
		}
		return r
	}, text)
	return strings.TrimSpace(text)
}

// excerpt returns the beginning of a text, cut at a word where that leaves most of it.
func excerpt(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	runes := []rune(text)
	if len(runes) <= work.MaxExcerpt {
		return text
	}
	cut := string(runes[:work.MaxExcerpt-1])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return cut + "…"
}
