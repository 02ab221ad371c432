package hugo

import (
	"regexp"
	"strings"
)

// glob compiles a pattern of Hugo's: * is anything in a folder, ** anything,
// ? a sign, [ab] and {a,b} a choice. Case does not matter. A pattern that is
// none matches itself alone.
func glob(pattern string) *regexp.Regexp {
	pattern = strings.ToValidUTF8(pattern, "\uFFFD")
	var b strings.Builder
	b.WriteString("(?is)^")
	braces := 0
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '*' && strings.HasPrefix(pattern[i:], "**"):
			b.WriteString(".*")
			i++
		case c == '*':
			b.WriteString("[^/]*")
		case c == '?':
			b.WriteString("[^/]")
		case c == '{':
			b.WriteString("(?:")
			braces++
		case c == '}' && braces > 0:
			b.WriteString(")")
			braces--
		case c == ',' && braces > 0:
			b.WriteString("|")
		case c == '[' && strings.Contains(pattern[i:], "]"):
			end := i + strings.Index(pattern[i:], "]")
			b.WriteString(class(pattern[i+1 : end]))
			i = end
		case c == '\\' && i+1 < len(pattern):
			i++
			b.WriteString(regexp.QuoteMeta(pattern[i : i+1]))
		default:
			b.WriteString(regexp.QuoteMeta(pattern[i : i+1]))
		}
	}
	b.WriteString("$")
	re, err := regexp.Compile(b.String())
	if err != nil {
		return regexp.MustCompile("(?is)^" + regexp.QuoteMeta(pattern) + "$")
	}
	return re
}

// class writes a choice of signs, "!" for none of them.
func class(signs string) string {
	rest, negated := strings.CutPrefix(signs, "!")
	quoted := strings.NewReplacer(`\`, `\\`, "^", `\^`, "[", `\[`).Replace(rest)
	if negated {
		return "[^" + quoted + "/]"
	}
	return "[" + quoted + "]"
}

func globMatch(pattern, s string) bool { return glob(pattern).MatchString(s) }
