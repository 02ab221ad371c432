package mcp_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/accounts"
	"github.com/diptych-cms/diptych/internal/app"
	"github.com/diptych-cms/diptych/internal/i18n"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/mcp"
	"github.com/diptych-cms/diptych/pkg/client/manage"
)

// A site is a house that is served on a port of this machine.
type site struct {
	url   string
	house *app.House
}

func open(t *testing.T) *site {
	t.Helper()
	catalog, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	h, err := app.Open(t.Context(), t.TempDir(), app.Options{Catalog: catalog, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Create: true})
	if err != nil {
		t.Fatal(err)
	}
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background()) //nolint:usetesting // it ends before the house closes
	done := make(chan error, 1)
	go func() {
		done <- h.Serve(ctx, app.Serving{Listener: l, BaseURL: "http://" + l.Addr().String(), Grace: time.Second})
	}()
	t.Cleanup(func() {
		stop()
		if err := errors.Join(<-done, h.Close()); err != nil {
			t.Error(err)
		}
	})
	return &site{url: "http://" + l.Addr().String(), house: h}
}

// client returns a client with a token of its own.
func (s *site) client(t *testing.T, cmd accounts.CreateToken) *manage.Client {
	t.Helper()
	cmd.Actor = access.System("test")
	made, err := s.house.Accounts.Create(t.Context(), cmd)
	if err != nil {
		t.Fatal(err)
	}
	c, err := manage.New(s.url, made.Secret, manage.WithLanguage("en"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestAMachineDraftsAndAPersonDecides is the day of an agent, over pipes and against
// a real server: what it proposes waits, and what it may not do the server refuses too.
func TestAMachineDraftsAndAPersonDecides(t *testing.T) {
	s := open(t)
	editor := s.client(t, accounts.CreateToken{Role: accounts.Admin})
	post, err := editor.CreatePost(t.Context(), manage.NewPost{
		Shared:       manage.Shared{SourceLocale: "en", Date: "2026-05-04"},
		Translations: map[string]manage.Text{"en": {Title: "The wind", Body: "<p>It blows at <strong>30 knots</strong>.</p>"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	agent := s.client(t, accounts.CreateToken{Role: string(access.RoleTranslator), Locales: []locale.Tag{"fr"}, Scopes: []access.Scope{access.ScopeTranslate}})
	session := connect(t, &mcp.Server{Client: agent, Say: func(key string, _ ...any) string { return key }})

	work, wrong := call(t, session, "list_work", `{"locale":"fr"}`)
	if wrong || !strings.Contains(work, post.ID) || !strings.Contains(work, `"state":"missing"`) {
		t.Fatalf("work: %s", work)
	}
	text, wrong := call(t, session, "read_segments", `{"post":"`+post.ID+`","locale":"fr"}`)
	var read mcp.SegmentsOut
	if err := json.Unmarshal([]byte(text), &read); err != nil || wrong || len(read.Segments) != 2 || read.ETag != "" || read.Missing != 2 {
		t.Fatalf("segments: %s", text)
	}
	drafts := mcp.ProposalIn{Post: post.ID, Locale: "fr"}
	for i, target := range []string{"Le vent", "Il souffle à <1>40 nœuds</1>."} {
		drafts.Segments = append(drafts.Segments, mcp.Proposal{ID: read.Segments[i].ID, SourceHash: read.Segments[i].SourceHash, Target: target})
	}
	arguments, err := json.Marshal(drafts)
	if err != nil {
		t.Fatal(err)
	}
	if text, wrong = call(t, session, "propose_segments", string(arguments)); wrong || strings.Count(text, `"outcome":"applied"`) != 2 {
		t.Fatalf("proposal: %s", text)
	}
	if text, wrong = call(t, session, "run_checks", `{"post":"`+post.ID+`","locale":"fr"}`); wrong || !strings.Contains(text, `"check":"number"`) {
		t.Errorf("a number that differs is not found: %s", text)
	}
	if text, wrong = call(t, session, "comment", `{"post":"`+post.ID+`","locale":"fr","text":"Knots or km/h?"}`); wrong {
		t.Errorf("comment: %s", text)
	}
	waits(t, editor, post)
	refused(t, agent, post, read)
}

// waits holds what a machine wrote to being a draft that nobody sees or lets through.
func waits(t *testing.T, editor *manage.Client, post manage.Post) {
	t.Helper()
	panel := manage.Panel{Post: post.ID, Locale: "fr"}
	now, err := editor.Segments(t.Context(), panel, manage.SegmentQuery{})
	if err != nil || now.Sums.Origins["machine_unreviewed"] != 2 || now.Sums.Missing != 0 {
		t.Errorf("segments: %+v %v", now.Sums, err)
	}
	fr, err := editor.Translation(t.Context(), panel)
	if err != nil || fr.Status != "draft" || fr.Live != 0 || !strings.Contains(fr.Body, "<strong>40 nœuds</strong>") {
		t.Errorf("translation: %+v %v", fr, err)
	}
	state, err := editor.TryPublish(t.Context(), post.ID, manage.Publication{Shared: 1, Translations: map[string]int{"en": 1, "fr": fr.Head}})
	var codes []string
	for _, b := range state.Blockers {
		codes = append(codes, b.Code)
	}
	if err != nil || !strings.Contains(strings.Join(codes, " "), "blocker.unreviewed") {
		t.Errorf("what a machine wrote could go live: %v %v", codes, err)
	}
}

// refused asks, with the machine's token, for what is not offered to it.
func refused(t *testing.T, agent *manage.Client, post manage.Post, read mcp.SegmentsOut) {
	t.Helper()
	ctx, panel := t.Context(), manage.Panel{Post: post.ID, Locale: "fr"}
	for what, try := range map[string]func() error{
		"publish": func() error {
			_, err := agent.Publish(ctx, post.ID, manage.Publication{Shared: 1, Translations: map[string]int{"fr": 1}})
			return err
		},
		"approve": func() error {
			_, err := agent.ReviewTranslation(ctx, panel, manage.Review{Revision: 1, Decision: "approve"})
			return err
		},
		"submit": func() error {
			_, err := agent.ReviewTranslation(ctx, panel, manage.Review{Revision: 1, Decision: "submit"})
			return err
		},
		"confirm": func() error {
			_, err := agent.ConfirmSegments(ctx, panel, manage.SegmentConfirmation{All: "stale"})
			return err
		},
		"write whole texts": func() error {
			_, err := agent.PatchTranslation(ctx, panel, `"1"`, manage.Patch{"title": "Le vent"})
			return err
		},
		"make tokens": func() error {
			_, err := agent.CreateToken(ctx, manage.NewToken{Name: "x", Scopes: []string{"manage"}})
			return err
		},
		"delete": func() error { return agent.DeleteTranslation(ctx, panel, `"1"`) },
	} {
		p, ok := errors.AsType[*manage.Problem](try())
		if !ok || p.Status != 403 || p.Code != "access.scope" {
			t.Errorf("a machine may %s: %v", what, p)
		}
	}
	// Nor can it say that a person wrote something.
	now, err := agent.Segments(ctx, panel, manage.SegmentQuery{})
	if err != nil {
		t.Fatal(err)
	}
	for i, origin := range []string{"human", "tm_exact", "tm_fuzzy_edited", "copied"} {
		write := manage.SegmentWrite{ID: read.Segments[0].ID, SourceHash: read.Segments[0].SourceHash, Target: fmt.Sprint("Le grand vent ", i), Origin: origin}
		if _, err := agent.WriteSegments(ctx, panel, now.ETag, write); err != nil {
			t.Fatal(err)
		}
		if now, err = agent.Segments(ctx, panel, manage.SegmentQuery{}); err != nil || now.Sums.Origins["machine_unreviewed"] != 2 {
			t.Errorf("what it wrote passes for %s: %+v %v", origin, now.Sums.Origins, err)
		}
	}
}
