package porting

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/parity"
)

// mayPublish reports whether the import decides what readers see of the
// translation: it is new, was never published, or shows what the import put there.
func (a *application) mayPublish(ctx context.Context, t *content.Translation) (bool, error) {
	if t == nil || t.Live == 0 {
		return t == nil || t.FirstPublishedAt.IsZero(), nil
	}
	return a.imported(ctx, t, t.Live)
}

// publish makes live what the foreign site shows, all languages at once. Where the
// rule of parity forbids that, all of them stay drafts, and the report says why: it
// is the foreign site's word against the rule of this one.
func (a *application) publish(ctx context.Context) error {
	pub, dates := a.publication()
	if len(pub.Translations) == 0 {
		return nil
	}
	pub.Shared = a.post.Head
	if head, err := a.tx.SharedRevision(ctx, a.post.ID, a.post.Head); err != nil {
		return err
	} else if a.post.Live > 0 && !a.ours(head.Meta) {
		pub.Shared = 0
	}
	before := a.post.Clone()
	change, err := a.post.Publish(a.meta.At, pub)
	if err != nil || change.None() {
		return err
	}
	judged, err := parity.Judge(ctx, a.tx, before, a.post, a.meta.At)
	if err != nil {
		return err
	}
	if blockers := judged.Moved().Blockers; len(blockers) > 0 { // how complete a text is is the foreign site's affair
		a.post = before
		a.noteBlocked(pub, blockers)
		return nil
	}
	for _, tag := range change.Locales {
		a.published[tag] = true
		if t := a.post.Translation(tag); t.FirstPublishedAt.Equal(a.meta.At) && !dates[tag].IsZero() {
			t.FirstPublishedAt = dates[tag]
		}
	}
	if err := a.tx.SaveLive(ctx, a.post); err != nil {
		return err
	}
	if err := a.readers.Refresh(ctx, a.post.ID, entry.ByContent); err != nil {
		return err
	}
	if err := parity.Record(ctx, a.tx, judged, parity.Deed{By: a.actor.ID, Cause: content.ByImport}); err != nil {
		return err
	}
	return a.tx.Emit(ctx, event.PostPublished{
		Post: a.post.ID, Shared: a.post.Live, Translations: pub.Translations, At: a.meta.At, By: a.actor.ID,
	})
}

// noteBlocked says of each file that was to be published that it was not, and why.
func (a *application) noteBlocked(pub content.Publication, blockers []content.Blocker) {
	for _, p := range a.job.parts {
		if pub.Translations[p.file.Locale] == 0 {
			continue
		}
		a.note(p, Note{Level: Warning, Code: "import.blocked"})
		for _, b := range blockers {
			a.note(p, Note{Level: Warning, Code: b.Code, Args: b.Args})
		}
	}
}

// publication returns the heads that are to be live, and their dates. What
// stays hidden is noted; what is live and should not be, too: an import takes
// nothing away.
func (a *application) publication() (content.Publication, map[locale.Tag]time.Time) {
	pub := content.Publication{Translations: make(map[locale.Tag]int)}
	dates := make(map[locale.Tag]time.Time)
	for _, p := range a.job.parts {
		tag := p.file.Locale
		t := a.post.Translation(tag)
		if t == nil || !a.live[tag] || p.refused {
			continue
		}
		if n := hidden(p.page, a.now); n.Code != "" {
			if t.Live > 0 {
				n = Note{Level: Warning, Code: "import.still_live"}
			}
			a.note(p, n)
			continue
		}
		pub.Translations[tag] = t.Head
		if p.page.Date != nil {
			dates[tag] = p.page.Date.At
		}
	}
	return pub, dates
}

// hidden says why the foreign site does not show the page; no code if it does.
func hidden(p *Page, now time.Time) Note {
	switch {
	case p.Draft:
		return Note{Level: Info, Code: "import.draft"}
	case p.Hidden:
		return Note{Level: Info, Code: "import.not_rendered"}
	case !p.PublishAt.IsZero() && p.PublishAt.After(now):
		return Note{Level: Info, Code: "import.future", Args: map[string]any{"date": p.PublishAt.Format(time.RFC3339)}}
	case p.PublishAt.IsZero() && p.Date != nil && p.Date.At.After(now):
		return Note{Level: Info, Code: "import.future", Args: map[string]any{"date": p.Date.At.Format(time.RFC3339)}}
	case !p.ExpireAt.IsZero() && !p.ExpireAt.After(now):
		return Note{Level: Info, Code: "import.expired", Args: map[string]any{"date": p.ExpireAt.Format(time.RFC3339)}}
	}
	return Note{}
}
