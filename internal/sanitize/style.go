package sanitize

import (
	"regexp"
	"strings"
)

// The values of the CSS that may stay. None can hold url(), expression(), an
// escape, a comment or a quote.
var (
	cssKeyword = `(?:[a-z][a-z-]{1,30})`
	cssSize    = `(?:[+-]?(?:[0-9]{1,5}|[0-9]{0,5}\.[0-9]{1,5})(?:px|r?em|ex|ch|%|pt|pc|cm|mm|in|q|vw|vh|vmin|vmax)?|` + cssKeyword + `)`
	cssColour  = `(?:#[0-9a-f]{3,8}|(?:rgb|hsl)a?\([0-9a-z%., /-]{1,60}\)|` + cssKeyword + `)`
)

// styles are the properties that stay, and what they may be.
var styles = map[string]func() *regexp.Regexp{
	"float":           cssValue(cssKeyword),
	"clear":           cssValue(cssKeyword),
	"margin":          cssValue(cssSize + `(?:\s+` + cssSize + `){0,3}`),
	"width":           cssValue(cssSize),
	"max-width":       cssValue(cssSize),
	"text-align":      cssValue(cssKeyword),
	"text-decoration": cssValue(`(?:` + cssColour + `|` + cssSize + `)(?:\s+(?:` + cssColour + `|` + cssSize + `)){0,3}`),
	"font-weight":     cssValue(`[0-9]{1,4}|` + cssKeyword),
	"font-size":       cssValue(cssSize),
	"font-style":      cssValue(cssKeyword + `(?:\s+` + cssSize + `)?`),
	"color":           cssValue(cssColour),
	"border-width":    cssValue(cssSize + `(?:\s+` + cssSize + `){0,3}`),
	"white-space":     cssValue(cssKeyword + `(?:\s+` + cssKeyword + `)?`),
}

// cssValue is a pattern of the whole value.
func cssValue(pattern string) func() *regexp.Regexp {
	return late(`(?i)^(?:` + pattern + `)(?:\s*!\s*important)?$`)
}

// style keeps the declarations of a style attribute that may stay. An
// attribute of which all stay is left as written.
func (c *cleaner) style(t tag, value string, broken bool) (string, bool) {
	var kept []string
	all := true
	for declaration := range declarations(value) {
		property, v, ok := strings.Cut(declaration, ":")
		property = strings.ToLower(strings.TrimSpace(property))
		if pattern := styles[property]; ok && pattern != nil && pattern().MatchString(strings.TrimSpace(v)) {
			kept = append(kept, declaration)
			continue
		}
		all = false
		if !broken {
			c.add(t, Finding{
				Code: "sanitize.style_removed", Args: map[string]any{"property": excerpt(property)}, Excerpt: excerpt(declaration),
			})
		}
	}
	if all {
		return value, len(kept) > 0
	}
	return strings.Join(kept, "; "), len(kept) > 0
}

// declarations yields what stands between semicolons outside quotes and
// brackets, without what is empty.
func declarations(value string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		var quote byte
		depth, start := 0, 0
		for i := 0; i <= len(value); i++ {
			if i < len(value) {
				switch b := value[i]; {
				case quote != 0:
					if b == quote {
						quote = 0
					}
					continue
				case b == '"' || b == '\'':
					quote = b
					continue
				case b == '(':
					depth++
					continue
				case b == ')':
					depth = max(0, depth-1)
					continue
				case b != ';' || depth > 0:
					continue
				}
			}
			if one := strings.TrimSpace(value[start:i]); one != "" && !yield(one) {
				return
			}
			start = i + 1
		}
	}
}
