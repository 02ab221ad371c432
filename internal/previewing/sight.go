package previewing

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/projection"
)

// A Sight is one state of the database as a pass shows it: entries rendered from
// heads, in the rows that delivery reads from what is live. Whatever the pass
// does not show is not there. It is valid only inside [Service.Look].
type Sight struct {
	r     Snapshot
	pass  Pass
	at    time.Time
	key   []byte
	shown map[content.PostID][]entry.Rendered // what was rendered already
}

// Look runs fn over what the pass shows.
func (s *Service) Look(ctx context.Context, pass Pass, fn func(*Sight) error) error {
	err := s.Read(ctx, func(r Snapshot) error {
		key, err := r.PreviewKey(ctx)
		if err != nil {
			return err
		}
		return fn(&Sight{r: r, pass: pass, at: s.Now(), key: key, shown: make(map[content.PostID][]entry.Rendered)})
	})
	if err != nil {
		return fmt.Errorf("preview: %w", err)
	}
	return nil
}

// Site returns the site's settings.
func (s *Sight) Site(ctx context.Context) (*content.Site, error) { return s.r.Site(ctx) }

// Locales returns the site's locales, ordered by tag.
func (s *Sight) Locales(ctx context.Context) ([]content.Locale, error) { return s.r.Locales(ctx) }

// Entry returns the post in the first of the locales that the pass shows; ok is
// false if it shows none.
func (s *Sight) Entry(ctx context.Context, post content.PostID, locales ...locale.Tag) (e entry.Stored, ok bool, err error) {
	rows, err := s.rows(ctx, post)
	if err != nil {
		return entry.Stored{}, false, err
	}
	for _, tag := range locales {
		if i := rowIn(rows, tag); i >= 0 {
			return stored(rows[i]), true, nil
		}
	}
	return entry.Stored{}, false, nil
}

// rows returns what the pass shows of a post, rendered, ordered by locale; nothing
// if there is no such post.
func (s *Sight) rows(ctx context.Context, id content.PostID) ([]entry.Rendered, error) {
	if rows, ok := s.shown[id]; ok {
		return rows, nil
	}
	p, err := postOf(ctx, s.r, id)
	if err != nil || p == nil {
		return nil, err
	}
	rows, err := s.render(ctx, p)
	s.shown[id] = rows
	return rows, err
}

// render renders the languages of the post that the pass shows.
func (s *Sight) render(ctx context.Context, p *content.Post) ([]entry.Rendered, error) {
	tags := s.pass.shows(p)
	if len(tags) == 0 {
		return nil, nil
	}
	in, err := headsOf(ctx, s.r, p, s.at, tags)
	if err != nil {
		return nil, err
	}
	in.Media = signer{key: s.key, base: in.Site.MediaBaseURL, grant: s.pass.grant(), until: s.pass.until(s.at)}.address
	if err := projection.Gather(ctx, s.r, in); err != nil {
		return nil, err
	}
	rows := entry.Render(*in)
	return slices.DeleteFunc(rows, func(r entry.Rendered) bool { return !slices.Contains(tags, r.Locale) }), nil
}

func rowIn(rows []entry.Rendered, tag locale.Tag) int {
	return slices.IndexFunc(rows, func(r entry.Rendered) bool { return r.Locale == tag })
}

func stored(r entry.Rendered) entry.Stored {
	return entry.Stored{
		Post: r.Post, Locale: r.Locale, Slug: r.Slug, Date: r.Date, UpdatedAt: r.UpdatedAt, ETag: r.ETag,
		Alternates: r.Alternates, Card: r.Card, Body: r.Body,
	}
}
