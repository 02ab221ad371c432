package content

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Parities returns every parity.
func Parities() []Parity { return []Parity{Together, SourceFirst, Independent} }

// Typographies returns the typography profiles that a locale can have.
func Typographies() []string { return []string{"en", "fr-CA", "fr-FR"} }

// classToken is the form of a class name that sanitizing may keep.
var classToken = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*\*?$`)

// maxTrashDays bounds how long the trash keeps what is in it.
const maxTrashDays = 36500

// The bounds of a retention.
const (
	maxKept     = 1_000_000
	maxKeptDays = 36500
)

// Wrong returns what is not right in the settings, given the site's locales.
// Pointers are from the settings' own root.
func (s SiteSettings) Wrong(locales []locale.Tag) []fault.Field {
	var bad wrongs
	if _, err := time.LoadLocation(s.TimeZone); err != nil || s.TimeZone == "" || s.TimeZone == "Local" {
		bad.add("/timeZone", "settings.time_zone", "zone", s.TimeZone)
	}
	if !slices.Contains(locales, s.XDefault) {
		bad.add("/xDefault", "locale.unknown", "locale", string(s.XDefault))
	}
	if s.MediaBaseURL != "" && !baseURL(s.MediaBaseURL) {
		bad.add("/mediaBaseURL", "settings.base_url", "url", s.MediaBaseURL)
	}
	if !slices.Contains(Parities(), s.Parity) {
		bad.add("/parity", "settings.parity", "parity", string(s.Parity))
	}
	if s.TrashDays < 0 || s.TrashDays > maxTrashDays {
		bad.add("/trashDays", "settings.trash_days", "most", maxTrashDays)
	}
	if s.Revisions.Keep < 0 || s.Revisions.Keep > maxKept {
		bad.add("/revisions/keep", "settings.revisions_keep", "most", maxKept)
	}
	if s.Revisions.Days < 0 || s.Revisions.Days > maxKeptDays {
		bad.add("/revisions/days", "settings.revisions_days", "most", maxKeptDays)
	}
	if _, ok := ParseSpan(s.ParityGrace); !ok {
		bad.add("/parityGrace", "settings.parity_grace", "span", s.ParityGrace)
	}
	bad.thresholds(s.Tolerance)
	bad.checks(s.Checks)
	bad.machine(s.Machine)
	s.Media.wrong(&bad)
	bad.each("/hosts", s.Hosts, "settings.host", IsHost)
	bad.each("/embedHosts", s.EmbedHosts, "settings.host", IsHost)
	bad.each("/corsOrigins", s.CORSOrigins, "settings.origin", func(o string) bool { return o == "*" || origin(o) })
	bad.each("/deniedClasses", s.DeniedClasses, "settings.class", classToken.MatchString)
	return bad
}

// Wrong returns what is not right in the settings of the locale, given the
// site's locales. Pointers are from the settings' own root.
func (l LocaleSettings) Wrong(own locale.Tag, locales []locale.Tag) []fault.Field {
	var bad wrongs
	if l.Hreflang != "" {
		if _, err := locale.Parse(l.Hreflang); err != nil {
			bad.add("/hreflang", "locale.malformed", "tag", l.Hreflang)
		}
	}
	if l.BaseURL != "" && !baseURL(l.BaseURL) {
		bad.add("/baseURL", "settings.base_url", "url", l.BaseURL)
	}
	if !slices.Contains(Typographies(), l.Typography) {
		bad.add("/typography", "settings.typography", "typography", l.Typography)
	}
	if l.PublishRequires != "" && !slices.Contains(Requirements(), l.PublishRequires) {
		bad.add("/publishRequires", "settings.publish_requires", "value", string(l.PublishRequires))
	}
	for i, tag := range l.Fallback {
		pointer := "/fallback/" + strconv.Itoa(i)
		switch {
		case !slices.Contains(locales, tag):
			bad.add(pointer, "locale.unknown", "locale", string(tag))
		case tag == own, slices.Contains(l.Fallback[:i], tag):
			bad.add(pointer, "settings.fallback_twice", "locale", string(tag))
		}
	}
	return append(bad, l.Paths.Check("/paths")...)
}

// Tidy returns the settings with empty lists and maps in the place of none, so
// that two that say the same are deeply equal.
func (s SiteSettings) Tidy() SiteSettings {
	s.Hosts, s.CORSOrigins = some(s.Hosts), some(s.CORSOrigins)
	s.DeniedClasses, s.EmbedHosts = some(s.DeniedClasses), some(s.EmbedHosts)
	if s.Params == nil {
		s.Params = map[string]any{}
	}
	if s.Checks == nil {
		s.Checks = map[string]string{}
	}
	s.ParityGrace = cmp.Or(s.ParityGrace, "0")
	s.Media = s.Media.tidy()
	return s
}

// Tidy returns the settings with empty lists and maps in the place of none, so
// that two that say the same are deeply equal.
func (l LocaleSettings) Tidy() LocaleSettings {
	l.Fallback = some(l.Fallback)
	if l.Params == nil {
		l.Params = map[string]any{}
	}
	return l
}

func some[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// baseURL reports whether s is scheme and host, perhaps with a path, without
// final slash: what paths can be put behind.
func baseURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && IsHost(u.Host) && u.User == nil &&
		u.RawQuery == "" && !u.ForceQuery && u.Fragment == "" && !strings.HasSuffix(s, "/") &&
		!strings.ContainsAny(s, " <>\"\\^`{|}") // which stand in no URL (RFC 3986 §2)
}

// origin reports whether s is an origin as browsers send it (RFC 6454 §6.2).
func origin(s string) bool {
	u, err := url.Parse(s)
	return err == nil && baseURL(s) && u.Path == ""
}

// IsHost reports whether s is a host name with perhaps a port.
func IsHost(s string) bool {
	u, err := url.Parse("//" + s)
	if err != nil || u.Host != s || u.Hostname() == "" || strings.HasSuffix(s, ":") {
		return false
	}
	if _, err := strconv.ParseUint(u.Port(), 10, 16); u.Port() != "" && err != nil {
		return false
	}
	return strings.IndexFunc(u.Hostname(), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-._:", r)
	}) < 0
}

// wrongs collects wrong fields.
type wrongs []fault.Field

func (w *wrongs) add(pointer, code, arg string, value any) {
	*w = append(*w, fault.Field{Pointer: pointer, Code: code, Args: map[string]any{arg: value}})
}

// each adds those of the values that are not right, each at its place.
func (w *wrongs) each(pointer string, values []string, code string, right func(string) bool) {
	for i, v := range values {
		if !right(v) {
			w.add(pointer+"/"+strconv.Itoa(i), code, "value", v)
		}
	}
}
