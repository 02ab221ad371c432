package glossary_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/glossary"
	"github.com/diptych-cms/diptych/internal/fault"
)

func writeCSV(t testing.TB, terms ...bitext.Term) string {
	t.Helper()
	var b bytes.Buffer
	err := glossary.WriteCSV(&b, func(yield func(bitext.Term) error) error {
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

func readCSV(t testing.TB, text string) (rows []bitext.TermRow) {
	t.Helper()
	if err := glossary.ReadCSV(strings.NewReader(text), func(r bitext.TermRow) error {
		rows = append(rows, r)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestCSV(t *testing.T) {
	hostile := bitext.Term{
		Source: bitext.TermSide{Locale: "en", Term: "=1+1", Forms: []string{"+a", "b, c"}}, Target: bitext.TermSide{Locale: "fr", Term: "'quoted", Forms: []string{"@x"}},
		Forbidden: []string{"-y"}, Note: "two\nlines \"and\" more", CaseSensitive: true,
	}
	text := writeCSV(t, hostile)
	for line := range strings.Lines(text) {
		for cell := range strings.SplitSeq(strings.TrimSpace(line), ",") {
			if cell = strings.Trim(cell, `"`); cell != "" && strings.ContainsAny(cell[:1], "=+-@\t") {
				t.Errorf("a spreadsheet computes %q", cell)
			}
		}
	}
	rows := readCSV(t, text)
	if len(rows) != 1 || fmt.Sprint(rows[0].Term) != fmt.Sprint(hostile) || rows[0].Line != 2 {
		t.Errorf("%+v\nbecame %+v", hostile, rows)
	}
}

func TestReadCSV(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"with a mark of its encoding", "\ufeffsource,target,term,translation\nen,fr,cloud,nuage\n", "2 en cloud [] fr nuage [] [] false "},
		{"of a French spreadsheet", "term;translation;source;target;caseSensitive\r\ncloud;nuage;en;fr;oui\r\n", "2 en cloud [] fr nuage [] [] true "},
		{"other columns, short rows", "Source,TARGET,id,term,translation,forms,forbidden\nen,fr,7,cloud,nuage,a|b | ,x\nen,fr,8,sky,ciel\n",
			"2 en cloud [a b] fr nuage [] [x] false 3 en sky [] fr ciel [] [] false "},
		{"what is neither yes nor no", "source,target,term,translation,caseSensitive\nen,fr,a,b,perhaps\n", "2 glossary.not_yes a – b "},
		{"another encoding", "source,target,term,translation\nen,fr,caf\xe9,b\n", "2 text.encoding caf\uFFFD – b "},
		{"a head alone", "source,target,term,translation\n", ""},
	}
	for _, tt := range tests {
		got := ""
		for _, r := range readCSV(t, tt.text) {
			if got += fmt.Sprint(r.Line, " "); r.Problem != "" {
				got += r.Problem + " " + r.Excerpt + " "
				continue
			}
			x := r.Term
			got += fmt.Sprintln(x.Source.Locale, x.Source.Term, x.Source.Forms, x.Target.Locale, x.Target.Term, x.Target.Forms, x.Forbidden, x.CaseSensitive)
			got = strings.TrimSuffix(got, "\n") + " "
		}
		if got != tt.want {
			t.Errorf("%s: %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

func TestHostileCSV(t *testing.T) {
	for text, code := range map[string]string{
		"":                                     "glossary.no_column",
		"a,b\n":                                "glossary.no_column",
		"source,target,term\n":                 "glossary.no_column",
		"source,target,term,translation\n\"":   "glossary.not_csv",
		"source,target,term,translation\na\"b": "glossary.not_csv",
	} {
		err := glossary.ReadCSV(strings.NewReader(text), func(bitext.TermRow) error { return nil })
		if f, ok := fault.Of(err); !ok || f.Code != code {
			t.Errorf("%q: %v, want %s", text, err, code)
		}
	}
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("source,target,term,translation,forms,targetForms,forbidden,note,caseSensitive\nen,fr,'=a,\"b\nc\",x|y,,z,n,yes\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		_ = glossary.ReadCSV(bytes.NewReader(text), func(r bitext.TermRow) error {
			if r.Problem != "" || strings.ContainsAny(fmt.Sprint(r.Term), "\r|") {
				return nil
			}
			again := readCSV(t, writeCSV(t, r.Term))
			if len(again) != 1 || fmt.Sprint(again[0].Term) != fmt.Sprint(r.Term) {
				t.Fatalf("%+v\nbecame %+v", r.Term, again)
			}
			return nil
		})
	})
}

func FuzzFind(f *testing.F) {
	f.Add("hybrid cloud", "A <1>hybrid</1> cloud.")
	f.Add("taux d’intérêt", "l’intérêt")
	f.Fuzz(func(t *testing.T, form, text string) {
		g := glossary.New([]bitext.Term{{ID: "1", Source: bitext.TermSide{Locale: "fr", Term: form}, Target: bitext.TermSide{Locale: "en", Term: form}}}, "fr", "en")
		end := 0
		for _, m := range g.Find(text) {
			if m.Start < end || m.End > len(text) || text[m.Start:m.End] != m.Form {
				t.Fatalf("%q in %q: %+v", form, text, m)
			}
			end = m.End
		}
		g.Judge(text, text)
	})
}
