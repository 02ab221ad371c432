package httpapi_test

import (
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/pkg/client/manage"
)

// An sdk is the Go SDK of editors on a real server, each of whose answers is held
// to the contract. What has a page in the day of housetest is not told again here.
type sdk struct {
	*testing.T
	*manage.Client
}

func newSDK(t *testing.T) *sdk {
	t.Helper()
	w := newWorld(t)
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		rec := httptest.NewRecorder()
		w.api.ServeHTTP(rec, r)
		conforms(t, call{method: r.Method, path: r.URL.RequestURI()}, answer{rec.Code, rec.Header(), rec.Body.Bytes()})
		maps.Copy(out.Header(), rec.Header())
		out.WriteHeader(rec.Code)
		out.Write(rec.Body.Bytes())
	}))
	t.Cleanup(server.Close)
	c, err := manage.New(server.URL, w.token(t, "admin"), manage.WithLanguage("fr"))
	if err != nil {
		t.Fatal(err)
	}
	return &sdk{t, c}
}

// got fails the test at an error.
func got[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// pair makes a post in both languages.
func (s *sdk) pair(name string) manage.Post {
	s.Helper()
	return got[manage.Post](s.T)(s.CreatePost(s.Context(), manage.NewPost{
		Shared:       manage.Shared{SourceLocale: "fr"},
		Translations: map[string]manage.Text{"fr": {Title: name, Body: "<p>Le " + name + ".</p>"}, "en": {Title: name, Body: "<p>The " + name + ".</p>"}},
	}))
}

func TestManageTerms(t *testing.T) {
	s := newSDK(t)
	named := func(name string) manage.NewTerm {
		return manage.NewTerm{Translations: map[string]manage.TermText{"fr": {Name: name}}}
	}
	for _, kind := range []manage.Kind{manage.Tags, manage.Authors, manage.Series} {
		a := got[manage.Term](t)(s.CreateTerm(t.Context(), kind, named("Vent")))
		b := got[manage.Term](t)(s.CreateTerm(t.Context(), kind, named("Brise")))
		a = got[manage.Term](t)(s.PatchTerm(t.Context(), kind, a, manage.Patch{"translations": map[string]any{"en": map[string]any{"name": "Wind"}}}))
		if got[manage.Term](t)(s.Term(t.Context(), kind, a.ID)).Translations["en"].Slug != "wind" {
			t.Errorf("%s: %+v", kind, a)
		}
		merged := got[manage.Term](t)(s.MergeTerm(t.Context(), kind, a, b.ID))
		if usage := got[manage.TermUsage](t)(s.TermUsage(t.Context(), kind, a.ID, manage.Cut{})); usage.Heads != 0 || merged.ID != a.ID {
			t.Errorf("%s: %+v", kind, usage)
		}
		if page := got[manage.Page[manage.Term]](t)(s.Terms(t.Context(), kind, manage.Cut{Limit: 5})); len(page.Items) != 1 {
			t.Errorf("%s: %+v", kind, page)
		}
		if err := s.DeleteTerm(t.Context(), kind, merged); err != nil {
			t.Error(err)
		}
	}
}

func TestManageReleases(t *testing.T) {
	s := newSDK(t)
	a, b := s.pair("vent"), s.pair("pluie")
	items := []manage.Item{
		{Post: a.ID, Action: "publish", Shared: 1, Translations: map[string]int{"fr": 1, "en": 1}},
		{Post: b.ID, Action: "publish", Shared: 1, Translations: map[string]int{"fr": 1}},
	}
	dry := got[manage.Release](t)(s.TryRelease(t.Context(), manage.NewRelease{Items: items}))
	if !dry.DryRun || len(dry.Blockers) != 0 {
		t.Errorf("dry run %+v", dry)
	}
	draft := got[manage.Release](t)(s.CreateRelease(t.Context(), manage.NewRelease{Name: "Printemps", State: "draft", Items: items}))
	draft = got[manage.Release](t)(s.PatchRelease(t.Context(), draft.ID, draft.ETag, manage.Patch{"name": "Été"}))
	if page := got[manage.Page[manage.Release]](t)(s.Releases(t.Context(), "draft", manage.Cut{})); len(page.Items) != 1 || page.Items[0].Name != "Été" {
		t.Errorf("drafts %+v", page)
	}
	if dry := got[manage.Release](t)(s.TryPublishRelease(t.Context(), draft.ID, manage.Go{})); dry.State != "draft" || !dry.DryRun {
		t.Errorf("dry run %+v", dry)
	}
	done := got[manage.Release](t)(s.PublishRelease(t.Context(), draft.ID, draft.ETag, manage.Go{}))
	if done.State != "done" || done.DoneAt == nil {
		t.Errorf("done %+v", done)
	}
	again := got[manage.Release](t)(s.Release(t.Context(), draft.ID))
	err := s.DeleteRelease(t.Context(), draft.ID, again.ETag)
	if p, ok := errors.AsType[*manage.Problem](err); !ok || p.Status != http.StatusConflict {
		t.Errorf("a release that is done was deleted: %v", err)
	}
	later := got[manage.Release](t)(s.CreateRelease(t.Context(), manage.NewRelease{At: "2030-05-06T09:00", TimeZone: "America/Toronto", Items: []manage.Item{
		{Post: a.ID, Action: "unpublish", Translations: map[string]int{"fr": 1, "en": 1}},
	}}))
	waiting := got[manage.Schedule](t)(s.Schedule(t.Context(), later.Schedule))
	if waiting.Release != later.ID || waiting.State != "pending" || later.Due == nil {
		t.Errorf("waiting %+v", waiting)
	}
	if err := s.DeleteRelease(t.Context(), later.ID, later.ETag); err != nil {
		t.Error(err)
	}
}

func TestManageSchedules(t *testing.T) {
	s := newSDK(t)
	p := s.pair("vent")
	made := got[manage.Scheduled](t)(s.PublishLater(t.Context(), p.ID, manage.Later{Publication: p.Heads("fr", "en"), When: manage.When{At: "2030-05-06T09:00", TimeZone: "America/Toronto"}}))
	moved := got[manage.Schedule](t)(s.PatchSchedule(t.Context(), made.Schedule.ID, made.Schedule.ETag, manage.Patch{"at": "2030-05-06T10:00"}))
	if !moved.Due.After(made.Schedule.Due) || moved.Publication.Translations["fr"] != 1 {
		t.Errorf("moved %+v", moved)
	}
	if list := got[manage.Page[manage.Post]](t)(s.Posts(t.Context(), manage.PostQuery{State: "scheduled"})); len(list.Items) != 1 {
		t.Errorf("scheduled posts: %+v", list)
	}
	if err := s.CancelSchedule(t.Context(), moved.ID, moved.ETag); err != nil {
		t.Fatal(err)
	}
	if list := got[manage.Page[manage.Schedule]](t)(s.Schedules(t.Context(), manage.ScheduleQuery{Post: p.ID, State: "cancelled"})); len(list.Items) != 1 {
		t.Errorf("cancelled: %+v", list)
	}
}

func TestManageBulk(t *testing.T) {
	s := newSDK(t)
	tag := got[manage.Term](t)(s.CreateTerm(t.Context(), manage.Tags, manage.NewTerm{Translations: map[string]manage.TermText{"fr": {Name: "Vent"}}}))
	a, b := s.pair("vent fort"), s.pair("pluie")
	plan := got[manage.BulkResult](t)(s.TryBulk(t.Context(), manage.Bulk{Action: "tag", Tag: tag.ID, Filter: &manage.Filter{Text: "fort"}}))
	if todo := plan.Todo(); len(todo) != 1 || todo[0].Post != a.ID {
		t.Fatalf("plan %+v", plan)
	}
	done := got[manage.BulkResult](t)(s.Bulk(t.Context(), manage.Bulk{Action: "tag", Tag: tag.ID, Mode: "all", Items: plan.Todo()}))
	if len(done.Items) != 1 || !done.Items[0].OK || !slices.Equal(got[manage.Post](t)(s.Post(t.Context(), a.ID)).Tags, []string{tag.ID}) {
		t.Errorf("done %+v", done)
	}
	mixed := manage.Bulk{Action: "publish", Mode: "each", Items: []manage.BulkItem{
		{Post: b.ID, Shared: 1, Translations: map[string]int{"fr": 1, "en": 1}}, {Post: a.ID, Shared: 2, Translations: map[string]int{"fr": 9}},
	}}
	result := got[manage.BulkResult](t)(s.Bulk(t.Context(), mixed))
	if !result.Items[0].OK || result.Items[1].OK || result.Items[1].Problem == nil {
		t.Errorf("each for itself: %+v", result)
	}
}

func TestManageRestOfTheDay(t *testing.T) {
	s := newSDK(t)
	p := got[manage.Post](t)(s.CreatePost(t.Context(), manage.NewPost{Shared: manage.Shared{SourceLocale: "fr"}, Translations: map[string]manage.Text{"fr": {Title: "Le vent", Body: "<p>Il se lève.</p>"}}}))
	english := manage.Panel{Post: p.ID, Locale: "en"}
	copied := got[manage.Translation](t)(s.CopyTranslation(t.Context(), english, manage.Copy{Mode: "text"}))
	if copied.Status != "draft" || copied.Live != 0 || copied.Title != "Le vent" {
		t.Errorf("copy %+v", copied)
	}
	whole := got[manage.Translation](t)(s.PutTranslation(t.Context(), english, copied.ETag, manage.Text{Title: "The wind", Body: "<p>It rises.</p>"}))
	confirmed := got[manage.Translation](t)(s.ConfirmTranslation(t.Context(), english, manage.Confirmation{Revision: whole.Head, SourceRevision: 1}))
	if confirmed.Standing == nil || confirmed.Standing.Confirmed != 1 || confirmed.Standing.Stale {
		t.Errorf("confirmed %+v", confirmed.Standing)
	}
	if err := s.DeleteTranslation(t.Context(), english, confirmed.ETag); err != nil {
		t.Error(err)
	}
	twin := got[manage.Post](t)(s.DuplicatePost(t.Context(), p.ID, "fr"))
	if twin.ID == p.ID || twin.Translations["fr"].Slug == p.Translations["fr"].Slug {
		t.Errorf("twin %+v", twin)
	}
	if err := s.DeletePost(t.Context(), twin.ID, twin.ETag); err != nil {
		t.Fatal(err)
	}
	trash := got[manage.Page[manage.Trashed]](t)(s.Trash(t.Context(), manage.Cut{}))
	if err := s.PurgePost(t.Context(), twin.ID, trash.Items[0].ETag); err != nil {
		t.Error(err)
	}
	report := got[manage.Page[manage.Pairing]](t)(s.PairingReport(t.Context(), manage.Cut{}))
	if len(report.Items) != 1 || !slices.Equal(report.Items[0].Missing, []string{"en"}) {
		t.Errorf("pairing %+v", report)
	}
}

func TestManageSharedRevisions(t *testing.T) {
	s := newSDK(t)
	p := s.pair("vent")
	got[manage.Post](t)(s.UpdatePost(t.Context(), p.ID, func(manage.Post) (manage.Patch, error) {
		return manage.Patch{"params": map[string]any{"class_name": "green"}, "note": "Vert"}, nil
	}))
	history := got[manage.Page[manage.SharedRevision]](t)(s.SharedRevisions(t.Context(), p.ID, manage.Cut{}))
	if len(history.Items) != 2 || history.Items[0].Note != "Vert" || !history.Items[0].Head {
		t.Errorf("history %+v", history)
	}
	if diff := got[manage.Diff](t)(s.SharedDiff(t.Context(), p.ID, 1, 2)); len(diff.Fields) != 1 || !strings.HasPrefix(diff.Fields[0].Pointer, "/params") {
		t.Errorf("diff %+v", diff)
	}
	now := got[manage.Post](t)(s.Post(t.Context(), p.ID))
	back := got[manage.Post](t)(s.RestoreShared(t.Context(), p.ID, now.ETag, 1))
	if back.Head != 3 || len(back.Params) != 0 || back.Translations["fr"].ETag != p.Translations["fr"].ETag {
		t.Errorf("back %+v", back)
	}
	if third := got[manage.SharedRevision](t)(s.SharedRevision(t.Context(), p.ID, 3)); third.Origin != "restore" {
		t.Errorf("third %+v", third)
	}
}

func TestManageSettingsAndPeople(t *testing.T) {
	s := newSDK(t)
	site := got[manage.Site](t)(s.Site(t.Context()))
	site = got[manage.Site](t)(s.PatchSite(t.Context(), site.ETag, manage.Patch{"revisions": map[string]any{"keep": 50}, "trashDays": 7}))
	if site.Revisions.Keep != 50 || site.TrashDays != 7 {
		t.Errorf("site %+v", site)
	}
	german := got[manage.Locale](t)(s.CreateLocale(t.Context(), manage.Locale{Tag: "de", Title: "Das Dach"}))
	german = got[manage.Locale](t)(s.PatchLocale(t.Context(), "de", german.ETag, manage.Patch{"title": "Das Dach am Fluss"}))
	if list := got[[]manage.Locale](t)(s.Locales(t.Context())); len(list) != 3 || got[manage.Locale](t)(s.Locale(t.Context(), "de")).Title != german.Title {
		t.Errorf("locales %+v", list)
	}
	if err := s.DeleteLocale(t.Context(), "de", german.ETag); err != nil {
		t.Error(err)
	}
	if me := got[manage.Me](t)(s.Me(t.Context())); !me.Admin || !me.May("settings", "") || !me.May("publish", "fr") {
		t.Errorf("me %+v", me)
	}
	invited := got[manage.MadeInvitation](t)(s.Invite(t.Context(), manage.NewInvitation{Email: "luc@example.org", Role: "translator", Locales: []string{"en"}}))
	if list := got[manage.Page[manage.Invitation]](t)(s.Invitations(t.Context(), manage.Cut{})); len(list.Items) != 1 || invited.Token == "" {
		t.Errorf("invitations %+v", list)
	}
	if err := s.DeleteInvitation(t.Context(), invited.ID); err != nil {
		t.Error(err)
	}
	if list := got[manage.Page[manage.User]](t)(s.Users(t.Context(), manage.Cut{})); len(list.Items) != 0 {
		t.Errorf("users %+v", list)
	}
	if list := got[manage.Page[manage.Token]](t)(s.Tokens(t.Context(), manage.Cut{})); len(list.Items) == 0 {
		t.Errorf("tokens %+v", list)
	}
	told := got[manage.Page[manage.AuditEntry]](t)(s.Audit(t.Context(), manage.AuditQuery{Outcome: "done", Cut: manage.Cut{Limit: 3}}))
	if len(told.Items) != 3 {
		t.Errorf("audit %+v", told)
	}
}

func TestManageReports(t *testing.T) {
	s := newSDK(t)
	p := s.pair("vent")
	got[manage.PublicationState](t)(s.Publish(t.Context(), p.ID, p.Heads("fr")))
	live := got[manage.PublicationState](t)(s.Publication(t.Context(), p.ID))
	if dry := got[manage.PublicationState](t)(s.TryUnpublish(t.Context(), p.ID, manage.Publication{Translations: map[string]int{"fr": 1}})); !dry.DryRun || live.Translations["fr"].Live != 1 {
		t.Errorf("dry run %+v", dry)
	}
	report := got[manage.Page[manage.Parting]](t)(s.ParityReport(t.Context(), manage.Span{}, manage.Cut{}))
	if len(report.Items) != 1 || report.Items[0].ConvergedAt != nil || report.Items[0].Post != p.ID {
		t.Errorf("report %+v", report)
	}
	for _, file := range []io.ReadCloser{
		got[io.ReadCloser](t)(s.ParityCSV(t.Context(), manage.Span{})), got[io.ReadCloser](t)(s.ExportAudit(t.Context(), manage.AuditQuery{Post: p.ID}, "ndjson")),
	} {
		if text := string(got[[]byte](t)(io.ReadAll(file))); !strings.Contains(text, p.ID) {
			t.Errorf("a file without the post: %s", text)
		}
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	}
	if links := got[[]manage.PreviewLink](t)(s.PreviewLinks(t.Context(), p.ID)); len(links) != 0 {
		t.Errorf("links %+v", links)
	}
	for one, err := range manage.All(t.Context(), func(cursor string) (manage.Page[manage.Post], error) {
		return s.Posts(t.Context(), manage.PostQuery{Text: "vent", Cut: manage.Cut{Cursor: cursor}})
	}) {
		if err != nil || one.ID != p.ID {
			t.Errorf("found %+v, %v", one, err)
		}
	}
}

// TestManageRestoreAt restores what another post's slug stands in the way of.
func TestManageRestoreAt(t *testing.T) {
	s := newSDK(t)
	p := s.pair("vent")
	french := manage.Panel{Post: p.ID, Locale: "fr"}
	moved := got[manage.Translation](t)(s.PatchTranslation(t.Context(), french, p.Translations["fr"].ETag, manage.Patch{"slug": "brise"}))
	s.pair("vent")
	_, err := s.Restore(t.Context(), french, moved.ETag, 1)
	if problem, ok := errors.AsType[*manage.Problem](err); !ok || problem.Code != "slug.taken" {
		t.Fatalf("Restore: %v", err)
	}
	if back := got[manage.Translation](t)(s.RestoreAt(t.Context(), french, moved.ETag, 1, "vent-frais")); back.Slug != "vent-frais" || back.Title != "vent" {
		t.Errorf("restored %q as %q", back.Title, back.Slug)
	}
}
