package reading_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/reading"
)

// A noted source writes down what it is asked, and how much it answers, without the
// names that were asked for: what a clock could tell of an answer follows from that.
type noted struct {
	reading.Source
	did *[]string
}

func (n noted) note(what string, much ...any) { *n.did = append(*n.did, what+fmt.Sprint(much...)) }

func (n noted) Entry(ctx context.Context, post content.PostID, tags ...locale.Tag) (entry.Stored, bool, error) {
	e, ok, err := n.Source.Entry(ctx, post, tags...)
	n.note("entry", tags, ok, len(e.Card))
	return e, ok, err
}

func (n noted) EntryBySlug(ctx context.Context, tag locale.Tag, slug string) (entry.Stored, bool, error) {
	e, ok, err := n.Source.EntryBySlug(ctx, tag, slug)
	n.note("slug", tag, ok, len(e.Card))
	return e, ok, err
}

func (n noted) OldSlug(ctx context.Context, tag locale.Tag, slug string) (content.PostID, bool, error) {
	id, ok, err := n.Source.OldSlug(ctx, tag, slug)
	n.note("old slug", tag, ok)
	return id, ok, err
}

func (n noted) SlugElsewhere(ctx context.Context, not locale.Tag, slug string) ([]entry.Stored, error) {
	list, err := n.Source.SlugElsewhere(ctx, not, slug)
	n.note("elsewhere", not, len(list))
	return list, err
}

func (n noted) Merged(ctx context.Context, post content.PostID) (content.PostID, bool, error) {
	id, ok, err := n.Source.Merged(ctx, post)
	n.note("merged", ok)
	return id, ok, err
}

func (n noted) Paths(ctx context.Context, keys ...string) ([]entry.Moved, error) {
	list, err := n.Source.Paths(ctx, keys...)
	n.note("paths", len(keys), len(list))
	return list, err
}

func (n noted) Term(ctx context.Context, kind content.TermKind, tag locale.Tag, slug string) (entry.Counted, bool, error) {
	t, ok, err := n.Source.Term(ctx, kind, tag, slug)
	n.note("term", kind, tag, ok)
	return t, ok, err
}

// TestSameWork: what is a draft, planned, in the trash or gone costs what costs nothing
// that exists: the same questions, with the same answers.
func TestSameWork(t *testing.T) {
	w := newWorld(t)
	w.addLocale("de", "fr", "en")
	w.pair(1, "en", "fr")
	w.pair(2)
	w.pair(3, "en")
	hidden := w.term(content.Tag, "hidden", map[locale.Tag][2]string{"en": {"hidden", "Hidden"}, "fr": {"caché", "Caché"}})
	w.save(made{id: postID(4), shared: content.Shared{Date: day(4), Tags: []content.TermID{hidden}}, texts: map[locale.Tag]content.Text{"fr": {Title: "T", Slug: "quatre", Body: "<p>x</p>", Aliases: []string{"/alias-1/"}}}})
	var did []string
	service := &reading.Service{Snapshot: func(ctx context.Context, fn func(reading.Source) error) error {
		return w.Snapshot(ctx, func(src reading.Source) error { return fn(noted{src, &did}) })
	}}
	work := func(ask func() error) []string {
		did = nil
		if err := ask(); err == nil {
			t.Error("something is found")
		}
		return slices.Clone(did)
	}
	for _, c := range []reading.Choice{{Locale: "fr"}, {Locale: "fr", Fallback: "en"}, {Locale: "de", Fallback: "chain"}, {Accept: "fr"}} {
		slug := func(s string) func() error {
			return func() error { _, err := service.Entry(t.Context(), reading.EntryQuery{Choice: c, Slug: s}); return err }
		}
		id := func(post content.PostID) func() error {
			return func() error {
				_, err := service.Entry(t.Context(), reading.EntryQuery{Choice: c, Post: post})
				return err
			}
		}
		for what, pair := range map[string][2]func() error{
			"a draft's slug": {slug("français-2"), slug("français-9")}, "a draft's slug in the other language": {slug("english-2"), slug("english-9")},
			"a draft's id": {id(postID(2)), id(postID(9))},
		} {
			if d := cmp.Diff(work(pair[1]), work(pair[0])); d != "" {
				t.Errorf("%s, %+v (-nothing +draft):\n%s", what, c, d)
			}
		}
		term := func(s string) func() error {
			return func() error {
				_, err := service.Term(t.Context(), reading.TermQuery{Choice: c, Kind: content.Tag, Slug: s})
				return err
			}
		}
		if d := cmp.Diff(work(term("nichts")), work(term("caché"))); d != "" {
			t.Errorf("a term of drafts, %+v (-nothing +draft):\n%s", c, d)
		}
	}
	for hidden, nothing := range map[string]string{
		"/fr/français-2/": "/fr/français-9/", "/fr/français-3/": "/fr/français-9/", "/alias-1/": "/alias-9/", "/fr/mots-cles/caché/": "/fr/mots-cles/nulle/", "/en/english-2/": "/en/english-9/",
	} {
		resolve := func(at string) func() error {
			return func() error { _, err := service.Resolve(t.Context(), reading.ResolveQuery{URL: at}); return err }
		}
		if d := cmp.Diff(work(resolve(nothing)), work(resolve(hidden))); d != "" {
			t.Errorf("resolve %s (-nothing +draft):\n%s", hidden, d)
		}
	}
}
