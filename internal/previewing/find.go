package previewing

import (
	"context"
	"slices"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

// The ways from addresses to what a pass shows. Saving reserves addresses, so
// whatever a head wants is in the tables of slugs and paths, whoever else held it
// once; what a link shows is looked at in any case.

// EntryBySlug returns the translation with the slug.
func (s *Sight) EntryBySlug(ctx context.Context, tag locale.Tag, slug string) (e entry.Stored, ok bool, err error) {
	f, err := s.find(ctx, content.Address{Kind: content.AddressSlug, Locale: tag, Key: slug})
	if err != nil {
		return entry.Stored{}, false, err
	}
	for _, row := range f.rows {
		if row.Locale == tag && row.Slug == slug {
			return stored(row), true, nil
		}
	}
	return entry.Stored{}, false, nil
}

// OldSlug returns the post that holds or held the slug in the language, if it is
// shown in it under another one.
func (s *Sight) OldSlug(ctx context.Context, tag locale.Tag, slug string) (post content.PostID, ok bool, err error) {
	f, err := s.find(ctx, content.Address{Kind: content.AddressSlug, Locale: tag, Key: slug})
	if err != nil || len(f.held) == 0 {
		return "", false, err
	}
	return f.held[0].Post, true, nil
}

// SlugElsewhere returns the translations of other locales with the slug, ordered
// by locale.
func (s *Sight) SlugElsewhere(ctx context.Context, not locale.Tag, slug string) ([]entry.Stored, error) {
	locales, err := s.r.Locales(ctx)
	if err != nil {
		return nil, err
	}
	var list []entry.Stored
	for _, l := range locales {
		if l.Tag == not {
			continue
		}
		e, ok, err := s.EntryBySlug(ctx, l.Tag, slug)
		if err != nil {
			return nil, err
		}
		if ok {
			list = append(list, e)
		}
	}
	return list, nil
}

// Merged returns the post that absorbed this one, at the end of the chain, if the
// pass shows all that an actor may read.
func (s *Sight) Merged(ctx context.Context, post content.PostID) (into content.PostID, ok bool, err error) {
	if s.pass.link != nil {
		return "", false, nil
	}
	for {
		p, err := postOf(ctx, s.r, post)
		if err != nil || p == nil || p.MergedInto == "" || !s.pass.actor.Sees(access.SubjectOf(p)) {
			return into, into != "", err
		}
		post, into = p.MergedInto, p.MergedInto
	}
}

// Paths returns what is known of any of the keys: where what is shown would
// stand comes before its aliases, and these before where it stood.
func (s *Sight) Paths(ctx context.Context, keys ...string) ([]entry.Moved, error) {
	wanted := make([]content.Address, len(keys))
	for i, key := range keys {
		wanted[i] = content.Address{Kind: content.AddressPage, Key: key}
	}
	f, err := s.find(ctx, wanted...)
	if err != nil {
		return nil, err
	}
	var list []entry.Moved
	for _, row := range f.rows {
		if key, ok := content.AddressKey(urlOf(row)); ok && slices.Contains(keys, key) {
			list = append(list, entry.Moved{Key: key, Post: row.Post, Locale: row.Locale, Kind: entry.PathCurrent})
		}
	}
	for _, kind := range []content.AddressKind{content.AddressAlias, content.AddressPage} {
		for _, a := range f.held {
			if a.Kind == kind {
				list = append(list, entry.Moved{Key: a.Key, Post: a.Post, Locale: a.Locale, Kind: pathKind(kind)})
			}
		}
	}
	return list, nil
}

func pathKind(kind content.AddressKind) entry.PathKind {
	if kind == content.AddressAlias {
		return entry.PathAlias
	}
	return entry.PathOld
}

func urlOf(row entry.Rendered) string {
	for _, a := range row.Alternates {
		if a.Locale == row.Locale {
			return a.URL
		}
	}
	return ""
}

// A find is what addresses lead to.
type find struct {
	held []content.Address // the addresses of translations that are shown
	rows []entry.Rendered  // what is shown of their posts, and of the link's
}

// find looks the addresses up.
func (s *Sight) find(ctx context.Context, wanted ...content.Address) (find, error) {
	holders, err := s.r.Holders(ctx, wanted)
	if err != nil {
		return find{}, err
	}
	var posts []content.PostID
	if s.pass.link != nil {
		posts = append(posts, s.pass.link.Post)
	}
	for _, a := range holders {
		if !slices.Contains(posts, a.Post) {
			posts = append(posts, a.Post)
		}
	}
	var f find
	for _, id := range posts {
		rows, err := s.rows(ctx, id)
		if err != nil {
			return find{}, err
		}
		f.rows = append(f.rows, rows...)
		for _, a := range holders {
			if a.Post == id && rowIn(rows, a.Locale) >= 0 {
				f.held = append(f.held, a)
			}
		}
	}
	return f, nil
}
