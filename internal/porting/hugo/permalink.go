package hugo

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A permalink is a rule for the public paths of the pages below a folder.
type permalink struct {
	target  *regexp.Regexp // of the page's path
	pattern string         // such as "/:year/:month/:filename"
}

// newPermalinks reads the rules for what is of a kind ("page", "term") in all forms that
// Hugo takes: section → pattern, kind → section → pattern, a list of target and pattern.
// The one for the deeper folder comes first.
func newPermalinks(v any, of string) []permalink {
	var rules []permalink
	if _, isList := v.([]any); isList {
		for _, m := range asMaps(v) {
			if rule, ok := targetedPermalink(newFields(m), of); ok {
				rules = append(rules, rule)
			}
		}
		return rules
	}
	patterns := map[string]string{}
	for name, e := range asMap(v) {
		if pattern, ok := e.(string); ok {
			patterns[name] = pattern
		}
	}
	for name, e := range asMap(asMap(v)[of]) {
		if pattern, ok := e.(string); ok {
			patterns[name] = pattern
		}
	}
	sections := slices.SortedFunc(maps.Keys(patterns), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
	})
	for _, section := range sections {
		rules = append(rules, permalink{target: sectionGlob(section), pattern: patterns[section]})
	}
	return rules
}

// sectionGlob matches the pages below a section; the root means those beside it.
func sectionGlob(section string) *regexp.Regexp {
	section = strings.Trim(section, " /")
	if section == "" {
		return glob("/*")
	}
	return glob("/{" + section + "," + section + "/**}")
}

func targetedPermalink(f *fields, of string) (permalink, bool) {
	pattern, ok := f.text("pattern")
	target := newFields(asMap(f.values["target"]))
	if kind, _ := target.text("kind"); kind != "" && !globMatch(kind, of) {
		return permalink{}, false
	}
	if environment, _ := target.text("environment"); environment != "" && !globMatch(environment, "production") {
		return permalink{}, false
	}
	where, _ := target.text("path")
	return permalink{target: glob(cmp.Or(where, "**")), pattern: pattern}, ok
}

// A place is what a permalink can name of a page.
type place struct {
	logical logical
	title   string
	slug    string
	date    time.Time
	section string    // path of the section that it stands in
	above   []heading // pages of the sections above it, the outermost first
}

// A heading is what a section calls itself.
type heading struct{ title, slug string }

var attribute = regexp.MustCompile(`:\w+(\[.+?\])?`)

// expand fills a pattern. It fails for an attribute that Hugo does not know.
func (l *language) expand(pattern string, p place) (string, error) {
	const colon = "\x00" // an escaped one
	pattern = strings.ReplaceAll(pattern, `\:`, colon)
	out := pattern
	for _, name := range attribute.FindAllString(pattern, -1) {
		value, ok := l.attribute(name[1:], p)
		if !ok {
			return "", fmt.Errorf("permalink %q: no attribute %q", pattern, name)
		}
		out = strings.Replace(out, name, value, 1)
	}
	return strings.ReplaceAll(out, colon, ":"), nil
}

// attribute returns what an attribute stands for.
func (l *language) attribute(name string, p place) (string, bool) {
	switch name {
	case "section":
		return normal(p.logical.section()), true
	case "sections":
		return p.section, true
	case "sectionslug":
		if len(p.above) == 0 {
			return "", true
		}
		return l.urlize(cmp.Or(p.above[0].slug, p.above[0].title)), true
	case "sectionslugs":
		return path.Join(l.sectionSlugs(p)...), true
	case "title":
		return l.urlize(p.title), true
	case "slug":
		return l.urlize(cmp.Or(p.slug, p.title)), true
	case "filename", "contentbasename":
		return l.urlize(p.logical.base()), true
	case "slugorfilename", "slugorcontentbasename":
		return l.urlize(cmp.Or(p.slug, p.logical.base())), true
	}
	if cut, ok := strings.CutPrefix(name, "sections["); ok {
		return path.Join(slice(cut, entries(p.section))...), true
	}
	if cut, ok := strings.CutPrefix(name, "sectionslugs["); ok {
		return path.Join(slice(cut, l.sectionSlugs(p))...), true
	}
	return dateAttribute(name, p.date)
}

func (l *language) sectionSlugs(p place) []string {
	var slugs []string
	for _, h := range p.above {
		slugs = append(slugs, l.urlize(cmp.Or(h.slug, h.title)))
	}
	return slugs
}

func dateAttribute(name string, t time.Time) (string, bool) {
	switch name {
	case "year":
		return strconv.Itoa(t.Year()), true
	case "month":
		return fmt.Sprintf("%02d", int(t.Month())), true
	case "monthname":
		return t.Month().String(), true
	case "day":
		return fmt.Sprintf("%02d", t.Day()), true
	case "weekday":
		return strconv.Itoa(int(t.Weekday())), true
	case "weekdayname":
		return t.Weekday().String(), true
	case "yearday":
		return strconv.Itoa(t.YearDay()), true
	}
	// Anything else is a layout of Go's, if formatting changes it at all.
	probe := time.Date(2019, time.November, 9, 23, 1, 42, 1, time.UTC)
	return t.Format(name), probe.Format(name) != name
}

// urlize makes a text a path segment and escapes it.
func (l *language) urlize(s string) string {
	s = l.segment(s)
	if u, err := url.Parse(s); err == nil {
		return u.String()
	}
	return url.PathEscape(s)
}

// entries splits a section's path.
func entries(section string) []string {
	if section == "/" || section == "" {
		return nil
	}
	return strings.Split(strings.Trim(section, "/"), "/")
}

// slice takes what "1:3]", "last]" or ":last]" names of a list; what is out of
// its bounds is nothing.
func slice(cut string, list []string) []string {
	cut = strings.ToLower(strings.TrimSuffix(cut, "]"))
	low, high, ranged := strings.Cut(cut, ":")
	if len(list) == 0 {
		return nil
	}
	from := bound(low, list, 0)
	if !ranged {
		if from < 0 || from >= len(list) {
			return nil
		}
		return list[from : from+1]
	}
	to := min(bound(high, list, len(list)), len(list))
	if from >= len(list) || from > to {
		return nil
	}
	return list[from:to]
}

func bound(s string, list []string, usual int) int {
	switch s {
	case "":
		return usual
	case "last":
		return len(list) - 1
	}
	n, _ := strconv.Atoi(s)
	return max(n, 0)
}
