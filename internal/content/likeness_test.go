package content_test

import (
	"slices"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
)

func TestLike(t *testing.T) {
	day := time.Date(2018, 12, 7, 0, 0, 0, 0, time.UTC)
	tests := []struct {
		name        string
		a, b        content.Traits
		least, most float64
		reasons     []content.PairReason
	}{
		{"nothing", content.Traits{}, content.Traits{}, 0, 0, nil},
		{"nothing in common", content.Traits{Day: day, Files: []string{"a"}, Slugs: []string{"le-vent"}}, content.Traits{Day: day.AddDate(0, 0, 3), Files: []string{"b"}, Slugs: []string{"the-roof"}}, 0, 0, nil},
		{"the day alone", content.Traits{Day: day}, content.Traits{Day: day.Add(9 * time.Hour)}, 0.25, 0.25, []content.PairReason{content.SameDate}},
		{"the next day", content.Traits{Day: day}, content.Traits{Day: day.AddDate(0, 0, 1)}, 0.12, 0.13, []content.PairReason{content.SameDate}},
		{"a letter in the file's name", content.Traits{Keys: []string{"post/meetups"}}, content.Traits{Keys: []string{"post/meetup"}}, 0.8, 0.8, []content.PairReason{content.NearKey}},
		{"cognates", content.Traits{Slugs: []string{"microservices-en-production"}}, content.Traits{Slugs: []string{"production-microservices"}}, 0.45, 0.45, []content.PairReason{content.NearSlug}},
		{"half of the pictures, and the day", content.Traits{Day: day, Files: []string{"a", "b"}}, content.Traits{Day: day, Files: []string{"b"}}, 0.45, 0.46,
			[]content.PairReason{content.SameFiles, content.SameDate}},
		{"links", content.Traits{Links: []string{"https://x.example/"}}, content.Traits{Links: []string{"https://x.example/"}}, 0.5, 0.5, []content.PairReason{content.SameLinks}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, got := range []content.Likeness{tt.a.Like(tt.b), tt.b.Like(tt.a)} {
				if got.Score < tt.least-1e-9 || got.Score > tt.most+1e-9 || !slices.Equal(got.Reasons, tt.reasons) {
					t.Errorf("Like = %+v, want %v to %v, %v", got, tt.least, tt.most, tt.reasons)
				}
			}
		})
	}
}

func TestImportKey(t *testing.T) {
	for _, tt := range [][3]string{
		{"content/post/vent.fr.md", "fr", "content/post/vent"},
		{"content/post/vent/index.fr.md", "fr", "content/post/vent"},
		{"content/fr/post/vent.md", "fr", "content/post/vent"},
		{"content/FR/post/vent.md", "fr-CA", "content/post/vent"},
		{"content/post/vent.en.md", "fr", "content/post/vent.en"},
		{"vent", "fr", "vent"},
	} {
		if got := content.ImportKey(tt[0], "fr"); tt[1] == "fr" && got != tt[2] {
			t.Errorf("ImportKey(%q) = %q, want %q", tt[0], got, tt[2])
		}
	}
}
