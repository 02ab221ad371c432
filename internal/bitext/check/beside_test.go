package check_test

import (
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/check"
	"github.com/diptych-cms/diptych/internal/content"
)

// TestLengthMindsTheParagraphBeside holds that a sentence that stands in the next
// paragraph in the other language is not taken for lost, and one that is lost is.
func TestLengthMindsTheParagraphBeside(t *testing.T) {
	const en = `<p>The mill was built in 1871 by two brothers who had never seen a river freeze.</p>
<p>For sixty years it ground the wheat of eleven parishes and lent its loft to dances on Saturdays. Today the wheel turns for visitors only, and the flour comes from somewhere else.</p>`
	const first = `<p>Le moulin a été construit en 1871 par deux frères qui n’avaient jamais vu geler une rivière.`
	const sentence = ` Pendant soixante ans, il a moulu le blé de onze paroisses et prêté son grenier aux danses du samedi.`
	const last = `<p>Aujourd’hui, la roue ne tourne que pour les visiteurs, et la farine vient d’ailleurs.</p>`
	found := func(fr string) int {
		p := newPair(content.Text{HTML: en}, content.Text{HTML: fr})
		p.input.Beads = []check.Bead{{Source: []int{0}, Target: []int{0}}, {Source: []int{1}, Target: []int{1}}}
		n := 0
		for _, f := range check.Run(p.input) {
			if f.Check == check.Length {
				n++
			}
		}
		return n
	}
	if n := found(first + sentence + "</p>\n" + last); n != 0 {
		t.Errorf("%d findings on a sentence that is in the paragraph before", n)
	}
	if n := found(first + "</p>\n" + last); n != 1 {
		t.Errorf("%d findings on a sentence that was lost", n)
	}
}

// TestLostLinkIsTheOneThatIsLost holds that of two links to this site the one that is
// lost is named, which is the one whose words are not there.
func TestLostLinkIsTheOneThatIsLost(t *testing.T) {
	p := newPair(
		content.Text{HTML: `<p>Our <a href="/season/">season</a> opens in May, and our <a href="/workshops/">Kubernetes workshops</a> in June.</p>`},
		content.Text{HTML: `<p>Notre saison commence en mai, et nos <a href="/fr/ateliers/">ateliers sur Kubernetes</a> en juin.</p>`})
	var lost []any
	for _, f := range check.Run(p.input) {
		if f.Check == check.Link {
			lost = append(lost, f.Args["source"])
		}
	}
	if len(lost) != 1 || lost[0] != "/season/" {
		t.Errorf("lost are %v", lost)
	}
}
