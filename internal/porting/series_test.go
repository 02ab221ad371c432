package porting_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/store"
)

// in puts a document into a series.
func in(series string) func(*paper) {
	return func(p *paper) { p.Series, p.page.Series = series, []string{series} }
}

// series returns the names of every series, English before French, in order.
func (b *bench) series() []string {
	b.t.Helper()
	var list []string
	err := b.db.Read(b.t.Context(), func(s *store.Snapshot) error {
		terms, err := s.Terms(b.t.Context(), content.Series, "", 100)
		for _, t := range terms {
			var words []string
			for _, tag := range []locale.Tag{"en", "fr"} {
				words = append(words, t.Texts[tag].Name)
			}
			list = append(list, strings.Join(words, "|"))
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	slices.Sort(list)
	return list
}

func TestSeriesOfAPairIsOneSeries(t *testing.T) {
	tests := []struct {
		name  string
		works [][]paper
		want  []string
		notes []string
	}{
		{"two names", [][]paper{{doc("en", "a", in("The log")), doc("fr", "b", in("Carnet"))}}, []string{"The log|Carnet"}, nil},
		{"a post in one language comes first", [][]paper{
			{doc("fr", "a", in("Carnet"))}, {doc("en", "b", in("The log")), doc("fr", "c", in("carnet"))},
		}, []string{"The log|Carnet"}, nil},
		{"the source is French", [][]paper{{doc("fr", "a", in("Carnet")), doc("en", "b", in("The log"))}}, []string{"The log|Carnet"}, nil},
		{"one name", [][]paper{{doc("en", "a", in("Log")), doc("fr", "b", in("Log"))}}, []string{"Log|Log"}, nil},
		{"another name of another pair", [][]paper{
			{doc("en", "a", in("The log")), doc("fr", "b", in("Carnet"))}, {doc("en", "c", in("The log")), doc("fr", "d", in("Journal"))},
		}, []string{"The log|Carnet"}, []string{"import.series_apart"}},
		{"crossed names", [][]paper{
			{doc("en", "a", in("The log")), doc("fr", "b", in("Carnet"))}, {doc("en", "c", in("Notes")), doc("fr", "d", in("Journal"))},
			{doc("en", "e", in("The log")), doc("fr", "f", in("Journal"))},
		}, []string{"Notes|Journal", "The log|Carnet"}, []string{"import.series_apart"}},
		{"the source is in none", [][]paper{{doc("en", "a"), doc("fr", "b", in("Carnet"))}}, nil, []string{"import.series_apart"}},
		{"the translation is in none", [][]paper{{doc("en", "a", in("The log")), doc("fr", "b")}}, []string{"The log|"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t)
			r := b.run(site(tt.works...))
			equal(t, "series", b.series(), tt.want)
			equal(t, "notes", codes(r), tt.notes)
			if again := b.run(site(tt.works...)); again.Changed() {
				t.Errorf("the second run changed something: %+v", again.Totals)
			}
			equal(t, "series after the second run", b.series(), tt.want)
		})
	}
}

// A series that stands here is named in the language that comes later.
func TestSeriesOfHereGetsASecondName(t *testing.T) {
	b := newBench(t)
	b.run(site([]paper{doc("fr", "a", in("Carnet"))}))
	b.run(site([]paper{doc("fr", "a", in("Carnet"))}, []paper{doc("en", "b", in("The log")), doc("fr", "c", in("Carnet"))}))
	equal(t, "series", b.series(), []string{"The log|Carnet"})
}

// What is known of a series from here is not undone: a name that somebody gave it stays,
// and two series that stand here are joined by nobody but people.
func TestSeriesOfHereStay(t *testing.T) {
	b := newBench(t)
	en, fr := doc("en", "a", in("The log")), doc("fr", "b", in("Carnet"))
	b.run(site([]paper{doc("en", "c", in("The log"))}, []paper{doc("fr", "d", in("Carnet"))}))
	equal(t, "series", b.series(), []string{"The log|", "|Carnet"})
	r := b.run(site([]paper{en, fr}))
	if got := codes(r); !slices.Contains(got, "import.series_apart") {
		t.Errorf("notes %v", got)
	}
	equal(t, "series", b.series(), []string{"The log|", "|Carnet"})
}
