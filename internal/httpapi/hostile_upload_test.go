package httpapi_test

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// form is a body of one part, whose header and bytes are as given.
func form(header, text string) string {
	return "--b\r\n" + header + "\r\n\r\n" + text + "\r\n--b--\r\n"
}

const formKind = "multipart/form-data; boundary=b"

// kept returns how many files lie in the house's folder of blobs, those that are coming
// in too.
func (w *world) kept(t testing.TB) (n int) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(w.dir, "blobs"), func(_ string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestHostileNames sends names that would be something else where they are used: a
// header, a path, another type of file.
func TestHostileNames(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	for i, tt := range []struct{ header, want string }{
		{`filename="..\\..\\..\\boot.txt"`, "boot.txt"},
		{`filename="/etc/passwd"`, "passwd"},
		{`filename="C:/x/../../a.txt"`, "a.txt"},
		{`filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x%3D1.txt`, "aSet-Cookie: x=1.txt"},
		{`filename*=UTF-8''facture%E2%80%AEtxt.exe`, "facturetxt.exe"},
		{`filename*=UTF-8''e%CC%81te%CC%81.txt`, "été.txt"},
		{`filename*=UTF-8''` + strings.Repeat("%C3%A9", 300) + `.txt`, strings.Repeat("é", 98) + ".txt"},
		{`filename*=UTF-8''%00%01%7F.txt`, "txt"},
		{`filename*=UTF-8''%FF%FE.txt`, "txt"},
		{`filename*=UTF-8''NUL.txt`, "_NUL.txt"},
		{`filename=".."`, "file"},
		{`filename="  . . "`, "file"},
	} {
		body := form("Content-Disposition: form-data; name=\"file\"; "+tt.header, strings.Repeat("x", i+1))
		a := w.do(t, call{method: "POST", path: "/manage/v1/assets", token: admin, body: body, header: map[string]string{"Content-Type": formKind}})
		if tt.want == "facturetxt.exe" { // it says that it is a program
			a.want(t, http.StatusUnsupportedMediaType, "media.type_mismatch")
			continue
		}
		if a.status == http.StatusUnprocessableEntity || a.status == http.StatusBadRequest {
			t.Errorf("%s is refused: %s", tt.header, a.body)
			continue
		}
		asset := into[assetSeen](t, a.want(t, http.StatusCreated, ""))
		if asset.Name != tt.want {
			t.Errorf("%s: %q, want %q", tt.header, asset.Name, tt.want)
		}
		got := w.do(t, call{method: "GET", path: "/manage/v1/assets/" + asset.ID + "/media/original", token: admin}).want(t, http.StatusOK, "")
		for _, value := range got.header.Values("Content-Disposition") {
			if strings.ContainsAny(value, "\r\n\x00\\/") || !strings.HasPrefix(value, "attachment; filename=") || len(got.header.Values("Set-Cookie")) > 0 {
				t.Errorf("%s: %q", tt.header, value)
			}
		}
	}
}

// TestPartOfAnotherName says which name the part has to have.
func TestPartOfAnotherName(t *testing.T) {
	w := newWorld(t)
	a := w.do(t, call{method: "POST", path: "/manage/v1/assets", token: w.token(t, "admin"), header: map[string]string{"Content-Type": formKind},
		body: form(`Content-Disposition: form-data; name="fichier"; filename="a.txt"`, "hello")})
	a.want(t, http.StatusUnprocessableEntity, "invalid")
	for _, pointer := range []string{`"/fichier","code":"member.unknown"`, `"/file","code":"member.required"`} {
		if !strings.Contains(string(a.body), pointer) {
			t.Errorf("%s lacks %s", a.body, pointer)
		}
	}
}

// TestHostileParts sends bodies that no browser would.
func TestHostileParts(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	const good = `Content-Disposition: form-data; name="file"; filename="a.txt"`
	for name, tt := range map[string]struct {
		kind, body string
		status     int // 0: whatever is no fault of ours
	}{
		"a preamble and an epilogue":     {formKind, strings.Repeat("p\r\n", 50_000) + form(good, "hello") + strings.Repeat("e", 100_000), 201},
		"quoted-printable":               {formKind, form(good+"\r\nContent-Transfer-Encoding: quoted-printable", "h=C3=A9llo"), 201},
		"another type than it is":        {formKind, form(strings.Replace(good, "a.txt", "a.png", 1)+"\r\nContent-Type: image/png", "<html><script>alert(1)</script>"), 415},
		"another form in it":             {formKind, form(good+"\r\nContent-Type: multipart/mixed; boundary=c", "--c\r\n\r\nx\r\n--c--"), 201},
		"a header without end":           {formKind, "--b\r\n" + good + "; x=\"" + strings.Repeat("y", 1<<20), 0},
		"many headers":                   {formKind, form(good+strings.Repeat("\r\nX-A: b", 20_000), "hello"), 400},
		"no header":                      {formKind, "--b\r\n\r\nhello\r\n--b--\r\n", 422},
		"a name of bytes that are none":  {formKind, form("Content-Disposition: form-data; name=\"file\xff\"; filename=\"a.txt\"", "hello"), 422},
		"two names":                      {formKind, form(good+"\r\nContent-Disposition: form-data; name=\"x\"", "hello"), 0},
		"the boundary within":            {formKind, form(good, "hello\r\n--bx\r\nmore"), 201},
		"a boundary that is too long":    {"multipart/form-data; boundary=" + strings.Repeat("b", 71), form(good, "hello"), 422},
		"a boundary of signs":            {`multipart/form-data; boundary="<>"`, form(good, "hello"), 422},
		"related, not form data":         {"multipart/related; boundary=b", form(good, "hello"), 415},
		"nothing":                        {formKind, "", 0},
		"the end before the beginning":   {formKind, "--b--\r\n" + form(good, "hello"), 422},
		"bare line feeds":                {formKind, strings.ReplaceAll(form(good, "hello"), "\r\n", "\n"), 0},
		"a file that is cut":             {formKind, strings.TrimSuffix(form(good, "hello"), "\r\n--b--\r\n"), 400},
		"an empty file":                  {formKind, form(good, ""), 422},
		"a picture with a page behind":   {formKind, form(strings.Replace(good, "a.txt", "a.png", 1), picture(t)+"<html>"), 422},
		"a picture of 50,000 by 50,000":  {formKind, form(strings.Replace(good, "a.txt", "a.png", 1), promised()), 413},
		"a picture that stops half way":  {formKind, form(strings.Replace(good, "a.txt", "a.png", 1), picture(t)[:40]), 422},
		"a page under a picture’s name":  {formKind, form(strings.Replace(good, "a.txt", "a.jpg", 1), "<!doctype html>"), 415},
		"a picture under another’s name": {formKind, form(strings.Replace(good, "a.txt", "a.gif", 1), picture(t)), 415},
	} {
		t.Run(name, func(t *testing.T) {
			before := w.kept(t)
			a := w.do(t, call{method: "POST", path: "/manage/v1/assets", token: admin, body: tt.body, header: map[string]string{"Content-Type": tt.kind}})
			if a.status == http.StatusOK { // the same bytes came before
				a.status = http.StatusCreated
			}
			if tt.status > 0 && a.status != tt.status || a.status >= 500 {
				t.Errorf("status %d, want %d: %s", a.status, tt.status, a.body)
			}
			if a.status >= 400 && w.kept(t) != before {
				t.Errorf("what was refused left %d files", w.kept(t)-before)
			}
		})
	}
}

// promised is the beginning of a picture that says that it is 50,000 by 50,000 pixels.
func promised() string {
	header := []byte("IHDR\x00\x00\xc3\x50\x00\x00\xc3\x50\x08\x06\x00\x00\x00")
	return "\x89PNG\r\n\x1a\n\x00\x00\x00\x0d" + string(binary.BigEndian.AppendUint32(header, crc32.ChecksumIEEE(header)))
}

// A flood gives so many bytes, and then what is at its end.
type flood struct {
	left int
	end  error
}

func (f *flood) Read(b []byte) (int, error) {
	if f.left <= 0 {
		return 0, f.end
	}
	n := min(len(b), f.left)
	for i := range n {
		b[i] = 'x'
	}
	f.left -= n
	return n, nil
}

// sent sends a body without holding it, of a length that it says or not.
func (w *world) sent(t testing.TB, token string, body io.Reader, length int64) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/manage/v1/assets", body)
	r.ContentLength = length
	r.Header.Set("Content-Type", formKind)
	r.Header.Set("Authorization", "Bearer "+token)
	rec := httptest.NewRecorder()
	w.api.ServeHTTP(rec, r)
	return rec
}

// TestUploadIsNotHeld sends much, all of it and half of it, and more than there may be.
func TestUploadIsNotHeld(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	const begin = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n"
	const much = 60 << 20
	cut := errors.New("connection reset by peer")
	for name, tt := range map[string]struct {
		body   io.Reader
		status int
		kept   int
	}{
		"all of it":        {io.MultiReader(strings.NewReader(begin), &flood{much, io.EOF}, strings.NewReader("\r\n--b--\r\n")), 201, 1},
		"half of it":       {io.MultiReader(strings.NewReader(begin), &flood{much / 2, cut}), 400, 0},
		"more than may be": {io.MultiReader(strings.NewReader(begin), &flood{1 << 30, io.EOF}), 413, 0},
		"a boundary sought in all of it, before it begins": {&flood{much, io.EOF}, 400, 0},
	} {
		before, held := w.kept(t), new(runtime.MemStats)
		runtime.ReadMemStats(held)
		was := held.TotalAlloc
		rec := w.sent(t, admin, tt.body, -1)
		runtime.ReadMemStats(held)
		if rec.Code != tt.status || w.kept(t)-before != tt.kept {
			t.Errorf("%s: status %d, want %d, %d files more: %s", name, rec.Code, tt.status, w.kept(t)-before, rec.Body)
		}
		if took := held.TotalAlloc - was; took > 4<<20 {
			t.Errorf("%s took %d KiB of memory", name, took>>10)
		}
	}
}

// TestQuotas are asked before a byte is read, and their remedy is told.
func TestQuotas(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	site := w.do(t, call{method: "GET", path: "/manage/v1/site", token: admin}).want(t, http.StatusOK, "")
	w.do(t, call{method: "PATCH", path: "/manage/v1/site", token: admin, header: map[string]string{"If-Match": site.header.Get("ETag")},
		body: `{"media":{"siteQuota":200000,"userQuota":100000}}`}).want(t, http.StatusOK, "")
	file := &flood{150_000, io.EOF}
	rec := w.sent(t, admin, io.MultiReader(strings.NewReader("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n"), file), 150_100)
	a := answer{status: rec.Code, header: rec.Header(), body: rec.Body.Bytes()}.want(t, http.StatusRequestEntityTooLarge, "upload.quota")
	conforms(t, call{method: "POST", path: "/manage/v1/assets"}, a)
	a.holds(t, "unused=true")
	if p := into[struct{ Used, Quota int64 }](t, a); p.Quota != 100_000 || file.left < 140_000 {
		t.Errorf("quota %+v, and %d bytes are not read", p, file.left)
	}
	w.upload(t, admin, "a.txt", strings.Repeat("a", 90_000)).want(t, http.StatusCreated, "")
	w.upload(t, admin, "b.txt", strings.Repeat("b", 20_000)).want(t, http.StatusRequestEntityTooLarge, "upload.quota")
	w.upload(t, w.token(t, "author", "fr"), "b.txt", strings.Repeat("b", 99_000)).want(t, http.StatusCreated, "")
	w.upload(t, w.token(t, "author", "fr"), "c.txt", strings.Repeat("c", 20_000)).want(t, http.StatusRequestEntityTooLarge, "upload.site_quota")
	usage := w.do(t, call{method: "GET", path: "/manage/v1/assets/usage", token: admin}).want(t, http.StatusOK, "")
	usage.holds(t, `{"site":{"files":2,"bytes":189000,"quota":200000},"own":{"files":1,"bytes":90000,"quota":100000}}`)
}
