package publishing_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/publishing"
)

// put and take are items of a set.
func put(id content.PostID, shared int, revisions ...any) content.Item {
	return content.Item{Post: id, Action: content.ToPublish, Publication: ask(id, shared, revisions...).Publication}
}

func take(id content.PostID, revisions ...any) content.Item {
	return content.Item{Post: id, Action: content.ToUnpublish, Publication: ask(id, 0, revisions...).Publication}
}

// together makes posts that must have both languages live.
func (h *house) together(ids ...content.PostID) {
	h.t.Helper()
	for _, id := range ids {
		h.settle(id, func(w *editing.Whole) { w.Parity = content.Together })
	}
}

// visible returns what readers see: post by post, its live locales.
func (h *house) visible(ids ...content.PostID) string {
	h.t.Helper()
	var words []string
	for _, id := range ids {
		words = append(words, strings.Join(tagWords(h.state(id).LiveLocales()), "+"))
	}
	return strings.Join(words, " ")
}

func tagWords(tags []locale.Tag) []string {
	words := make([]string, len(tags))
	for i, tag := range tags {
		words[i] = string(tag)
	}
	return words
}

func TestManyAtOnce(t *testing.T) {
	h := open(t)
	a, b, c := h.post(owner, "en", "fr"), h.post(owner, "en", "fr"), h.post(owner, "en", "fr")
	h.publish(ask(c, 1, "en", 1, "fr", 1))
	results, err := h.Many(t.Context(), publishing.Many{Actor: owner, Items: []content.Item{
		put(a, 1, "en", 1, "fr", 1), put(b, 1, "fr", 1), take(c, "en", 1, "fr", 1),
	}})
	if err != nil {
		t.Fatal(err)
	}
	if got := h.visible(a, b, c); got != "en+fr fr " {
		t.Errorf("visible: %q", got)
	}
	if len(results) != 3 || results[1].Item.Post != b || !slices.Equal(results[2].Result.Change.Locales, []locale.Tag{"en", "fr"}) {
		t.Errorf("results = %+v", results)
	}
	if got := h.rows("SELECT DISTINCT seq FROM changes WHERE cause = 'content' AND post_id <> ''"); len(got) != 1 {
		t.Errorf("what readers see changed at %d instants", len(got))
	}
	if got := h.rows("SELECT DISTINCT o.seq FROM outbox o WHERE o.type LIKE 'post.%published' AND o.seq = (SELECT max(seq) FROM outbox)"); len(got) != 1 {
		t.Errorf("events = %v", got)
	}
}

func TestManyTellsOfAllBlockers(t *testing.T) {
	h := open(t)
	a, b, c := h.post(owner, "en", "fr"), h.post(owner, "en"), h.post(owner, "en", "fr")
	h.together(a, b)
	cmd := publishing.Many{Actor: owner, Items: []content.Item{put(a, 1, "en", 1), put(b, 1, "en", 1), put(c, 1, "en", 1)}}
	h.unchanged("a blocked set", func() {
		_, err := h.Many(t.Context(), cmd)
		if got := problem(err); got != "publication.blocked fr:blocker.translation_not_live fr:blocker.translation_missing" {
			t.Errorf("Many: %s", got)
		}
		f, _ := fault.Of(err)
		list, _ := f.Extra["blockers"].([]content.Blocker)
		if len(list) != 2 || list[0].Post != a || list[1].Post != b {
			t.Errorf("blockers = %+v: each has its post", list)
		}
		cmd.DryRun = true
		results, err := h.Many(t.Context(), cmd)
		if err != nil || len(results) != 3 || len(results[0].Result.Blockers) != 1 || len(results[2].Result.Blockers) != 0 {
			t.Errorf("dry run: %+v, %v", results, err)
		}
	})
}

func TestManyIsRefusedWhole(t *testing.T) {
	h := open(t)
	a, b := h.post(owner, "en", "fr"), h.post(owner, "en", "fr")
	h.publish(ask(b, 1, "en", 1))
	h.save(b, "en", content.Text{Title: "Two", Body: "<p>2"})
	h.publish(ask(b, 0, "en", 2))
	good := put(a, 1, "en", 1)
	tests := []struct {
		name  string
		actor access.Actor
		items []content.Item
		want  string
	}{
		{"nothing", owner, nil, "invalid /items=items.none"},
		{"too many", owner, make([]content.Item, publishing.MostMany+1), "invalid /items=items.too_many"},
		{"a post twice", owner, []content.Item{good, good}, "invalid /items/1/post=items.twice"},
		{"what is not there", owner, []content.Item{good, put("none", 1, "en", 1), put(b, 9, "en", 9)},
			"invalid /items/1/post=post.not_found /items/2/shared=revision.unknown /items/2/translations/en=revision.unknown"},
		{"older than live", owner, []content.Item{good, put(b, 0, "en", 1)}, "publication.overtaken /items/1/translations/en=revision.older_than_live"},
		{"no locale", owner, []content.Item{good, put(b, 0)}, "invalid /items/1/translations=publication.no_locale"},
		{"another's locale", with("token:x", "editor:fr"), []content.Item{put(a, 1, "fr", 1), put(b, 0, "en", 2)}, "access.forbidden_locale"},
		{"an author", with("token:x", "author:*"), []content.Item{good}, "access.forbidden"},
		{"nobody", access.Actor{}, []content.Item{good}, "access.unauthenticated"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h.t = t
			h.unchanged(tt.name, func() {
				for _, dry := range []bool{false, true} {
					_, err := h.Many(t.Context(), publishing.Many{Actor: tt.actor, Items: tt.items, DryRun: dry})
					if problem(err) != tt.want {
						t.Errorf("Many: %s\nwant: %s", problem(err), tt.want)
					}
				}
			})
		})
	}
}

func TestManyEachByItself(t *testing.T) {
	h := open(t)
	a, b, c := h.post(owner, "en", "fr"), h.post(owner, "en"), h.post(owner, "en", "fr")
	h.together(b)
	cmd := publishing.Many{Actor: owner, Each: true, Once: once.Key{Name: "k"},
		Items: []content.Item{put(a, 1, "en", 1), put(b, 1, "en", 1), put("none", 1, "en", 1), put(c, 1, "fr", 1)}}
	results, err := h.Many(t.Context(), cmd)
	if err != nil {
		t.Fatal(err)
	}
	if got := h.visible(a, b, c); got != "en  fr" {
		t.Errorf("visible: %q", got)
	}
	said := func(results []publishing.ItemResult) string {
		var words []string
		for _, r := range results {
			if r.Problem == nil {
				words = append(words, "ok")
			} else {
				words = append(words, problem(r.Problem.Fault()))
			}
		}
		return strings.Join(words, ", ")
	}
	want := "ok, publication.blocked fr:blocker.translation_missing, post.not_found, ok"
	if got := said(results); got != want {
		t.Errorf("results: %s", got)
	}
	h.unchanged("the same request again", func() {
		again, err := h.Many(t.Context(), cmd)
		if err != nil || said(again) != want {
			t.Errorf("again: %s, %v", said(again), err)
		}
	})
	cmd.Once.Hash[0] = 1
	if _, err := h.Many(t.Context(), cmd); problem(err) != "once.other_request" {
		t.Errorf("another request under the key: %v", err)
	}
	h.fail = errBroken
	cmd.Once = once.Key{}
	cmd.Items = []content.Item{put(a, 0, "fr", 1)}
	if _, err := h.Many(t.Context(), cmd); !errors.Is(err, errBroken) {
		t.Errorf("a fault of ours is no result: %v", err)
	}
}

func TestPublishTwiceUnderOneKey(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "fr")
	h.save(id, "fr", content.Text{Title: "Deux", Body: "<p>2"})
	cmd := ask(id, 1, "fr", 1)
	cmd.Once = once.Key{Name: "k"}
	first := h.publish(cmd)
	h.publish(ask(id, 0, "en", 1))
	h.unchanged("the request again", func() {
		again := h.publish(cmd)
		if again.Change.None() || len(again.Warnings) != 1 || again.Warnings[0].Code != first.Warnings[0].Code {
			t.Errorf("again = %+v", again)
		}
		if got := again.Post.LiveLocales(); !slices.Equal(got, []locale.Tag{"fr"}) {
			t.Errorf("the answer is that of then, not %v", got)
		}
	})
}

func TestOverride(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "fr")
	h.together(id)
	cmd := ask(id, 1, "en", 1)
	cmd.Override = "Safety notice"
	cmd.Actor = with("token:e", "editor:*")
	h.unchanged("an override without its permission", func() {
		if _, err := h.Publish(t.Context(), cmd); problem(err) != "access.forbidden_locale" {
			t.Errorf("Publish: %v", err)
		}
		cmd.Override = "  "
		if _, err := h.Publish(t.Context(), cmd); problem(err) != "invalid /override/reason=override.no_reason" {
			t.Errorf("Publish: %v", err)
		}
	})
	cmd.Override = "Safety notice"
	cmd.Actor = with("token:e", "editor:* override:fr")
	if result, err := h.Publish(t.Context(), dry(cmd)); err != nil || len(result.Blockers) > 0 {
		t.Errorf("dry run: %+v, %v", result, err)
	}
	h.publish(cmd)
	if got := h.visible(id); got != "en" {
		t.Errorf("visible: %q", got)
	}
	if got := h.rows("SELECT what, reason FROM ledger WHERE what = 'overridden'"); !slices.Equal(got, []string{"overridden | Safety notice"}) {
		t.Errorf("ledger: %v", got)
	}
	empty := h.post(owner, "en", "fr")
	h.save(empty, "en", content.Text{Title: "Nothing"})
	cmd = ask(empty, 1, "en", 2)
	cmd.Override = "Now"
	if _, err := h.Publish(t.Context(), cmd); problem(err) != "publication.blocked en:blocker.body_missing" {
		t.Errorf("an override makes up for no text: %v", err)
	}
}
