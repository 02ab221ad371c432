package editing

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/paging"
)

// A GetPairing asks which posts lack a language, the newest first.
type GetPairing struct {
	Actor  access.Actor
	Limit  int // 0 is 20; at most 100
	Cursor string
}

// A Pairing is one page of the posts that lack a language.
type Pairing struct {
	Items []Half
	Next  string
}

// A Half is a post that lacks a language, and who may be the other half.
type Half struct {
	Post     content.PostID
	Titles   map[locale.Tag]string
	Missing  []locale.Tag
	Partners []Partner // the likeliest first
}

// A Partner is a post that may be one work with another.
type Partner struct {
	Post   content.PostID
	Titles map[locale.Tag]string
	content.Likeness
}

// PairReads find posts that may be halves of one work.
type PairReads interface {
	// Lacking returns up to limit posts that the view shows and that lack a target
	// locale: the newest first, those after the key alone.
	Lacking(ctx context.Context, view access.View, after *content.PairKey, limit int) ([]content.Lacking, error)
	// Near returns posts that could be one work with the post, since something of
	// them is near. How near is not judged, and of what is near to very many not all
	// are found.
	Near(ctx context.Context, id content.PostID) ([]content.PostID, error)
	// ImportFiles returns the files that imports took of the post.
	ImportFiles(ctx context.Context, id content.PostID) ([]content.Imported, error)
}

const (
	mostPartners = 5
	likely       = 0.25 // a score that is shown
)

// Pairing returns the posts that lack a target locale, each with those others
// that are likely to be the missing half: they have that language and none that
// the post has. It looks at heads that the actor may read, and joins nothing.
func (s *Service) Pairing(ctx context.Context, cmd GetPairing) (Pairing, error) {
	page, err := s.pairing(ctx, cmd)
	if err != nil {
		return Pairing{}, fmt.Errorf("report pairing: %w", err)
	}
	return page, nil
}

func (s *Service) pairing(ctx context.Context, cmd GetPairing) (Pairing, error) {
	var page Pairing
	if err := cmd.Actor.Check(access.Browse); err != nil {
		return page, err
	}
	limit, err := paging.Limit(cmd.Limit)
	if err != nil {
		return page, err
	}
	place, err := paging.OpenAt(cmd.Cursor, "pairing")
	if err != nil {
		return page, err
	}
	var after *content.PairKey
	if place != nil {
		after = &content.PairKey{At: place.At, ID: content.PostID(place.ID)}
	}
	err = s.Read(ctx, func(r Snapshot) error {
		lacking, err := r.Lacking(ctx, cmd.Actor.View(), after, limit+1)
		if err != nil {
			return err
		}
		if len(lacking) > limit {
			lacking = lacking[:limit]
			last := lacking[limit-1]
			page.Next = paging.CursorAt("pairing", paging.Place{At: last.At, ID: string(last.ID)})
		}
		for _, one := range lacking {
			half, err := halfOf(ctx, r, cmd.Actor, one)
			if err != nil {
				return err
			}
			page.Items = append(page.Items, half)
		}
		return nil
	})
	return page, err
}

// halfOf looks for the other half of a post.
func halfOf(ctx context.Context, r Snapshot, actor access.Actor, one content.Lacking) (Half, error) {
	half := Half{Post: one.ID, Missing: one.Missing}
	own, err := traitsOf(ctx, r, actor, one.ID)
	if err != nil {
		return half, err
	}
	half.Titles = own.titles
	near, err := r.Near(ctx, one.ID)
	if err != nil {
		return half, err
	}
	for _, id := range near {
		other, err := traitsOf(ctx, r, actor, id)
		if err != nil {
			return half, err
		}
		like := own.traits.Like(other.traits)
		if len(other.titles) > 0 && like.Score >= likely {
			half.Partners = append(half.Partners, Partner{Post: id, Titles: other.titles, Likeness: like})
		}
	}
	slices.SortFunc(half.Partners, func(a, b Partner) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Post, b.Post))
	})
	half.Partners = half.Partners[:min(mostPartners, len(half.Partners))]
	return half, nil
}

// A described is a post with what it is compared by, as far as an actor may read.
type described struct {
	titles map[locale.Tag]string // empty: nothing of it may be read
	traits content.Traits
}

// traitsOf describes a post.
func traitsOf(ctx context.Context, r Snapshot, actor access.Actor, id content.PostID) (described, error) {
	d := described{titles: make(map[locale.Tag]string)}
	p, err := r.Post(ctx, id)
	if err != nil || !actor.Sees(access.SubjectOf(p)) {
		return d, err
	}
	shared, err := r.SharedRevision(ctx, id, p.Head)
	if err != nil {
		return d, err
	}
	if shared.Shared.Date != nil {
		d.traits.Day = shared.Shared.Date.At
	}
	files := shared.Shared.Resources
	for _, t := range actor.Shown(p).Translations {
		rev, err := r.Revision(ctx, id, t.Locale, t.Head)
		if err != nil {
			return d, err
		}
		d.titles[t.Locale] = rev.Text.Title
		if rev.Text.Slug != "" {
			d.traits.Slugs = append(d.traits.Slugs, rev.Text.Slug)
		}
		files = slices.Concat(files, rev.Text.Overrides.Resources.Value)
		for _, says := range rev.Text.Resources {
			files = append(files, content.Resource{Asset: says.Asset, URL: says.URL})
		}
		d.leads(rev.Text.HTML)
	}
	for _, f := range files {
		if name := cmp.Or(string(f.Asset), f.URL); name != "" {
			d.traits.Files = append(d.traits.Files, name)
		}
	}
	imported, err := r.ImportFiles(ctx, id)
	for _, f := range imported {
		if _, readable := d.titles[f.Locale]; readable {
			d.traits.Keys = append(d.traits.Keys, content.ImportKey(f.Path, f.Locale))
		}
	}
	for _, list := range []*[]string{&d.traits.Files, &d.traits.Links} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return d, err
}

// leads notes what a body shows and where it leads to.
func (d *described) leads(html string) {
	for _, link := range markup.Links(html) {
		if link.Attribute == "href" {
			to, _, _ := strings.Cut(link.URL, "#")
			if to != "" {
				d.traits.Links = append(d.traits.Links, to)
			}
			continue
		}
		name := link.URL
		if ref, ok := content.ParseReference(name); ok && ref.Asset != "" {
			name = string(ref.Asset)
		}
		d.traits.Files = append(d.traits.Files, name)
	}
}
