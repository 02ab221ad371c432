package exchanging_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/exchanging"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/once"
)

// entry is a file in an archive, of a size that may be other than it claims.
type entry struct{ name, text string }

func zipped(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, e := range entries {
		w, err := z.Create(e.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(e.text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestManyThereAndBack gives posts out in an archive and takes them back, each for
// itself.
func TestManyThereAndBack(t *testing.T) {
	h := open(t)
	first, second := h.post("Shop", english, french), h.post("Shop", english, "")
	var b bytes.Buffer
	each, end := exchanging.Zip(&b, noon)
	n, err := h.ExportMany(t.Context(), exchanging.ExportMany{
		Actor: owner, Locale: "fr", Posts: []content.PostID{first, second}, Choice: exchanging.Choice{Format: exchanging.PO, At: noon},
	}, each)
	if err != nil || n != 2 {
		t.Fatal(n, err)
	}
	if err := end(); err != nil {
		t.Fatal(err)
	}
	files, err := exchanging.Unzip(b.Bytes())
	if err != nil || len(files) != 2 || files[0].Name == files[1].Name {
		t.Fatalf("%+v, %v", files, err)
	}
	for i := range files {
		files[i].Body = []byte(edited(t, exchanging.PO, string(files[i].Body), loud))
	}
	// A post that is gone, and a unit that says nothing, stop nobody.
	gone := edited(t, exchanging.PO, string(files[0].Body), func(u *exchange.Unit) { u.Post = "0197a1b2-0000-7000-8000-000000000000" })
	files = append(files, exchanging.Incoming{Name: "gone.po", Kind: exchanging.ReadPO, Body: []byte(gone)},
		exchanging.Incoming{Name: "lost.po", Kind: exchanging.ReadPO, Body: []byte("msgid \"a\"\nmsgstr \"b\"\n")})
	cmd := exchanging.ImportMany{Actor: owner, Files: files, Once: once.Key{Name: "k"}}
	reports, err := h.ImportMany(t.Context(), cmd)
	if err != nil || len(reports.Posts) != 3 || len(reports.Units) != 1 {
		t.Fatalf("%+v, %v", reports, err)
	}
	if a, b, c := reports.Posts[0], reports.Posts[1], reports.Posts[2]; a.Sums()[exchanging.Applied] != 4 || b.Sums()[exchanging.Applied] != 4 || c.Code != "post.not_found" || c.Results[0].Target == "" {
		t.Errorf("%+v", reports)
	}
	if u := reports.Units[0]; u.Code != "exchange.nameless" || u.Target != "b" || u.File != "lost.po" {
		t.Errorf("%+v", u)
	}
	// The same key again does nothing and says the same.
	again, err := h.ImportMany(t.Context(), cmd)
	if err != nil || fmt.Sprint(again) != fmt.Sprint(reports) {
		t.Errorf("again: %+v, %v", again, err)
	}
	if _, n, _ := h.translation(first, "fr"); n != 2 {
		t.Errorf("revision %d", n)
	}
}

// TestHostileArchives: nothing of an archive is believed, and nothing is written where
// it says.
func TestHostileArchives(t *testing.T) {
	po := "msgid \"a\"\nmsgstr \"b\"\n"
	long := po + strings.Repeat("# 0123456789\n", exchange.MaxBytes/13)
	var many []entry
	for i := range exchange.MaxFiles + 1 {
		many = append(many, entry{fmt.Sprintf("%d.po", i), po})
	}
	var heavy []entry
	for i := range 6 {
		heavy = append(heavy, entry{fmt.Sprintf("%d.po", i), long[:exchange.MaxBytes]})
	}
	tests := []struct {
		name    string
		archive []byte
		code    string
	}{
		{"nothing", nil, "exchange.not_zip"},
		{"no archive", []byte(strings.Repeat("PK\x05\x06", 100)), "exchange.not_zip"},
		{"cut off", zipped(t, entry{"a.po", po})[:60], "exchange.not_zip"},
		{"nothing of ours", zipped(t, entry{"a.txt", po}, entry{"__MACOSX/._a.po", "x"}, entry{".hidden.po", "x"}, entry{"folder.po/", ""}), "exchange.empty_zip"},
		{"many files", zipped(t, many...), "exchange.too_many"},
		{"a bomb", zipped(t, entry{"a.po", long + long}), "exchange.too_large"},
		{"a bomb in pieces", zipped(t, heavy...), "exchange.too_large"},
	}
	for _, tt := range tests {
		_, err := exchanging.Unzip(tt.archive)
		if f, ok := fault.Of(err); !ok || f.Code != tt.code {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.code)
		}
	}
	files, err := exchanging.Unzip(zipped(t, entry{"../../etc/cron.d/a.PO", po}, entry{"/b.xliff", "<xliff/>"}, entry{`c:\d.po`, po}))
	if err != nil || len(files) != 3 || files[0].Kind != exchanging.ReadPO || files[1].Kind != exchanging.ReadXLIFF {
		t.Errorf("%+v, %v", files, err)
	}
}

// FuzzUnzip: whatever it is, it is a fault or files within bounds.
func FuzzUnzip(f *testing.F) {
	f.Add(zipped(f, entry{"a.po", "msgid \"a\"\nmsgstr \"b\"\n"}, entry{"b.xlf", "<xliff version=\"1.2\"/>"}))
	f.Fuzz(func(t *testing.T, archive []byte) {
		files, err := exchanging.Unzip(archive)
		if _, ok := fault.Of(err); err != nil && !ok {
			t.Errorf("%v is no fault", err)
		}
		for _, one := range files {
			if len(one.Body) > exchange.MaxBytes || one.Kind == "" {
				t.Errorf("%s: %d bytes, %q", one.Name, len(one.Body), one.Kind)
			}
		}
	})
}

// TestWhoMay asks every kind of actor.
func TestWhoMay(t *testing.T) {
	h := open(t)
	id := h.post("Shop", english, french)
	doc := h.export(id, exchanging.Choice{Format: exchanging.PO})
	tests := []struct {
		actor   access.Actor
		out, in string // codes; empty: may
		outMany string
	}{
		{owner, "", "", ""},
		{with("user:t", "translator:fr"), "", "", ""},
		{with("user:e", "editor:fr"), "", "", ""},
		{with("user:v", "reviewer:fr"), "", "access.forbidden_locale", "access.forbidden_locale"},
		{with("user:r", "reader:fr"), "access.forbidden_locale", "access.forbidden_locale", "access.forbidden_locale"},
		{with("user:rr", "reader:fr reader:en"), "", "access.forbidden_locale", "access.forbidden_locale"},
		{with("user:te", "translator:en"), "access.forbidden_locale", "access.forbidden_locale", "access.forbidden_locale"},
		{with("user:a", "author:fr author:en"), "post.not_found", "post.not_found", ""},
		{with("user:n", ""), "access.forbidden", "access.forbidden_locale", "access.forbidden_locale"},
	}
	for _, tt := range tests {
		code := func(err error) string {
			if f, ok := fault.Of(err); ok {
				return f.Code
			}
			if err != nil {
				return err.Error()
			}
			return ""
		}
		choice := exchanging.Choice{Format: exchanging.PO, At: noon}
		_, err := h.Export(t.Context(), exchanging.Export{Actor: tt.actor, Post: id, Locale: "fr", Choice: choice})
		if code(err) != tt.out {
			t.Errorf("%s: export: %v, want %s", tt.actor.ID, err, tt.out)
		}
		_, err = h.Import(t.Context(), exchanging.Import{Actor: tt.actor, Post: id, Locale: "fr", Kind: exchanging.ReadPO, Body: strings.NewReader(doc)})
		if code(err) != tt.in {
			t.Errorf("%s: import: %v, want %s", tt.actor.ID, err, tt.in)
		}
		n, err := h.ExportMany(t.Context(), exchanging.ExportMany{Actor: tt.actor, Locale: "fr", Choice: choice}, func(*exchanging.File) error { return nil })
		if code(err) != tt.outMany || tt.out != "" && n > 0 {
			t.Errorf("%s: export of many: %d, %v, want %s", tt.actor.ID, n, err, tt.outMany)
		}
	}
}
