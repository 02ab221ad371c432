package reading

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/feed"
	"github.com/diptych-cms/diptych/internal/locale"
)

// languages returns the language versions of a page that a sitemap can name. Of a
// language without a base URL, and of a post that was not rendered again since its
// language has one, the URL is none that a search engine could follow.
func languages(own locale.Tag, alternates []entry.Alternate) []feed.Link {
	reachable := slices.DeleteFunc(slices.Clone(alternates), func(a entry.Alternate) bool { return !isAbsolute(a.URL) })
	var links []feed.Link
	for _, h := range entry.Hreflangs(own, reachable) {
		links = append(links, feed.Link(h))
	}
	return links
}

func isAbsolute(url string) bool { return strings.Contains(url, "://") }

// terms returns the pages of a language's terms of a kind, by their ids.
func (m *sitemap) terms(ctx context.Context, kind content.TermKind, tag locale.Tag) ([]feed.Page, error) {
	found, err := m.src.Terms(ctx, kind, tag)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found, func(a, b entry.Counted) int { return cmp.Compare(a.Term.ID, b.Term.ID) })
	var pages []feed.Page
	for _, t := range found {
		text := t.Term.Texts[tag]
		if text.Slug == "" {
			continue
		}
		at := termURL(settings(m.locales, tag), t.Term, text)
		pages = append(pages, feed.Page{URL: at, Languages: languages(tag, m.alternates(t))})
	}
	return pages, nil
}

// sitemapBatch is how many posts are read at once.
const sitemapBatch = 200

// posts adds the posts of a range, its limit at most, and returns how many it has.
func (m *sitemap) posts(ctx context.Context, doc *feed.Sitemap, r entry.Range) (n int, err error) {
	for most := r.Limit; n < most; {
		r.Limit = min(most-n, sitemapBatch)
		rows, err := m.src.List(ctx, r)
		if err != nil {
			return n, err
		}
		for _, row := range rows {
			if err := m.post(doc, row); err != nil {
				return n, err
			}
		}
		n += len(rows)
		if len(rows) < r.Limit {
			break
		}
		last := rows[len(rows)-1]
		r.After = &entry.Key{At: last.Date, Post: last.Post}
	}
	return n, nil
}

// A mapped card is what sitemaps tell of an entry.
type mapped struct {
	URL        string            `json:"url"`
	Date       time.Time         `json:"date"`
	LastMod    *time.Time        `json:"lastmod"`
	Thumbnail  *entry.Picture    `json:"thumbnail"`
	Resources  []entry.Resource  `json:"resources"`
	Alternates []entry.Alternate `json:"alternates"`
}

// post adds a live translation that search engines are to keep.
func (m *sitemap) post(doc *feed.Sitemap, e entry.Stored) error {
	var card mapped
	wanted := map[string]bool{"url": true, "date": true, "lastmod": true, "thumbnail": true, "resources": true, "alternates": true}
	if err := json.Unmarshal(trim(e.Card, wanted), &card); err != nil {
		return fmt.Errorf("read card of %s in %s: %w", e.Post, e.Locale, err)
	}
	page := feed.Page{URL: card.URL, Modified: entry.Modified(card.LastMod, e.UpdatedAt, card.Date), Languages: languages(e.Locale, card.Alternates)}
	if len(page.Languages) == 0 || !isAbsolute(card.URL) {
		return nil
	}
	if card.Thumbnail != nil {
		page.Pictures = append(page.Pictures, feed.AbsoluteURL(card.Thumbnail.Src, card.URL))
	}
	for _, r := range card.Resources {
		if r.Role != content.RoleCover || r.Src == nil || r.Type != nil && !strings.HasPrefix(*r.Type, "image/") {
			continue
		}
		if at := feed.AbsoluteURL(*r.Src, card.URL); !slices.Contains(page.Pictures, at) {
			page.Pictures = append(page.Pictures, at)
		}
	}
	doc.Add(page)
	return nil
}
