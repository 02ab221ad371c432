package reading

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// How a URL was understood.
const (
	matchEntry    = "entry"    // it is where an entry stands
	matchTerm     = "term"     // it is the page of a tag, an author or a series
	matchRedirect = "redirect" // what was there stands elsewhere
)

// A resolved URL is the answer of GET /resolve: an entry, a term or a redirect.
type resolved struct {
	Match    string          `json:"match"`
	Entry    json.RawMessage `json:"entry,omitempty"`
	Term     *term           `json:"term,omitempty"`
	Redirect *Redirect       `json:"redirect,omitempty"`
}

// Resolve answers GET /resolve: {"match", "entry" | "term" | "redirect"}. What is no URL
// of the public site is the fault.NotFound "resolve.unknown", as is a URL where
// readers find nothing.
func (s *Service) Resolve(ctx context.Context, q ResolveQuery) (Answer, error) {
	key, ok := content.AddressKey(q.URL)
	if !ok {
		return Answer{}, fault.New(fault.Malformed, "resolve.url", "url", q.URL)
	}
	answer, err := s.over(ctx, func(src Source) (Answer, error) {
		r := resolver{src: src}
		if err := r.open(ctx, key); err != nil {
			return Answer{}, err
		}
		found, err := r.find(ctx)
		if err != nil {
			return Answer{}, err
		}
		return found.answer()
	})
	if err != nil {
		return answer, fmt.Errorf("resolve %q: %w", q.URL, err)
	}
	return answer, nil
}

// A resolver looks for what stands at one URL.
type resolver struct {
	src      Source
	f        furnishings
	locales  []content.Locale // x-default first
	host     string           // empty: a bare path
	path     string           // decoded, without final slash
	hosts    []string         // that the URL may be kept under
	ours     bool             // the host is the site's
	ownHosts []string         // hosts of the locales' base URLs
}

// A place is what was found: an entry, a term, or else a redirect.
type place struct {
	entry    *entry.Stored
	term     *term
	redirect Redirect
}

func (p place) answer() (Answer, error) {
	switch {
	case p.term != nil:
		a, err := compose(resolved{Match: matchTerm, Term: p.term})
		a.Languages, a.Hreflangs = []locale.Tag{p.term.Locale}, entry.Hreflangs(p.term.Locale, p.term.Alternates)
		a.Keys = appendNew(absentKeys(), termKeys(*p.term)...)
		return a, err
	case p.entry == nil:
		a, err := compose(resolved{Match: matchRedirect, Redirect: &p.redirect})
		a.Keys = absentKeys()
		return a, err
	}
	a, err := compose(resolved{Match: matchEntry, Entry: entry.Join(p.entry.Card, p.entry.Body)})
	a.Languages = []locale.Tag{p.entry.Locale}
	a.Keys = keysOf(a.Languages, entry.PostKey(p.entry.Post))
	return a, err
}

// open reads the settings and takes the key apart.
func (r *resolver) open(ctx context.Context, key string) error {
	site, err := r.src.Site(ctx)
	if err != nil {
		return err
	}
	if r.locales, err = r.src.Locales(ctx); err != nil {
		return err
	}
	r.f = furnishings{src: r.src, site: site, locales: slices.Clone(r.locales)}
	if i := find(r.locales, site.Settings.XDefault); i > 0 {
		first := r.locales[i]
		r.locales = slices.Insert(slices.Delete(r.locales, i, i+1), 0, first)
	}
	for _, l := range r.locales {
		if host := hostOf(l.Settings.BaseURL); host != "" && !slices.Contains(r.ownHosts, host) {
			r.ownHosts = append(r.ownHosts, host)
		}
	}
	r.host, r.path, _ = strings.Cut(key, "/")
	r.path = "/" + r.path
	r.hosts, r.ours = content.NewSiteLinks(site.Settings, r.locales).Hosts("", r.host)
	return nil
}

func hostOf(base string) string {
	u, err := url.Parse(base)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}

// find returns what stands at the URL: a known address, else what its slug
// says in the pattern of a locale, as a post's or as a term's.
func (r *resolver) find(ctx context.Context) (place, error) {
	unknown := fault.New(fault.NotFound, "resolve.unknown")
	if !r.ours {
		return place{}, unknown
	}
	p, ok, err := r.findAddress(ctx)
	if ok || err != nil {
		return p, err
	}
	for _, look := range []func(context.Context, content.Locale) (place, bool, error){r.findSlug, r.findTerm} {
		for _, l := range r.locales {
			if own := hostOf(l.Settings.BaseURL); own != "" && own != r.host && slices.Contains(r.ownHosts, r.host) {
				continue // the host is another language's
			}
			if p, ok, err = look(ctx, l); ok || err != nil {
				return p, err
			}
		}
	}
	return place{}, unknown
}

// keys returns every address that the URL may be kept under.
func (r *resolver) keys() []string {
	keys := slices.Clone(r.hosts)
	for i := range keys {
		keys[i] += r.path
	}
	return keys
}

func (r *resolver) findAddress(ctx context.Context) (place, bool, error) {
	found, err := r.src.Paths(ctx, r.keys()...)
	if err != nil {
		return place{}, false, err
	}
	order := []entry.PathKind{entry.PathCurrent, entry.PathAlias, entry.PathOld}
	slices.SortStableFunc(found, func(a, b entry.Moved) int {
		return cmp.Or(
			slices.Index(order, a.Kind)-slices.Index(order, b.Kind),
			find(r.locales, a.Locale)-find(r.locales, b.Locale),
		)
	})
	for _, m := range found {
		e, ok, err := r.src.Entry(ctx, m.Post, m.Locale)
		if err != nil {
			return place{}, false, err
		}
		if ok {
			return placeOf(e, m), true, nil
		}
	}
	return place{}, false, nil
}

// placeOf returns what an address says of the entry that it belongs to.
func placeOf(e entry.Stored, m entry.Moved) place {
	if m.Kind == entry.PathCurrent {
		return place{entry: &e}
	}
	return place{redirect: redirectTo(e, 301)}
}

// findSlug reads the path by the pattern of a locale's posts, and follows the
// slug that stands in it.
func (r *resolver) findSlug(ctx context.Context, l content.Locale) (place, bool, error) {
	slug, ok := slugIn(basePath(l.Settings.BaseURL)+l.Settings.Paths.Post, r.path)
	if !ok {
		return place{}, false, nil
	}
	e, ok, err := r.src.EntryBySlug(ctx, l.Tag, slug)
	if err != nil {
		return place{}, false, err
	}
	if ok { // it stands elsewhere: at a path of its own, or under another date
		return place{redirect: redirectTo(e, 301)}, true, nil
	}
	to, ok, err := whereSlugWent(ctx, r.src, l.Tag, slug)
	return place{redirect: to}, ok, err
}

// findTerm reads the path by the patterns of a locale's terms. A slug that the
// term had, that one which it absorbed has, and another language's lead to its
// page.
func (r *resolver) findTerm(ctx context.Context, l content.Locale) (place, bool, error) {
	paths := l.Settings.Paths
	for _, one := range []struct {
		kind    content.TermKind
		pattern string
	}{{content.Tag, paths.Tag}, {content.Author, paths.Author}, {content.Series, paths.Series}} {
		slug, ok := slugIn(basePath(l.Settings.BaseURL)+one.pattern, r.path)
		if !ok {
			continue
		}
		found, err := findTerm(ctx, r.src, one.kind, l.Tag, slug)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return place{}, false, err
		}
		item, err := r.f.term(ctx, found, l.Tag)
		if item.Slug != slug {
			return place{redirect: Redirect{Status: 301, URL: item.URL, Locale: l.Tag, Slug: item.Slug}}, true, err
		}
		return place{term: &item}, true, err
	}
	return place{}, false, nil
}
