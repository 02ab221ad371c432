package httpapi_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A setting makes what an operation needs, and returns the call that does it.
type setting func(t *testing.T, w *world, admin string) call

// posting is a call without more to it than a body.
func posting(path, token string, body any) call {
	return call{method: "POST", path: path, token: token, body: body}
}

// settings has every POST of the contract: by its operation, what comes before it.
func settings() map[string]setting {
	all := map[string]setting{
		"createPost": func(_ *testing.T, _ *world, admin string) call {
			return posting("/manage/v1/posts", admin, `{"sourceLocale":"fr","note":"x","translations":{"fr":{"title":"Une","body":"<p onclick=\"x\">un : <b>deux</b></p>"}}}`)
		},
		"copyTranslation": func(t *testing.T, w *world, admin string) call {
			p := w.titled(t, admin, map[string]string{"fr": "Seule"})
			return posting("/manage/v1/posts/"+p.ID+"/translations/en/copy", admin, `{"mode":"structure"}`)
		},
		"confirmTranslation": func(t *testing.T, w *world, admin string) call {
			p := w.pair(t, admin)
			return posting("/manage/v1/posts/"+p.ID+"/translations/en/confirm", admin, `{"revision":1,"sourceRevision":1}`)
		},
		"reviewTranslation": func(t *testing.T, w *world, admin string) call {
			return posting("/manage/v1/posts/"+w.pair(t, admin).ID+"/translations/en/review", admin, `{"revision":1,"decision":"submit","comment":"Prêt."}`)
		},
		"createComment": func(t *testing.T, w *world, admin string) call {
			return posting("/manage/v1/posts/"+w.pair(t, admin).ID+"/translations/en/comments", admin, `{"text":"Quel vent?"}`)
		},
		"restoreRevision": func(t *testing.T, w *world, admin string) call {
			p := w.pair(t, admin)
			w.save(t, admin, &p, "fr", "<p>Autre chose.</p>")
			return at("POST", "/manage/v1/posts/"+p.ID+"/translations/fr/revisions/1/restore", admin, p.Translations["fr"].ETag, `{"note":"avant"}`)
		},
		"restoreSharedRevision": func(t *testing.T, w *world, admin string) call {
			p := w.pair(t, admin)
			a := w.do(t, at("PATCH", "/manage/v1/posts/"+p.ID, admin, p.ETag, `{"date":null}`)).want(t, http.StatusOK, "")
			return at("POST", "/manage/v1/posts/"+p.ID+"/revisions/1/restore", admin, a.header.Get("ETag"), `{}`)
		},
		"publishPost": func(t *testing.T, w *world, admin string) call {
			return posting("/manage/v1/posts/"+w.pair(t, admin).ID+"/publication", admin, `{"shared":1,"translations":{"fr":1,"en":1}}`)
		},
		"publishPost, later": func(t *testing.T, w *world, admin string) call {
			return posting("/manage/v1/posts/"+w.pair(t, admin).ID+"/publication", admin, `{"shared":1,"translations":{"fr":1,"en":1},"at":"2029-01-01T09:00:00Z"}`)
		},
		"unpublishPost": func(t *testing.T, w *world, admin string) call {
			p := w.pair(t, admin)
			w.publish(t, admin, p)
			return posting("/manage/v1/posts/"+p.ID+"/unpublication", admin, `{"translations":{"fr":1,"en":1}}`)
		},
		"duplicatePost": func(t *testing.T, w *world, admin string) call {
			return posting("/manage/v1/posts/"+w.pair(t, admin).ID+"/duplicate", admin, `{}`)
		},
		"mergePost": func(t *testing.T, w *world, admin string) call {
			p, q := w.titled(t, admin, map[string]string{"fr": "Seule"}), w.titled(t, admin, map[string]string{"en": "Alone"})
			return at("POST", "/manage/v1/posts/"+p.ID+"/merge", admin, p.ETag, map[string]string{"post": q.ID})
		},
		"splitPost": func(t *testing.T, w *world, admin string) call {
			p := w.pair(t, admin)
			return at("POST", "/manage/v1/posts/"+p.ID+"/split", admin, p.ETag, `{"locale":"en"}`)
		},
		"restorePost": func(t *testing.T, w *world, admin string) call {
			p := w.pair(t, admin)
			w.do(t, at("DELETE", "/manage/v1/posts/"+p.ID, admin, p.ETag, nil)).want(t, http.StatusNoContent, "")
			return at("POST", "/manage/v1/trash/"+p.ID+"/restore", admin, `"2"`, nil)
		},
		"fetchAsset": func(t *testing.T, _ *world, admin string) call {
			return posting("/manage/v1/assets/from-url", admin, `{"url":"`+elsewhere(t)+`/toit.png"}`)
		},
		"checkLinks": func(t *testing.T, w *world, admin string) call {
			p := w.pair(t, admin)
			w.save(t, admin, &p, "fr", `<p><a href="https://vents.example.net/carte">La carte</a></p>`)
			w.publish(t, admin, p)
			return posting("/manage/v1/reports/links/check", admin, nil)
		},
		"createLocale": func(_ *testing.T, _ *world, admin string) call {
			return posting("/manage/v1/locales", admin, `{"tag":"de"}`)
		},
	}
	maps.Copy(all, settingsOfSets())
	maps.Copy(all, settingsOfTerms())
	maps.Copy(all, settingsOfExchange())
	maps.Copy(all, settingsOfTranslators())
	return all
}

func settingsOfSets() map[string]setting {
	release := func(t *testing.T, w *world, admin, more string) call {
		return posting("/manage/v1/releases", admin, `{"name":"Juin"`+more+`,"items":[{"post":"`+w.pair(t, admin).ID+`","action":"publish","shared":1,"translations":{"fr":1,"en":1}}]}`)
	}
	bulk := func(t *testing.T, w *world, admin, more string) call {
		p := w.pair(t, admin)
		return posting("/manage/v1/bulk", admin, `{`+more+`,"items":[{"post":"`+p.ID+`","etag":"\"1\"","shared":1,"translations":{"fr":1,"en":1}}]}`)
	}
	return map[string]setting{
		"createRelease":       func(t *testing.T, w *world, admin string) call { return release(t, w, admin, "") },
		"createRelease, kept": func(t *testing.T, w *world, admin string) call { return release(t, w, admin, `,"state":"draft"`) },
		"createRelease, later": func(t *testing.T, w *world, admin string) call {
			return release(t, w, admin, `,"at":"2029-01-01T09:00:00Z"`)
		},
		"publishRelease": func(t *testing.T, w *world, admin string) call {
			a := w.do(t, release(t, w, admin, `,"state":"draft"`)).want(t, http.StatusCreated, "")
			return at("POST", "/manage/v1/releases/"+into[struct{ ID string }](t, a).ID+"/publication", admin, a.header.Get("ETag"), `{}`)
		},
		"bulkPosts": func(t *testing.T, w *world, admin string) call { return bulk(t, w, admin, `"action":"publish"`) },
		"bulkPosts, each": func(t *testing.T, w *world, admin string) call {
			return bulk(t, w, admin, `"action":"publish","mode":"each"`)
		},
		"bulkPosts, to delete": func(t *testing.T, w *world, admin string) call { return bulk(t, w, admin, `"action":"delete"`) },
		"bulkPosts, one by one": func(t *testing.T, w *world, admin string) call {
			return bulk(t, w, admin, `"action":"delete","mode":"each"`)
		},
	}
}

func settingsOfTerms() map[string]setting {
	all := make(map[string]setting)
	for name, path := range map[string]string{"Tag": "tags", "Author": "authors", "Series": "series"} {
		create := func(admin, word string) call {
			return posting("/manage/v1/"+path, admin, `{"translations":{"fr":{"name":"`+word+`"}}}`)
		}
		all["create"+name] = func(_ *testing.T, _ *world, admin string) call { return create(admin, "Ville") }
		all["merge"+name] = func(t *testing.T, w *world, admin string) call {
			into, from := w.do(t, create(admin, "Ville")).want(t, http.StatusCreated, ""), w.do(t, create(admin, "Cité")).want(t, http.StatusCreated, "")
			return at("POST", into.header.Get("Location")+"/merge", admin, into.header.Get("ETag"), map[string]string{"term": ident(t, from)})
		}
	}
	return all
}

// ident returns the id of what an answer shows.
func ident(t *testing.T, a answer) string {
	t.Helper()
	return into[struct{ ID string }](t, a).ID
}

// said returns all that the database says, events included.
func said(t *testing.T, w *world) string {
	t.Helper()
	var b bytes.Buffer
	if err := w.Store.Dump(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	pool, err := w.Store.OpenReaders(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	var events string
	err = pool.QueryRowContext(t.Context(), "SELECT coalesce(group_concat(type || ' ' || body, char(10) ORDER BY seq, i), '') FROM outbox").Scan(&events)
	if err != nil {
		t.Fatal(err)
	}
	return b.String() + events
}

// TestEveryPostCanBeSentTwice walks the contract: with a key, each POST gives the
// same answer twice and has one effect, or refuses the key and has none.
func TestEveryPostCanBeSentTwice(t *testing.T) {
	made := settings()
	// What these answer with is a secret, or nothing that could be given again.
	secret := map[string]string{
		"createPreviewLink": "/manage/v1/posts/{id}/preview-links", "resetUser": "", "createInvitation": "/manage/v1/invitations",
		"createToken": "/manage/v1/tokens", "login": "/manage/v1/auth/login", "accept": "/manage/v1/auth/accept", "logout": "/manage/v1/auth/logout",
	}
	for path, item := range contract().doc.Paths.Map() {
		op := item.Post
		if op == nil {
			continue
		}
		_, twice := made[op.OperationID]
		_, once := secret[op.OperationID]
		if op.OperationID != "uploadAsset" && twice == once {
			t.Errorf("POST %s: nothing says whether it may be sent twice", path)
		}
	}
	for name, prepare := range made {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			admin := w.token(t, "admin")
			c := prepare(t, w, admin)
			before := said(t, w)
			first := w.keyed(t, "key", c)
			if first.status >= 300 {
				t.Fatalf("%d\n%s", first.status, first.body)
			}
			after := said(t, w)
			same(t, first, w.keyed(t, "key", c))
			if now := said(t, w); now != after {
				t.Errorf("sent twice, it had two effects: %s", added(after, now))
			}
			if before == after {
				t.Error("it had no effect at all")
			}
			w.keyed(t, "key", other(t, c)).want(t, http.StatusUnprocessableEntity, "once.other_request")
			if now := said(t, w); now != after {
				t.Error("a refused key had an effect")
			}
		})
	}
}

// other returns the call with another body; where it takes none, with another
// query.
func other(t *testing.T, c call) call {
	t.Helper()
	switch b := c.body.(type) {
	case nil:
		c.path += "?utm_source=x"
	case string:
		c.body = b + " "
	default:
		text, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		c.body = string(text) + " "
	}
	return c
}

// added returns what stands in the second text and not in the first.
func added(first, second string) string {
	var b strings.Builder
	for line := range strings.Lines(second) {
		if !strings.Contains(first, line) {
			b.WriteString(line)
		}
	}
	return b.String()
}

func TestUploadsCanBeSentTwice(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	send := func(name, content string) answer {
		body, kind := file(t, name, content)
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/manage/v1/assets", strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Authorization", "Bearer "+admin)
		r.Header.Set("Idempotency-Key", "key")
		rec := httptest.NewRecorder()
		w.api.ServeHTTP(rec, r)
		return answer{status: rec.Code, header: rec.Header(), body: rec.Body.Bytes()}
	}
	first := send("a.txt", "some words").want(t, http.StatusCreated, "")
	same(t, first, send("a.txt", "some words"))
	send("a.txt", "other words").want(t, http.StatusUnprocessableEntity, "once.other_request")
	send("b.txt", "some words").want(t, http.StatusUnprocessableEntity, "once.other_request")
}

// TestSecretsTakeNoKey tries those whose answer is not kept.
func TestSecretsTakeNoKey(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	p := w.pair(t, admin)
	before := said(t, w)
	for path, body := range map[string]string{
		"/manage/v1/posts/" + p.ID + "/preview-links": `{"locales":["fr"]}`,
		"/manage/v1/invitations":                      `{"email":"a@example.org","name":"A","roles":{"fr":["editor"]}}`,
		"/manage/v1/tokens":                           `{"name":"x","scopes":["manage"],"roles":{"fr":["reader"]}}`,
		"/manage/v1/auth/login":                       `{"email":"a@example.org","password":"not the one at all"}`,
		"/manage/v1/auth/accept":                      `{"token":"x","password":"not the one at all"}`,
	} {
		a := w.keyed(t, "key", posting(path, admin, body))
		a.want(t, http.StatusUnprocessableEntity, "once.secret")
		a.absent(t, "token\":\"", "dpv_")
	}
	if now := said(t, w); now != before {
		t.Errorf("a refused key had an effect: %s", added(before, now))
	}
}
