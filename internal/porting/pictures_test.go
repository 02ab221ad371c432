package porting

import (
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/markup"
)

// TestRewriteSourcesAsWritten holds that what the HTML escapes is found as the author
// wrote it.
func TestRewriteSourcesAsWritten(t *testing.T) {
	for _, body := range []string{
		"![x](<deux mots.jpg>)", "![x](deux%20mots.jpg)", "![x](été.png)", "![x](%c3%a9t%c3%a9.png)", "![x](<à l’île (2).png> \"Titre\")",
		`![x](a\_b.png)`, "![x](a&b.png)", "![x](a&amp;b.png)", "![x](100%25.png)", "[x]\n\n[x]: <deux mots.jpg>\n", "![x](d'or.png)", "![x](<a+b & c.jpg>)",
		`<img src="été d'or.png">`, `<img src='a &amp; b.png'>`, `<img src="l&#39;or.png">`, `[![x](<un été.jpg>)](grand.jpg)`, "![x](plan%231.png)",
	} {
		out, err := markup.FromMarkdown(body)
		if err != nil {
			t.Fatal(err)
		}
		assets := make(map[string]content.AssetID)
		for _, l := range markup.Links(out) {
			assets[l.URL] = "aa"
		}
		if len(assets) == 0 {
			t.Fatalf("%q has no destination", body)
		}
		after, err := markup.FromMarkdown(rewriteSources(body, assets))
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range markup.Links(after) {
			if l.URL != "cms:asset/aa" {
				t.Errorf("%q becomes %q", body, after)
			}
		}
	}
}

func TestRewriteSources(t *testing.T) {
	assets := map[string]content.AssetID{"/images/a.png": "aa", "plan.jpg": "bb"}
	tests := []struct{ name, body, want string }{
		{"attribute", `<img src="/images/a.png" alt="x">`, `<img src="cms:asset/aa" alt="x">`},
		{"bare attribute", `<img src=/images/a.png>`, `<img src=cms:asset/aa>`},
		{"markdown", `![Le plan](plan.jpg "Titre")`, `![Le plan](cms:asset/bb "Titre")`},
		{"markdown in brackets", `![Le plan](<plan.jpg>)`, `![Le plan](<cms:asset/bb>)`},
		{"definition", "[plan]: plan.jpg\n", "[plan]: cms:asset/bb\n"},
		{"srcset", `<img srcset="plan.jpg 1x, plan.jpg 2x">`, `<img srcset="cms:asset/bb 1x, cms:asset/bb 2x">`},
		{"longer name", `<img src="plan.jpgx">`, `<img src="plan.jpgx">`},
		{"other folder", `<img src="/old/images/a.png">`, `<img src="/old/images/a.png">`},
		{"prose", `Voyez /images/a.png ici, ou (plan.jpg).`, `Voyez /images/a.png ici, ou (plan.jpg).`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := rewriteSources(tt.body, assets); got != tt.want {
				t.Errorf("rewriteSources(%q) = %q, want %q", tt.body, got, tt.want)
			}
		})
	}
}
