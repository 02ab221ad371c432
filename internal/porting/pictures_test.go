package porting

import (
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
)

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
