package editing_test

import (
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// TestRuleIsNotLoosened holds that nobody gets round parity by a post's settings
// who may not set it aside.
func TestRuleIsNotLoosened(t *testing.T) {
	const editor, trusted = "editor:en editor:fr", "editor:en editor:fr override:en override:fr"
	tests := []struct {
		name   string
		before content.Parity // of the post, under a site that binds languages together
		change func(*editing.Whole)
		asks   bool // for the right to set parity aside
	}{
		{"no rule at all", "", func(w *editing.Whole) { w.Parity = content.Independent }, true},
		{"the source first", "", func(w *editing.Whole) { w.Parity = content.SourceFirst }, true},
		{"the same, said by the post", "", func(w *editing.Whole) { w.Parity = content.Together }, false},
		{"a language less", "", func(w *editing.Whole) { w.Targets = []locale.Tag{"en"} }, true},
		{"the same languages, named", "", func(w *editing.Whole) { w.Targets = []locale.Tag{"fr", "en"} }, false},
		{"tighter", content.Independent, func(w *editing.Whole) { w.Parity = "" }, false},
		{"a language less, unbound", content.Independent, func(w *editing.Whole) { w.Targets = []locale.Tag{"en"} }, false},
		{"tags alone", "", func(w *editing.Whole) { w.Shared.Params = map[string]any{"a": "b"} }, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := open(t)
			bind(h)
			id := h.post(owner, "en", "One", "fr", "Un").Post.ID
			save := func(roles string, change func(*editing.Whole)) error {
				_, err := h.SavePost(t.Context(), editing.SavePost{
					Actor: with("token:e", roles), Post: id, Version: etag.Any,
					Change: func(w editing.Whole) (editing.Whole, error) { change(&w); return w, nil },
				})
				return err
			}
			if tt.before != "" {
				if err := save(trusted, func(w *editing.Whole) { w.Parity = tt.before }); err != nil {
					t.Fatal(err)
				}
			}
			err := save(editor, tt.change)
			if f, _ := fault.Of(err); tt.asks != (f != nil && f.Kind == fault.Forbidden && f.Code == "parity.loosen") || !tt.asks && err != nil {
				t.Errorf("without the right: %v", err)
			}
			if err := save(trusted, tt.change); err != nil {
				t.Errorf("with the right: %v", err)
			}
		})
	}
}

// TestNewPostIsBound holds new posts to the rule of the site.
func TestNewPostIsBound(t *testing.T) {
	h := open(t)
	bind(h)
	create := editing.CreatePost{
		Actor: with("token:e", "editor:en editor:fr"), Whole: editing.Whole{Source: "en", Parity: content.Independent},
		Translations: map[locale.Tag]editing.Translating{"en": {Text: text("One", "<p>One</p>")}},
	}
	if _, err := h.Create(t.Context(), create); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a looser rule: %v", err)
	}
	create.Whole.Parity, create.Whole.Targets = "", []locale.Tag{"en"} // what exists in one language alone
	if _, err := h.Create(t.Context(), create); err != nil {
		t.Errorf("one language: %v", err)
	}
}

// TestCopyIsBound holds that the copy of a post with a looser rule is no way round.
func TestCopyIsBound(t *testing.T) {
	h := open(t)
	bind(h)
	free := h.post(owner, "en", "One").Post
	_, err := h.SavePost(t.Context(), editing.SavePost{Actor: owner, Post: free.ID, Version: etag.Any,
		Change: func(w editing.Whole) (editing.Whole, error) { w.Parity = content.Independent; return w, nil }})
	if err != nil {
		t.Fatal(err)
	}
	for roles, kind := range map[string]fault.Kind{
		"editor:en editor:fr":                         fault.Forbidden,
		"editor:en editor:fr override:en override:fr": fault.Internal,
	} {
		_, err := h.DuplicatePost(t.Context(), editing.DuplicatePost{Actor: with("token:e", roles), Post: free.ID})
		if (err != nil) != (kind == fault.Forbidden) || err != nil && !fault.Is(err, kind) {
			t.Errorf("%s: %v", roles, err)
		}
	}
}

// bind lets the site's languages belong together.
func bind(h *house) {
	h.t.Helper()
	_, err := h.SaveSite(h.t.Context(), editing.SaveSite{Actor: owner, Version: etag.Any, Change: func(s content.SiteSettings) (content.SiteSettings, error) {
		s.Parity = content.Together
		return s, nil
	}})
	if err != nil {
		h.t.Fatal(err)
	}
}
