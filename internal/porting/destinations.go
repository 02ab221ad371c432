package porting

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/content"
)

// rewriteSources puts the address of an asset in the place of each picture that
// the site holds.
func rewriteSources(body string, assets map[string]content.AssetID) string {
	to := make(map[string]string, len(assets))
	for src, id := range assets {
		if id != "" {
			to[src] = "cms:asset/" + string(id)
		}
	}
	return Redirect(body, to)
}

// Redirect puts another destination in the place of each that is a key of to, as the
// body's HTML has it, in Markdown and in HTML alike: where a destination stands between
// the signs that enclose one. Everything else stays as written.
func Redirect(body string, to map[string]string) string {
	for old, with := range to {
		if old != "" && with != "" {
			body = replaceEnclosed(body, old, with)
		}
	}
	return body
}

// openings are what stands before a destination: an attribute's value, a
// Markdown link or its definition, a further candidate of a srcset.
var openings = []string{`="`, `='`, `=`, `](`, `](<`, `]: `, `]: <`, `, `}

// replaceEnclosed replaces old where it is a whole destination.
func replaceEnclosed(s, old, with string) string {
	var b strings.Builder
	last := 0
	for _, at := range written(s, old) {
		if end := at[1]; opens(s[:at[0]]) && end < len(s) && strings.IndexByte("\"')> ,\n", s[end]) >= 0 {
			b.WriteString(s[last:at[0]])
			b.WriteString(with)
			last = end
		}
	}
	b.WriteString(s[last:])
	return b.String()
}

// written finds a destination in a body that may write it otherwise than its HTML
// does: a letter or a space as itself or escaped, a sign after a backslash or as an entity.
func written(s, destination string) [][]int {
	plain, err := url.PathUnescape(destination)
	if err != nil || !utf8.ValidString(plain) {
		plain = destination
	}
	var b strings.Builder
	for i, r := range plain {
		one := plain[i : i+utf8.RuneLen(r)]
		forms := []string{regexp.QuoteMeta(one)}
		switch {
		case r >= utf8.RuneSelf:
			forms = append(forms, "(?i:"+percent(one)+")")
		case !isPlain(one[0]):
			forms = append(forms, "(?i:"+percent(one)+")", `\\`+regexp.QuoteMeta(one), "&#0*"+strconv.Itoa(int(r))+";")
		}
		switch r {
		case '&':
			forms = append([]string{"&amp;"}, forms...)
		case '"':
			forms = append(forms, "&quot;")
		}
		if len(forms) == 1 {
			b.WriteString(forms[0])
			continue
		}
		b.WriteString("(?:" + strings.Join(forms, "|") + ")")
	}
	return regexp.MustCompile(b.String()).FindAllStringIndex(s, -1)
}

// isPlain reports whether nobody has a reason to escape the character.
func isPlain(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '/'
}

// percent escapes every byte.
func percent(s string) string {
	var b strings.Builder
	for i := range len(s) {
		b.WriteString("%" + strings.ToUpper(strconv.FormatUint(uint64(s[i])+0x100, 16)[1:]))
	}
	return b.String()
}

func opens(before string) bool {
	for _, o := range openings {
		if strings.HasSuffix(before, o) {
			return true
		}
	}
	return false
}
