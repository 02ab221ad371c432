package exchanging_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/bitext/po"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/bitext/xliff"
	"github.com/diptych-cms/diptych/internal/exchanging"
)

// opened reads a file as a translator's tool does.
func opened(t testing.TB, doc string) *exchange.File {
	t.Helper()
	var file *exchange.File
	var err error
	if exchanging.KindOfText([]byte(doc)) == exchanging.ReadPO {
		file, err = po.Read(strings.NewReader(doc))
	} else {
		err = xliff.Read(strings.NewReader(doc), func(f *exchange.File) error { file = f; return nil })
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, doc)
	}
	return file
}

// closed writes a file again.
func closed(t testing.TB, format exchanging.Format, f *exchange.File) string {
	t.Helper()
	var b bytes.Buffer
	var err error
	switch format {
	case exchanging.PO:
		err = po.Write(&b, f)
	case exchanging.XLIFF12:
		err = xliff.Write(&b, xliff.V12, f)
	case exchanging.XLIFF21:
		err = xliff.Write(&b, xliff.V21, f)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// edited changes the units of a file as a translator does.
func edited(t testing.TB, format exchanging.Format, doc string, change func(*exchange.Unit)) string {
	t.Helper()
	f := opened(t, doc)
	for i := range f.Units {
		change(&f.Units[i])
	}
	return closed(t, format, f)
}

// loud translates a unit: into capitals, tags where they were.
func loud(u *exchange.Unit) {
	pieces := segment.Pieces(u.Source)
	for i := range pieces {
		pieces[i].Words = strings.ToUpper(pieces[i].Words)
	}
	u.Target, u.State = segment.Compose(pieces), exchange.Translated
}

// sortByPlace puts units in the order of a post.
func sortByPlace(units []exchange.Unit) {
	at := func(u exchange.Unit) string { return strings.ReplaceAll(u.Place, "/title", "/a") }
	slices.SortStableFunc(units, func(a, b exchange.Unit) int { return strings.Compare(at(a), at(b)) })
}
