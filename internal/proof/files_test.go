package proof_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/proof"
)

// TestPicturesBesideTheBody are looked at with what is said of them in the post, else of
// the file.
func TestPicturesBesideTheBody(t *testing.T) {
	described := media.Asset{ID: "aa", Type: "image/jpeg", Name: "toit.jpg", Texts: map[locale.Tag]media.Text{
		"en": {Alt: "A garden on the roof"}, "fr": {Alt: "Un jardin sur le toit"},
	}}
	silent := media.Asset{ID: "bb", Type: "image/png", Name: "plan.png", Texts: map[locale.Tag]media.Text{"en": {Alt: "A plan of the beds"}}}
	paper := media.Asset{ID: "cc", Type: "application/pdf", Name: "guide.pdf"}
	says := func(name string, r content.ResourceText) map[string]content.ResourceText {
		return map[string]content.ResourceText{name: r}
	}
	for _, tt := range []struct {
		name   string
		shared []content.Resource
		en, fr content.Text
		want   []string
	}{
		{name: "the file says it", shared: []content.Resource{{Name: "thumbnail", Asset: "aa"}}},
		{name: "the file does not", shared: []content.Resource{{Name: "thumbnail", Asset: "bb"}}, want: []string{"alt_missing plan.png"}},
		{name: "the post does", shared: []content.Resource{{Name: "thumbnail", Asset: "bb"}},
			fr: content.Text{Resources: says("thumbnail", content.ResourceText{Alt: "Le plan des plates-bandes"})}},
		{name: "in the wrong language", shared: []content.Resource{{Name: "thumbnail", Asset: "bb"}},
			fr: content.Text{Resources: says("thumbnail", content.ResourceText{Alt: "A plan of the beds"})}, want: []string{"alt_same <nil>"}},
		{name: "a language has another file", shared: []content.Resource{{Name: "thumbnail", Asset: "aa"}},
			fr: content.Text{Resources: says("thumbnail", content.ResourceText{Asset: "bb"})}, want: []string{"alt_missing plan.png"}},
		{name: "a language has its own list", shared: []content.Resource{{Name: "thumbnail", Asset: "bb"}},
			fr: content.Text{Overrides: content.Overrides{Resources: content.Instead([]content.Resource{})}}},
		{name: "no picture", shared: []content.Resource{{Name: "guide", Asset: "cc"}, {Name: "thumbnail"}, {Name: "site", URL: "https://example.org/guide"}}},
		{name: "a picture of others", shared: []content.Resource{{Name: "cover", URL: "https://example.org/a"}, {Name: "b", URL: "https://example.org/b.JPG?w=1"}},
			want: []string{"alt_missing a", "alt_missing b.JPG?w=1"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.en.HTML, tt.fr.HTML = "<p>The wind rises.</p>", "<p>Le vent se lève.</p>"
			texts := proof.Texts{Source: segment.Cut("en", tt.en), Target: segment.Cut("fr", tt.fr), Resources: tt.shared}
			p, err := proof.Of(t.Context(), site{assets: []media.Asset{described, silent, paper}}, texts)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range p.Findings {
				got = append(got, fmt.Sprint(f.Check, " ", f.Args["target"]))
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}
