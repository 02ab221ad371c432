package editing

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/fault"
)

// A Current is what is there now, for a writer who is late: who saved it, when,
// and what differs from what the writer has seen.
type Current struct {
	ETag        string    `json:"etag"`
	Head        int       `json:"head"`
	SavedBy     string    `json:"savedBy"`
	SavedByName string    `json:"savedByName"`
	SavedAt     time.Time `json:"savedAt"`
	// Changed holds JSON pointers to what differs; none where what the writer has
	// seen is not known any more, or no text was saved since.
	Changed []string `json:"changed"`
}

// seenText compares the version of a translation that a caller names with the
// present one. The fault of an old one says what came between, to whoever may
// write, and so read, it.
func seenText(ctx context.Context, r Reads, p *content.Post, t *content.Translation, have int64) error {
	stale := etag.Check("translation.stale", have, t.Version)
	if !fault.Is(stale, fault.Stale) {
		return stale
	}
	head, err := r.Revision(ctx, p.ID, t.Locale, t.Head)
	if err != nil {
		return err
	}
	now := Current{Head: t.Head}
	n, err := r.RevisionAt(ctx, p.ID, t.Locale, have)
	if err != nil {
		return err
	}
	if n > 0 {
		then, err := r.Revision(ctx, p.ID, t.Locale, n)
		if err != nil {
			return err
		}
		now.Changed = pointersOf(then.Text.Changes(head.Text))
	}
	return now.in(ctx, r, stale, head.Meta)
}

// seenShared is seenText of a post's shared part.
func seenShared(ctx context.Context, r Reads, p *content.Post, have int64) error {
	stale := etag.Check("post.stale", have, p.Version)
	if !fault.Is(stale, fault.Stale) {
		return stale
	}
	head, err := r.SharedRevision(ctx, p.ID, p.Head)
	if err != nil {
		return err
	}
	now := Current{Head: p.Head}
	n, err := r.RevisionAt(ctx, p.ID, "", have)
	if err != nil {
		return err
	}
	if n > 0 {
		then, err := r.SharedRevision(ctx, p.ID, n)
		if err != nil {
			return err
		}
		now.Changed = pointersOf(then.Shared.Changes(head.Shared))
	}
	return now.in(ctx, r, stale, head.Meta)
}

// in adds to the fault what is there now, saved as meta says.
func (c Current) in(ctx context.Context, r Reads, stale error, meta content.Meta) error {
	f, ok := fault.Of(stale)
	if !ok {
		return stale
	}
	names, err := r.ActorNames(ctx, []string{meta.By})
	if err != nil {
		return err
	}
	c.ETag, _ = f.Extra["etag"].(string)
	c.SavedBy, c.SavedByName, c.SavedAt = meta.By, names[meta.By], meta.At
	if c.Changed == nil {
		c.Changed = []string{}
	}
	return f.With("current", c)
}

func pointersOf(list []content.FieldChange) []string {
	pointers := make([]string, len(list))
	for i, c := range list {
		pointers[i] = c.Pointer
	}
	return pointers
}
