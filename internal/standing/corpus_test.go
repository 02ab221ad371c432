package standing_test

import (
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/pairtest"
	"github.com/diptych-cms/diptych/internal/standing"
)

// What is imported together is right beside each other, and stands so without a look
// into the texts: nothing is stale, whatever is missing.
func TestImportedPairsAreLevel(t *testing.T) {
	pairs, rows, missing, local := 0, 0, 0, 0
	for _, name := range pairtest.Corpora() {
		for _, p := range pairtest.Corpus(t, name) {
			b := newBook()
			source, target := p.Source.Locale, p.Target.Locale
			made := content.Revision{Post: "p", Locale: target, N: 1, BasedOn: 1, BasedIn: source, Text: p.Target.Text, Meta: content.Meta{Origin: content.FromImport, At: b.tick()}}
			b.revisions[source] = []content.Revision{{Post: "p", Locale: source, N: 1, Text: p.Source.Text, Meta: content.Meta{Origin: content.FromImport, At: b.tick()}}}
			b.revisions[target] = []content.Revision{made}
			of := bitext.Pairing{Post: "p", Source: source, SourceN: 1, Target: target, TargetN: 1}
			pair, err := standing.Of(t.Context(), b, of)
			if err != nil {
				t.Fatal(err)
			}
			if n := pair.Sums; !standing.Level(of, &made) || n.Substantive+n.Minor+n.Came+n.Went+n.Ahead > 0 {
				t.Errorf("%s: %+v", p.Name, n)
			}
			pairs, rows = pairs+1, rows+len(pair.Rows)
			missing, local = missing+pair.Sums.Missing, local+pair.Sums.Local
		}
	}
	t.Logf("%d pairs, %d rows, %d missing, %d local", pairs, rows, missing, local)
}
