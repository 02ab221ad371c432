package parity_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/parity"
)

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// A desk is a database of one post, in memory.
type desk struct {
	past
	site    content.SiteSettings
	texts   map[locale.Tag]content.Text
	course  content.Course
	parting content.Parting

	lines  []content.Line
	events []event.Event
}

func (d *desk) Site(context.Context) (*content.Site, error) {
	return &content.Site{Settings: d.site}, nil
}

func (d *desk) Locales(context.Context) ([]content.Locale, error) {
	return []content.Locale{{Tag: "en"}, {Tag: "fr"}}, nil
}

func (d *desk) SharedRevision(context.Context, content.PostID, int) (*content.SharedRevision, error) {
	return &content.SharedRevision{Shared: content.Shared{Tags: []content.TermID{"cloud"}}}, nil
}

func (d *desk) Revision(_ context.Context, _ content.PostID, tag locale.Tag, n int) (*content.Revision, error) {
	return &content.Revision{Locale: tag, N: n, Text: d.texts[tag]}, nil
}

func (d *desk) AssetsByID(context.Context, []content.AssetID) ([]media.Asset, error) { return nil, nil }

func (d *desk) TermsByID(context.Context, []content.TermID) ([]content.Term, error) {
	return []content.Term{{ID: "cloud", Texts: map[locale.Tag]content.TermText{"en": {Name: "Cloud"}}}}, nil
}

func (d *desk) Course(context.Context, content.PostID, ...content.StepKey) (content.Course, error) {
	return d.course, nil
}

func (d *desk) Parting(context.Context, content.PostID) (content.Parting, error) {
	return d.parting, nil
}

func (d *desk) AddLines(_ context.Context, lines []content.Line) error {
	d.lines = append(d.lines, lines...)
	return nil
}

func (d *desk) Emit(_ context.Context, events ...event.Event) error {
	d.events = append(d.events, events...)
	return nil
}

func newDesk(rule content.Parity) *desk {
	whole := content.Text{Title: "T", Slug: "t", HTML: "<p>x"}
	return &desk{site: content.SiteSettings{Parity: rule}, texts: map[locale.Tag]content.Text{"en": whole, "fr": whole}}
}

// post is a post with these live revisions; the shared part is live if any is.
func post(en, fr int) *content.Post {
	p := &content.Post{ID: "p", SourceLocale: "en", Head: 1, Live: min(en+fr, 1)}
	p.Put(content.Translation{Locale: "en", Head: 9, Live: en})
	p.Put(content.Translation{Locale: "fr", Head: 9, Live: fr})
	return p
}

func (d *desk) judge(t *testing.T, before, after *content.Post) parity.Judgement {
	t.Helper()
	j, err := parity.Judge(t.Context(), d, before, after, noon)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func codes(list []content.Blocker) string {
	var words []string
	for _, b := range list {
		words = append(words, string(b.Locale)+" "+strings.TrimPrefix(b.Code, "blocker."))
	}
	return strings.Join(words, ", ")
}

func TestJudge(t *testing.T) {
	tests := []struct {
		name          string
		rule          content.Parity
		before, after *content.Post
		empty         bool // French has no body
		blocks, warns string
	}{
		{name: "both", rule: content.Independent, before: post(0, 0), after: post(1, 1), warns: "/translations/fr publication.term_unnamed"},
		{name: "both together", rule: content.Together, before: post(0, 0), after: post(1, 1), blocks: "fr term_unnamed"},
		{name: "one together", rule: content.Together, before: post(0, 0), after: post(1, 0), blocks: "fr translation_not_live"},
		{name: "nothing moves", rule: content.Together, before: post(1, 0), after: post(1, 0)},
		{name: "nothing is live", rule: content.Together, after: post(0, 0)},
		{name: "a new one", rule: content.Together, after: post(1, 0), blocks: "fr translation_not_live"},
		{name: "an empty text", rule: content.Independent, before: post(1, 0), after: post(1, 1), empty: true,
			blocks: "fr body_missing", warns: "/translations/fr publication.term_unnamed"},
		{name: "an empty text that was live", rule: content.Independent, before: post(1, 1), after: post(2, 1), empty: true},
		{name: "both go", rule: content.Together, before: post(1, 1), after: post(0, 0)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(tt.rule)
			if tt.empty {
				d.texts["fr"] = content.Text{Title: "T", Slug: "t"}
			}
			j := d.judge(t, tt.before, tt.after)
			if got := codes(j.Blockers); got != tt.blocks {
				t.Errorf("blocked by %q, want %q", got, tt.blocks)
			}
			var warns []string
			for _, w := range j.Warnings {
				warns = append(warns, w.Pointer+" "+w.Code)
			}
			if got := strings.Join(warns, ", "); got != tt.warns {
				t.Errorf("warned of %q, want %q", got, tt.warns)
			}
			if got := codes(j.Moved().Blockers); strings.Contains(got, "body_missing") {
				t.Errorf("what moves is judged again: %s", got)
			}
		})
	}
}

func TestPass(t *testing.T) {
	d := newDesk(content.Together)
	half := d.judge(t, post(0, 0), post(1, 0))
	d.texts["en"] = content.Text{Title: "T", Slug: "t"}
	empty := d.judge(t, post(0, 0), post(1, 0))
	free := d.judge(t, post(1, 0), post(1, 0))
	may := access.Actor{ID: "user:a", Roles: map[locale.Tag][]access.Role{"fr": {access.RoleOverride}}}
	tests := []struct {
		name   string
		j      parity.Judgement
		actor  access.Actor
		reason string
		want   string
	}{
		{"nothing in the way", free, access.Actor{}, "", ""},
		{"in the way", half, may, "", "publication.blocked fr translation_not_live"},
		{"set aside", half, may, "demain", ""},
		{"without the right", half, access.Actor{ID: "user:b"}, "demain", "access.forbidden_locale"},
		{"nobody", half, access.Actor{}, "demain", "access.unauthenticated"},
		{"incomplete", empty, may, "demain", "publication.blocked en body_missing"},
		{"incomplete, nothing set aside", empty, may, "", "publication.blocked en body_missing, fr translation_not_live"},
		{"a reason for nothing", free, access.Actor{ID: "user:b"}, "demain", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			if f, refused := fault.Of(tt.j.Pass(tt.actor, tt.reason)); refused {
				list, _ := f.Extra["blockers"].([]content.Blocker)
				got = strings.TrimSpace(f.Code + " " + codes(list))
			}
			if got != tt.want {
				t.Errorf("Pass: %q, want %q", got, tt.want)
			}
		})
	}
}

func TestCheckReason(t *testing.T) {
	for reason, want := range map[string]bool{"parce que": true, "": false, " \t\u00a0": false, strings.Repeat("é", 1000): true, strings.Repeat("é", 1001): false} {
		if err := parity.CheckReason(reason); (err == nil) != want {
			t.Errorf("CheckReason(%.20q) = %v", reason, err)
		}
	}
}

func TestRecord(t *testing.T) {
	d := newDesk(content.Together)
	deed := parity.Deed{By: "user:a", Cause: content.ByPublication, Release: "r", Schedule: "s", Override: "demain"}
	if err := parity.Record(t.Context(), d, d.judge(t, post(0, 0), post(1, 0)), deed); err != nil {
		t.Fatal(err)
	}
	lag := content.Lag{Locale: "fr", Why: content.LagNotLive, Since: noon}
	line := content.Line{Post: "p", By: "user:a", Cause: content.ByPublication, Release: "r", Schedule: "s", Rule: content.Together}
	live, aside, apart := line, line, line
	live.What, live.Locale, live.Revision = content.WentLive, "en", 1
	aside.What, aside.Reason = content.Overridden, "demain"
	apart.What, apart.Since = content.Diverged, noon
	for i := range d.lines {
		d.lines[i].Lags, d.lines[i].Blockers = nil, nil
	}
	if diff := cmp.Diff([]content.Line{live, aside, apart}, d.lines); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	want := []event.Event{
		event.ParityOverridden{Post: "p", Locales: []locale.Tag{"fr"}, Reason: "demain", At: noon, By: "user:a"},
		event.PostDiverged{Post: "p", Locales: []locale.Tag{"fr"}, Since: noon, At: noon, By: "user:a"},
	}
	if diff := cmp.Diff(want, d.events); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}

	// The other comes a day later: the parting is told whole.
	d.lines, d.events, d.parting = nil, nil, content.Parting{Since: noon.AddDate(0, 0, -1), Lags: []content.Lag{lag}}
	if err := parity.Record(t.Context(), d, d.judge(t, post(1, 0), post(1, 1)), parity.Deed{By: "user:b"}); err != nil {
		t.Fatal(err)
	}
	if n := len(d.lines); n != 2 || d.lines[1].What != content.Converged || !d.lines[1].Since.Equal(d.parting.Since) {
		t.Errorf("lines = %+v", d.lines)
	}
	if diff := cmp.Diff([]event.Event{event.PostConverged{Post: "p", Since: d.parting.Since, At: noon, By: "user:b"}}, d.events); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}

	// What is as it was is not told.
	d.lines, d.events = nil, nil
	if err := parity.Record(t.Context(), d, d.judge(t, post(1, 0), post(1, 0)), deed); err != nil || len(d.lines)+len(d.events) > 0 {
		t.Errorf("nothing happened, and %+v %+v was told, %v", d.lines, d.events, err)
	}
}

func TestRefused(t *testing.T) {
	d := newDesk(content.Together)
	j := d.judge(t, post(0, 0), post(1, 0))
	r := parity.Refusal{Post: "p", What: content.WasHeld, Reason: "publication.blocked", Blockers: j.Blockers}
	if err := parity.Refused(t.Context(), d, r, parity.Deed{By: "user:a", Cause: content.ByPublication, Schedule: "s"}); err != nil {
		t.Fatal(err)
	}
	if len(d.lines) != 1 || d.lines[0].What != content.WasHeld || d.lines[0].Schedule != "s" || !slices.EqualFunc(d.lines[0].Blockers, j.Blockers, func(a, b content.Blocker) bool { return a.Code == b.Code }) {
		t.Errorf("lines = %+v", d.lines)
	}
}
