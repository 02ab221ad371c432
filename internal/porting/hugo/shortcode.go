package hugo

import (
	"regexp"
	"strings"
)

// shortcode matches a call: {{< name … >}} or {{% name … %}}. A quoted value may
// hold the closing signs.
var shortcode = regexp.MustCompile("(?s)" + `\{\{<(` + "`[^`]*`" + `|"(?:[^"\\]|\\.)*"|[^"` + "`" + `>]|>[^}])*?>\}\}` +
	`|\{\{%(` + "`[^`]*`" + `|"(?:[^"\\]|\\.)*"|[^"` + "`" + `%]|%[^}])*?%\}\}`)

// A call is a shortcode in a body.
type call struct {
	name string
	at   int // byte offset in the body
	text string
	code string // why a ref leads nowhere; empty of another call
}

// keepShortcodes returns the body with its shortcodes as text that shows: a
// space keeps "<" from beginning a tag, which is how Hugo would let it be written
// too. Those written to be shown ({{</* x */>}}) are shown, as in Hugo, and are
// not reported. Nor are those in whose place ref, given what stands in the call and
// before it, puts a destination; a code says why it does not. A nil ref puts none.
func keepShortcodes(body string, ref func(inner, before string) (to, code string)) (string, []call) {
	if !strings.Contains(body, "{{<") && !strings.Contains(body, "{{%") {
		return body, nil
	}
	var calls []call
	var b strings.Builder
	last := 0
	for _, at := range shortcode.FindAllStringIndex(body, -1) {
		text := body[at[0]:at[1]]
		b.WriteString(body[last:at[0]])
		last = at[1]
		inner := text[3 : len(text)-3]
		if shown, ok := commented(inner); ok {
			inner = shown
		} else {
			to, code := "", ""
			if ref != nil {
				to, code = ref(inner, body[:at[0]])
			}
			if to != "" {
				b.WriteString(to)
				continue
			}
			calls = append(calls, call{name: callName(inner), at: at[0], text: text, code: code})
		}
		b.WriteString(text[:3] + harmless(inner) + text[len(text)-3:])
	}
	b.WriteString(body[last:])
	return b.String(), calls
}

// commented returns what stands between the signs of a comment.
func commented(inner string) (string, bool) {
	trimmed := strings.TrimSpace(inner)
	if !strings.HasPrefix(trimmed, "/*") || !strings.HasSuffix(trimmed, "*/") || len(trimmed) < 4 {
		return "", false
	}
	return trimmed[2 : len(trimmed)-2], true
}

// harmless keeps the text of a call from being read as markup.
func harmless(inner string) string {
	if inner != "" && strings.ContainsAny(inner[:1], "/!?") || inner != "" && isLetter(inner[0]) {
		inner = " " + inner
	}
	var b strings.Builder
	for i := range len(inner) {
		if inner[i] == '<' && i+1 < len(inner) && (isLetter(inner[i+1]) || strings.ContainsAny(inner[i+1:i+2], "/!?")) {
			b.WriteString("&lt;")
			continue
		}
		b.WriteByte(inner[i])
	}
	return b.String()
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// callName is the shortcode's name, with a slash if the call closes one.
func callName(inner string) string {
	inner = strings.TrimSpace(inner)
	closing := ""
	if rest, ok := strings.CutPrefix(inner, "/"); ok {
		closing, inner = "/", strings.TrimSpace(rest)
	}
	name, _, _ := strings.Cut(inner, " ")
	return closing + excerpt(strings.Trim(name, "/\t\n"))
}
