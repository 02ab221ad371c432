package httpapi_test

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
)

// An exchanged is the report on a file.
type exchanged struct {
	Post  string
	Units []struct {
		ID, Outcome, Code, Detail string
		Segment, State, Target    *string
		Place                     struct {
			File string
			Line int
		}
	}
	Sums     map[string]int
	Revision int
	ETag     *string
	Code     string
}

// export gives a translation out.
func (w *world) export(t testing.TB, token, path string) string {
	t.Helper()
	return string(w.do(t, call{method: "GET", path: path, token: token}).want(t, http.StatusOK, "").body)
}

// filing is a call that sends a file.
func filing(path, token, media, body string) call {
	return call{method: "POST", path: path, token: token, body: body, header: map[string]string{"Content-Type": media}}
}

// packed puts files into an archive.
func packed(t testing.TB, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const (
	xliffType = "application/xliff+xml"
	poType    = "text/x-gettext-translation"
)

// retitled changes the English title of a pair in a file.
func retitled(doc string) string {
	return strings.NewReplacer("<target>A garden on the roof</target>", "<target>A roof garden</target>",
		"<target state=\"translated\">A garden on the roof</target>", "<target>A roof garden</target>",
		"msgstr \"A garden on the roof\"", "msgstr \"A roof garden\"").Replace(doc)
}

func TestExchangeOverHTTP(t *testing.T) {
	formats := []struct{ format, media, file string }{
		{"xliff-1.2", xliffType, ".xlf"}, {"xliff-2.1", xliffType, ".xlf"}, {"po", poType, ".po"},
	}
	for _, f := range formats {
		t.Run(f.format, func(t *testing.T) {
			w := newWorld(t)
			admin := w.token(t, "admin")
			p := w.pair(t, admin)
			path := "/manage/v1/posts/" + p.ID + "/translations/en/exchange"
			// Who translates into English alone works from the French draft.
			translator := w.token(t, "translator", "en")
			a := w.do(t, call{method: "GET", path: path + "?format=" + f.format, token: translator}).want(t, http.StatusOK, "")
			if kind, name := a.header.Get("Content-Type"), a.header.Get("Content-Disposition"); kind != f.media || name != `attachment; filename="un-jardin-sur-le-toit.en`+f.file+`"` {
				t.Errorf("%s, %s", kind, name)
			}
			changed := retitled(string(a.body))
			if changed == string(a.body) {
				t.Fatalf("nothing to change in\n%s", changed)
			}
			before := said(t, w)
			dry := into[exchanged](t, w.do(t, filing(path+"?dry_run=true", translator, f.media, changed)).want(t, http.StatusOK, ""))
			if now := said(t, w); now != before {
				t.Errorf("a dry run wrote %s", added(before, now))
			}
			real := into[exchanged](t, w.do(t, filing(path, translator, f.media, changed)).want(t, http.StatusOK, ""))
			if real.Sums["applied"] != 1 || dry.Sums["applied"] != 1 || real.Revision != 2 || dry.Revision != 1 || real.ETag == nil || *real.ETag != `"2"` {
				t.Errorf("dry run %+v\nthen %+v", dry, real)
			}
			got := w.do(t, call{method: "GET", path: "/manage/v1/posts/" + p.ID + "/translations/en/revisions/2", token: admin}).want(t, http.StatusOK, "")
			if in := into[struct{ Title, Origin, Body string }](t, got); in.Title != "A roof garden" || in.Origin != "exchange" || in.Body != "The *wind*.\n" {
				t.Errorf("%+v", in)
			}
		})
	}
}

func TestExchangeIsRefused(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	p := w.pair(t, admin)
	path := "/manage/v1/posts/" + p.ID + "/translations/en/exchange"
	doc := retitled(w.export(t, admin, path))
	send := func(token, media, body string) answer { return w.do(t, filing(path, token, media, body)) }

	send(admin, "text/plain", doc).want(t, http.StatusUnsupportedMediaType, "body.unsupported")
	send(admin, xliffType, "").want(t, http.StatusBadRequest, "xml.malformed")
	send(admin, xliffType, doc[:300]).want(t, http.StatusBadRequest, "xml.malformed")
	send(admin, xliffType, `<!DOCTYPE x [<!ENTITY a "b">]>`+doc).want(t, http.StatusBadRequest, "xml.doctype")
	send(admin, xliffType, `<html/>`).want(t, http.StatusBadRequest, "exchange.not_xliff")
	send(admin, poType, doc).want(t, http.StatusBadRequest, "exchange.not_po")
	send(admin, xliffType, doc+strings.Repeat(" ", 17<<20)).want(t, http.StatusRequestEntityTooLarge, "xml.piece")
	w.do(t, filing(path+"?format=tmx", admin, "application/octet-stream", doc)).want(t, http.StatusBadRequest, "")
	w.do(t, filing("/manage/v1/posts/"+p.ID+"/translations/fr/exchange", admin, xliffType, doc)).want(t, http.StatusConflict, "segment.is_source")
	w.do(t, filing("/manage/v1/posts/"+p.ID+"/translations/de/exchange", admin, xliffType, doc)).want(t, http.StatusNotFound, "translation.not_found")

	// Reading is not writing, and what an author may not know of is not there.
	for _, role := range []string{"reader", "reviewer"} {
		token := w.token(t, role, "en", "fr")
		w.export(t, token, path)
		send(token, xliffType, doc).want(t, http.StatusForbidden, "")
	}
	author := w.token(t, "author", "en", "fr")
	send(author, xliffType, doc).want(t, http.StatusNotFound, "post.not_found")
	w.do(t, call{method: "GET", path: path, token: author}).want(t, http.StatusNotFound, "post.not_found").absent(t, "jardin")
	w.do(t, call{method: "GET", path: path, token: w.token(t, "reader", "en")}).want(t, http.StatusForbidden, "").absent(t, "jardin")
	w.do(t, call{method: "GET", path: path, token: w.token(t, "translator", "fr")}).want(t, http.StatusForbidden, "").absent(t, "garden")

	if got := into[exchanged](t, send(admin, "application/octet-stream", doc).want(t, http.StatusOK, "")); got.Sums["applied"] != 1 {
		t.Errorf("after all that: %+v", got)
	}
	w.do(t, call{method: "GET", path: path + "?state=missing", token: admin}).want(t, http.StatusConflict, "exchange.nothing")
}

func TestExchangeOfMany(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	p := w.pair(t, admin)
	alone := w.titled(t, admin, map[string]string{"fr": "Seule"})
	translator := w.token(t, "translator", "en")
	a := w.do(t, call{method: "GET", path: "/manage/v1/exchange?locale=en&state=missing&format=po", token: translator}).want(t, http.StatusOK, "")
	files := unpacked(t, a.body)
	if len(files) != 1 || !strings.Contains(files["seule.en.po"], alone.ID) {
		t.Errorf("what is missing: %v", files)
	}
	if _, err := w.Settling.Settle(t.Context(), false, 100); err != nil {
		t.Fatal(err)
	}
	a = w.do(t, call{method: "GET", path: "/manage/v1/exchange?locale=en&format=po", token: translator}).want(t, http.StatusOK, "")
	if files = unpacked(t, a.body); len(files) != 1 || files["seule.en.po"] == "" {
		t.Errorf("what has something to do: %v", files)
	}
	a = w.do(t, call{method: "GET", path: "/manage/v1/exchange?locale=en&posts=" + p.ID + "," + alone.ID, token: translator}).want(t, http.StatusOK, "")
	files = unpacked(t, a.body)
	if len(files) != 2 {
		t.Fatalf("both posts: %v", files)
	}
	for name, doc := range files {
		files["../../"+name] = retitled(strings.ReplaceAll(doc, "</source>\n   </segment>", "</source><target>Written</target>\n   </segment>"))
		delete(files, name)
	}
	files["README.txt"] = "hello"
	got := into[struct{ Posts []exchanged }](t, w.do(t, filing("/manage/v1/exchange", translator, "application/zip", packed(t, files))).want(t, http.StatusOK, ""))
	if len(got.Posts) != 2 || got.Posts[0].Sums["applied"] == 0 || got.Posts[1].Sums["applied"] == 0 || got.Posts[0].Units[0].Place.File == "" {
		t.Errorf("%+v", got)
	}
	w.do(t, filing("/manage/v1/exchange", translator, "application/zip", packed(t, map[string]string{"a.xlf": "<x>"}))).want(t, http.StatusBadRequest, "exchange.unreadable")
	w.do(t, filing("/manage/v1/exchange", translator, "application/zip", packed(t, map[string]string{"a.txt": "x"}))).want(t, http.StatusBadRequest, "exchange.empty_zip")
	w.do(t, filing("/manage/v1/exchange", translator, "application/zip", "PK")).want(t, http.StatusBadRequest, "exchange.not_zip")
	w.do(t, filing("/manage/v1/exchange", w.token(t, "reader"), "application/zip", "PK")).want(t, http.StatusForbidden, "")
	w.do(t, call{method: "GET", path: "/manage/v1/exchange?locale=en&posts=" + p.ID + ",nothing", token: translator}).want(t, http.StatusNotFound, "post.not_found")
	w.do(t, call{method: "GET", path: "/manage/v1/exchange?locale=de", token: admin}).want(t, http.StatusNotFound, "")
}

// unpacked returns the files of an archive.
func unpacked(t testing.TB, archive []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	files := make(map[string]string)
	for _, entry := range z.File {
		r, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[entry.Name] = string(b)
	}
	return files
}

// settingsOfExchange has what comes before files that come back.
func settingsOfExchange() map[string]setting {
	return map[string]setting{
		"importTranslation": func(t *testing.T, w *world, admin string) call {
			path := "/manage/v1/posts/" + w.pair(t, admin).ID + "/translations/en/exchange"
			return filing(path, admin, xliffType, retitled(w.export(t, admin, path)))
		},
		"importMany": func(t *testing.T, w *world, admin string) call {
			p := w.pair(t, admin)
			doc := retitled(w.export(t, admin, "/manage/v1/posts/"+p.ID+"/translations/en/exchange?format=po"))
			return filing("/manage/v1/exchange", admin, "application/zip", packed(t, map[string]string{"a.po": doc}))
		},
	}
}
