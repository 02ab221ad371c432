package main

import (
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// post sends a JSON document and returns status and body.
func post(t *testing.T, url, document string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

// TestFirstStart starts a server on nothing, follows the link that it prints, and
// keeps people in and out by the command line while it runs.
func TestFirstStart(t *testing.T) {
	env := map[string]string{"DIPTYCH_DATA": filepath.Join(t.TempDir(), "data"), "LANG": "fr_CA.UTF-8"}
	link := `administrera le site.:\s+(http://127\.0\.0\.1:\d+)(/auth/accept)#for=setup&token=(dpl_[\w-]+)`
	server := start(t, env, "serve", "--addr", "127.0.0.1:0")
	first := server.err.wait(t, link)
	server.end(exitOK)
	server = start(t, env, "serve", "--addr", "127.0.0.1:0")
	found := server.err.wait(t, link)
	url, secret := found[1], found[3]
	if status, page := get(t, url+found[2], ""); status != http.StatusOK || !strings.Contains(page, "<form hidden>") {
		t.Errorf("the page of the link: %d %s", status, page)
	}
	accept := func(secret, who string) (int, string) {
		document, err := json.Marshal(map[string]string{"token": secret, "password": "quarante bacs et une ruche", "name": who, "email": who + "@example.org"})
		if err != nil {
			t.Fatal(err)
		}
		return post(t, url+"/manage/v1/auth/accept", string(document))
	}
	if status, body := accept(first[3], "maude"); status != http.StatusNotFound {
		t.Errorf("the link of an earlier start: %d %s", status, body)
	}
	if status, body := accept(secret, "maude"); status != http.StatusOK || !strings.Contains(body, `"admin":true`) {
		t.Fatalf("the link: %d %s", status, body)
	}
	_, out, _ := call(t.Context(), env, "user", "invite", "luc@example.org", "editor:fr")
	_, secret, _ = strings.Cut(strings.TrimSpace(out), "token=")
	if status, body := accept(secret, "luc"); status != http.StatusOK || !strings.Contains(body, `"roles":{"fr":["editor"]}`) {
		t.Errorf("the invitation: %d %s", status, body)
	}
	login := func() int {
		status, _ := post(t, url+"/manage/v1/auth/login", `{"email":"LUC@example.org","password":"quarante bacs et une ruche"}`)
		return status
	}
	for _, step := range []struct {
		args         string
		code, status int
		words        string
	}{
		{"disable luc@example.org", exitOK, http.StatusUnauthorized, "ne peut plus se connecter"},
		{"enable luc@example.org", exitOK, http.StatusOK, "editor:fr"},
		{"role luc@example.org reader override:en", exitOK, http.StatusOK, "reader override:en"},
		{"disable maude@example.org", exitFailed, http.StatusOK, "dernière personne à avoir le rôle admin"},
		{"role maude@example.org editor", exitFailed, http.StatusOK, "dernière personne à avoir le rôle admin"},
		{"setup", exitFailed, http.StatusOK, "déjà configuré"},
	} {
		code, out, errs := call(t.Context(), env, append([]string{"user"}, strings.Fields(step.args)...)...)
		if code != step.code || !strings.Contains(out+errs, step.words) {
			t.Errorf("user %s: exit code %d, %q, %q", step.args, code, out, errs)
		}
		if status := login(); status != step.status {
			t.Errorf("after user %s: signing in answers %d", step.args, status)
		}
	}
	if _, out, _ := call(t.Context(), env, "user", "list"); !regexp.MustCompile(`luc@example\.org +luc +reader override:en +actif`).MatchString(out) {
		t.Errorf("list:\n%s", out)
	}
	server.end(exitOK)
	server = start(t, env, "serve", "--addr", "127.0.0.1:0")
	url = server.err.wait(t, `sur (http://127\.0\.0\.1:\d+)/`)[1]
	if status, _ := get(t, url+"/livez", ""); status != http.StatusNoContent {
		t.Errorf("/livez answers %d", status)
	}
	server.end(exitOK)
	if strings.Contains(server.err.String(), "administrera le site") {
		t.Errorf("it offers to be set up again:\n%s", server.err)
	}
}
