package memory_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/memory"
)

func TestPieces(t *testing.T) {
	tests := []struct{ name, source, target, tags, want string }{
		{"two sentences", "The server is down. Nobody knows why.", "Le serveur est en panne. Personne ne sait pourquoi.", "",
			"The server is down. = Le serveur est en panne. () | Nobody knows why. = Personne ne sait pourquoi. ()"},
		{"tags are numbered anew", "The <1>server</1> is down. Nobody <2>knows</2> <3/> why.", "Le <1>serveur</1> est en panne. <3/>Personne ne <2>sait</2> pourquoi.", "a em br/",
			"The <1>server</1> is down. = Le <1>serveur</1> est en panne. (a) | Nobody <1>knows</1> <2/> why. = <2/>Personne ne <1>sait</1> pourquoi. (em br/)"},
		{"a tag that went to another sentence", "The <1>server</1> is down. Nobody knows why.", "Le serveur est en panne. Personne ne <1>sait</1> pourquoi.", "a", ""},
		{"another number of sentences", "The server is down. Nobody knows why.", "Le serveur est en panne, et personne ne sait pourquoi.", "", ""},
		{"one sentence", "The server is down.", "Le serveur est en panne.", "", ""},
		{"out of proportion", "The old server in the cellar of the house is down again today. Why is it so?", "Panne. Le vieux serveur dans la cave de la maison est de nouveau en panne aujourd’hui.", "", ""},
		{"short ones are left out", "Oh no! The server is down.", "Oh non! Le serveur est en panne.", "", " = () | The server is down. = Le serveur est en panne. ()"},
	}
	for _, tt := range tests {
		e := bitext.Entry{Source: tt.source, Target: tt.target, Tags: tt.tags, Direction: bitext.Direction{Source: "en", Target: "fr"}}
		var got []string
		for _, p := range memory.Pieces(e, "fr") {
			got = append(got, fmt.Sprintf("%s = %s (%s)", p.Source, p.Target, p.Tags))
		}
		if want := strings.ReplaceAll(tt.want, " = () |", " =  () |"); strings.Join(got, " | ") != want {
			t.Errorf("%s: %s\nwant %s", tt.name, strings.Join(got, " | "), want)
		}
	}
}

func FuzzSentences(f *testing.F) {
	f.Add("The <1>server</1> is down. Nobody <2>knows</2>.", "a em")
	f.Fuzz(func(t *testing.T, text, tags string) {
		for _, s := range memory.Sentences(text, tags, "en") {
			if back := s.Back(s.Text); !strings.Contains(text, back) {
				t.Fatalf("%q has no %q, which is %q in the whole", text, back, s.Text)
			}
		}
	})
}
