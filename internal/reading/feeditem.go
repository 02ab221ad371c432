package reading

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/feed"
)

// item returns what the feed shows of an entry, but its text.
func (p *feedPage) item(ctx context.Context, e entry.Stored) (feed.Item, error) {
	var card entry.Card
	if err := json.Unmarshal(e.Card, &card); err != nil {
		return feed.Item{}, fmt.Errorf("read card of %s in %s: %w", e.Post, e.Locale, err)
	}
	item := feed.Item{
		ID: feed.EntryID(string(card.ID), string(card.Locale)), URL: card.URL, Title: card.Title, Summary: card.Excerpt,
		Published: card.Date, Updated: entry.Modified(card.LastMod, card.UpdatedAt, card.Date),
	}
	for _, author := range card.Authors {
		item.Authors = append(item.Authors, feed.Person{Name: author.Name, URL: authorURL(p.own.Settings, author)})
	}
	for _, tag := range card.Tags {
		item.Categories = append(item.Categories, feed.Category{Term: tag.Slug, Label: tag.Name})
	}
	for _, other := range card.Alternates {
		if other.Locale != card.Locale {
			item.Others = append(item.Others, feed.Link{Language: other.Language(), URL: other.URL})
		}
	}
	var err error
	item.Picture, err = p.picture(ctx, card)
	return item, err
}

// quote puts the text of an entry into its item, where the feed has texts. Readers show it
// elsewhere, so its URLs are resolved against its own, where that is absolute.
func (p *feedPage) quote(item *feed.Item, e entry.Stored) error {
	if !p.full {
		return nil
	}
	html, err := entry.HTML(e.Body)
	if err != nil {
		return fmt.Errorf("%s in %s: %w", e.Post, e.Locale, err)
	}
	item.Content = feed.Absolute(html, item.URL)
	return nil
}

// authorURL returns the page of an author; none where addresses name authors by their
// ids, which cards do not.
func authorURL(l content.LocaleSettings, author entry.Term) string {
	if strings.Contains(l.Paths.Author, "{id}") {
		return ""
	}
	return l.URL(content.ExpandPath(l.Paths.Author, "", author.Slug, time.Time{}))
}

// picture describes the thumbnail of an entry: as large as it is, where it is ours.
func (p *feedPage) picture(ctx context.Context, card entry.Card) (*feed.Picture, error) {
	t := card.Thumbnail
	if t == nil {
		return nil, nil //nolint:nilnil // no picture is no fault
	}
	picture := &feed.Picture{URL: feed.AbsoluteURL(t.Src, card.URL), Alt: t.Alt}
	if t.Width != nil && t.Height != nil {
		picture.Width, picture.Height = *t.Width, *t.Height
	}
	if t.Type == nil {
		return picture, nil
	}
	picture.Type = *t.Type
	i := slices.IndexFunc(card.Resources, func(r entry.Resource) bool { return r.Src != nil && *r.Src == t.Src && r.Bytes != nil })
	if i >= 0 {
		picture.Bytes = *card.Resources[i].Bytes
		return picture, nil
	}
	// It is a picture of the body, of which the card does not say how large it is.
	id, _, _ := strings.Cut(strings.TrimPrefix(t.Src, p.site.Settings.MediaBaseURL+"/content/v1/media/"), "/")
	asset, ok, err := p.src.LiveAsset(ctx, content.AssetID(id))
	if ok {
		picture.Bytes = asset.Bytes
	}
	return picture, err
}
