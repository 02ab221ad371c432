package reading

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// findFormer looks where the pages of terms, lists and feeds stood before settings moved
// them, and leads to where they are.
func (r *resolver) findFormer(ctx context.Context) (place, bool, error) {
	for _, l := range r.locales {
		for _, f := range l.Former {
			if hostOf(f.Base) != r.host && r.foreign(l) {
				continue
			}
			p, ok, err := r.formerly(ctx, l, f)
			if ok || err != nil {
				return p, ok, err
			}
		}
	}
	return place{}, false, nil
}

// formerly returns what stood at the path among the former pages.
func (r *resolver) formerly(ctx context.Context, l content.Locale, f content.FormerPages) (place, bool, error) {
	if f.Kind == content.ListPages || f.Kind == content.FeedPages {
		if path := pagePath(l, f.Kind); path != "" && content.PathKey("", basePath(f.Base)+f.Pattern) == r.path {
			return r.pageOf(l, f.Kind, path).elsewhere(), true, nil
		}
		return place{}, false, nil
	}
	slug, ok := slugIn(basePath(f.Base)+f.Pattern, r.path)
	if !ok {
		return place{}, false, nil
	}
	found, err := findTerm(ctx, r.src, content.TermKind(f.Kind), l.Tag, slug)
	if fault.Is(err, fault.NotFound) {
		return place{}, false, nil
	}
	if err != nil {
		return place{}, false, err
	}
	item, err := r.f.term(ctx, found, l.Tag)
	return place{term: &item, alternates: item.Alternates}.elsewhere(), true, err
}

// former returns redirects of where pages stood under earlier settings, place by place,
// those of one place in the order of its slugs.
func (w *leftWalk) former(ctx context.Context, l content.Locale, at leftPlace, limit int) (rules []redirectRule, after string, n int, err error) {
	for i, f := range l.Former {
		place := string(rune('A' + i))
		if at.After != "" && place < at.After[:1] {
			continue
		}
		moved, err := w.movedFrom(ctx, l, f)
		if err != nil {
			return nil, "", 0, err
		}
		for _, m := range moved {
			if here := place + m.slug; here > at.After && n < limit {
				n, after = n+1, here
				key, _ := content.AddressKey(content.LocaleSettings{BaseURL: f.Base}.URL(m.from))
				host, path, _ := strings.Cut(key, "/")
				rules = append(rules, w.rule(l, host, "/"+path, l.Settings.URL(m.to)))
			}
		}
	}
	return rules, after, n, nil
}

// A movedPage stood at a path, and stands at another one.
type movedPage struct{ slug, from, to string }

// movedFrom returns the pages that stood at a former place and stand somewhere now, under
// the slug that they have or under one that they had.
func (w *leftWalk) movedFrom(ctx context.Context, l content.Locale, f content.FormerPages) ([]movedPage, error) {
	if f.Kind == content.ListPages || f.Kind == content.FeedPages {
		if to := pagePath(l, f.Kind); to != "" {
			return []movedPage{{"-", f.Pattern, to}}, nil
		}
		return nil, nil
	}
	kind := content.TermKind(f.Kind)
	slugs, err := w.slugsEver(ctx, kind, l.Tag, strings.Contains(f.Pattern, "{slug}"))
	if err != nil {
		return nil, err
	}
	list := make([]movedPage, len(slugs))
	for i, s := range slugs {
		from, to := content.ExpandPath(f.Pattern, string(s.Term), s.Slug, time.Time{}), content.ExpandPath(termPattern(l.Settings, kind), string(s.Term), s.Now, time.Time{})
		list[i] = movedPage{s.Slug, from, to}
	}
	slices.SortFunc(list, func(a, b movedPage) int { return strings.Compare(a.slug, b.slug) })
	return list, nil
}

// slugsEver returns the slugs of the terms that have live posts, and, if they are asked
// for, those that they left.
func (w *leftWalk) slugsEver(ctx context.Context, kind content.TermKind, tag locale.Tag, withLeft bool) ([]entry.LeftSlug, error) {
	terms, err := w.src.Terms(ctx, kind, tag)
	if err != nil {
		return nil, err
	}
	var list []entry.LeftSlug
	for _, t := range terms {
		slug := t.Term.Texts[tag].Slug
		list = append(list, entry.LeftSlug{Slug: slug, Term: t.Term.ID, Now: slug})
	}
	for after := ""; withLeft; {
		left, err := w.src.LeftTermSlugs(ctx, kind, tag, after, maxRedirects)
		if err != nil {
			return nil, err
		}
		list = append(list, left...)
		if len(left) < maxRedirects {
			break
		}
		after = left[len(left)-1].Slug
	}
	return list, nil
}
