package editing

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/draft"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/parity"
	"github.com/diptych-cms/diptych/internal/projection"
)

// Merge joins two posts into one work. The absorbed one gives its translations
// with their revisions, URLs and live pointers, so that readers see the same
// texts at the same places; where its shared part said otherwise, they say so
// themselves from now on, in a revision of their own. Its id leads to the other
// post. Posts that share a locale are a Conflict. What no translation can say
// differently, series and related posts, comes back as a warning. What is
// scheduled for the absorbed post is held. Lists have one
// date for the whole work: the shared one, or without it the first publication
// of any language.
//
// Parity is asked of the post that takes the other in, where that shows readers a
// language more; what stands in the way is a Conflict "publication.blocked".
func (s *Service) Merge(ctx context.Context, cmd Merge) (Saved, error) {
	var saved Saved
	err := cmd.Actor.CheckBest(access.Arrange)
	if err == nil {
		err = checkOverride(cmd.Override)
	}
	if err == nil {
		err = s.Write(ctx, func(tx Tx) error {
			saved, err = once.Do(ctx, tx, cmd.Actor.ID, cmd.Once, func() (Saved, error) { return merge(ctx, tx, cmd) })
			return err
		})
	}
	if err != nil {
		return Saved{}, fmt.Errorf("merge post %s into %s: %w", cmd.Absorbed, cmd.Post, err)
	}
	return saved, nil
}

func merge(ctx context.Context, tx Tx, cmd Merge) (Saved, error) {
	into, from, err := mergeable(ctx, tx, cmd)
	if err != nil {
		return Saved{}, err
	}
	before := map[content.PostID]*content.Post{into.ID: into.Clone(), from.ID: from.Clone()}
	m := &merger{tx: tx, into: into, from: from, meta: meta(tx, cmd.Actor, "")}
	m.meta.Origin = content.FromMerge
	if err := m.shared(ctx); err != nil {
		return Saved{}, err
	}
	for _, t := range from.Translations {
		if err := m.translation(ctx, t); err != nil {
			return Saved{}, err
		}
	}
	m.arrange()
	judged, err := m.judge(ctx, before)
	if err != nil {
		return Saved{}, err
	}
	for _, j := range judged {
		if err := j.Pass(cmd.Actor, cmd.Override); err != nil {
			return Saved{}, err
		}
	}
	if err := m.settle(ctx); err != nil {
		return Saved{}, err
	}
	for _, j := range judged {
		if err := parity.Record(ctx, tx, j, parity.Deed{By: cmd.Actor.ID, Cause: content.ByMerge, Override: cmd.Override}); err != nil {
			return Saved{}, err
		}
	}
	if err := tx.Emit(ctx, event.PostsMerged{Post: into.ID, Absorbed: from.ID, By: cmd.Actor.ID}); err != nil {
		return Saved{}, err
	}
	why := fault.New(fault.NotFound, "post.merged", "post", string(from.ID), "into", string(into.ID))
	if err := parity.Strand(ctx, tx, parity.Stranding{Post: from.ID, Why: why, By: cmd.Actor.ID}); err != nil {
		return Saved{}, err
	}
	view, err := viewOf(ctx, tx, cmd.Actor, into)
	return Saved{View: view, Warnings: m.warnings()}, err
}

// mergeable returns the two posts if they may and can be merged.
func mergeable(ctx context.Context, tx Tx, cmd Merge) (into, from *content.Post, err error) {
	if into, err = access.Known(ctx, tx, cmd.Actor, cmd.Post); err != nil {
		return nil, nil, err
	}
	if from, err = access.Known(ctx, tx, cmd.Actor, cmd.Absorbed); err != nil {
		return nil, nil, err
	}
	for _, p := range []*content.Post{into, from} {
		if err := cmd.Actor.CheckOn(access.Arrange, access.SubjectOf(p), everywhere(p)...); err != nil {
			return nil, nil, err
		}
	}
	if err := seenShared(ctx, tx, into, cmd.Version); err != nil {
		return nil, nil, err
	}
	if into.ID == from.ID {
		return nil, nil, fault.Wrong("/post", "merge.same")
	}
	both := slices.DeleteFunc(into.Locales(), func(tag locale.Tag) bool { return from.Translation(tag) == nil })
	if len(both) > 0 {
		return nil, nil, fault.New(fault.Conflict, "merge.shared_locale", "locales", words(both))
	}
	for _, tag := range from.Locales() {
		if err := checkRead(ctx, tx, from, tag); err != nil {
			return nil, nil, err
		}
	}
	return into, from, nil
}

// A merger is one merge at work. Of each post it holds two shared parts: what
// readers see, and the head; the head stands for a live one that is not there.
type merger struct {
	tx         Tx
	into, from *content.Post
	meta       content.Meta

	intoLive, intoHead content.Shared
	fromLive, fromHead content.Shared
}

// shared reads the shared parts. Where the absorbed post is live and the other
// is not, the latter gets the former's live shared part as its own live one,
// below its head.
func (m *merger) shared(ctx context.Context) (err error) {
	if m.intoLive, m.intoHead, err = sharedOf(ctx, m.tx, m.into); err != nil {
		return err
	}
	if m.fromLive, m.fromHead, err = sharedOf(ctx, m.tx, m.from); err != nil {
		return err
	}
	if m.from.Live == 0 || m.into.Live > 0 {
		return nil
	}
	m.intoLive = m.fromLive
	if m.into.Live, err = draft.CarryShared(ctx, m.tx, m.into, m.fromLive, m.meta); err != nil {
		return err
	}
	m.into.LiveAt = m.from.LiveAt
	_, err = draft.CarryShared(ctx, m.tx, m.into, m.intoHead, m.meta)
	return err
}

// sharedOf returns what the post's shared part says to readers, and its head.
func sharedOf(ctx context.Context, r PostReads, p *content.Post) (live, head content.Shared, err error) {
	rev, err := r.SharedRevision(ctx, p.ID, p.Head)
	if err != nil {
		return live, head, err
	}
	live, head = rev.Shared, rev.Shared
	if p.Live > 0 && p.Live != p.Head {
		if rev, err = r.SharedRevision(ctx, p.ID, p.Live); err == nil {
			live = rev.Shared
		}
	}
	return live, head, err
}

// translation moves a translation over and lets it say what its shared part
// said. Its newest revision stays the head.
func (m *merger) translation(ctx context.Context, t content.Translation) error {
	if err := m.tx.MoveTranslation(ctx, m.from.ID, m.into.ID, t.Locale); err != nil {
		return err
	}
	head, err := m.tx.Revision(ctx, m.into.ID, t.Locale, t.Head)
	if err != nil {
		return err
	}
	newest, says := head.Text, keeping(head.Text, m.fromHead, m.intoHead)
	if t.Live > 0 {
		live, err := m.tx.Revision(ctx, m.into.ID, t.Locale, t.Live)
		if err != nil {
			return err
		}
		if text := keeping(live.Text, m.fromLive, m.intoLive); !reflect.DeepEqual(text, live.Text) {
			live.Text, newest = text, text
			if t.Live, err = draft.Carry(ctx, m.tx, &t, *live, draft.Options{Meta: m.meta, Minor: true}); err != nil {
				return err
			}
		}
	}
	if !reflect.DeepEqual(says, newest) {
		head.Text = says
		if _, err := draft.Carry(ctx, m.tx, &t, *head, draft.Options{Meta: m.meta, Minor: true}); err != nil {
			return err
		}
	}
	m.into.Put(t)
	return nil
}

// keeping returns the text with what the old shared part said, where the new
// one says otherwise and the text said nothing itself.
func keeping(text content.Text, old, now content.Shared) content.Text {
	o := &text.Overrides
	keep(&o.Date, old.Date, now.Date)
	keep(&o.LastMod, old.LastMod, now.LastMod)
	keep(&o.Authors, old.Authors, now.Authors)
	keep(&o.Tags, old.Tags, now.Tags)
	keep(&o.Params, old.Params, now.Params)
	keep(&o.Resources, old.Resources, now.Resources)
	return text
}

func keep[T any](o *content.Override[T], old, now T) {
	if !o.Set && !reflect.DeepEqual(old, now) {
		*o = content.Instead(old)
	}
}

// arrange makes both posts what they are to be, in memory.
func (m *merger) arrange() {
	if m.into.Targets != nil {
		for _, tag := range m.from.Locales() {
			if !slices.Contains(m.into.Targets, tag) {
				m.into.Targets = append(m.into.Targets, tag)
			}
		}
	}
	m.from.MergedInto, m.from.Live, m.from.LiveAt = m.into.ID, 0, time.Time{}
	m.from.Translations = nil
}

// settle writes both posts' rows and pointers and what readers get of them, the
// absorbed one first: its URLs are the other's now.
func (m *merger) settle(ctx context.Context) error {
	readers, err := projection.Begin(ctx, m.tx)
	if err != nil {
		return err
	}
	for _, p := range []*content.Post{m.from, m.into} {
		if err := m.tx.SavePost(ctx, p); err != nil {
			return err
		}
		if err := m.tx.SaveLive(ctx, p); err != nil {
			return err
		}
		if err := readers.Refresh(ctx, p.ID, entry.ByContent); err != nil {
			return err
		}
	}
	return readers.Finish(ctx)
}

// warnings tells what the absorbed post said and none of its translations can.
func (m *merger) warnings() []content.Warning {
	var list []content.Warning
	if s := m.fromHead.Series; s != nil && !reflect.DeepEqual(s, m.intoHead.Series) {
		list = append(list, content.Warning{
			Code: "merge.series_dropped", Pointer: "/series", Args: map[string]any{"series": string(s.Term), "place": s.Place},
		})
	}
	for _, id := range m.fromHead.Related {
		if !slices.Contains(m.intoHead.Related, id) {
			list = append(list, content.Warning{Code: "merge.related_dropped", Pointer: "/related", Args: map[string]any{"post": string(id)}})
		}
	}
	return list
}
