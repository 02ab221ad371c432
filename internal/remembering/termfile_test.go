package remembering_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/remembering"
)

const sheet = `source,target,term,translation,forms,targetForms,forbidden,note,caseSensitive
en,fr,cloud,nuage,,,,"A note, in a cell",
en-CA,fr-FR,'=sky,ciel,,,,,yes
en,fr,sea,mer,seas|the sea,,,,
en,fr,sea,mer,,,,,
en,de,sea,Meer,,,,,
fr,en,mer,sea,,,,,
en,fr,,vide,,,,,
en,fr,a,b,,,b,,
en,fr,x,y,,,,,perhaps
`

func (h *house) bringTerms(roles, text string, cmd remembering.Import) (remembering.Report, error) {
	cmd.Actor, cmd.File = with(roles), strings.NewReader(text)
	return h.ImportTerms(h.Context(), cmd)
}

func TestImportTerms(t *testing.T) {
	h := open(t)
	h.create(term("cloud", "nuage"))
	const want = "{2 1 0 6 [" +
		"{5 glossary.twice map[] sea – mer} {6 locale.unknown map[locale:de] sea – Meer} {7 memory.forbidden map[locale:en] mer – sea} " +
		"{8 glossary.no_word map[]  – vide} {9 glossary.both map[form:b] a – b} {10 glossary.not_yes map[] x – y}]}"
	h.unchanged("a dry run", func() {
		report, err := h.bringTerms("editor:fr", sheet, remembering.Import{Dry: true})
		if err != nil || fmt.Sprint(report) != want {
			t.Errorf("%v\nwant %s (%v)", report, want, err)
		}
	})
	key := once.Key{Name: "k", Hash: [32]byte{1}}
	report, err := h.bringTerms("editor:fr", sheet, remembering.Import{Once: key})
	if err != nil || fmt.Sprint(report) != want {
		t.Fatalf("%v\nwant %s (%v)", report, want, err)
	}
	h.unchanged("again", func() {
		if again, err := h.bringTerms("editor:fr", sheet, remembering.Import{Once: key}); err != nil || fmt.Sprint(again) != want {
			t.Errorf("again: %v, %v", again, err)
		}
	})
	h.unchanged("without its key", func() {
		if again, err := h.bringTerms("editor:fr", sheet, remembering.Import{}); err != nil || again.Added+again.Changed != 0 || again.Unchanged != 3 {
			t.Errorf("without its key: %v, %v", again, err)
		}
	})
	if got := fmt.Sprint(h.events()); got != "[glossary.saved [en fr] glossary.imported [fr]]" {
		t.Errorf("events: %s", got)
	}
	if got := fmt.Sprint(h.terms("The =sky, the Sky, two seas and a cloud.")); got != "[sky seas cloud]" {
		t.Errorf("found %s", got)
	}
}

func TestImportTermsRefused(t *testing.T) {
	h := open(t)
	for _, tt := range []struct{ name, roles, file, want string }{
		{"a translator", "translator:fr", sheet, "access.forbidden"},
		{"no head", "editor:fr", "a,b\n", "glossary.no_column"},
		{"broken at its end", "editor:fr", sheet + `"`, "glossary.not_csv"},
	} {
		h.unchanged(tt.name, func() {
			if _, err := h.bringTerms(tt.roles, tt.file, remembering.Import{}); problem(err) != tt.want {
				t.Errorf("%s: %s, want %s", tt.name, problem(err), tt.want)
			}
		})
	}
	h.unchanged("half way", func() {
		h.fail = errors.New("broken")
		defer func() { h.fail = nil }()
		if _, err := h.bringTerms("editor:fr", sheet, remembering.Import{}); !errors.Is(err, h.fail) {
			t.Errorf("half way: %v", err)
		}
	})
}

// TestTermsOutAndIn takes a glossary out of one site and into another, in each format.
func TestTermsOutAndIn(t *testing.T) {
	h := open(t)
	full := bitext.Term{
		Source: bitext.TermSide{Locale: "en", Term: "cloud", Forms: []string{"=cloud", "the cloud"}}, Forbidden: []string{"cloude"},
		Target: bitext.TermSide{Locale: "fr", Term: "nuage", Forms: []string{"nue"}}, Note: "a <note>, \"quoted\"", CaseSensitive: true,
	}
	h.create(full)
	h.create(term("sky", "ciel"))
	h.create(bitext.Term{Source: bitext.TermSide{Locale: "fr", Term: "mer"}, Target: bitext.TermSide{Locale: "en", Term: "sea"}})
	for _, format := range []remembering.Format{remembering.CSV, remembering.TBX} {
		var b bytes.Buffer
		if err := h.ExportTerms(t.Context(), remembering.Export{Actor: with("translator:fr"), Source: "en", Target: "fr"}, format, &b); err != nil {
			t.Fatal(err)
		}
		other := open(t)
		report, err := other.bringTerms("editor:fr", b.String(), remembering.Import{Format: format})
		if err != nil || fmt.Sprint(report) != "{2 0 0 0 []}" {
			t.Fatalf("%s: %v, %v\n%s", format, report, err, b.String())
		}
		page, err := other.ListTerms(t.Context(), remembering.ListTerms{Actor: owner})
		if err != nil {
			t.Fatal(err)
		}
		got := page.Items[0].Term
		if format == remembering.TBX { // it has no word for that
			got.CaseSensitive = true
		}
		if want := full; got.Note != want.Note || !got.CaseSensitive || fmt.Sprint(got.Source, got.Target, got.Forbidden) != fmt.Sprint(want.Source, want.Target, want.Forbidden) {
			t.Errorf("%s: %+v\nwant %+v\n%s", format, got, want, b.String())
		}
		h.unchanged("what it has itself", func() {
			report, err := h.bringTerms("editor:fr", b.String(), remembering.Import{Format: format})
			if err != nil || fmt.Sprint(report) != "{0 0 2 0 []}" {
				t.Errorf("%s: %v, %v", format, report, err)
			}
		})
	}
	var b bytes.Buffer
	if err := h.ExportTerms(t.Context(), remembering.Export{Actor: with("override:fr"), Source: "en", Target: "fr"}, remembering.CSV, &b); problem(err) != "access.forbidden" || b.Len() > 0 {
		t.Errorf("refused: %v, %q", err, b.String())
	}
}
