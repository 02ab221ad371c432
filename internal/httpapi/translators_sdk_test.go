package httpapi_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/pkg/client/manage"
)

// whole reads a file to its end.
func whole(t *testing.T, file io.ReadCloser, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	text := string(got[[]byte](t)(io.ReadAll(file)))
	if err := file.Close(); err != nil {
		t.Error(err)
	}
	return text
}

// TestManageSegments is the way of a text from missing to stale and right again.
func TestManageSegments(t *testing.T) {
	s, ctx := newSDK(t), t.Context()
	p := got[manage.Post](t)(s.CreatePost(ctx, manage.NewPost{
		Shared: manage.Shared{SourceLocale: "fr"}, Translations: map[string]manage.Text{"fr": {Title: "Le vent", Body: "<p>Il souffle à <em>30</em> nœuds.</p>"}},
	}))
	english := manage.Panel{Post: p.ID, Locale: "en"}
	if work := got[manage.WorkPage](t)(s.Work(ctx, manage.WorkQuery{Locale: "en", States: []string{"missing"}})); len(work.Items) != 1 || work.Items[0].Words.New == 0 {
		t.Errorf("work %+v", work)
	}
	list := got[manage.Segments](t)(s.Segments(ctx, english, manage.SegmentQuery{Suggest: true, Sentences: true}))
	if list.ETag != "" || list.Sums.Missing != 2 || len(list.Items) != 2 || list.Items[1].Source.Tags[0].Element != "em" || list.Items[1].Sentences == nil {
		t.Fatalf("segments %+v", list)
	}
	saved := got[manage.SegmentsSaved](t)(s.WriteSegments(ctx, english, "",
		manage.SegmentWrite{ID: list.Items[0].ID, SourceHash: list.Items[0].Source.Hash, Target: "The wind"},
		manage.SegmentWrite{ID: list.Items[1].ID, SourceHash: list.Items[1].Source.Hash, Target: "It blows at <1>30</1> knots."}))
	if saved.Revision != 1 || saved.Results[1].Outcome != "applied" || saved.Translation.Title != "The wind" {
		t.Errorf("saved %+v", saved)
	}
	got[manage.Translation](t)(s.PatchTranslation(ctx, manage.Panel{Post: p.ID, Locale: "fr"}, `"1"`, manage.Patch{"body": "<p>Il souffle à <em>40</em> nœuds.</p>"}))
	stale := got[manage.Segments](t)(s.Segments(ctx, english, manage.SegmentQuery{States: []string{"stale"}, Change: "substantive", Checks: true}))
	if len(stale.Items) != 1 || len(stale.Items[0].Diff) == 0 || stale.Items[0].Approved == nil || stale.Items[0].Approved.Revision != 1 {
		t.Fatalf("stale %+v", stale)
	}
	one := stale.Items[0]
	_, err := s.WriteSegments(ctx, english, stale.ETag, manage.SegmentWrite{ID: one.ID, SourceHash: one.Source.Hash, Target: "It blows at 40 knots, <7/>."})
	if problem, ok := errors.AsType[*manage.Problem](err); !ok || problem.Status != http.StatusUnprocessableEntity || problem.Errors[0].Pointer != "/0/target" {
		t.Errorf("a tag of its own: %v", err)
	}
	if done := got[manage.SegmentsConfirmed](t)(s.ConfirmSegments(ctx, english, manage.SegmentConfirmation{All: "stale"})); done.Confirmed != 1 || done.Sums.Current != 2 {
		t.Errorf("confirmed %+v", done)
	}
	link := manage.SegmentLink{Action: "unlink", Source: one.Source.IDs, Target: one.Target.IDs}
	if apart := got[manage.SegmentsConfirmed](t)(s.LinkSegments(ctx, english, link)); apart.Sums.Local != 1 {
		t.Errorf("apart %+v", apart.Sums)
	}
	link.Action = "restore"
	got[manage.SegmentsConfirmed](t)(s.LinkSegments(ctx, english, link))
	got[[]manage.Suggestion](t)(s.Suggestions(ctx, english, one.ID, manage.SuggestionCut{Limit: 3}))
	if filled := got[manage.Pretranslated](t)(s.Pretranslate(ctx, english, stale.ETag, manage.Pretranslation{})); filled.Counts.Exact != 0 {
		t.Errorf("filled %+v", filled.Counts)
	}
}

// TestManageChecks finds, dismisses and mends.
func TestManageChecks(t *testing.T) {
	s, ctx := newSDK(t), t.Context()
	p := s.pair("l'été")
	french := manage.Panel{Post: p.ID, Locale: "fr"}
	found := got[manage.Findings](t)(s.Checks(ctx, french, manage.CheckQuery{Check: "apostrophe"}))
	if len(found.Items) == 0 || found.Items[0].Fix == nil || !strings.Contains(found.Items[0].Fix.After, "l’été") {
		t.Fatalf("found %+v", found)
	}
	id := found.Items[0].ID
	if dismissed := got[manage.Finding](t)(s.DismissFinding(ctx, french, id, "Voulu")); dismissed.Dismissed == nil || dismissed.Dismissed.Reason != "Voulu" {
		t.Errorf("dismissed %+v", dismissed)
	}
	if err := s.RestoreFinding(ctx, french, id); err != nil {
		t.Error(err)
	}
	if try := got[manage.Fixed](t)(s.TryFixChecks(ctx, french, `"1"`, manage.Fix{All: true})); len(try.Changes) == 0 || try.Revision != 1 {
		t.Errorf("a try %+v", try)
	}
	if fixed := got[manage.Fixed](t)(s.FixChecks(ctx, french, `"1"`, manage.Fix{Checks: []string{"apostrophe"}})); fixed.Revision != 2 || fixed.Translation.Title != "l’été" {
		t.Errorf("fixed %+v", fixed)
	}
}

// TestManageTeams assigns, comments, reviews and counts.
func TestManageTeams(t *testing.T) {
	s, ctx := newSDK(t), t.Context()
	p := s.pair("vent")
	english := manage.Panel{Post: p.ID, Locale: "en"}
	thread := got[manage.Thread](t)(s.Comment(ctx, english, manage.NewComment{Text: "Quel vent?"}))
	thread = got[manage.Thread](t)(s.Comment(ctx, english, manage.NewComment{Text: "Du nord.", ReplyTo: thread.ID}))
	if len(thread.Comments) != 2 {
		t.Fatalf("thread %+v", thread)
	}
	first := thread.Comments[0]
	thread = got[manage.Thread](t)(s.PatchComment(ctx, english, first.ID, first.ETag, manage.Patch{"resolved": true}))
	if open := got[manage.Page[manage.Thread]](t)(s.Comments(ctx, english, manage.ThreadQuery{Open: new(true)})); thread.Resolved == nil || len(open.Items) != 0 {
		t.Errorf("resolved %+v, open %+v", thread, open)
	}
	if err := s.DeleteComment(ctx, english, thread.Comments[1].ID, thread.Comments[1].ETag); err != nil {
		t.Error(err)
	}
	if approved := got[manage.Translation](t)(s.ReviewTranslation(ctx, english, manage.Review{Revision: 1, Decision: "approve"})); approved.Status != "approved" {
		t.Errorf("approved %+v", approved)
	}
	owner := got[manage.Me](t)(s.Me(ctx))
	_, err := s.Assign(ctx, english, "", manage.NewAssignment{Assignee: owner.Actor})
	if problem, ok := errors.AsType[*manage.Problem](err); err != nil && (!ok || problem.Status != http.StatusUnprocessableEntity) {
		t.Errorf("a token as assignee: %v", err)
	}
	got[[]manage.Assignment](t)(s.Assignments(ctx, p.ID))
	if coverage := got[manage.Coverage](t)(s.Coverage(ctx, manage.CoverageQuery{Locale: "en"})); len(coverage.Items) != 1 || coverage.Items[0].Posts != 1 {
		t.Errorf("coverage %+v", coverage)
	}
	chart, err := s.CoverageChart(ctx, manage.CoverageQuery{})
	if text := whole(t, chart, err); !strings.HasPrefix(text, "<svg ") {
		t.Errorf("chart %.100s", text)
	}
}

// TestManageLexicon keeps words and texts, out and in.
func TestManageLexicon(t *testing.T) {
	s, ctx := newSDK(t), t.Context()
	way := manage.Direction{Source: "fr", Target: "en"}
	if in := got[manage.Imported](t)(s.ImportMemory(ctx, strings.NewReader(tmxFile), true)); in.Added != 1 {
		t.Errorf("a dry run %+v", in)
	}
	got[manage.Imported](t)(s.ImportMemory(ctx, strings.NewReader(tmxFile), false))
	found := got[manage.Page[manage.Remembered]](t)(s.Memory(ctx, manage.MemoryQuery{Direction: way, Text: "vent"}))
	if len(found.Items) != 1 || found.Items[0].SourceLocale != "fr" {
		t.Fatalf("found %+v", found)
	}
	file, err := s.ExportMemory(ctx, way)
	if text := whole(t, file, err); !strings.Contains(text, "<tmx ") {
		t.Errorf("memory %.200s", text)
	}
	if err := s.Forget(ctx, found.Items[0].ID); err != nil {
		t.Error(err)
	}
	term := got[manage.GlossaryTerm](t)(s.CreateGlossaryTerm(ctx, manage.NewGlossaryTerm{
		Source: manage.GlossarySide{Locale: "fr", Term: "ruche"}, Target: manage.GlossaryTarget{GlossarySide: manage.GlossarySide{Locale: "en", Term: "hive"}},
	}))
	term = got[manage.GlossaryTerm](t)(s.PatchGlossaryTerm(ctx, term.ID, term.ETag, manage.Patch{"note": "Des abeilles"}))
	if list := got[manage.Page[manage.GlossaryTerm]](t)(s.Glossary(ctx, manage.GlossaryQuery{Direction: way, Text: "ru"})); len(list.Items) != 1 || list.Items[0].Note != "Des abeilles" {
		t.Errorf("glossary %+v", list)
	}
	file, err = s.ExportGlossary(ctx, way, "csv")
	if text := whole(t, file, err); !strings.Contains(text, "ruche,hive") {
		t.Errorf("glossary %s", text)
	}
	if in := got[manage.Imported](t)(s.ImportGlossary(ctx, strings.NewReader(aSheet), "csv", false)); in.Added != 1 {
		t.Errorf("imported %+v", in)
	}
	now := got[manage.GlossaryTerm](t)(s.GlossaryTerm(ctx, term.ID))
	if err := s.DeleteGlossaryTerm(ctx, term.ID, now.ETag); err != nil {
		t.Error(err)
	}
}

// TestManageExchange gives files out and brings them back.
func TestManageExchange(t *testing.T) {
	s, ctx := newSDK(t), t.Context()
	p := s.pair("vent")
	english := manage.Panel{Post: p.ID, Locale: "en"}
	for format, kind := range map[string]string{"xliff-1.2": "xliff", "xliff-2.1": "xliff", "po": "po"} {
		file, err := s.ExportTranslation(ctx, english, manage.Exchange{Format: format})
		doc := whole(t, file, err)
		if back := got[manage.Exchanged](t)(s.ImportTranslation(ctx, english, kind, strings.NewReader(doc), true)); back.Sums.Unchanged != 2 || back.Post != p.ID {
			t.Errorf("%s: %+v", format, back)
		}
	}
	file, err := s.ExportTranslations(ctx, "en", manage.Exchange{Format: "po"}, p.ID)
	archive := whole(t, file, err)
	if back := got[manage.ExchangedMany](t)(s.ImportTranslations(ctx, strings.NewReader(archive), false)); len(back.Posts) != 1 || back.Posts[0].Sums.Unchanged != 2 {
		t.Errorf("many: %+v", back)
	}
}
