package httpapi_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// unconditional are the writes to something that exists which ask no If-Match,
// each with its reason.
func unconditional() map[string]string {
	return map[string]string{
		"publishPost": "names revisions", "unpublishPost": "names revisions", "confirmTranslation": "names revisions",
		"copyTranslation": "makes what is not there", "duplicatePost": "makes what is not there",
		"createPreviewLink": "makes what is not there", "deletePreviewLink": "a link never changes: it is there or revoked",
		"resetUser": "makes a link", "deleteInvitation": "an invitation never changes", "deleteToken": "a token never changes",
		"deleteSession":   "a session is nobody’s text",
		"confirmSegments": "names what the source said", "linkSegments": "names pieces, and saves no text",
		"dismissCheck": "is about texts that cannot change without it", "restoreCheck": "a dismissal holds nothing that could be lost",
		"reviewTranslation": "names the revision", "createComment": "makes what is not there",
		"importTranslation": "units name what they were made from", "deleteMemory": "a text of the memory never changes",
	}
}

// TestWritesAskForVersions holds every write to something that exists to its
// condition: without If-Match 428, with "*" too, with an old tag 412, and both
// name the tag that would be right.
func TestWritesAskForVersions(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	th := w.things(t, admin)
	ops, excuses := managed(t), unconditional()
	bodies := map[string]string{"mergePost": `{"post":"` + th.other.ID + `"}`}
	for id, kind := range map[string]string{"mergeTag": "tags", "mergeAuthor": "authors", "mergeSeries": "series"} {
		bodies[id] = `{"term":"` + w.id(t, "POST", "/manage/v1/"+kind, admin, `{"translations":{"fr":{"name":"Brise"}}}`) + `"}`
	}
	for _, id := range slices.Sorted(maps.Keys(ops)) {
		op := ops[id]
		exists := strings.Contains(op.path, "{") || op.method == http.MethodPatch
		if op.method == http.MethodGet || !exists {
			continue
		}
		c := example(t, op, th.fill(op.path, nil), admin)
		if _, asks := c.header["If-Match"]; !asks {
			if excuses[id] == "" {
				t.Errorf("%s writes to something that exists and asks no If-Match", id)
			}
			continue
		}
		if excuses[id] != "" {
			t.Errorf("%s asks If-Match, and its excuse says that it does not", id)
		}
		if bodies[id] != "" {
			c.body = bodies[id]
		}
		if id == "patchMe" || id == "restorePost" || id == "purgePost" { // of people, and of the trash
			continue
		}
		for header, want := range map[string]int{"": 428, "*": 428, `"999999"`: 412} {
			if c.header["If-Match"] = header; header == "" {
				delete(c.header, "If-Match")
			}
			a := w.do(t, c)
			var p struct{ ETag string }
			if err := json.Unmarshal(a.body, &p); err != nil || a.status != want || p.ETag == "" || a.header.Get("ETag") != p.ETag {
				t.Errorf("%s with If-Match %q: %d, want %d, with the tag\n%s", id, header, a.status, want, a.body)
			}
		}
	}
}

// TestWhoWasFaster holds what a late writer is told: who saved what.
func TestWhoWasFaster(t *testing.T) {
	w := newWorld(t)
	first, second := w.token(t, "editor"), w.token(t, "editor", "fr")
	p := w.pair(t, first)
	at := "/manage/v1/posts/" + p.ID
	seen := p.Translations["fr"].ETag
	w.put(t, first, p, seen, map[string]any{"title": "Un autre titre", "body": "<p>Le vent ?</p>"})
	type problem struct {
		ETag    string
		Current struct {
			ETag, SavedBy, SavedByName, SavedAt string
			Head                                int
			Changed                             []string
		}
	}
	a := w.do(t, call{method: "PATCH", path: at + "/translations/fr", token: second, header: map[string]string{"If-Match": seen}, body: `{"title":"Trop tard"}`}).
		want(t, http.StatusPreconditionFailed, "translation.stale")
	got := into[problem](t, a)
	if c := got.Current; c.ETag != got.ETag || c.Head != 2 || c.SavedByName == "" || c.SavedAt == "" || !strings.HasPrefix(c.SavedBy, "token:") || !slices.Equal(c.Changed, []string{"/title", "/body"}) {
		t.Errorf("%+v", got)
	}
	if a = w.do(t, call{method: "DELETE", path: at + "/translations/en", token: first, header: map[string]string{"If-Match": `"7"`}}).
		want(t, http.StatusPreconditionFailed, "translation.stale"); len(into[problem](t, a).Current.Changed) != 0 {
		t.Errorf("a version that never was: %s", a.body)
	}
	w.do(t, call{method: "PATCH", path: at, token: first, header: map[string]string{"If-Match": p.ETag}, body: `{"params":{"class_name":"blue"}}`}).want(t, http.StatusOK, "")
	a = w.do(t, call{method: "DELETE", path: at, token: first, header: map[string]string{"If-Match": p.ETag}}).want(t, http.StatusPreconditionFailed, "post.stale")
	if got := into[problem](t, a); !slices.Equal(got.Current.Changed, []string{"/params/class_name"}) || got.Current.Head != 2 {
		t.Errorf("%+v", got)
	}
	// French and English editors, and one who changes tags, never collide.
	w.do(t, call{method: "PATCH", path: at + "/translations/en", token: first, header: map[string]string{"If-Match": p.Translations["en"].ETag}, body: `{"title":"Another title"}`}).want(t, http.StatusOK, "")
}
