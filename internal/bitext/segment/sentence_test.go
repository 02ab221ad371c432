package segment_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/locale"
)

// TestSentences has each case with | where sentences are cut.
func TestSentences(t *testing.T) {
	for _, tt := range []struct {
		tag  locale.Tag
		want string
	}{
		{"en", "One. |Two! |Three? |Four… |Five."},
		{"en", "Mr. Jones met Dr. Smith. |They left."},
		{"en", "See No. 5 and p. 12, e.g. Section 3, i.e. Annex A. |Then stop."},
		{"en", "J. R. R. Tolkien wrote it. |J.-P. Roy did not."},
		{"en", "It costs $3.50. |It is version 2.1.3 of example.com now."},
		{"en", "In the U.S. Senate it failed. |It passed in the U.S. |The rest is known."},
		{"en", "At 3 p.m. Eastern we meet. |We end at 5 p.m. |The room is small."},
		{"en", "Apples, pears, etc. are fruit. |He likes apples, etc. |She does too."},
		{"en", "“Is it?” she said. |“It is.” |He left."},
		{"en", "He said (rightly.) |Then he left."},
		{"en", "Wait... |No one came... and it rained."},
		{"en", "1. Open the door. |2. Close it."},
		{"en", "Use .NET. |Or do not."},
		{"en", "<1>One.</1> |Two <2>three. Four</2>. |Five."},
		{"en", "A note.<1/> |Another.<2/>|A line."},
		{"en", "A &lt; b. |C &amp; D."},
		{"en", "Yahoo! was big. |Phones came."},
		{"en", "First line\n|Second line. |Third"},
		{"fr", "M. Tremblay et Mme Roy arrivent. |Ils s’assoient."},
		{"fr", "Voyez p. ex. Montréal, c.-à-d. Ville-Marie. |C’est là."},
		{"fr", "Il a dit : «\u00a0C’est fini.\u00a0» |Puis il est parti."},
		{"fr", "«\u00a0Vraiment?\u00a0» demande-t-elle. |«\u00a0Oui.\u00a0» |Elle rit."},
		{"fr", "Le 1er janvier, 1,5 % de 1 500,25 $. |La suite demain."},
		{"fr", "Des pommes, des poires, etc. |Les prix montent."},
		{"fr", "Selon l’art. 3 et le no 5, J.-P. Roy a raison. |À suivre."},
		{"fr", "Quoi ! |Non ? |Si… |Bon."},
		{"fr", "Né en 100 av. J.-C. |Il mourut jeune."},
		{"fr", "L’équipe d’Inc. Magazine arrive. |D’autres suivent."},
		{"de", "Eins. |Zwei."},
		{"en", ""},
		{"en", "No end"},
		{"en", "."},
	} {
		text := strings.ReplaceAll(tt.want, "|", "")
		got := segment.Sentences(text, tt.tag)
		if diff := cmp.Diff(strings.Split(tt.want, "|"), got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", text, diff)
		}
	}
}
