package mcp_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/mcp"
	"github.com/diptych-cms/diptych/pkg/client/manage"
)

// A stranger stands in for a Diptych server: answers by method and path, and what
// was asked.
type stranger struct {
	answers map[string]string // "409 {…}" for another status
	asked   []string
}

// ServeHTTP implements [http.Handler].
func (s *stranger) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.asked = append(s.asked, r.Method+" "+r.URL.RequestURI()+" "+r.Header.Get("If-Match")+" "+string(body))
	answer, ok := s.answers[r.Method+" "+r.URL.Path]
	if !ok {
		answer = `404 {"status":404,"code":"http.not_found","title":"There is nothing here."}`
	}
	if status, rest, found := strings.Cut(answer, " "); found && len(status) == 3 {
		w.WriteHeader(map[string]int{"401": 401, "403": 403, "404": 404, "409": 409, "412": 412, "422": 422}[status])
		answer = rest
	}
	_, _ = io.WriteString(w, answer)
}

const drafts = `{"actor":"token:1","permissions":{"browse":{"*":"any"},"read":{"fr":"any"},"read_source":{"fr":"any"},"translate":{"fr":"not_source"},"comment":{"fr":"any"}}}`

func serverOf(t *testing.T, s *stranger) *mcp.Server {
	t.Helper()
	at := httptest.NewServer(s)
	t.Cleanup(at.Close)
	c, err := manage.New(at.URL, "dpt_x", manage.WithTries(1, 0))
	if err != nil {
		t.Fatal(err)
	}
	return &mcp.Server{Client: c, Say: func(key string, _ ...any) string { return "[" + key + "]" }, Version: "test"}
}

// connect runs the server over pipes and returns the SDK's own client of it.
func connect(t *testing.T, s *mcp.Server) *sdk.ClientSession {
	t.Helper()
	in, toServer := io.Pipe()
	fromServer, out := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- s.Run(t.Context(), in, out) }()
	session, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).
		Connect(t.Context(), &sdk.IOTransport{Reader: fromServer, Writer: toServer}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = session.Close()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return session
}

// call calls a tool and returns what it says, as JSON or as words.
func call(t *testing.T, session *sdk.ClientSession, tool, arguments string) (text string, wrong bool) {
	t.Helper()
	got, err := session.CallTool(t.Context(), &sdk.CallToolParams{Name: tool, Arguments: json.RawMessage(arguments)})
	if err != nil {
		return err.Error(), true
	}
	for _, c := range got.Content {
		if words, ok := c.(*sdk.TextContent); ok {
			text += words.Text
		}
	}
	return text, got.IsError
}

// TestToolsOfAMachine holds what is offered to what a machine may do.
func TestToolsOfAMachine(t *testing.T) {
	session := connect(t, serverOf(t, &stranger{answers: map[string]string{"GET /manage/v1/me": drafts}}))
	list, err := session.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, tool := range list.Tools {
		names = append(names, tool.Name)
		if tool.Description == "" || tool.Title != "[mcp."+tool.Name+"]" || tool.Annotations == nil {
			t.Errorf("%s: %q %q", tool.Name, tool.Title, tool.Description)
		}
		if reads := slices.Contains([]string{"list_work", "read_segments", "run_checks"}, tool.Name); tool.Annotations.ReadOnlyHint != reads {
			t.Errorf("%s: read-only %v", tool.Name, tool.Annotations.ReadOnlyHint)
		}
	}
	slices.Sort(names)
	if want := []string{"comment", "list_work", "propose_segments", "read_segments", "run_checks"}; !slices.Equal(names, want) {
		t.Errorf("tools %v, want %v: none that confirms, approves, publishes or deletes", names, want)
	}
	for _, word := range []string{"publish", "approve", "confirm"} {
		if text, wrong := call(t, session, word, `{}`); !wrong {
			t.Errorf("%s: %s", word, text)
		}
	}
}

const segments = `{"post":"01","locale":"fr","sourceLocale":"en","revision":5,"sourceRevision":7,"etag":"\"5\"",
	"sums":{"current":1,"minor":0,"substantive":1,"missing":2,"words":{}},"next":"NDA=","items":[{
		"id":"p-1","kind":"paragraph","state":"stale","change":"substantive","source":{"text":"Three <1>tonnes</1><2/>","hash":"c0","words":2,
			"tags":[{"n":1,"element":"a","void":false,"href":"https://example.org/"},{"n":2,"element":"img","void":true,"src":"cms:asset/9f"}]},
		"target":{"text":"Deux <1>tonnes</1><2/>","hash":"1b","ids":["q-1"]},"approved":{"text":"Two <1>tonnes</1><2/>","revision":6},"origin":"human",
		"suggestions":[{"kind":"memory","score":94,"source":"Four","target":"Quatre"},{"kind":"glossary","score":100,"source":"tonne","target":"tonne","forbidden":["ton"]}],
		"findings":[{"id":"f","check":"number","severity":"error","segment":"p-1","message":"3","fix":null}]}]}`

func TestAMachineDrafts(t *testing.T) {
	s := &stranger{answers: map[string]string{
		"GET /manage/v1/me": drafts, "GET /manage/v1/posts/01/translations/fr/segments": segments,
		"GET /manage/v1/work":                                `{"items":[{"post":"01","title":"Three","locale":"fr","sourceLocale":"en","state":"stale","words":{"new":3,"stale":2},"assignee":{"name":"Zoé"}}],"next":null,"pending":1}`,
		"PATCH /manage/v1/posts/01/translations/fr/segments": `{"revision":6,"etag":"\"6\"","results":[{"id":"p-1","outcome":"applied","state":"current"}],"warnings":[{"pointer":"/0/target","detail":"Cut."}]}`,
		"GET /manage/v1/posts/01/translations/fr/checks": `{"sums":{"error":1,"warning":0},"items":[{"id":"f","check":"number","severity":"error","message":"3"},
			{"id":"g","check":"link","severity":"error","message":"x","dismissed":{"reason":"y"}}]}`,
		"POST /manage/v1/posts/01/translations/fr/comments": `{"id":"0c","comments":[]}`,
	}}
	session := connect(t, serverOf(t, s))
	for _, tt := range []struct {
		tool, in, asked string
		out             []string
	}{
		{"list_work", `{"locale":"fr","states":["stale"],"limit":5}`, "GET /manage/v1/work?locale=fr&state=stale&limit=5", []string{`"post":"01"`, `"wordsNew":3`, `"assignee":"Zoé"`, `"pending":1`}},
		{"read_segments", `{"post":"01","locale":"fr"}`, "GET /manage/v1/posts/01/translations/fr/segments?suggest=true&checks=true&limit=40",
			[]string{`"etag":"\"5\""`, `"sourceHash":"c0"`, `"sourceBefore":"Two <1>tonnes</1><2/>"`, `"leads":"https://example.org/"`, `"alone":true`, `"forbidden":["ton"]`, `"score":94`, `"missing":2`, `"stale":1`, `"next":"NDA="`}},
		{"read_segments", `{"post":"01","locale":"fr","limit":100000}`, "limit=200", []string{`"segments"`}},
		{"propose_segments", `{"post":"01","locale":"fr","etag":"\"5\"","segments":[{"id":"p-1","sourceHash":"c0","target":"Trois <1>tonnes</1><2/>"}]}`,
			`PATCH /manage/v1/posts/01/translations/fr/segments "5" [{"id":"p-1","sourceHash":"c0","target":"Trois \u003c1\u003etonnes\u003c/1\u003e\u003c2/\u003e","origin":"machine_unreviewed"}]`,
			[]string{`"outcome":"applied"`, `"etag":"\"6\""`, "Cut."}},
		{"run_checks", `{"post":"01","locale":"fr","severity":"error"}`, "GET /manage/v1/posts/01/translations/fr/checks?severity=error", []string{`"check":"number"`, `"errors":1`}},
		{"comment", `{"post":"01","locale":"fr","text":"Metric?","segment":"p-1"}`, `{"text":"Metric?","segment":"p-1"}`, []string{`"thread":"0c"`}},
	} {
		text, wrong := call(t, session, tt.tool, tt.in)
		last := s.asked[len(s.asked)-1]
		if wrong || !strings.Contains(last, tt.asked) {
			t.Errorf("%s: %s\nasked %s", tt.tool, text, last)
		}
		for _, part := range tt.out {
			if !strings.Contains(text, part) {
				t.Errorf("%s: no %s in %s", tt.tool, part, text)
			}
		}
	}
	if text, _ := call(t, session, "run_checks", `{"post":"01","locale":"fr"}`); strings.Contains(text, `"link"`) {
		t.Errorf("what was dismissed is found: %s", text)
	}
	// A model cannot say that a person wrote it.
	if text, wrong := call(t, session, "propose_segments", `{"post":"01","locale":"fr","segments":[{"id":"p-1","sourceHash":"c0","target":"x","origin":"human"}]}`); !wrong {
		t.Errorf("an origin was taken: %s", text)
	}
}

// TestAMachineIsTold gives models what they need to do better.
func TestAMachineIsTold(t *testing.T) {
	s := &stranger{answers: map[string]string{"GET /manage/v1/me": drafts}}
	session := connect(t, serverOf(t, s))
	for answer, want := range map[string][]string{
		`412 {"status":412,"code":"translation.stale","title":"Somebody saved this.","detail":"Read it again."}`:                                              {"translation.stale", "Read it again."},
		`422 {"status":422,"code":"invalid","title":"Wrong.","errors":[{"pointer":"/0/target","code":"segment.placeholder_lost","detail":"Tag 1 is lost."}]}`: {"/0/target: Tag 1 is lost."},
		`409 {"status":409,"code":"segment.gone","title":"Gone.","segments":[{"id":"p-1","text":"Trois"}]}`:                                                   {"no longer there: p-1"},
		`403 {"status":403,"code":"access.scope","title":"Not with this token."}`:                                                                             {"access.scope"},
		`403 <html>`: {"does not answer"},
	} {
		s.answers["PATCH /manage/v1/posts/01/translations/fr/segments"] = answer
		text, wrong := call(t, session, "propose_segments", `{"post":"01","locale":"fr","segments":[{"id":"p-1","sourceHash":"c0","target":"x"}]}`)
		for _, part := range want {
			if !wrong || !strings.Contains(text, part) {
				t.Errorf("%s: told %q", answer, text)
			}
		}
		if strings.Contains(text, "dpt_") {
			t.Errorf("the token is told: %s", text)
		}
	}
}

// TestATokenThatMayMoreIsRefused: nobody hands a machine their own keys by mistake.
func TestATokenThatMayMoreIsRefused(t *testing.T) {
	for me, code := range map[string]string{
		`{"permissions":{"read":{"fr":"any"},"publish":{"fr":"any"}}}`:              "mcp.token",
		`{"permissions":{"write":{"fr":"not_source"}}}`:                             "mcp.token",
		`401 {"status":401,"code":"access.unauthenticated","title":"Who are you?"}`: "mcp.refused",
		`404 <html>`: "mcp.unreachable",
	} {
		s := serverOf(t, &stranger{answers: map[string]string{"GET /manage/v1/me": me}})
		in, out := io.Pipe()
		err := s.Run(t.Context(), in, out)
		if f, ok := fault.Of(err); !ok || f.Code != code {
			t.Errorf("%s: %v, want %s", me, err, code)
		}
	}
}
