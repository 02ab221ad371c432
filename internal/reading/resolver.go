package reading

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
)

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
	host, path, _ := strings.Cut(key, "/")
	r.host, r.path = host, "/"+path
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

// find returns what stands at the URL. Where nothing does, what stands at the address
// that it was meant to be is led to: escaped twice, with index.html, in another case.
func (r *resolver) find(ctx context.Context) (place, error) {
	unknown := fault.New(fault.NotFound, "resolve.unknown")
	if !r.ours {
		return place{}, unknown
	}
	for i, form := range content.PathForms(r.path) {
		r.path = content.PathKey("", form)
		p, ok, err := r.findAs(ctx)
		switch {
		case err != nil:
			return place{}, err
		case ok && i > 0:
			return p.elsewhere(), nil
		case ok:
			return p, nil
		}
	}
	return place{}, unknown
}

// elsewhere returns a redirect to the place, for good.
func (p place) elsewhere() place {
	to := Redirect{Status: 301, Locale: p.tag(), ID: p.post()}
	switch {
	case p.entry != nil:
		return leading(*p.entry, 301)
	case p.term != nil:
		to.URL, to.Slug = p.term.URL, p.term.Slug
	case p.page != nil:
		to.URL = p.page.URL
	default:
		return p
	}
	return place{redirect: to, alternates: p.alternates}
}

// findAs looks for the path as it is: an entry or a page that stands there, what stood
// there, else what its slug says in the pattern of a locale, as a post's or a term's, of
// today or of earlier settings.
func (r *resolver) findAs(ctx context.Context) (place, bool, error) {
	p, ok, err := r.findAddress(ctx)
	if err != nil || ok && p.entry != nil {
		return p, ok, err
	}
	if page, ok := r.findPage(); ok {
		return page, true, nil
	}
	if ok {
		return p, true, nil
	}
	for _, look := range []func(context.Context, content.Locale) (place, bool, error){r.findSlug, r.findTerm} {
		for _, l := range r.locales {
			if r.foreign(l) {
				continue
			}
			if p, ok, err = look(ctx, l); ok || err != nil {
				return p, ok, err
			}
		}
	}
	return r.findFormer(ctx)
}

// foreign reports that the URL's host is another language's.
func (r *resolver) foreign(l content.Locale) bool {
	own := hostOf(l.Settings.BaseURL)
	return own != "" && own != r.host && slices.Contains(r.ownHosts, r.host)
}

// findPage finds the list of a language, and its feed.
func (r *resolver) findPage() (place, bool) {
	for _, kind := range pageKinds() {
		for _, l := range r.locales {
			path := pagePath(l, kind)
			if r.foreign(l) || path == "" || content.PathKey("", basePath(l.Settings.BaseURL)+path) != r.path {
				continue
			}
			return r.pageOf(l, kind, path), true
		}
	}
	return place{}, false
}

// pageOf returns the list or the feed of a language, which is at the path.
func (r *resolver) pageOf(l content.Locale, kind, path string) place {
	p := place{page: &sitePage{Kind: kind, Locale: l.Tag, URL: l.Settings.URL(path), Title: l.Settings.Title}}
	for _, other := range r.f.locales {
		p.alternates = append(p.alternates, entry.Alternate{
			Locale: other.Tag, URL: other.Settings.URL(pagePath(other, kind)), Hreflang: other.Hreflang(),
			XDefault: other.Tag == r.f.site.Settings.XDefault,
		})
	}
	return p
}

// pageKinds are the pages that each language has.
func pageKinds() []string { return []string{pageList, pageFeed} }

func pagePath(l content.Locale, kind string) string {
	if kind == pageFeed {
		return l.Settings.Paths.Feed
	}
	return l.Settings.Paths.List
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
	slices.SortStableFunc(found, func(a, b entry.Moved) int { return byClaim(a, b, r.locales) })
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

// byClaim orders what is known of an address by who has most to say about it. Locales
// are those of the site, x-default first.
func byClaim(a, b entry.Moved, locales []content.Locale) int {
	order := []entry.PathKind{entry.PathCurrent, entry.PathAlias, entry.PathOld}
	return cmp.Or(
		slices.Index(order, a.Kind)-slices.Index(order, b.Kind),
		find(locales, a.Locale)-find(locales, b.Locale),
	)
}

// placeOf returns what an address says of the entry that it belongs to.
func placeOf(e entry.Stored, m entry.Moved) place {
	if m.Kind == entry.PathCurrent {
		return place{entry: &e, alternates: e.Alternates}
	}
	return leading(e, 301)
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
		return leading(e, 301), true, nil
	}
	to, status, ok, err := whereSlugWent(ctx, r.src, l.Tag, slug)
	return leading(to, status), ok, err
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
			to := Redirect{Status: 301, URL: item.URL, Locale: l.Tag, Slug: item.Slug}
			return place{redirect: to, alternates: item.Alternates}, true, err
		}
		return place{term: &item, alternates: item.Alternates}, true, err
	}
	return place{}, false, nil
}
