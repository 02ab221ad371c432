package content_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// lagWords are lags as tests compare them: "fr stale", "en unconfirmed fr".
func lagWords(lags []content.Lag) string {
	var words []string
	for _, l := range lags {
		words = append(words, strings.TrimSpace(fmt.Sprintf("%s %s %s", l.Locale, l.Why, l.Beside)))
	}
	return strings.Join(words, ", ")
}

func blockerWords(list []content.Blocker) string {
	var words []string
	for _, b := range list {
		words = append(words, string(b.Locale)+" "+strings.TrimPrefix(b.Code, "blocker."))
	}
	return strings.Join(words, ", ")
}

// Every case is judged under all three rules: lags are what they are, whatever
// the rule; blocks is what together refuses.
func TestTogether(t *testing.T) {
	tests := []struct {
		name, course  string
		before, after string // live, the source first; no before: a new post
		open          []content.Lag
		lags, blocks  string
	}{
		{name: "both go live", course: "en: a; fr: x<1", before: "en0 fr0", after: "en1 fr1"},
		{name: "one goes live", course: "en: a; fr: x<1", before: "en0 fr0", after: "en1 fr0", lags: "fr not_live", blocks: "fr translation_not_live"},
		{name: "one goes", course: "en: a; fr: x<1", before: "en1 fr1", after: "en0 fr1", lags: "en not_live", blocks: "en translation_not_live"},
		{name: "both go", course: "en: a; fr: x<1", before: "en1 fr1", after: "en0 fr0"},
		{name: "one was never there", course: "en: a", before: "en0", after: "en1", lags: "fr missing", blocks: "fr translation_missing"},
		{name: "and still is not", course: "en: a b", before: "en1", after: "en2", lags: "fr missing", blocks: "fr translation_missing"},

		// Forward: the source changes.
		{name: "the source alone", course: "en: a b; fr: x<1", before: "en1 fr1", after: "en2 fr1", lags: "fr stale", blocks: "fr stale"},
		{name: "the source in form", course: "en: a a; fr: x<1", before: "en1 fr1", after: "en2 fr1"},
		{name: "the source, a typo", course: "en: a ~b; fr: x<1", before: "en1 fr1", after: "en2 fr1"},
		{name: "the source and what follows it", course: "en: a b; fr: x<1 y<2", before: "en1 fr1", after: "en2 fr2"},
		{name: "the source and something else", course: "en: a b; fr: x<1 y<1", before: "en1 fr1", after: "en2 fr2", lags: "fr stale", blocks: "fr stale"},
		{name: "the source, and French is right as it is", course: "en: a b; fr: x<1; fr1=en2", before: "en1 fr1", after: "en2 fr1"},
		{name: "the source takes a change back", course: "en: a b a; fr: x<1", before: "en1 fr1", after: "en3 fr1"},
		{name: "both for the first time, out of step", course: "en: a b; fr: x<1", before: "en0 fr0", after: "en2 fr1", lags: "fr stale", blocks: "fr stale"},
		{name: "both for the first time, from the draft after", course: "en: a b; fr: x<2", before: "en0 fr0", after: "en1 fr1",
			lags: "en unconfirmed fr", blocks: "en unconfirmed"},
		{name: "an import, of which nobody knows", course: "en: a; fr: x", before: "en0 fr0", after: "en1 fr1"},

		// Backward: the translation changes.
		{name: "the translation alone", course: "en: a; fr: x<1 y<1", before: "en1 fr1", after: "en1 fr2", lags: "en unconfirmed fr", blocks: "en unconfirmed"},
		{name: "the translation in form", course: "en: a; fr: x<1 x<1", before: "en1 fr1", after: "en1 fr2"},
		{name: "the translation, a typo", course: "en: a; fr: x<1 ~y<1", before: "en1 fr1", after: "en1 fr2"},
		{name: "the translation, and English is right as it is", course: "en: a; fr: x<1 y<1; en1=fr2", before: "en1 fr1", after: "en1 fr2"},
		{name: "said from the translation's side", course: "en: a; fr: x<1 y<1; fr2=en1", before: "en1 fr1", after: "en1 fr2"},
		{name: "the translation, and a typo of the source", course: "en: a ~b; fr: x<1 y<1", before: "en1 fr1", after: "en2 fr2", lags: "en unconfirmed fr", blocks: "en unconfirmed"},
		{name: "the translation follows a draft of the source", course: "en: a b; fr: x<1 y<2", before: "en1 fr1", after: "en1 fr2", lags: "en unconfirmed fr", blocks: "en unconfirmed"},
		{name: "the translation, and the source follows it", course: "en: a b<fr2; fr: x<1 y<1", before: "en1 fr1", after: "en2 fr2"},
		{name: "the translation takes a change back", course: "en: a; fr: x<1 y<1 x<1", before: "en1 fr1", after: "en1 fr3"},
		{name: "the translation takes a change back, beside a newer draft", course: "en: a b; fr: x<1 y<1 x<2", before: "en1 fr1", after: "en1 fr3"},
		{name: "the translation comes back", course: "en: a; fr: x<1 y<1", before: "en1 fr0", after: "en1 fr2"},
		{name: "the translation was of unknown origin", course: "en: a; fr: x y<1", before: "en1 fr1", after: "en1 fr2", lags: "en unconfirmed fr", blocks: "en unconfirmed"},

		// What was so before does not block what else is done.
		{name: "stale before, a typo now", course: "en: a b; fr: x<1 ~y<1", before: "en2 fr1", after: "en2 fr2", lags: "fr stale"},
		{name: "stale before, a typo of the source now", course: "en: a b ~c; fr: x<1", before: "en2 fr1", after: "en3 fr1", lags: "fr stale"},
		{name: "stale before, and further off now", course: "en: a b c; fr: x<1", before: "en2 fr1", after: "en3 fr1", lags: "fr stale", blocks: "fr stale"},
		{name: "stale before, and changed otherwise", course: "en: a b; fr: x<1 y<1", before: "en2 fr1", after: "en2 fr2", lags: "fr stale", blocks: "fr stale"},
		{name: "stale before, and up to the source now", course: "en: a b; fr: x<1 y<2", before: "en2 fr1", after: "en2 fr2"},
		{name: "not followed before, a typo now", course: "en: a; fr: x<1 y<1 ~z<1", before: "en1 fr2", after: "en1 fr3",
			open: []content.Lag{{Locale: "en", Why: content.LagUnconfirmed, Beside: "fr", Agreed: 1}}, lags: "en unconfirmed fr"},
		{name: "not followed before, and changed again", course: "en: a; fr: x<1 y<1 z<1", before: "en1 fr2", after: "en1 fr3",
			open: []content.Lag{{Locale: "en", Why: content.LagUnconfirmed, Beside: "fr", Agreed: 1}}, lags: "en unconfirmed fr", blocks: "en unconfirmed"},
		{name: "not followed before, and taken back", course: "en: a; fr: x<1 y<1 x<1", before: "en1 fr2", after: "en1 fr3",
			open: []content.Lag{{Locale: "en", Why: content.LagUnconfirmed, Beside: "fr", Agreed: 1}}},
		{name: "not followed before, and confirmed since", course: "en: a; fr: x<1 y<1; en1=fr2", before: "en1 fr2", after: "en1 fr2",
			open: []content.Lag{{Locale: "en", Why: content.LagUnconfirmed, Beside: "fr", Agreed: 1}}},
		{name: "not followed before, and now it is", course: "en: a b; fr: x<1 y<1; fr2=en2", before: "en1 fr2", after: "en2 fr2",
			open: []content.Lag{{Locale: "en", Why: content.LagUnconfirmed, Beside: "fr", Agreed: 1}}},

		// Three languages: each is judged beside the source.
		{name: "three, the source alone", course: "en: a b; fr: x<1; de: q<1", before: "en1 fr1 de1", after: "en2 fr1 de1", lags: "de stale, fr stale", blocks: "de stale, fr stale"},
		{name: "three, one follows", course: "en: a b; fr: x<1 y<2; de: q<1", before: "en1 fr1 de1", after: "en2 fr2 de1", lags: "de stale", blocks: "de stale"},
		{name: "three, one follows and one is right", course: "en: a b; fr: x<1 y<2; de: q<1; de1=en2", before: "en1 fr1 de1", after: "en2 fr2 de1"},
		{name: "three, a translation alone", course: "en: a; fr: x<1 y<1; de: q<1", before: "en1 fr1 de1", after: "en1 fr2 de1", lags: "en unconfirmed fr", blocks: "en unconfirmed"},
		{name: "three, two translations", course: "en: a; fr: x<1 y<1; de: q<1 r<1", before: "en1 fr1 de1", after: "en1 fr2 de2",
			lags: "en unconfirmed de, en unconfirmed fr", blocks: "en unconfirmed, en unconfirmed"},
		{name: "three, confirmed beside one of two", course: "en: a; fr: x<1 y<1; de: q<1 r<1; en1=fr2", before: "en1 fr1 de1", after: "en1 fr2 de2",
			lags: "en unconfirmed de", blocks: "en unconfirmed"},
		{name: "three, one is not live", course: "en: a; fr: x<1; de: q<1", before: "en0 fr0 de0", after: "en1 fr1 de0", lags: "de not_live", blocks: "de translation_not_live"},

		// Without a live source there is nothing to stand beside.
		{name: "without the source", course: "en: a b; fr: x<1", before: "en0 fr0", after: "en0 fr1", lags: "en not_live", blocks: "en translation_not_live"},
		{name: "merged into a live post", course: "en: a; fr: x", before: "en1", after: "en1 fr1"},
		{name: "new and live at once", course: "en: a; fr: x<1", after: "en1 fr1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before, after := livePost(tt.before), livePost(tt.after)
			r := content.Readiness{Before: before, Course: course(tt.course), Locales: []locale.Tag{"en", "fr"}, Open: content.Parting{Lags: tt.open}, At: noon}
			r.Segments, r.Was = stands(r.Course, after), stands(r.Course, before)
			if len(after.Translations) == 3 {
				r.Locales = []locale.Tag{"en", "de", "fr"}
			}
			if got := lagWords(content.Lags(after, r)); got != tt.lags {
				t.Errorf("lags = %q, want %q", got, tt.lags)
			}
			for _, rule := range content.Parities() {
				want := ""
				switch after.Parity = rule; {
				case rule == content.Together:
					want = tt.blocks
				case rule == content.SourceFirst && liveAt(after, "en") == 0 && len(after.LiveLocales()) > 0:
					want = "en source_not_live"
				}
				if got := blockerWords(content.Blockers(after, r)); got != want {
					t.Errorf("%s blocks %q, want %q", rule, got, want)
				}
			}
			// A change of the shared part alone is in all languages at once.
			r.Before, r.Was, after.Parity = after, r.Segments, content.Together
			same := *after
			same.Live++
			if got := blockerWords(content.Blockers(&same, r)); strings.Contains(got, "stale") || strings.Contains(got, "unconfirmed") {
				t.Errorf("a change of the shared part alone is blocked by %q", got)
			}
		})
	}
}

func liveAt(p *content.Post, tag locale.Tag) int {
	if t := p.Translation(tag); t != nil {
		return t.Live
	}
	return 0
}

// A blocker says all that its words and a program need.
func TestBlockersSayWhere(t *testing.T) {
	r := content.Readiness{Parity: content.Together, Locales: []locale.Tag{"en", "fr"}, At: noon,
		Before: livePost("en1 fr1"), Course: course("en: a b c; fr: x<1 y<1")}
	r.Segments = map[locale.Tag]content.Segments{"fr": {Stale: 3, Missing: 2, Since: 2, Behind: 2}}
	want := []content.Blocker{{Rule: content.RuleTogether, Locale: "fr", Field: "body", Code: "blocker.stale", Count: 3,
		Args: map[string]any{"locale": "fr", "n": 1, "beside": "en", "besideN": 3, "count": 3}},
		{Rule: content.RuleTogether, Locale: "fr", Field: "body", Code: "blocker.untranslated", Count: 2,
			Args: map[string]any{"locale": "fr", "n": 1, "beside": "en", "besideN": 3, "count": 2}}}
	if diff := cmp.Diff(want, content.Blockers(livePost("en3 fr1"), r)); diff != "" {
		t.Errorf("stale (-want +got):\n%s", diff)
	}
	r.Segments = nil
	want = []content.Blocker{{Rule: content.RuleTogether, Locale: "en", Field: "body", Code: "blocker.unconfirmed",
		Args: map[string]any{"locale": "en", "n": 1, "beside": "fr", "besideN": 2}}}
	if diff := cmp.Diff(want, content.Blockers(livePost("en1 fr2"), r)); diff != "" {
		t.Errorf("unconfirmed (-want +got):\n%s", diff)
	}
}

func TestLagSince(t *testing.T) {
	earlier := noon.Add(-48 * time.Hour)
	r := content.Readiness{Locales: []locale.Tag{"en", "fr"}, At: noon, Before: livePost("en1 fr1"), Course: course("en: a b c; fr: x<1 ~y<1")}
	since := func(after string) time.Time {
		t.Helper()
		r.Segments, r.Was = stands(r.Course, livePost(after)), stands(r.Course, r.Before)
		lags := content.Lags(livePost(after), r)
		if len(lags) != 1 {
			t.Fatalf("lags = %v", lags)
		}
		return lags[0].Since
	}
	if got := since("en2 fr1"); !got.Equal(noon) {
		t.Errorf("since %v, want the command's instant", got)
	}
	r.Before, r.Open = livePost("en2 fr1"), content.Parting{Since: earlier, Lags: []content.Lag{{Locale: "fr", Why: content.LagStale, Since: earlier}}}
	if got := since("en3 fr1"); !got.Equal(earlier) {
		t.Errorf("since %v, want %v: it lagged already", got, earlier)
	}
	if got := since("en3 fr0"); !got.Equal(earlier) {
		t.Errorf("since %v, want %v: it lags in another way, and never came up", got, earlier)
	}
	r.Open, r.Before.Translation("en").LiveAt = content.Parting{}, earlier // older than the ledger
	if got := since("en2 fr2"); !got.Equal(earlier) {
		t.Errorf("since %v, want %v: when the source went live", got, earlier)
	}
}

func TestGrace(t *testing.T) {
	yesterday := noon.Add(-24 * time.Hour)
	tests := []struct {
		name, course, before, after string
		grace                       time.Duration
		want                        string
	}{
		{"the source goes on in time", "en: a b; fr: x<1", "en1 fr0", "en2 fr0", 25 * time.Hour, ""},
		{"the source goes on too late", "en: a b; fr: x<1", "en1 fr0", "en2 fr0", 23 * time.Hour, "fr grace_over"},
		{"without end", "en: a b; fr: x<1", "en1 fr0", "en2 fr0", 0, ""},
		{"a typo of the source", "en: a ~b; fr: x<1", "en1 fr0", "en2 fr0", time.Hour, ""},
		{"with what was late", "en: a b; fr: x<1 y<2", "en1 fr0", "en2 fr2", time.Hour, ""},
		{"what was late comes alone", "en: a b; fr: x<1 y<2", "en2 fr0", "en2 fr1", time.Hour, ""},
		{"stale for too long", "en: a b c; fr: x<1", "en2 fr1", "en3 fr1", time.Hour, "fr grace_over"},
		{"stale from now", "en: a b; fr: x<1", "en1 fr1", "en2 fr1", time.Hour, ""},
		{"the source goes live first", "en: a; fr: x<1", "en0 fr0", "en1 fr0", time.Hour, ""},
		{"the source goes", "en: a; fr: x<1", "en1 fr0", "en0 fr0", time.Hour, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := livePost(tt.before)
			r := content.Readiness{Parity: content.SourceFirst, Locales: []locale.Tag{"en", "fr"}, Course: course(tt.course), At: noon, Grace: tt.grace}
			r.Before = livePost("en0 fr0")
			r.At = yesterday
			r.Segments, r.Was = stands(r.Course, before), nil
			r.Open.Lags, r.At = content.Lags(before, r), noon
			r.Before, r.Was = before, r.Segments
			r.Segments = stands(r.Course, livePost(tt.after))
			got := content.Blockers(livePost(tt.after), r)
			if blockerWords(got) != tt.want {
				t.Errorf("blocked by %q, want %q", blockerWords(got), tt.want)
			}
			if len(got) > 0 && (got[0].Rule != content.RuleSourceFirst || !slices.ContainsFunc(got, func(b content.Blocker) bool { return b.Args["until"] == yesterday.Add(tt.grace).Format(time.RFC3339) })) {
				t.Errorf("blockers = %+v", got)
			}
		})
	}
}
