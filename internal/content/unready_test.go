package content_test

import (
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// What keeps a text from readers, and under which rule.
func TestUnready(t *testing.T) {
	whole := content.Ready{Title: true, Slug: true, Body: true}
	with := func(change func(*content.Ready)) content.Ready {
		one := whole
		change(&one)
		return one
	}
	tests := []struct {
		name      string
		ready     content.Ready
		segments  content.Segments
		tolerance content.Tolerance
		always    string // what blocks under every rule
		together  string // and where languages go live together
	}{
		{name: "whole", ready: whole},
		{name: "begun", ready: with(func(r *content.Ready) { r.Begun = 2 }), segments: content.Segments{Missing: 2, Empty: 2},
			always: "fr untranslated", together: "fr untranslated"},
		{name: "begun, and more is missing", ready: with(func(r *content.Ready) { r.Begun = 2 }), segments: content.Segments{Missing: 3, Empty: 2},
			always: "fr untranslated", together: "fr untranslated, fr untranslated"},
		{name: "by a machine", ready: with(func(r *content.Ready) { r.Unreviewed = 1 }), always: "fr unreviewed", together: "fr unreviewed"},
		{name: "not approved", ready: with(func(r *content.Ready) { r.Unapproved = true }), always: "fr unapproved", together: "fr unapproved"},
		{name: "errors", ready: with(func(r *content.Ready) { r.Errors = 1 }), together: "fr checks"},
		{name: "errors that are put up with", ready: with(func(r *content.Ready) { r.Errors = 1 }), tolerance: content.Tolerance{Errors: 1}},
		{name: "missing", ready: whole, segments: content.Segments{Missing: 1}, together: "fr untranslated"},
		{name: "missing, which is put up with", ready: whole, segments: content.Segments{Missing: 1}, tolerance: content.Tolerance{Missing: 1}},
		{name: "missing since", ready: whole, segments: content.Segments{Missing: 1, Behind: 1}, together: "fr untranslated"},
		{name: "stale", ready: whole, segments: content.Segments{Stale: 2, Behind: 1}, together: "fr stale"},
		{name: "stale, which is put up with", ready: whole, segments: content.Segments{Stale: 2, Behind: 1}, tolerance: content.Tolerance{Stale: 2}},
		{name: "stale in form", ready: whole, segments: content.Segments{Minor: 2, Since: 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before, after := livePost("en1 fr1"), livePost("en2 fr2")
			r := content.Readiness{
				Before: before, Locales: []locale.Tag{"en", "fr"}, Tolerance: tt.tolerance, At: noon,
				Texts: map[locale.Tag]content.Ready{"en": whole, "fr": tt.ready}, Segments: map[locale.Tag]content.Segments{"fr": tt.segments},
			}
			for _, rule := range content.Parities() {
				want := tt.always
				if after.Parity = rule; rule == content.Together {
					want = tt.together
				}
				if got := blockerWords(content.Blockers(after, r)); got != want {
					t.Errorf("%s blocks %q, want %q", rule, got, want)
				}
			}
		})
	}
}
