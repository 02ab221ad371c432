package reading

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A leftWalk goes through the addresses that were left: language by language, first those
// of posts, then those of terms, then those that settings moved.
type leftWalk struct {
	src     Source
	all     []content.Locale // x-default first
	locales []content.Locale // to walk
	links   *content.SiteLinks
	pages   map[string]bool // addresses of lists and feeds
}

// A leftPlace is where a walk stands: before what comes after After in a section of a
// locale. The zero value is the beginning.
type leftPlace struct {
	Locale  locale.Tag `json:"l"`
	Section int        `json:"s"` // an index of leftSections, or the one behind them
	After   string     `json:"a"`
}

// leftSections are what is walked of each language: posts, then terms by kind.
func leftSections() []content.TermKind {
	return []content.TermKind{"", content.Tag, content.Author, content.Series}
}

// sections is how many there are of each language: behind the others, what settings moved.
func sections() int { return len(leftSections()) + 1 }

func (w *leftWalk) open(ctx context.Context, only string) error {
	r := resolver{src: w.src}
	if err := r.open(ctx, "/"); err != nil {
		return err
	}
	w.all, w.locales = r.locales, r.f.locales
	w.links = content.NewSiteLinks(r.f.site.Settings, r.locales)
	w.pages = make(map[string]bool)
	for _, l := range w.all {
		for _, kind := range pageKinds() {
			if key, ok := content.AddressKey(l.Settings.URL(pagePath(l, kind))); ok {
				w.pages[key] = true
			}
		}
	}
	if only == "" {
		return nil
	}
	tag, err := existing(w.all, only)
	if err != nil {
		return err
	}
	w.locales = w.locales[find(w.locales, tag):][:1]
	return nil
}

func (w *leftWalk) tags() []locale.Tag {
	tags := make([]locale.Tag, len(w.locales))
	for i, l := range w.locales {
		tags[i] = l.Tag
	}
	return tags
}

// begin reads a cursor; anything that is none of this walk is the fault.Malformed
// "list.cursor".
func (w *leftWalk) begin(cursor string) (leftPlace, error) {
	var at leftPlace
	if cursor == "" {
		return at, nil
	}
	text, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err == nil {
		err = json.Unmarshal(text, &at)
	}
	if err != nil || at.Section < 0 || at.Section >= sections() || find(w.locales, at.Locale) < 0 || at.String() != cursor {
		return leftPlace{}, fault.New(fault.Malformed, "list.cursor")
	}
	return at, nil
}

// String writes the place as a cursor.
func (p leftPlace) String() string {
	text, err := encode(p)
	if err != nil {
		return "" // it has strings and a number
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

// ended reports that nothing comes after the place.
func (p leftPlace) ended() bool { return p.Section >= sections() }

// next returns the redirects of up to limit addresses after the place, and the place
// after them. There may be none of these, and more after.
func (w *leftWalk) next(ctx context.Context, at leftPlace, limit int) ([]redirectRule, leftPlace, error) {
	i := max(0, find(w.locales, at.Locale))
	l := w.locales[i]
	at.Locale = l.Tag
	read := w.terms
	switch at.Section {
	case 0:
		read = w.paths
	case len(leftSections()):
		read = w.former
	}
	rules, after, n, err := read(ctx, l, at, limit)
	if err != nil {
		return nil, at, err
	}
	at.After = after
	if n < limit {
		at.Section, at.After = at.Section+1, ""
		if at.Section == sections() && i+1 < len(w.locales) {
			at = leftPlace{Locale: w.locales[i+1].Tag}
		}
	}
	kept, err := w.leading(ctx, rules)
	return kept, at, err
}

// paths returns the redirects of posts: from the address that was left, at the host where
// it is today.
func (w *leftWalk) paths(ctx context.Context, l content.Locale, at leftPlace, limit int) (rules []redirectRule, after string, n int, err error) {
	left, err := w.src.LeftPaths(ctx, l.Tag, at.After, limit)
	for _, p := range left {
		host, path, _ := strings.Cut(p.Key, "/")
		r := w.rule(l, host, "/"+path, p.URL)
		r.key = p.Key
		rules = append(rules, r)
		after = p.Key
	}
	return rules, after, len(left), err
}

// terms returns the redirects of the terms of a kind.
func (w *leftWalk) terms(ctx context.Context, l content.Locale, at leftPlace, limit int) (rules []redirectRule, after string, n int, err error) {
	kind := leftSections()[at.Section]
	left, err := w.src.LeftTermSlugs(ctx, kind, l.Tag, at.After, limit)
	for _, s := range left {
		pattern := termPattern(l.Settings, kind)
		path := content.ExpandPath(pattern, string(s.Term), s.Slug, time.Time{})
		now := content.ExpandPath(pattern, string(s.Term), s.Now, time.Time{})
		key, _ := content.AddressKey(l.Settings.URL(path))
		host, path, _ := strings.Cut(key, "/")
		rules = append(rules, w.rule(l, host, "/"+path, l.Settings.URL(now)))
		after = s.Slug
	}
	return rules, after, len(left), err
}

// rule makes the redirect from an address. What was kept without host is at that of the
// language today.
func (w *leftWalk) rule(l content.Locale, host, path, to string) redirectRule {
	r := redirectRule{To: to, Status: 301, Locale: l.Tag, host: host, path: path}
	if host == "" {
		r.host = hostOf(l.Settings.BaseURL)
	}
	r.From = (&url.URL{Path: path}).EscapedPath()
	if r.host != "" {
		r.From = w.scheme(r.host) + "://" + r.host + r.From
	}
	return r
}

// scheme returns that of the site at the host.
func (w *leftWalk) scheme(host string) string {
	for _, l := range w.all {
		if u, err := url.Parse(l.Settings.BaseURL); err == nil && hostOf(l.Settings.BaseURL) == host {
			return u.Scheme
		}
	}
	return "https"
}

// leading returns those of the rules that hold: from addresses of the site where nothing
// stands today, and which nobody else has a better claim to.
func (w *leftWalk) leading(ctx context.Context, rules []redirectRule) ([]redirectRule, error) {
	var keys []string
	at := make([][]string, len(rules))
	for i, r := range rules {
		hosts, ours := w.links.Hosts("", r.host)
		for _, host := range hosts {
			if ours {
				at[i] = append(at[i], host+r.path)
			}
		}
		keys = append(keys, at[i]...)
	}
	found, err := w.src.Paths(ctx, keys...)
	if err != nil {
		return nil, err
	}
	holders := make(map[string][]entry.Moved, len(found))
	for _, m := range found {
		holders[m.Key] = append(holders[m.Key], m)
	}
	var kept []redirectRule
	for i, r := range rules {
		if len(at[i]) > 0 && w.holds(r, at[i], holders) {
			kept = append(kept, r)
		}
	}
	return kept, nil
}

// holds reports whether the rule is what a request for one of its keys is answered with.
func (w *leftWalk) holds(r redirectRule, keys []string, holders map[string][]entry.Moved) bool {
	var claims []entry.Moved
	for _, key := range keys {
		if w.pages[key] {
			return false
		}
		claims = append(claims, holders[key]...)
	}
	if len(claims) == 0 {
		return r.key == "" // a term's
	}
	slices.SortStableFunc(claims, func(a, b entry.Moved) int { return byClaim(a, b, w.all) })
	first := claims[0]
	return first.Kind != entry.PathCurrent && first.Key == r.key // an address may be kept with and without host
}
