package reading

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// Terms answers GET /tags, /authors and /series: {"items": [...]}, in the
// alphabet of the language. A term that no live post of the locale has does not
// show: it may be meant for what is not published.
func (s *Service) Terms(ctx context.Context, q TermQuery) (Answer, error) {
	answer, err := s.over(ctx, func(src Source) (Answer, error) {
		f, c, err := furnish(ctx, src, q.Choice)
		if err != nil {
			return Answer{}, err
		}
		found, err := src.Terms(ctx, q.Kind, c.tag)
		if err != nil {
			return Answer{}, err
		}
		items := make([]term, 0, len(found))
		for _, t := range found {
			item, err := f.term(ctx, t, c.tag)
			if err != nil {
				return Answer{}, err
			}
			items = append(items, item)
		}
		byName(items, c.tag)
		answer, err := compose(terms{Items: items})
		answer.Languages, answer.Varied, answer.Keys = []locale.Tag{c.tag}, c.varied, listKeys([]locale.Tag{c.tag})
		return answer, err
	})
	if err != nil {
		return answer, fmt.Errorf("list %s terms: %w", q.Kind, err)
	}
	return answer, nil
}

// byName sorts terms as people of the language do.
func byName(items []term, tag locale.Tag) {
	order := collate.New(language.Make(string(tag)))
	slices.SortFunc(items, func(a, b term) int {
		return cmp.Or(order.CompareString(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
}

// Term answers GET /tags/{slug} and the like. An old slug, and another
// language's, is the fault.NotFound "term.moved" with "redirect", a [Redirect].
func (s *Service) Term(ctx context.Context, q TermQuery) (Answer, error) {
	slug := norm.NFC.String(q.Slug)
	answer, err := s.over(ctx, func(src Source) (Answer, error) {
		f, c, err := furnish(ctx, src, q.Choice)
		if err != nil {
			return Answer{}, err
		}
		t, err := findTerm(ctx, src, q.Kind, c.tag, slug)
		if err != nil {
			return Answer{}, err
		}
		item, err := f.term(ctx, t, c.tag)
		if err != nil {
			return Answer{}, err
		}
		if item.Slug != slug {
			r := Redirect{Status: 301, URL: item.URL, Locale: c.tag, Slug: item.Slug}
			return Answer{}, fault.New(fault.NotFound, "term.moved", "url", item.URL).With("redirect", r)
		}
		answer, err := compose(item)
		answer.Languages, answer.Varied, answer.Hreflangs = []locale.Tag{c.tag}, c.varied, entry.Hreflangs(c.tag, item.Alternates)
		answer.Keys = termKeys(item)
		return answer, err
	})
	if err != nil {
		return answer, fmt.Errorf("read %s term: %w", q.Kind, err)
	}
	return answer, nil
}

// termKeys are those of the term, and of the list that it counts.
func termKeys(t term) []string { return listKeys([]locale.Tag{t.Locale}, entry.TermKey(t.ID)) }

// findTerm returns the term that readers of the language see under the slug, or
// saw, or that another language calls so.
func findTerm(ctx context.Context, src Source, kind content.TermKind, tag locale.Tag, slug string) (entry.Counted, error) {
	for _, where := range []locale.Tag{tag, entry.Everywhere} {
		t, ok, err := src.Term(ctx, kind, where, slug)
		if err != nil {
			return t, err
		}
		if ok && t.Counts[tag] > 0 && t.Term.Texts[tag].Slug != "" {
			return t, nil
		}
	}
	return entry.Counted{}, fault.New(fault.NotFound, "term.unknown", "slug", slug)
}

// Furnishings are the settings that answers are composed with.
type furnishings struct {
	src     Source
	site    *content.Site
	locales []content.Locale
}

// furnish reads the settings and the language to answer in.
func furnish(ctx context.Context, src Source, choice Choice) (f furnishings, c chosen, err error) {
	f.src = src
	if f.site, err = src.Site(ctx); err != nil {
		return f, c, err
	}
	if f.locales, err = src.Locales(ctx); err != nil {
		return f, c, err
	}
	choice.Fallback = noFallback
	c, err = choose(ctx, src, choice)
	return f, c, err
}

// term returns what readers of the language get of a term.
func (f furnishings) term(ctx context.Context, t entry.Counted, tag locale.Tag) (term, error) {
	text := t.Term.Texts[tag]
	item := term{
		ID: t.Term.ID, Kind: t.Term.Kind, Locale: tag, Name: text.Name, Slug: text.Slug, URL: termURL(settings(f.locales, tag), t.Term, text),
		Description: f.safe(text.Description), Role: text.Role, Links: t.Term.Links, Count: t.Counts[tag], Alternates: f.alternates(t),
	}
	var err error
	item.Avatar, err = f.avatar(ctx, t.Term.Avatar)
	return item, err
}

// alternates returns the languages that a term has a name and live posts in.
func (f furnishings) alternates(t entry.Counted) []entry.Alternate {
	list := []entry.Alternate{}
	for _, l := range f.locales {
		if text, ok := t.Term.Texts[l.Tag]; ok && t.Counts[l.Tag] > 0 {
			list = append(list, entry.Alternate{
				Locale: l.Tag, Slug: text.Slug, URL: termURL(l.Settings, t.Term, text),
				Hreflang: l.Hreflang(), XDefault: l.Tag == f.site.Settings.XDefault,
			})
		}
	}
	return list
}

// safe returns a description as HTML that can be shown: those of before they were
// judged when saved are judged here.
func (f furnishings) safe(description string) string {
	if !strings.ContainsAny(description, "<&") {
		return description
	}
	s := f.site.Settings
	return sanitize.New(sanitize.Options{DeniedClasses: s.DeniedClasses, EmbedHosts: s.EmbedHosts}).Body(description).HTML
}

// termURL returns the public URL of a term's own list.
func termURL(l content.LocaleSettings, t *content.Term, text content.TermText) string {
	return l.URL(content.ExpandPath(termPattern(l, t.Kind), string(t.ID), text.Slug, time.Time{}))
}

// termPattern returns the pattern of the URLs of terms of the kind.
func termPattern(l content.LocaleSettings, kind content.TermKind) string {
	return map[content.TermKind]string{content.Tag: l.Paths.Tag, content.Author: l.Paths.Author, content.Series: l.Paths.Series}[kind]
}

// avatar returns the URL of an author's picture; none of an asset that readers
// may not have.
func (f furnishings) avatar(ctx context.Context, avatar string) (string, error) {
	if u, err := url.Parse(avatar); avatar == "" || err == nil && u.Scheme != "" {
		return avatar, nil
	}
	asset, ok, err := f.src.LiveAsset(ctx, content.AssetID(avatar))
	if !ok || err != nil {
		return "", err
	}
	return f.site.Settings.MediaURL(asset.ID), nil
}
