package httpapi_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/locale"
)

// An audited row is one of the audit, as the contract has it.
type audited struct {
	ID, Actor, ActorName, Operation, Outcome, Address, Agent string
	Via, Post, Subject                                       *string
	Locales                                                  []string
	Detail                                                   map[string]any
}

// audit reads a page of the audit, once what waits is written down.
func (w *world) audit(t testing.TB, token, query string) []audited {
	t.Helper()
	if err := w.Accounts.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	a := w.do(t, call{method: "GET", path: "/manage/v1/audit?" + query, token: token}).want(t, http.StatusOK, "")
	return into[struct{ Items []audited }](t, a).Items
}

func TestAuditSaysFromWhere(t *testing.T) {
	w := newWorld(t)
	owner := w.owner(t)
	admin := w.token(t, "admin")
	p := w.pair(t, admin)
	etag := p.Translations["fr"].ETag
	owner.call(t, call{method: "PATCH", path: "/manage/v1/posts/" + p.ID + "/translations/fr", body: `{"title":"Autre"}`,
		header: map[string]string{"If-Match": etag, "User-Agent": "Firefox " + strings.Repeat("é", 200)}}).want(t, 200, "")
	got := w.audit(t, admin, "operation=translation.saved&post="+p.ID)
	if len(got) != 1 {
		t.Fatalf("%d rows: %+v", len(got), got)
	}
	row := got[0]
	if row.Actor != "user:"+owner.id || row.ActorName != "Maude" || row.Via == nil || !strings.HasPrefix(*row.Via, "session:") ||
		row.Address != "192.0.2.1" || !strings.HasPrefix(row.Agent, "Firefox é") || len(row.Agent) > 201 ||
		!slices.Equal(row.Locales, []string{"fr"}) || row.Detail["revision"] != 2.0 {
		t.Errorf("%+v", row)
	}
}

// TestRefusalsAreAudited asks for what is others', and finds each attempt: also
// those that were told that there is nothing.
func TestRefusalsAreAudited(t *testing.T) {
	w := newWorld(t)
	admin, reader, author := w.token(t, "admin"), w.token(t, "reader", "fr"), w.token(t, "author")
	p := w.pair(t, admin)
	at := "/manage/v1/posts/" + p.ID
	w.do(t, call{method: "PATCH", path: at + "/translations/fr", token: reader, header: map[string]string{"If-Match": `"1"`}, body: `{"title":"x"}`}).want(t, 403, "")
	w.do(t, call{method: "GET", path: at, token: author}).want(t, 404, "post.not_found")
	w.do(t, call{method: "GET", path: "/manage/v1/posts/" + nobody, token: author}).want(t, 404, "post.not_found")
	w.do(t, call{method: "GET", path: "/manage/v1/audit", token: reader}).want(t, 403, "")
	w.do(t, call{method: "GET", path: at, token: "dpt_x"}).want(t, 401, "")
	w.login(t, "nobody@example.org", "no password at all").want(t, 401, "login.wrong")
	var got []string
	for _, row := range w.audit(t, admin, "outcome=refused") {
		post := ""
		if row.Post != nil {
			post = strings.Replace(*row.Post, p.ID, "p", 1)
		}
		got = append(got, strings.Join([]string{row.ActorName, row.Operation, post, strings.Join(row.Locales, " ")}, "|"))
		if row.Address != "192.0.2.1" {
			t.Errorf("from nowhere: %+v", row)
		}
	}
	want := []string{"|session.began||", "reader|listAudit||", "author|getPost|p|", "reader|patchTranslation|p|fr"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("refused (-want +got):\n%s", diff)
	}
}

func TestAuditIsFilteredAndExported(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	w.pair(t, admin)
	evil := event.Record{
		Operation: "=cmd|'/c calc'!A0", Post: "p,\"1\"", About: "tag:\r\n1", Locales: []locale.Tag{"en", "fr"}, Detail: json.RawMessage(`{"a":1}`),
		Origin: event.Origin{Agent: "+SUM(1)", Via: "@x", Address: "-1"},
	}
	w.Accounts.Refused(access.Actor{ID: "token:evil"}, evil)
	if err := w.Accounts.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]int{
		"outcome=refused": 1, "actor=token:evil": 1, "locale=fr&outcome=refused": 1, "locale=de": 0, "actor=nobody": 0, "since=2100-01-01T00:00:00Z": 0,
		"until=2000-01-01T00:00:00Z": 0, "operation=post.created&outcome=done&locale=EN": 1,
	} {
		if got := w.audit(t, admin, query); len(got) != want {
			t.Errorf("%s: %d rows, want %d", query, len(got), want)
		}
	}
	for query, code := range map[string]string{
		"outcome=maybe": "parameter.invalid", "since=yesterday": "parameter.invalid", "cursor=x": "list.cursor", "order=actor": "parameter.unknown",
		"limit=101": "", "locale=12": "parameter.invalid", "cursor=OTk5": "list.cursor",
	} {
		w.do(t, call{method: "GET", path: "/manage/v1/audit?" + query, token: admin}).want(t, 400, code)
	}
	a := w.do(t, call{method: "GET", path: "/manage/v1/audit/export?actor=token:evil", token: admin}).want(t, 200, "")
	rows, err := csv.NewReader(bytes.NewReader(a.body)).ReadAll()
	if err != nil || len(rows) != 2 {
		t.Fatalf("%d rows, %v\n%s", len(rows), err, a.body)
	}
	want := []string{"token:evil", "token:evil", "'@x", "'=cmd|'/c calc'!A0", "refused", "p,\"1\"", "en fr", "tag:\n1", "'-1", "'+SUM(1)", `{"a":1}`}
	if diff := cmp.Diff(want, rows[1][2:]); diff != "" || !bytes.HasSuffix(a.body, []byte("\r\n")) {
		t.Errorf("row (-want +got):\n%s\n%q", diff, a.body)
	}
	if got := a.header.Get("Content-Disposition"); got != `attachment; filename="diptych-audit.csv"` {
		t.Errorf("Content-Disposition: %s", got)
	}
	a = w.do(t, call{method: "GET", path: "/manage/v1/audit/export?format=ndjson", token: admin}).want(t, 200, "")
	if got := a.header.Get("Content-Disposition"); got != `attachment; filename="diptych-audit.ndjson"` {
		t.Errorf("Content-Disposition: %s", got)
	}
	lines := bytes.Split(bytes.TrimSpace(a.body), []byte("\n"))
	var first, last audited
	if json.Unmarshal(lines[0], &first) != nil || json.Unmarshal(lines[len(lines)-1], &last) != nil ||
		first.Operation != "token.created" || last.Actor != "token:evil" || len(lines) < 3 {
		t.Errorf("lines:\n%s", a.body)
	}
	a = w.do(t, call{method: "GET", path: "/manage/v1/audit/export?actor=nobody", token: admin}).want(t, 200, "")
	if string(a.body) != "id,at,actor,actorName,via,operation,outcome,post,locales,subject,address,agent,detail\r\n" {
		t.Errorf("nothing: %q", a.body)
	}
}
