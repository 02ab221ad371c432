package entry_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

func row(tag string, facets ...content.TermID) entry.Row {
	return entry.Row{Post: "p", Locale: locale.Tag(tag), Date: time.Unix(7, 0), Facets: facets}
}

func say(places []entry.Place) []string {
	out := []string{}
	for _, p := range places {
		out = append(out, fmt.Sprintf("%s|%s|%s", p.Locale, p.Facet, p.Avail))
	}
	return out
}

func TestPlaces(t *testing.T) {
	if got := entry.Places(nil); got != nil {
		t.Errorf("of nothing: %v", got)
	}
	got := say(entry.Places([]entry.Row{row("en", "a", "b"), row("fr", "a")}))
	want := []string{
		"*||", "*||en", "*||fr", "*|a|", "*|a|en", "*|a|fr", "*|b|", "*|b|en", "*|b|fr",
		"en||", "en||fr", "en|a|", "en|a|fr", "en|b|", "en|b|fr",
		"fr||", "fr||en", "fr|a|", "fr|a|en",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestMoves(t *testing.T) {
	before := entry.Places([]entry.Row{row("en", "a")})
	after := entry.Places([]entry.Row{row("en", "b")})
	gone, added := entry.Moves(before, after)
	if diff := cmp.Diff([]string{"*|a|", "*|a|en", "en|a|"}, say(gone)); diff != "" {
		t.Errorf("gone: %s", diff)
	}
	if diff := cmp.Diff([]string{"*|b|", "*|b|en", "en|b|"}, say(added)); diff != "" {
		t.Errorf("added: %s", diff)
	}
	if gone, added := entry.Moves(before, before); gone != nil || added != nil {
		t.Errorf("nothing moved: %v %v", gone, added)
	}
	other := slices.Clone(before)
	for i := range other {
		other[i].Date = time.Unix(8, 0)
	}
	if gone, added := entry.Moves(before, other); len(gone) != len(before) || len(added) != len(before) {
		t.Errorf("another date moves %d and %d of %d", len(gone), len(added), len(before))
	}
}
