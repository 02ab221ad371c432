package httpapi_test

import (
	"net/http"
	"strings"
	"testing"
)

const (
	tmxType = "application/x-tmx+xml"
	tbxType = "application/x-tbx+xml"
	csvType = "text/csv"
)

// tmx is a memory of two texts, of which one says nothing in another language.
const tmxFile = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" srclang="fr-CA" datatype="plaintext"/><body>
<tu><tuv xml:lang="fr-CA"><seg>Le <bpt i="1" type="em">&lt;em&gt;</bpt>vent<ept i="1">&lt;/em&gt;</ept> tourne.</seg></tuv>
<tuv xml:lang="en-CA"><seg>The <bpt i="1" type="em">&lt;em&gt;</bpt>wind<ept i="1">&lt;/em&gt;</ept> turns.</seg></tuv></tu>
<tu><tuv xml:lang="fr-CA"><seg>Seul</seg></tuv></tu>
</body></tmx>`

// A memoryList is what a search answers.
type memoryList struct {
	Items []struct {
		ID, Source, Target, SourceLocale, TargetLocale, Origin, By, ByName string
		Score                                                              int
		Post                                                               *string
	}
	Next *string
}

// An imported is what an import answers.
type imported struct {
	Added, Changed, Unchanged, Refused int
	Warnings                           []struct {
		Line                  int
		Code, Detail, Excerpt string
	}
}

func sending(kind string) map[string]string {
	return map[string]string{"Content-Type": kind, "Accept-Language": "fr"}
}

func TestMemoryOverHTTP(t *testing.T) {
	w := newWorld(t)
	editor, reader, stranger := w.token(t, "editor", "en"), w.token(t, "reader", "fr"), w.token(t, "editor", "fr")
	send := func(path, token, kind, body string) answer {
		return w.do(t, call{method: "POST", path: "/manage/v1/memory/import" + path, token: token, header: sending(kind), body: body})
	}
	search := func(query string) memoryList {
		return into[memoryList](t, w.do(t, call{method: "GET", path: "/manage/v1/memory?source=fr&target=en&q=" + query, token: reader}).want(t, http.StatusOK, ""))
	}
	dry := into[imported](t, send("?dry_run=true", editor, tmxType, tmxFile).want(t, http.StatusOK, ""))
	if dry.Added != 1 || dry.Refused != 1 || len(search("vent").Items) != 0 {
		t.Errorf("a dry run: %+v, and then there is %+v", dry, search("vent"))
	}
	done := into[imported](t, send("", editor, tmxType, tmxFile).want(t, http.StatusOK, ""))
	if done.Added != 1 || done.Refused != 1 || done.Warnings[0].Line != 6 || done.Warnings[0].Code != "memory.no_target" ||
		!strings.HasPrefix(done.Warnings[0].Detail, "L’unité") || done.Warnings[0].Excerpt != "Seul" {
		t.Errorf("imported: %+v", done)
	}
	list := search("vent")
	if len(list.Items) != 1 || list.Items[0].Source != "Le <1>vent</1> tourne." || list.Items[0].Target != "The <1>wind</1> turns." ||
		list.Items[0].TargetLocale != "en" || list.Items[0].Post != nil || list.Items[0].ByName == "" {
		t.Fatalf("found %+v", list)
	}
	if alike := search("Le%20vent%20tourne%20bien.&mode=match"); len(alike.Items) != 1 || alike.Items[0].Score >= 100 {
		t.Errorf("alike: %+v", alike)
	}
	out := w.do(t, call{method: "GET", path: "/manage/v1/memory/export?source=fr&target=en", token: reader}).want(t, http.StatusOK, "")
	if !strings.Contains(string(out.body), `<bpt i="1" x="1" type="em">`) || out.header.Get("Content-Disposition") != `attachment; filename="diptych-fr-en.tmx"` {
		t.Errorf("exported %q as %q", out.body, out.header.Get("Content-Disposition"))
	}

	for _, tt := range []struct {
		name, path, token, kind, body string
		status                        int
		code                          string
	}{
		{"a reader", "", reader, tmxType, tmxFile, http.StatusForbidden, "access.forbidden"},
		{"another media type", "", editor, csvType, tmxFile, http.StatusUnsupportedMediaType, "body.unsupported"},
		{"hostile", "", editor, tmxType, `<!DOCTYPE tmx [<!ENTITY a "b">]><tmx/>`, http.StatusBadRequest, "xml.doctype"},
		{"no memory", "", editor, tmxType, `<html/>`, http.StatusBadRequest, "memory.not_tmx"},
		{"nothing", "", editor, tmxType, ``, http.StatusBadRequest, "xml.malformed"},
	} {
		send(tt.path, tt.token, tt.kind, tt.body).want(t, tt.status, tt.code)
	}
	for query, code := range map[string]string{
		"source=fr&target=en&q=a&limit=101": "parameter.invalid", "source=x_y&target=en&q=a": "parameter.invalid", "source=fr&target=en": "parameter.missing",
		"source=fr&target=en&q=a&cursor=x": "list.cursor",
	} {
		a := w.do(t, call{method: "GET", path: "/manage/v1/memory?" + query, token: reader})
		if a.status != http.StatusBadRequest || code != "parameter.missing" && !strings.Contains(string(a.body), code) {
			t.Errorf("%s: %d %s", query, a.status, a.body)
		}
	}
	id := list.Items[0].ID
	for _, tt := range []struct {
		token, id string
		status    int
	}{{reader, id, http.StatusForbidden}, {stranger, id, http.StatusForbidden}, {editor, "x", http.StatusNotFound}, {editor, "0" + id, http.StatusNotFound}, {editor, id, http.StatusNoContent}, {editor, id, http.StatusNotFound}} {
		if a := w.do(t, call{method: "DELETE", path: "/manage/v1/memory/" + tt.id, token: tt.token}); a.status != tt.status {
			t.Errorf("delete %s: %d, want %d: %s", tt.id, a.status, tt.status, a.body)
		}
	}
	if left := search("vent"); len(left.Items) != 0 {
		t.Errorf("left is %+v", left)
	}
}

// A glossaryTerm is what the glossary answers.
type glossaryTerm struct {
	ID, ETag string
	Source   struct {
		Locale, Term string
		Forms        []string
	}
	Target struct {
		Locale, Term     string
		Forms, Forbidden []string
	}
	Note, By, ByName string
	CaseSensitive    bool
}

func TestGlossaryOverHTTP(t *testing.T) {
	w := newWorld(t)
	editor, reader := w.token(t, "editor", "fr"), w.token(t, "reader", "fr")
	body := map[string]any{
		"source": map[string]any{"locale": "EN", "term": "cloud"},
		"target": map[string]any{"locale": "fr", "term": "infonuagique", "forbidden": []string{"cloud"}}, "note": "OQLF",
	}
	create := call{method: "POST", path: "/manage/v1/glossary", token: editor, body: body, header: map[string]string{"Idempotency-Key": "k"}}
	a := w.do(t, create).want(t, http.StatusCreated, "")
	made := into[glossaryTerm](t, a)
	if made.Source.Locale != "en" || made.Target.Forbidden[0] != "cloud" || a.header.Get("Location") != "/manage/v1/glossary/"+made.ID || a.header.Get("ETag") != made.ETag {
		t.Errorf("made %+v at %q", made, a.header.Get("Location"))
	}
	if again := into[glossaryTerm](t, w.do(t, create).want(t, http.StatusCreated, "")); again.ID != made.ID {
		t.Errorf("again: %+v", again)
	}
	create.header = nil
	w.do(t, create).want(t, http.StatusConflict, "glossary.taken")
	create.token = reader
	w.do(t, create).want(t, http.StatusForbidden, "access.forbidden_locale")

	at := "/manage/v1/glossary/" + made.ID
	patch := func(token, etag string, body any) answer {
		c := call{method: "PATCH", path: at, token: token, body: body, header: map[string]string{}}
		if etag != "" {
			c.header["If-Match"] = etag
		}
		return w.do(t, c)
	}
	patch(editor, "", map[string]any{"note": "n"}).want(t, http.StatusPreconditionRequired, "precondition.required")
	patch(editor, `"9"`, map[string]any{"note": "n"}).want(t, http.StatusPreconditionFailed, "glossary.stale")
	patch(reader, made.ETag, map[string]any{"note": "n"}).want(t, http.StatusForbidden, "access.forbidden")
	patch(editor, made.ETag, map[string]any{"source": map[string]any{"locale": "de"}}).want(t, http.StatusUnprocessableEntity, "")
	patch(editor, made.ETag, map[string]any{"target": map[string]any{"forbidden": []string{"infonuagique"}}}).want(t, http.StatusUnprocessableEntity, "invalid")
	changed := into[glossaryTerm](t, patch(editor, made.ETag, map[string]any{"note": nil, "source": map[string]any{"forms": []string{"cloud computing"}}, "caseSensitive": true}).want(t, http.StatusOK, ""))
	if changed.Note != "" || changed.Source.Term != "cloud" || len(changed.Source.Forms) != 1 || !changed.CaseSensitive || len(changed.Target.Forbidden) != 1 || changed.ETag == made.ETag {
		t.Errorf("changed to %+v", changed)
	}
	if got := into[glossaryTerm](t, w.do(t, call{method: "GET", path: at, token: reader}).want(t, http.StatusOK, "")); got.ETag != changed.ETag {
		t.Errorf("got %+v", got)
	}
	w.do(t, call{method: "GET", path: "/manage/v1/glossary/" + strings.Repeat("0", 36), token: reader}).want(t, http.StatusNotFound, "glossary.not_found")

	list := func(query string) int {
		return len(into[struct{ Items []glossaryTerm }](t, w.do(t, call{method: "GET", path: "/manage/v1/glossary" + query, token: reader}).want(t, http.StatusOK, "")).Items)
	}
	if list("") != 1 || list("?source=en&target=fr&q=INFO") != 1 || list("?target=en") != 0 || list("?q=x") != 0 {
		t.Error("the list is not what was asked for")
	}
	remove := func(token, etag string) answer {
		return w.do(t, call{method: "DELETE", path: at, token: token, header: map[string]string{"If-Match": etag}})
	}
	remove(reader, changed.ETag).want(t, http.StatusForbidden, "access.forbidden")
	remove(editor, made.ETag).want(t, http.StatusPreconditionFailed, "glossary.stale")
	remove(editor, changed.ETag).want(t, http.StatusNoContent, "")
	w.do(t, call{method: "GET", path: at, token: reader}).want(t, http.StatusNotFound, "glossary.not_found")
}

func TestGlossaryFilesOverHTTP(t *testing.T) {
	w := newWorld(t)
	editor := w.token(t, "editor", "fr")
	send := func(query, kind, body string) answer {
		return w.do(t, call{method: "POST", path: "/manage/v1/glossary/import" + query, token: editor, header: sending(kind), body: body})
	}
	const sheet = "\ufeffsource,target,term,translation,note\r\nen,fr,cloud,infonuagique,=1+1\r\nen,de,a,b,\r\n"
	done := into[imported](t, send("", csvType, sheet).want(t, http.StatusOK, ""))
	if done.Added != 1 || done.Refused != 1 || done.Warnings[0].Code != "locale.unknown" || done.Warnings[0].Line != 3 {
		t.Errorf("imported %+v", done)
	}
	take := func(format string) answer {
		return w.do(t, call{method: "GET", path: "/manage/v1/glossary/export?source=en&target=fr&format=" + format, token: editor}).want(t, http.StatusOK, "")
	}
	out := take("csv")
	if !strings.Contains(string(out.body), "en,fr,cloud,infonuagique,,,,'=1+1,\r\n") || !strings.HasPrefix(out.header.Get("Content-Type"), csvType) {
		t.Errorf("exported %q", out.body)
	}
	tbx := take("tbx")
	if !strings.Contains(string(tbx.body), "<term>infonuagique</term>") || tbx.header.Get("Content-Type") != tbxType {
		t.Errorf("exported %q", tbx.body)
	}
	if again := into[imported](t, send("", tbxType, string(tbx.body)).want(t, http.StatusOK, "")); again.Unchanged != 1 {
		t.Errorf("brought in again: %+v", again)
	}
	send("?format=tbx", csvType, "<tmx/>").want(t, http.StatusBadRequest, "glossary.not_tbx")
	send("", csvType, "a,b\n").want(t, http.StatusBadRequest, "glossary.no_column")
	send("", "application/json", "{}").want(t, http.StatusUnsupportedMediaType, "body.unsupported")
}
