package content_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
)

// TestLeft: a place is remembered once it is left, and forgotten where pages stand there
// again.
func TestLeft(t *testing.T) {
	at := func(base, tag string) content.LocaleSettings {
		return content.LocaleSettings{BaseURL: base, Paths: content.Paths{Tag: tag}}
	}
	l := content.Locale{Settings: at("", "/t/{slug}/")}
	for _, step := range []struct {
		now  content.LocaleSettings
		want []string // base and pattern
	}{
		{now: at("https://a.example", "/t/{slug}/")}, // the same path, at the language's host
		{now: at("https://A.example", "/t/{slug}")},
		{now: at("https://a.example/x", "/t/{slug}/"), want: []string{"https://A.example /t/{slug}"}},
		{now: at("https://b.example", "/u/{slug}/"), want: []string{"https://a.example/x /t/{slug}/", "https://A.example /t/{slug}"}},
		{now: at("https://a.example", "/t/{slug}/"), want: []string{"https://b.example /u/{slug}/", "https://a.example/x /t/{slug}/"}},
	} {
		var got []string
		l.Former = l.Left(step.now)
		l.Settings = step.now
		for _, f := range l.Former {
			got = append(got, f.Base+" "+f.Pattern)
		}
		if diff := cmp.Diff(step.want, got); diff != "" {
			t.Errorf("at %s %s: %s", step.now.BaseURL, step.now.Paths.Tag, diff)
		}
	}
	for i := range 100 {
		now := at("", "/"+string(rune('a'+i%50))+string(rune('a'+i/50))+"/{slug}/")
		l.Former, l.Settings = l.Left(now), now
	}
	if len(l.Former) > 40 {
		t.Errorf("%d places are remembered", len(l.Former))
	}
}
