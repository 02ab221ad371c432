package proof

import (
	"context"
	"iter"
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
)

// mostLinks bounds how many links of a pair are looked for: different ones.
const mostLinks = 2_000

// posts returns which posts the links of both texts lead to that are written as
// addresses of the site.
func posts(ctx context.Context, r Reads, site *content.SiteLinks, t Texts) (map[string]content.PostID, error) {
	keys := make(map[string]content.LinkKeys)
	var wanted []content.Address
	for _, doc := range []*segment.Document{t.Source, t.Target} {
		for href := range links(doc) {
			if _, known := keys[href]; known || len(keys) == mostLinks {
				continue
			}
			if k, ok := site.Read(doc.Locale, href); ok && k.Asset == "" {
				keys[href] = k
				wanted = append(wanted, k.Wanted()...)
			}
		}
	}
	if len(keys) == 0 {
		return nil, nil
	}
	list, err := r.Holders(ctx, wanted)
	if err != nil {
		return nil, err
	}
	holders := content.HoldersOf(list)
	found := make(map[string]content.PostID)
	for href, k := range keys {
		if a, ok := k.Choose(holders); ok {
			found[href] = a.Post
		}
	}
	return found, nil
}

// links yields where the links of a document lead, as checks take them.
func links(doc *segment.Document) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range doc.Segments {
			for _, tag := range doc.Segments[i].Tags {
				href := strings.TrimSpace(tag.Attrs["href"])
				if tag.Element == "a" && href != "" && !yield(href) {
					return
				}
			}
		}
	}
}
