package proof_test

import (
	"context"
	"slices"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/align"
	"github.com/diptych-cms/diptych/internal/bitext/check"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/proof"
)

// A site is what proofs are made of, as a test has it.
type site struct {
	checks map[string]string
	terms  []bitext.Term
	said   []bitext.Dismissal
	holds  map[string]content.PostID // by path
	assets []media.Asset
}

func (s site) AssetsByID(_ context.Context, ids []content.AssetID) (list []media.Asset, err error) {
	for _, a := range s.assets {
		if slices.Contains(ids, a.ID) {
			list = append(list, a)
		}
	}
	return list, nil
}

// Holders finds who has a path.
func (s site) Holders(_ context.Context, wanted []content.Address) (list []content.Address, err error) {
	for _, a := range wanted {
		if id := s.holds[a.Key]; id != "" {
			a.Post = id
			list = append(list, a)
		}
	}
	return list, nil
}

func (s site) Site(context.Context) (*content.Site, error) {
	return &content.Site{Settings: content.SiteSettings{Checks: s.checks}}, nil
}

func (site) Locales(context.Context) ([]content.Locale, error) {
	return []content.Locale{{Tag: "en", Settings: content.LocaleSettings{Typography: "en"}}, {Tag: "fr", Settings: content.LocaleSettings{Typography: "fr-CA"}}}, nil
}

func (s site) GlossaryByStems(context.Context, locale.Tag, locale.Tag, []uint32) ([]bitext.Term, error) {
	return s.terms, nil
}

func (s site) Dismissals(context.Context, content.PostID, locale.Tag) ([]bitext.Dismissal, error) {
	return s.said, nil
}

// of proves a French text beside an English one.
func (s site) of(t *testing.T, en, fr string) *proof.Proof {
	t.Helper()
	source, target := segment.Cut("en", content.Text{HTML: en}), segment.Cut("fr", content.Text{HTML: fr})
	p, err := proof.Of(t.Context(), s, proof.Texts{Source: source, Target: target, Beads: align.Align(source, target, align.Hints{})})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func names(p *proof.Proof) []check.Name {
	var list []check.Name
	for _, f := range p.Findings {
		list = append(list, f.Check)
	}
	return list
}

var hive = bitext.Term{
	ID: "1", Source: bitext.TermSide{Locale: "en", Term: "hive"}, Target: bitext.TermSide{Locale: "fr", Term: "ruche"}, Forbidden: []string{"essaim"},
}

// TestTheGlossaryIsKeptTo in every form of its words, and nowhere else.
func TestTheGlossaryIsKeptTo(t *testing.T) {
	s := site{terms: []bitext.Term{hive}}
	for _, c := range []struct {
		en, fr string
		want   []check.Name
	}{
		{"<p>The hives are full.</p>", "<p>Les ruches sont pleines.</p>", nil},
		{"<p>The hives are full.</p>", "<p>Les caisses sont pleines.</p>", []check.Name{check.TermMissing}},
		{"<p>The hives are full.</p>", "<p>Les essaims sont pleins.</p>", []check.Name{check.TermForbidden}},
		{"<p>The <b>hive</b> is full.</p>", "<p>L’<b>essaim</b> est plein.</p>", []check.Name{check.TermForbidden}},
		{"<p>The boxes are full.</p>", "<p>Les caisses sont pleines.</p>", nil},
	} {
		p := s.of(t, c.en, c.fr)
		if !slices.Equal(names(p), c.want) {
			t.Errorf("%s %s: %v, want %v", c.en, c.fr, names(p), c.want)
			continue
		}
		for _, f := range p.Findings {
			side := map[check.Field]string{check.InSource: "hive", check.InTarget: "essaim"}[f.Place.Field]
			if f.Place.Length < len(side) || f.Args["wanted"] != "ruche" {
				t.Errorf("%s: %+v", c.fr, f)
			}
		}
	}
}

// TestTheSiteSaysWhatCounts: severities are the site's, and what was dismissed is no error.
func TestTheSiteSaysWhatCounts(t *testing.T) {
	const en, fr = "<p>Seven of 12 bees.</p>", "<p>Sept abeilles sur 13 !</p>"
	p := site{}.of(t, en, fr)
	if !slices.Equal(names(p), []check.Name{check.Number, check.PunctuationGap}) || p.Errors() != 1 {
		t.Fatalf("%v, %d errors", names(p), p.Errors())
	}
	if off := (site{checks: map[string]string{"number": "off", "punctuation": "error"}}).of(t, en, fr); len(off.Findings) != 1 || off.Errors() != 1 {
		t.Errorf("otherwise: %v, %d errors", names(off), off.Errors())
	}
	if said := (site{said: []bitext.Dismissal{{Finding: p.Findings[0].ID}}}).of(t, en, fr); said.Errors() != 0 || len(said.Findings) != 2 {
		t.Errorf("dismissed: %d errors", said.Errors())
	}
	// The word is about these texts: another number is another finding.
	if said := (site{said: []bitext.Dismissal{{Finding: p.Findings[0].ID}}}).of(t, en, "<p>Sept abeilles sur 14 !</p>"); said.Errors() != 1 {
		t.Errorf("another number: %d errors", said.Errors())
	}
}

// TestLinksOfAPostAreOne whether they are written as its address in either language or
// as a reference, and wherever in it they lead; what nobody knows is let pass.
func TestLinksOfAPostAreOne(t *testing.T) {
	s := site{holds: map[string]content.PostID{"/en/tides": "1", "/fr/marees": "1", "/fr/phares": "2"}}
	for _, c := range []struct {
		en, fr string
		want   []check.Name
	}{
		{"cms:post/1", "cms:post/1", nil},
		{"cms:post/1#deadline", "cms:post/1#date-limite", nil},
		{"cms:post/1", "/fr/marees/", nil},
		{"/en/tides", "cms:post/1", nil},
		{"/en/tides", "/fr/marees", nil},
		{"/en/tides", "/en/tides", nil}, // readers are led to their own
		{"cms:post/1", "/fr/nowhere", nil},
		{"/en/nowhere", "cms:post/1", nil},
		{"cms:post/1", "cms:post/2", []check.Name{check.Link}},
		{"cms:post/1", "/fr/phares", []check.Name{check.Link}},
		{"/en/tides", "/fr/phares", []check.Name{check.Link}},
	} {
		p := s.of(t, `<p>See <a href="`+c.en+`">the tides</a> now.</p>`, `<p>Voyez <a href="`+c.fr+`">les marées</a> maintenant.</p>`)
		if !slices.Equal(names(p), c.want) {
			t.Errorf("%s beside %s: %v, want %v", c.fr, c.en, names(p), c.want)
		}
	}
}
