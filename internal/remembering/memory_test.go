package remembering_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/remembering"
)

// found returns what a search finds, page by page.
func (h *house) found(cmd remembering.Search) (list []string) {
	h.Helper()
	if cmd.Actor.ID == "" {
		cmd.Actor = with("reader:fr")
	}
	if cmd.Source == "" {
		cmd.Source, cmd.Target = "en", "fr"
	}
	for {
		page, err := h.Search(h.Context(), cmd)
		if err != nil {
			h.Fatal(err)
		}
		for _, f := range page.Items {
			list = append(list, fmt.Sprintf("%d %s = %s", f.Score, f.Source, f.Target))
		}
		if cmd.Cursor = page.Next; page.Next == "" {
			return list
		}
	}
}

func TestSearch(t *testing.T) {
	h := open(t)
	h.feed("The <1>server</1> is down. = Le <1>serveur</1> est en panne.", "The old server. = L’ancien serveur.", "A pump. = Une pompe.")
	tests := []struct {
		cmd  remembering.Search
		want string
	}{
		{remembering.Search{Text: "server"}, "[100 The old server. = L’ancien serveur. 100 The <1>server</1> is down. = Le <1>serveur</1> est en panne.]"},
		{remembering.Search{Text: "server", Limit: 1}, "[100 The old server. = L’ancien serveur. 100 The <1>server</1> is down. = Le <1>serveur</1> est en panne.]"},
		{remembering.Search{Text: "PANNE serveur"}, "[100 The <1>server</1> is down. = Le <1>serveur</1> est en panne.]"},
		{remembering.Search{Text: "l'ancien"}, "[100 The old server. = L’ancien serveur.]"},
		{remembering.Search{Text: "serv"}, "[100 The old server. = L’ancien serveur. 100 The <1>server</1> is down. = Le <1>serveur</1> est en panne.]"},
		{remembering.Search{Text: `" OR source:*`}, "[]"},
		{remembering.Search{Text: "…"}, "[]"},
		{remembering.Search{Text: "server", Source: "en-GB", Target: "fr-CA"}, "[100 The old server. = L’ancien serveur. 100 The <1>server</1> is down. = Le <1>serveur</1> est en panne.]"},
		{remembering.Search{Text: "server", Source: "fr", Target: "en"}, "[]"},
		{remembering.Search{Text: "The server is down.", Mode: remembering.Match}, "[95 The <1>server</1> is down. = Le <1>serveur</1> est en panne.]"},
	}
	for _, tt := range tests {
		if got := fmt.Sprint(h.found(tt.cmd)); got != tt.want {
			t.Errorf("%+v: %s\nwant %s", tt.cmd, got, tt.want)
		}
	}
	for _, tt := range []struct {
		cmd  remembering.Search
		want string
	}{
		{remembering.Search{}, "access.unauthenticated"},
		{remembering.Search{Actor: with("override:fr"), Text: "a"}, "access.forbidden"},
		{remembering.Search{Actor: owner, Text: "a", Cursor: "x"}, "list.cursor"},
		{remembering.Search{Actor: owner, Text: "a", Cursor: "x", Mode: remembering.Match}, "list.cursor"},
		{remembering.Search{Actor: owner, Text: "a", Limit: 101}, "list.limit"},
	} {
		if _, err := h.Search(t.Context(), tt.cmd); problem(err) != tt.want {
			t.Errorf("%+v: %s, want %s", tt.cmd, problem(err), tt.want)
		}
	}
}

func TestSearchTellsNobodyOfPosts(t *testing.T) {
	h := open(t)
	h.feed("The server. = Le serveur.")
	for roles, want := range map[string]string{"reader:fr": "0197 s0", "author:fr": " "} {
		for _, mode := range []remembering.Mode{remembering.Concordance, remembering.Match} {
			page, err := h.Search(t.Context(), remembering.Search{Actor: with(roles), Source: "en", Target: "fr", Text: "The server", Mode: mode})
			if err != nil || len(page.Items) != 1 {
				t.Fatalf("%s: %v, %+v", roles, err, page)
			}
			if got := string(page.Items[0].Post) + " " + page.Items[0].Segment; got != want {
				t.Errorf("%s: comes from %q, want %q", roles, got, want)
			}
		}
		var b bytes.Buffer
		if err := h.ExportMemory(t.Context(), remembering.Export{Actor: with(roles), Source: "en", Target: "fr"}, &b); err != nil {
			t.Fatal(err)
		}
		if told := strings.Contains(b.String(), "0197"); told != (want != " ") {
			t.Errorf("%s: the export tells of the post: %t", roles, told)
		}
	}
}

func TestForget(t *testing.T) {
	h := open(t)
	h.feed("The server. = Le serveur.", "A pump. = Une pompe.")
	forget := func(roles string, entry int64) string {
		return problem(h.Forget(t.Context(), remembering.Forget{Actor: with(roles), Entry: entry}))
	}
	for _, tt := range []struct {
		roles string
		entry int64
		want  string
	}{{"translator:fr", 1, "access.forbidden"}, {"editor:en", 1, "access.forbidden_locale"}, {"editor:fr", 9, "memory.not_found"}, {"editor:fr", 0, "memory.not_found"}} {
		h.unchanged(tt.want, func() {
			if got := forget(tt.roles, tt.entry); got != tt.want {
				t.Errorf("%s, %d: %s, want %s", tt.roles, tt.entry, got, tt.want)
			}
		})
	}
	h.fail = errors.New("broken")
	h.unchanged("half way", func() { forget("editor:fr", 1) })
	h.fail = nil
	if got := forget("editor:fr", 1); got != "" {
		t.Fatal(got)
	}
	if got := h.found(remembering.Search{Text: "server"}); len(got) != 0 {
		t.Errorf("found %v after it was forgotten", got)
	}
	if got := h.found(remembering.Search{Text: "The server.", Mode: remembering.Match}); len(got) != 0 {
		t.Errorf("found %v after it was forgotten", got)
	}
	h.feed("The server. = Le serveur.") // approved again
	if got := h.found(remembering.Search{Text: "server"}); len(got) != 1 {
		t.Errorf("found %v after it was approved again", got)
	}
}

// tmxOf writes units "en text | fr text" as another tool would.
func tmxOf(units ...string) string {
	var b strings.Builder
	b.WriteString("<tmx version=\"1.4\"><header srclang=\"en-US\"/><body>\n")
	for _, u := range units {
		b.WriteString("<tu changedate=\"20200102T030405Z\" changeid=\"user:forged\">")
		for i, text := range strings.Split(u, " | ") {
			fmt.Fprintf(&b, `<tuv xml:lang="%s"><seg>%s</seg></tuv>`, []string{"en-US", "fr-FR", "de"}[i], text)
		}
		b.WriteString("</tu>\n")
	}
	return b.String() + "</body></tmx>"
}

func (h *house) bring(actor, text string, dry bool, key string) (remembering.Report, error) {
	cmd := remembering.Import{Actor: with(actor), File: strings.NewReader(text), Dry: dry}
	if key != "" {
		cmd.Once = once.Key{Name: key, Hash: [32]byte{1}}
	}
	return h.ImportMemory(h.Context(), cmd)
}

func TestImportMemory(t *testing.T) {
	h := open(t)
	h.feed("The server. = Le serveur.")
	file := tmxOf("The server. | Le serveur.", "A pump. | Une pompe. | Eine Pumpe", "A pump. | Une pompe.", "only English", "<ph/> | <ph/>", " | vide")
	want := "{1 0 2 3 [{5 memory.no_target map[] only English} {6 memory.says_nothing map[] } {7 memory.says_nothing map[] }]}"
	h.unchanged("a dry run", func() {
		report, err := h.bring("editor:fr", file, true, "")
		if err != nil || fmt.Sprint(report) != want {
			t.Errorf("%v\nwant %s (%v)", report, want, err)
		}
	})
	report, err := h.bring("editor:fr", file, false, "k")
	if err != nil || fmt.Sprint(report) != want {
		t.Fatalf("%v\nwant %s (%v)", report, want, err)
	}
	if got := fmt.Sprint(h.found(remembering.Search{Text: "pump"})); got != "[100 A pump. = Une pompe.]" {
		t.Errorf("found %s", got)
	}
	page, err := h.Search(t.Context(), remembering.Search{Actor: owner, Source: "en", Target: "fr", Text: "pump"})
	if err != nil {
		t.Fatal(err)
	}
	if e := page.Items[0]; e.By != "token:t" || e.At.Year() != 2020 || !e.Brought || e.Post != "" {
		t.Errorf("the entry is %+v: who brought it in answers for it", e)
	}
	h.unchanged("again", func() {
		if again, err := h.bring("editor:fr", file, false, "k"); err != nil || fmt.Sprint(again) != want {
			t.Errorf("again: %v, %v", again, err)
		}
	})
	h.unchanged("another file under its key", func() {
		if _, err := h.bring("editor:fr", tmxOf("x | y"), false, "k"); problem(err) != "once.other_request" {
			t.Errorf("another file: %v", err)
		}
	})
	if again, err := h.bring("editor:fr", file, false, ""); err != nil || again.Added != 0 || again.Unchanged != 3 {
		t.Errorf("without a key: %v, %v", again, err)
	}
}

func TestImportMemoryRefused(t *testing.T) {
	h := open(t)
	good := tmxOf("A pump. | Une pompe.")
	for _, tt := range []struct{ name, roles, file, want string }{
		{"a translator", "translator:fr", good, "access.forbidden"},
		{"broken at its end", "editor:fr", strings.TrimSuffix(good, "</body></tmx>"), "xml.malformed"},
		{"no memory", "editor:fr", "<html/>", "memory.not_tmx"},
	} {
		h.unchanged(tt.name, func() {
			if _, err := h.bring(tt.roles, tt.file, false, ""); problem(err) != tt.want {
				t.Errorf("%s: %s, want %s", tt.name, problem(err), tt.want)
			}
		})
	}
	h.unchanged("an editor of the source", func() {
		report, err := h.bring("editor:en", good, false, "")
		if err != nil || fmt.Sprint(report) != "{0 0 0 1 [{2 memory.forbidden map[locale:fr] A pump.}]}" {
			t.Errorf("an editor of the source: %v, %v", report, err)
		}
	})
	h.unchanged("half way", func() {
		h.fail = errors.New("broken")
		defer func() { h.fail = nil }()
		if _, err := h.bring("editor:fr", good, false, ""); !errors.Is(err, h.fail) {
			t.Errorf("half way: %v", err)
		}
	})
}

func TestExportMemory(t *testing.T) {
	h := open(t)
	h.feed("The <1>server</1>. = Le <1>serveur</1>.", "A &amp; B. = A et B.")
	var b bytes.Buffer
	if err := h.ExportMemory(t.Context(), remembering.Export{Actor: with("translator:fr"), Source: "en", Target: "fr"}, &b); err != nil {
		t.Fatal(err)
	}
	other := open(t)
	report, err := other.bring("editor:fr", b.String(), false, "")
	if err != nil || report.Added != 2 {
		t.Fatalf("%v: %v\n%s", report, err, b.String())
	}
	if got, want := fmt.Sprint(other.found(remembering.Search{Text: "A B"})), "[100 A &amp; B. = A et B.]"; got != want {
		t.Errorf("found %s, want %s", got, want)
	}
	b.Reset()
	if err := h.ExportMemory(t.Context(), remembering.Export{Actor: owner, Source: "fr", Target: "de"}, &b); err != nil || strings.Contains(b.String(), "<tu") {
		t.Errorf("a direction that is not there: %v\n%s", err, b.String())
	}
	b.Reset()
	if err := h.ExportMemory(t.Context(), remembering.Export{Actor: with("override:fr"), Source: "en", Target: "fr"}, &b); problem(err) != "access.forbidden" || b.Len() > 0 {
		t.Errorf("refused: %v, %q", err, b.String())
	}
}
