package hugo

import (
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
)

// A layout is one form of a date.
type layout struct {
	form     string
	zoneless bool // what it says holds in the site's zone
}

// layouts are the forms that Hugo reads, the common ones first. A zone that is
// only named ("EST") has no known offset and counts as none.
var layouts = []layout{
	{"2006-01-02", true},
	{time.RFC3339, false},
	{"2006-01-02T15:04:05", true},
	{time.RFC1123Z, false},
	{time.RFC1123, true},
	{time.RFC822Z, false},
	{time.RFC822, true},
	{time.RFC850, true},
	{"2006-01-02 15:04:05.999999999 -0700 MST", false},
	{"2006-01-02T15:04:05-0700", false},
	{"2006-01-02 15:04:05Z0700", false},
	{"2006-01-02 15:04:05", true},
	{time.ANSIC, true},
	{time.UnixDate, true},
	{time.RubyDate, false},
	{"2006-01-02 15:04:05Z07:00", false},
	{"02 Jan 2006", true},
	{"2006-01-02 15:04:05 -07:00", false},
	{"2006-01-02 15:04:05 -0700", false},
	{"2006-01-02T15:04", true},
	{"2006-01-02 15:04", true},
}

// parseDate reads a date in any form that Hugo reads, and two without seconds. A
// whole number is a Unix time.
func parseDate(v any, zone *time.Location) (content.Moment, bool) {
	if n, ok := v.(int64); ok {
		at := time.Unix(n, 0).UTC()
		return content.Moment{At: at}, sane(at)
	}
	s, _ := v.(string)
	s = strings.TrimSpace(s)
	for i, l := range layouts {
		t, err := time.Parse(l.form, s)
		if err != nil {
			continue
		}
		if l.zoneless {
			t = time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), zone)
		}
		return content.Moment{At: t, DateOnly: i == 0 || l.form == "02 Jan 2006"}, sane(t)
	}
	return content.Moment{}, false
}

// sane reports whether a date can be written as RFC 3339 in any zone.
func sane(t time.Time) bool { return t.Year() > 0 && t.Year() < 9999 }

// DateRules say which fields give a page its dates, the first one found winning.
type dateRules struct {
	date, lastmod, publish, expiry []string
}

// dateAliases are other names of the fields.
var dateAliases = map[string][]string{
	"lastmod":     {"modified"},
	"publishdate": {"pubdate", "published"},
	"expirydate":  {"unpublishdate"},
}

// newDateRules reads the frontmatter section of the settings.
func newDateRules(m map[string]any) dateRules {
	rule := func(name string, usual ...string) []string {
		names := usual
		if own, ok := m[name]; ok {
			names = nil
			for _, n := range asList(own) {
				if n = strings.ToLower(n); n == ":default" {
					names = append(names, usual...)
				} else {
					names = append(names, n)
				}
			}
		}
		var all []string
		for _, n := range names {
			for _, n := range append([]string{n}, dateAliases[n]...) {
				if !slices.Contains(all, n) {
					all = append(all, n)
				}
			}
		}
		return all
	}
	return dateRules{
		date:    rule("date", "date", "publishdate", "lastmod"),
		lastmod: rule("lastmod", ":git", "lastmod", "date", "publishdate"),
		publish: rule("publishdate", "publishdate", "date"),
		expiry:  rule("expirydate", "expirydate"),
	}
}

// fieldNames returns the front matter fields that the rules read.
func (r dateRules) fieldNames() map[string]bool {
	names := make(map[string]bool)
	for _, list := range [][]string{r.date, r.lastmod, r.publish, r.expiry} {
		for _, n := range list {
			if !strings.HasPrefix(n, ":") {
				names[n] = true
			}
		}
	}
	return names
}

// Dates are the four of a page. Those that it says nothing about are nil.
type dates struct {
	date, lastmod, publish, expiry *content.Moment
	lastmodFrom                    string // the field that lastmod was read from
	slug                           string // from a file name that begins with the date
	bad                            []string
}

// A dater reads the dates of one page.
type dater struct {
	zone     *time.Location
	values   map[string]any // fields in lower case, and dates found earlier
	fileName string         // the page's last segment
	modified time.Time      // of its file
	out      dates
}

// read applies the rules in Hugo's order: a date found for one field serves the
// later ones.
func (d *dater) read(r dateRules) dates {
	d.values = maps.Clone(d.values)
	d.out.date, _ = d.first(r.date, "date")
	d.out.lastmod, d.out.lastmodFrom = d.first(r.lastmod, "lastmod")
	d.out.publish, _ = d.first(r.publish, "publishdate")
	d.out.expiry, _ = d.first(r.expiry, "expirydate")
	return d.out
}

func (d *dater) first(names []string, keep string) (*content.Moment, string) {
	for _, name := range names {
		m, ok := d.one(name)
		if !ok {
			continue
		}
		if _, has := d.values[keep]; !has {
			d.values[keep] = m
		}
		return &m, name
	}
	return nil, ""
}

func (d *dater) one(name string) (content.Moment, bool) {
	switch name {
	case ":filename":
		m, slug, ok := dateOfName(d.fileName, d.zone)
		if ok {
			d.out.slug = slug
		}
		return m, ok
	case ":filemodtime":
		return content.Moment{At: d.modified}, !d.modified.IsZero()
	}
	v := d.values[name]
	if m, ok := v.(content.Moment); ok {
		return m, true
	}
	if v == nil || v == "" {
		return content.Moment{}, false
	}
	if _, isBool := v.(bool); isBool {
		return content.Moment{}, false // published: true is no date
	}
	m, ok := parseDate(v, d.zone)
	if !ok && !slices.Contains(d.out.bad, name) {
		d.out.bad = append(d.out.bad, name)
	}
	return m, ok
}

// dateOfName reads a name such as "2024-05-01-hello" or
// "2024-05-01T10-30-00-hello" as a date and a slug.
func dateOfName(name string, zone *time.Location) (m content.Moment, slug string, ok bool) {
	// Hugo takes what follows the last dot for an extension.
	name = strings.TrimSuffix(name, path.Ext(name))
	const signs = " -_"
	if len(name) >= 19 {
		m, ok = parseDate(name[:10]+"T"+strings.ReplaceAll(name[11:19], "-", ":"), zone)
		if ok {
			return m, strings.Trim(name[19:], signs), true
		}
	}
	if len(name) < 10 {
		return m, "", false
	}
	if m, ok = parseDate(name[:10], zone); !ok {
		return m, "", false
	}
	return m, strings.Trim(name[10:], signs), true
}
