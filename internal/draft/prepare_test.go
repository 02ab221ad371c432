package draft_test

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/draft"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// wrong returns the fields of an Invalid fault as "pointer: code".
func wrong(t *testing.T, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	f, ok := fault.Of(err)
	if !ok {
		t.Fatalf("not a fault: %v", err)
	}
	var list []string
	for _, field := range f.Fields {
		list = append(list, field.Pointer+": "+field.Code)
	}
	return list
}

func policy() *sanitize.Policy { return sanitize.New(sanitize.Options{}) }

func TestPrepareKeepsWhatAuthorsWrote(t *testing.T) {
	in := content.Text{
		Title:   "  L’e\u0301te\u0301\u00a0: «\u00a0enfin\u202f!\u00a0»\n",
		Summary: "Une ligne,\r\nune autre.",
		Format:  content.Markdown,
		Body:    "## Été\n\nUn *mot*\u00a0; <script>alert(1)</script> un [lien](/fr/a/).\n",
		Slug:    "e\u0301te\u0301",
		Aliases: []string{"/vieux/", "/vieux/", "https://former.example/a"},
		Resources: map[string]content.ResourceText{
			"thumbnail": {Alt: " Une photo\u00a0: la mer "},
		},
		HTML: "<p>ignored</p>",
	}
	p, err := draft.Prepare(policy(), "fr", "/translations/fr", in)
	if err != nil {
		t.Fatal(err)
	}
	if want := "L’été\u00a0: «\u00a0enfin\u202f!\u00a0»"; p.Text.Title != want {
		t.Errorf("Title = %q, want %q", p.Text.Title, want)
	}
	if p.Text.Summary != "Une ligne,\nune autre." || p.Text.Slug != "été" || p.Text.Resources["thumbnail"].Alt != "Une photo\u00a0: la mer" {
		t.Errorf("normalised otherwise: %+v", p.Text)
	}
	if p.Text.Body != in.Body || p.Submitted != in.Body {
		t.Error("Markdown does not stay as it was written")
	}
	if !strings.Contains(p.Text.HTML, `<h2 id="été">Été</h2>`) || !strings.Contains(p.Text.HTML, "<em>mot</em>\u00a0;") || strings.Contains(p.Text.HTML, "script") {
		t.Errorf("HTML = %q", p.Text.HTML)
	}
	if want := []string{"/vieux/", "https://former.example/a"}; !slices.Equal(p.Text.Aliases, want) {
		t.Errorf("Aliases = %q", p.Text.Aliases)
	}
	if len(p.Warnings) == 0 || p.Warnings[0].Pointer != "/translations/fr/body" || p.Warnings[0].Args["line"] == nil {
		t.Errorf("the script went without a word: %+v", p.Warnings)
	}
}

func TestPrepareSanitizesHTMLOnce(t *testing.T) {
	in := content.Text{Title: "A", Body: `<p onclick="x()">A</p>`}
	first, err := draft.Prepare(policy(), "en", "", in)
	if err != nil {
		t.Fatal(err)
	}
	if first.Text.Format != content.HTML || first.Text.Body != "<p>A</p>" || first.Submitted != in.Body || len(first.Warnings) != 1 {
		t.Errorf("Prepare() = %+v", first)
	}
	again, err := draft.Prepare(policy(), "en", "", first.Text)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first.Text, again.Text); diff != "" || len(again.Warnings) != 0 {
		t.Errorf("saving what was read changes it: %s %v", diff, again.Warnings)
	}
}

func TestPrepareRefuses(t *testing.T) {
	deep := map[string]any{}
	for range 20 {
		deep = map[string]any{"a": deep}
	}
	tests := []struct {
		name string
		in   content.Text
		want []string
	}{
		{"long title", content.Text{Title: strings.Repeat("é", 501)}, []string{"/title: text.too_long"}},
		{"title in Latin-1", content.Text{Title: "\xe9t\xe9"}, []string{"/title: text.encoding"}},
		{"body in Latin-1", content.Text{Body: "\xe9"}, []string{"/body: text.encoding"}},
		{"long body", content.Text{Body: strings.Repeat("a", 4<<20+1)}, []string{"/body: body.too_long"}},
		{"Markdown bomb", content.Text{Format: content.Markdown, Body: strings.Repeat("[", 100_000), Title: "\xff"},
			[]string{"/title: text.encoding", "/body: markdown.too_complex"}},
		{"format", content.Text{Format: "rtf"}, []string{"/format: format.unknown"}},
		{"slug and path", content.Text{Slug: "a/b", Path: "a"}, []string{"/slug: slug.character", "/path: path.relative"}},
		{"aliases", content.Text{Aliases: []string{"/ok/", "no", "javascript:alert(1)", "/a/../b"}},
			[]string{"/aliases/1: alias.malformed", "/aliases/2: alias.malformed", "/aliases/3: path.dots"}},
		{"canonical", content.Text{SEO: content.SEO{Canonical: "javascript:alert(1)"}}, []string{"/seo/canonical: url.scheme"}},
		{"reference", content.Text{Body: `<p><a href="cms:asset/1#page=2">a</a></p>`}, []string{"/body: body.reference"}},
		{"override", content.Text{Overrides: content.Overrides{
			Resources: content.Instead([]content.Resource{{Name: "a", URL: "javascript:alert(1)"}, {Name: "a"}}),
			Params:    content.Instead(deep),
			Date:      content.Instead(&content.Moment{At: time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC)}),
		}}, []string{
			"/overrides/date: date.range", "/overrides/params: params.too_deep",
			"/overrides/resources/0/url: url.scheme", "/overrides/resources/1/name: resource.name_taken",
		}},
		{"resource text", content.Text{Resources: map[string]content.ResourceText{"a/b~c": {Title: "\xff"}}},
			[]string{"/resources/a~1b~0c/title: text.encoding"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := draft.Prepare(policy(), "fr", "", tt.in)
			if got := wrong(t, err); !slices.Equal(got, tt.want) {
				t.Errorf("Prepare() = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestPrepareShared(t *testing.T) {
	toronto := time.FixedZone("", -5*3600)
	in := content.Shared{
		Date:      &content.Moment{At: time.Date(2018, 12, 6, 19, 0, 0, 999, toronto), DateOnly: true},
		Authors:   []content.TermID{"a", "b", "a"},
		Resources: []content.Resource{{Name: "thumbnail"}, {Name: "cover", URL: "images/mer d’été.png"}},
	}
	p, err := draft.PrepareShared("", in)
	if err != nil {
		t.Fatal(err)
	}
	want := content.Shared{
		Date:      &content.Moment{At: time.Date(2018, 12, 7, 0, 0, 0, 0, time.UTC), DateOnly: true},
		Authors:   []content.TermID{"a", "b"},
		Tags:      []content.TermID{},
		Related:   []content.PostID{},
		Params:    map[string]any{},
		Resources: in.Resources,
	}
	if diff := cmp.Diff(want, p.Shared); diff != "" {
		t.Errorf("PrepareShared() differs (-want +got):\n%s", diff)
	}
	tests := []struct {
		name string
		in   content.Shared
		want []string
	}{
		{"names", content.Shared{Resources: []content.Resource{{Name: ""}, {Name: "a\nb"}, {Name: " a"}}},
			[]string{"/resources/0/name: resource.name", "/resources/1/name: resource.name", "/resources/2/name: resource.name"}},
		{"two sources", content.Shared{Resources: []content.Resource{{Name: "a", Asset: "1", URL: "b"}}},
			[]string{"/resources/0: resource.asset_and_url"}},
		{"params", content.Shared{Params: map[string]any{"x": math.NaN()}}, []string{"/params: params.not_json"}},
		{"many params", content.Shared{Params: map[string]any{"x": strings.Repeat("x", 300<<10)}}, []string{"/params: params.too_large"}},
		{"place", content.Shared{Series: &content.SeriesPlace{Term: "s", Place: -1}}, []string{"/series/place: number.negative"}},
		{"many tags", content.Shared{Tags: make([]content.TermID, 201)}, []string{"/tags: list.too_long"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := draft.PrepareShared("", tt.in)
			if got := wrong(t, err); !slices.Equal(got, tt.want) {
				t.Errorf("PrepareShared() = %q, want %q", got, tt.want)
			}
		})
	}
}

// TestParamsSurvive holds that the free map comes back as it was given.
func TestParamsSurvive(t *testing.T) {
	var in map[string]any
	if err := json.Unmarshal([]byte(`{"class_name":"blog post","n":1.5,"l":[1,{"a":null}],"é":"«\u00a0»"}`), &in); err != nil {
		t.Fatal(err)
	}
	p, err := draft.PrepareShared("", content.Shared{Params: in})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(in, p.Shared.Params); diff != "" {
		t.Error(diff)
	}
}
