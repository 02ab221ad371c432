package reading

import (
	"net/url"
	"regexp"
	"strings"
)

// slugIn returns the slug of a decoded path that follows the pattern, with or
// without final slash.
func slugIn(pattern, path string) (slug string, ok bool) {
	expression := regexp.QuoteMeta(strings.TrimRight(pattern, "/"))
	for placeholder, part := range map[string]string{
		`\{slug\}`: `(?P<slug>[^/]+)`, `\{id\}`: `[^/]+`, `\{year\}`: `\d{4}`, `\{month\}`: `\d{2}`, `\{day\}`: `\d{2}`,
	} {
		expression = strings.ReplaceAll(expression, placeholder, part)
	}
	re, err := regexp.Compile("^" + expression + "$")
	if err != nil {
		return "", false
	}
	found, at := re.FindStringSubmatch(path), re.SubexpIndex("slug")
	if found == nil || at < 0 {
		return "", false
	}
	return found[at], true
}

// basePath returns the path that a base URL puts before the site's own.
func basePath(base string) string {
	u, err := url.Parse(base)
	if err != nil {
		return ""
	}
	return u.Path
}
