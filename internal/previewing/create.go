package previewing

import (
	"context"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

const (
	usualLife = 24 * time.Hour
	leastLife = time.Minute
	mostLife  = 90 * 24 * time.Hour
	maxNote   = 500 // characters
	maxLinks  = 100 // to one post, alive
)

// Create makes a link to the newest revisions of a post and tells its secret,
// this once. A language without translation is Invalid; one that the actor may
// not preview is Forbidden.
func (s *Service) Create(ctx context.Context, cmd CreateLink) (Created, error) {
	created, err := s.create(ctx, cmd)
	if err != nil {
		return Created{}, fmt.Errorf("create a preview link to post %s: %w", cmd.Post, err)
	}
	return created, nil
}

func (s *Service) create(ctx context.Context, cmd CreateLink) (Created, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return Created{}, err
	}
	if cmd.Expires == 0 {
		cmd.Expires = usualLife
	}
	token, hash := access.NewSecret(access.PreviewSecret)
	created := Created{Token: token, Link: access.PreviewLink{
		ID: id.String(), Hash: hash, Post: cmd.Post, Note: content.CleanBlock(cmd.Note),
		Locales: slices.Compact(slices.Sorted(slices.Values(cmd.Locales))), By: cmd.Actor.ID, Via: cmd.Actor.Via,
	}}
	err = s.Write(ctx, func(tx Tx) error {
		p, err := access.Known(ctx, tx, cmd.Actor, cmd.Post)
		if err != nil {
			return err
		}
		if err := judge(cmd, p); err != nil {
			return err
		}
		if err := roomFor(ctx, tx, cmd.Post); err != nil {
			return err
		}
		l := &created.Link
		l.CreatedAt, l.ExpiresAt = tx.Now(), tx.Now().Add(cmd.Expires)
		if err := tx.AddPreviewLink(ctx, l); err != nil {
			return err
		}
		if err := created.open(ctx, tx, p); err != nil {
			return err
		}
		return tx.Emit(ctx, event.PreviewLinkCreated{Post: l.Post, Link: l.ID, Locales: l.Locales, By: l.By})
	})
	return created, err
}

// judge returns why there can be no such link: what the actor may not, then
// everything that is wrong.
func judge(cmd CreateLink, p *content.Post) error {
	if len(cmd.Locales) > 0 {
		if err := cmd.Actor.CheckOn(access.Preview, access.SubjectOf(p), cmd.Locales...); err != nil {
			return err
		}
	}
	var bad []fault.Field
	wrong := func(pointer, code string, args map[string]any) {
		bad = append(bad, fault.Field{Pointer: pointer, Code: code, Args: args})
	}
	if len(cmd.Locales) == 0 {
		wrong("/locales", "preview.no_locale", nil)
	}
	for i, tag := range cmd.Locales {
		if p.Translation(tag) == nil {
			wrong(fmt.Sprintf("/locales/%d", i), "translation.missing", map[string]any{"locale": string(tag)})
		}
	}
	if cmd.Expires < leastLife || cmd.Expires > mostLife {
		wrong("/expiresIn", "preview.expires", nil)
	}
	if utf8.RuneCountInString(cmd.Note) > maxNote {
		wrong("/note", "preview.note", map[string]any{"max": maxNote})
	}
	if len(bad) > 0 {
		return &fault.Error{Kind: fault.Invalid, Code: "invalid", Fields: bad}
	}
	return nil
}

// roomFor refuses a link too many: whoever asks for that many forgets to count.
func roomFor(ctx context.Context, tx Tx, post content.PostID) error {
	links, err := tx.PreviewLinks(ctx, post, tx.Now())
	if err != nil {
		return err
	}
	if len(links) >= maxLinks {
		return fault.New(fault.Conflict, "preview.too_many", "max", maxLinks)
	}
	return nil
}

// open finds where the public site shows each language, or says why it cannot.
func (c *Created) open(ctx context.Context, tx Tx, p *content.Post) error {
	in, err := headsOf(ctx, tx, p, tx.Now(), c.Link.Locales)
	if err != nil {
		return err
	}
	for i, tag := range c.Link.Locales {
		settings, text := settingsOf(in.Locales, tag), in.Live.Texts[textIn(in.Live, tag)]
		url := settings.PreviewURL(content.Preview{
			Token: c.Token, Post: p.ID, Slug: text.Text.Slug, Locale: tag, Date: dateOf(in, &text),
		})
		c.Openings = append(c.Openings, Opening{Locale: tag, URL: url})
		if url != "" {
			continue
		}
		w := content.Warning{Code: "preview.no_slug", Pointer: fmt.Sprintf("/links/%d/url", i), Args: map[string]any{"locale": string(tag)}}
		if settings.Paths.Preview == "" {
			w.Code = "preview.no_pattern"
		}
		c.Warnings = append(c.Warnings, w)
	}
	return nil
}

// dateOf returns the displayed date of a text in the site's zone.
func dateOf(in *entry.Input, rev *content.Revision) time.Time {
	place := in.Place(rev)
	return place.Date.In(place.Zone)
}

func settingsOf(locales []content.Locale, tag locale.Tag) content.LocaleSettings {
	for _, l := range locales {
		if l.Tag == tag {
			return l.Settings
		}
	}
	return content.LocaleSettings{}
}

func textIn(live *content.LivePost, tag locale.Tag) int {
	return slices.IndexFunc(live.Texts, func(r content.Revision) bool { return r.Locale == tag })
}
