package main

import (
	"bytes"
	"io"
	"strings"
	"testing"
)

const spoken = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}
{"jsonrpc":"2.0","method":"notifications/initialized"}
{"jsonrpc":"2.0","id":2,"method":"tools/list"}
{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"list_work","arguments":{"locale":"fr"}}}
`

// ask runs a command to its end.
func ask(t *testing.T, env map[string]string, in io.Reader, out io.Writer, args ...string) (err string, code int) {
	t.Helper()
	var e bytes.Buffer
	code = Main(t.Context(), process{Args: args, In: in, Out: out, Err: &e, Env: func(name string) (string, bool) { v, ok := env[name]; return v, ok }})
	return e.String(), code
}

// madeToken makes a token by the command line.
func madeToken(t *testing.T, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	if err, code := ask(t, nil, strings.NewReader(""), &out, append([]string{"token", "create"}, args...)...); code != exitOK {
		t.Fatal(err)
	}
	return strings.TrimSpace(out.String())
}

// TestMCP speaks to the command as a client does, in lines of JSON-RPC over pipes,
// and hears nothing else from it. It ends when the client hangs up.
func TestMCP(t *testing.T) {
	data := t.TempDir()
	serving := start(t, nil, "serve", "--data", data, "--addr", "127.0.0.1:0")
	env := map[string]string{"LANG": "fr_CA.UTF-8", "DIPTYCH_SERVER": serving.err.wait(t, `on (http://\S+)/\.`)[1]}
	env["DIPTYCH_TOKEN"] = madeToken(t, "--role", "translator", "--locales", "fr", "--scopes", "translate", "--data", data)
	in, client := io.Pipe()
	out, said := newWatched(), make(chan string, 1)
	go func() {
		err, code := ask(t, env, in, out, "mcp")
		if code != exitOK {
			err += " failed"
		}
		said <- err
	}()
	if _, err := io.WriteString(client, spoken); err != nil {
		t.Fatal(err)
	}
	out.wait(t, `"id":3,.*"pending\\":0`)
	out.wait(t, `"propose_segments"`)
	if err := client.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-said; err != "" {
		t.Error(err)
	}
	if !strings.Contains(out.String(), `"title":"Traductions à faire"`) {
		t.Errorf("the tools have no French titles: %s", out)
	}
	for line := range strings.Lines(out.String()) {
		if !strings.HasPrefix(line, `{"jsonrpc":"2.0"`) {
			t.Errorf("what is no answer: %s", line)
		}
	}

	env["DIPTYCH_TOKEN"] = madeToken(t, "--role", "editor", "--data", data)
	var nothing bytes.Buffer
	err, code := ask(t, env, strings.NewReader(spoken), &nothing, "mcp")
	if code != exitFailed || nothing.Len() > 0 || !strings.Contains(err, "plus qu’il n’en faut") || strings.Contains(err, "dpt_") {
		t.Errorf("with an editor's token: %d %s %s", code, nothing.String(), err)
	}
	serving.stop()
	if code := <-serving.code; code != exitOK {
		t.Errorf("serve: %d", code)
	}
}
