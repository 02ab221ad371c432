package i18n

import (
	"testing"

	"github.com/diptych-cms/diptych/internal/locale"
)

func TestLanguagesAreCalledByTheirNames(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		in    locale.Tag
		key   string
		value any
		want  string
	}{
		{"en", "translation.missing", "fr", "There is no translation in French."},
		{"fr", "translation.missing", "en", "Il n’y a pas de traduction en anglais."},
		{"fr-CA", "translation.missing", locale.Tag("fr-CA"), "Il n’y a pas de traduction en français canadien."},
		{"de", "translation.missing", "pt-BR", "There is no translation in Brazilian Portuguese."},
		{"fr", "translation.missing", "qaa", "Il n’y a pas de traduction en qaa."},
		{"fr", "translation.missing", "no tag", "Il n’y a pas de traduction en no tag."},
	} {
		args := map[string]any{"locale": tt.value}
		if got := c.Say(tt.in, tt.key, args); got != tt.want {
			t.Errorf("in %s, %v: %q, want %q", tt.in, tt.value, got, tt.want)
		}
		if len(args) != 1 {
			t.Errorf("the caller's values changed: %v", args)
		}
	}
	got := c.Say("fr", "post.live", map[string]any{"locales": "en, fr"})
	if want := "Ce billet est en ligne (anglais, français)."; got != want {
		t.Errorf("several: %q, want %q", got, want)
	}
}
