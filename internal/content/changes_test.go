package content_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
)

// lines writes changes as "pointer from to".
func lines(t *testing.T, list []content.FieldChange) (out []string) {
	t.Helper()
	for _, c := range list {
		from, err := json.Marshal(c.From)
		if err != nil {
			t.Fatal(err)
		}
		to, err := json.Marshal(c.To)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, c.Pointer+" "+string(from)+" "+string(to))
	}
	return out
}

func TestTextChanges(t *testing.T) {
	day := &content.Moment{At: time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC), DateOnly: true}
	a := content.Text{
		Title: "a", Slug: "a", HTML: "x", Format: content.HTML,
		Resources: map[string]content.ResourceText{"t/humb": {Alt: "x"}, "same": {Alt: "y"}},
		Overrides: content.Overrides{Tags: content.Instead([]content.TermID{"1"}), Params: content.Instead(map[string]any{"a": 1, "b": map[string]any{"c": 1, "d": 2}})},
	}
	b := a
	b.Title, b.HTML, b.Path, b.SEO.NoIndex = "b", "y", "/p", true
	b.Resources = map[string]content.ResourceText{"same": {Alt: "y"}, "new": {Title: "z"}}
	b.Overrides = content.Overrides{Date: content.Instead(day), Params: content.Instead(map[string]any{"a": 1, "b": map[string]any{"c": 2, "d": 2}, "n": nil})}
	want := []string{
		`/title "a" "b"`,
		`/path null "/p"`,
		`/seo/noindex false true`,
		`/resources/new null {"title":"z"}`,
		`/resources/t~1humb {"alt":"x"} null`,
		`/overrides/date null {"at":"2026-05-04T00:00:00Z","dateOnly":true}`,
		`/overrides/tags ["1"] null`,
		`/overrides/params/b/c 1 2`,
		`/overrides/params/n null null`,
	}
	if diff := cmp.Diff(want, lines(t, a.Changes(b))); diff != "" {
		t.Error(diff)
	}
	if same := a.Changes(a); len(same) > 0 {
		t.Errorf("a text differs from itself: %v", same)
	}
}

// TestHiddenChange tells an override that says none from one that is not there.
func TestHiddenChange(t *testing.T) {
	none := content.Text{Overrides: content.Overrides{Date: content.Instead[*content.Moment](nil), Tags: content.Instead([]content.TermID{"1"})}}
	want := []string{`/overrides {} {"date":null,"tags":["1"]}`}
	if diff := cmp.Diff(want, lines(t, content.Text{}.Changes(none))); diff != "" {
		t.Error(diff)
	}
}

func TestSharedChanges(t *testing.T) {
	a := content.Shared{Tags: []content.TermID{"1"}, Params: map[string]any{"class_name": "a"}}
	b := content.Shared{Tags: []content.TermID{"1", "2"}, Authors: []content.TermID{}, Resources: []content.Resource{{Name: "cover"}}}
	want := []string{`/tags ["1"] ["1","2"]`, `/params/class_name "a" null`, `/resources [] [{"name":"cover"}]`}
	if diff := cmp.Diff(want, lines(t, a.Changes(b))); diff != "" {
		t.Error(diff)
	}
}
