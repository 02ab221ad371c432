package tbx_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/tbx"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

func write(t testing.TB, source locale.Tag, terms ...bitext.Term) string {
	t.Helper()
	var b bytes.Buffer
	err := tbx.Write(&b, source, func(yield func(bitext.Term) error) error {
		for _, term := range terms {
			if err := yield(term); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func read(t testing.TB, text string) (rows []bitext.TermRow) {
	t.Helper()
	if err := tbx.Read(strings.NewReader(text), func(r bitext.TermRow) error {
		rows = append(rows, r)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return rows
}

// said writes what a row says.
func said(r bitext.TermRow) string {
	if r.Problem != "" {
		return r.Problem + " " + r.Excerpt
	}
	t := r.Term
	return fmt.Sprintf("%s %s %q = %s %s %q not %q (%s)", t.Source.Locale, t.Source.Term, t.Source.Forms, t.Target.Locale, t.Target.Term, t.Target.Forms, t.Forbidden, t.Note)
}

func TestRoundTrip(t *testing.T) {
	term := bitext.Term{
		ID: "0197", Source: bitext.TermSide{Locale: "fr", Term: "R&D", Forms: []string{"recherche <développement>"}},
		Target: bitext.TermSide{Locale: "en-CA", Term: "R & D", Forms: []string{"research", "development"}}, Forbidden: []string{"RnD"}, Note: "A \"note\".",
	}
	rows := read(t, write(t, "fr", term))
	if len(rows) != 1 {
		t.Fatalf("rows: %+v", rows)
	}
	want := `fr R&D ["recherche <développement>"] = en-CA R & D ["research" "development"] not ["RnD"] (A "note".)`
	if got := said(rows[0]); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

func TestForeign(t *testing.T) {
	const of2008 = `<?xml version='1.0'?><!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">
<martif type="TBX-Basic" xml:lang="en"><martifHeader><fileDesc/></martifHeader><text><body>
<termEntry id="1"><descrip type="subjectField">IT</descrip><note>n</note>
 <langSet xml:lang="en"><tig><term>cloud</term></tig></langSet>
 <langSet xml:lang="fr"><ntig><termGrp><term>nuage</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></termGrp></ntig>
  <tig><term>info-nuage</term></tig><tig><term>infonuagique</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></tig></langSet>
 <langSet xml:lang="de"><tig><term>Wolke</term></tig></langSet>
</termEntry>
<termEntry><langSet xml:lang="fr"><tig><term>seul</term></tig></langSet></termEntry>
</body></text></martif>`
	var got []string
	for _, r := range read(t, of2008) {
		got = append(got, fmt.Sprintf("%d: %s", r.Line, said(r)))
	}
	want := `3: en cloud [] = fr infonuagique ["info-nuage"] not ["nuage"] (n)
3: en cloud [] = de Wolke [] not [] (n)
9: glossary.one_language seul`
	if strings.Join(got, "\n") != want {
		t.Errorf("%s\nwant %s", strings.Join(got, "\n"), want)
	}
}

func TestHostile(t *testing.T) {
	tests := []struct{ name, text, code string }{
		{"nothing", "", "xml.malformed"},
		{"another format", "<tmx/>", "glossary.not_tbx"},
		{"declarations", `<!DOCTYPE tbx [<!ENTITY a "a">]><tbx/>`, "xml.doctype"},
		{"depth", "<tbx>" + strings.Repeat("<text>", 100), "xml.depth"},
		{"terms", "<tbx><text><body><conceptEntry><langSec>" + strings.Repeat("<termSec/>", 300), "glossary.too_many_terms"},
		{"cut off", "<tbx><text><body><conceptEntry>", "xml.malformed"},
	}
	for _, tt := range tests {
		err := tbx.Read(strings.NewReader(tt.text), func(bitext.TermRow) error { return nil })
		if f, ok := fault.Of(err); !ok || f.Code != tt.code {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.code)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`<tbx xml:lang="en"><text><body><conceptEntry><note>n</note><langSec xml:lang="en"><termSec><term>a</term></termSec></langSec><langSec xml:lang="fr"><termSec><term>b</term></termSec></langSec></conceptEntry></body></text></tbx>`))
	f.Fuzz(func(t *testing.T, text []byte) {
		_ = tbx.Read(bytes.NewReader(text), func(r bitext.TermRow) error {
			if r.Problem == "" {
				read(t, write(t, r.Term.Source.Locale, r.Term))
			}
			return nil
		})
	})
}
