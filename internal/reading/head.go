package reading

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/diptych-cms/diptych/internal/entry"
)

// headsOf returns what makes the heads of pages, of the settings as they are.
func headsOf(ctx context.Context, src Source) (*entry.Heads, error) {
	site, err := src.Site(ctx)
	if err != nil {
		return nil, err
	}
	locales, err := src.Locales(ctx)
	return &entry.Heads{Site: site.Settings, Locales: locales}, err
}

// headsOf is [headsOf] of pages as this service shows them.
func (s *Service) headsOf(ctx context.Context, src Source) (*entry.Heads, error) {
	heads, err := headsOf(ctx, src)
	if err != nil {
		return nil, err
	}
	heads.Preview = s.Preview
	return heads, nil
}

// headed returns the answer for one entry with the head of its page.
func headed(e entry.Stored, c chosen, heads *entry.Heads) (Answer, error) {
	a := wholeEntry(e, c)
	var err error
	if a.Body, err = withHead(a.Body, e, c, heads); err != nil {
		return Answer{}, err
	}
	a.ETag = entry.ETag(a.Body)
	return a, nil
}

// withHead returns the JSON of an entry, or of what is shown of it, with the member head.
func withHead(doc []byte, e entry.Stored, c chosen, heads *entry.Heads) ([]byte, error) {
	var card entry.Card
	if err := json.Unmarshal(e.Card, &card); err != nil {
		return nil, fmt.Errorf("read the card of %s in %s: %w", e.Post, e.Locale, err)
	}
	head, err := encode(heads.Head(entry.HeadOf{Card: card, Borrowed: c.borrows(e.Locale)}))
	if err != nil {
		return nil, err
	}
	out := append(make([]byte, 0, len(doc)+len(head)+10), doc[:len(doc)-1]...)
	return append(append(append(out, `,"head":`...), head...), '}'), nil
}
