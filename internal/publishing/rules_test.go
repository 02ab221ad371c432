package publishing_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/publishing"
)

// TestRulesOfParity does at random what editors do to one post in two languages,
// under each rule, and judges the post after each command. A run that breaks a rule
// is made as short as it goes before it is told.
func TestRulesOfParity(t *testing.T) {
	const runs, length = 4, 30
	for _, rule := range content.Parities() {
		for seed := range uint64(runs) {
			moves := make([]move, length)
			r := rand.New(rand.NewPCG(seed, 4)) //nolint:gosec // a seed makes the run repeat
			for i := range moves {
				moves[i] = move{r.IntN(100), r.Uint64()}
			}
			if err := play(t, rule, moves); err != nil {
				moves = shrunk(moves, func(shorter []move) bool { return play(t, rule, shorter) != nil })
				t.Fatalf("%s, seed %d, after %v: %v", rule, seed, moves, play(t, rule, moves))
			}
		}
	}
}

// A move is one thing that somebody does: dice says which, and luck all the rest.
type move struct {
	dice int
	luck uint64
}

// shrunk leaves out what a failing run fails without.
func shrunk(moves []move, fails func([]move) bool) []move {
	for i := 0; i < len(moves); {
		if shorter := slices.Delete(slices.Clone(moves), i, i+1); fails(shorter) {
			moves = shorter
		} else {
			i++
		}
	}
	return moves
}

// A game is one run on a fresh database.
type game struct {
	*house
	id  content.PostID
	r   *rand.Rand
	say []string // what was done
}

func play(t *testing.T, rule content.Parity, moves []move) (err error) {
	h := open(t)
	g := &game{house: h, id: h.post(owner, "en", "fr")}
	h.settle(g.id, func(w *editing.Whole) { w.Parity, w.Targets = rule, []locale.Tag{"en", "fr"} })
	for _, m := range moves {
		g.r = rand.New(rand.NewPCG(m.luck, 4)) //nolint:gosec // a seed makes the run repeat
		before := h.parity(g.id)
		if err := g.move(m.dice, before); err != nil {
			return fmt.Errorf("%s: %w", strings.Join(g.say, "; "), err)
		}
		if err := g.judge(); err != nil {
			return fmt.Errorf("%s: %w\n%s", strings.Join(g.say, "; "), err, strings.Join(h.ledger(g.id), "\n"))
		}
	}
	return nil
}

func (g *game) note(format string, args ...any) { g.say = append(g.say, fmt.Sprintf(format, args...)) }

// move does one thing. What moves nothing live must leave it.
func (g *game) move(dice int, before publishing.Parity) error {
	tag := []locale.Tag{"en", "fr"}[g.r.IntN(2)]
	switch {
	case dice < 45:
		edit := editing.Edit{Minor: g.r.IntN(4) == 0}
		body := string(rune('a' + g.r.IntN(4)))
		if g.r.IntN(3) == 0 {
			body = strings.ToUpper(body) // another form of it
		}
		g.note("save %s %s minor=%v", tag, body, edit.Minor)
		g.write(g.id, tag, body, edit)
		return g.stayed(before, true)
	case dice < 55:
		p := g.state(g.id)
		other := map[locale.Tag]locale.Tag{"en": "fr", "fr": "en"}[tag]
		n, m := 1+g.r.IntN(p.Translation(tag).Head), 1+g.r.IntN(p.Translation(other).Head)
		g.note("confirm %s %d beside %s %d", tag, n, other, m)
		g.confirm(g.id, tag, n, other, m)
		return g.stayed(before, false)
	case dice < 85:
		return g.carry("publish", g.Publish, func(t content.Translation) int { return max(t.Live, 1) + g.r.IntN(t.Head-max(t.Live, 1)+1) })
	default:
		return g.carry("unpublish", g.Unpublish, func(t content.Translation) int { return t.Live })
	}
}

// stayed reports a change of what is live, or of what lags where nothing may.
func (g *game) stayed(before publishing.Parity, lagging bool) error {
	after := g.parity(g.id)
	for tag, one := range before.Locales {
		if after.Locales[tag].Translation.Live != one.Translation.Live {
			return fmt.Errorf("live %s moved", tag)
		}
	}
	if lagging && !content.SameLags(before.Lags, after.Lags) {
		return fmt.Errorf("a draft made %v of %v", after.Lags, before.Lags)
	}
	if len(after.Lags) > len(before.Lags) {
		return fmt.Errorf("a word made %v of %v", after.Lags, before.Lags)
	}
	return nil
}

// carry carries out a command on some of the languages, now and then against the
// rule; a dry run must say the same.
func (g *game) carry(name string, do func(context.Context, publishing.Command) (publishing.Result, error), choose func(content.Translation) int) error {
	p := g.state(g.id)
	cmd := ask(g.id, 0)
	if name == "publish" {
		cmd.Publication.Shared = p.Head
	}
	for _, t := range p.Translations {
		if n := choose(t); n > 0 && g.r.IntN(3) > 0 {
			cmd.Publication.Translations[t.Locale] = n
		}
	}
	if len(cmd.Publication.Translations) == 0 {
		return nil
	}
	if g.r.IntN(4) == 0 {
		cmd.Override = "parce que"
	}
	g.note("%s %v override=%q", name, cmd.Publication.Translations, cmd.Override)
	told, err := do(g.t.Context(), dry(cmd))
	if err != nil {
		return err
	}
	done, err := do(g.t.Context(), cmd)
	if f, refused := fault.Of(err); refused && f.Code == "publication.blocked" {
		list, _ := f.Extra["blockers"].([]content.Blocker)
		if !slices.Equal(codes(list), codes(told.Blockers)) {
			return fmt.Errorf("blocked by %v, which a dry run called %v", codes(list), codes(told.Blockers))
		}
		return nil
	}
	if err != nil || len(told.Blockers) > 0 || !slices.Equal(done.Change.Locales, told.Change.Locales) {
		return errors.Join(err, fmt.Errorf("a dry run told %+v of %+v", told, done))
	}
	return nil
}

// judge holds the post to the rules.
func (g *game) judge() error {
	stand := g.parity(g.id)
	lines := slices.Clone(stand.Ledger)
	slices.Reverse(lines)
	h := content.Replay(lines)
	live := make(map[locale.Tag]int)
	for tag, one := range stand.Locales {
		if n := one.Translation.Live; n > 0 {
			live[tag] = n
		}
	}
	switch {
	case fmt.Sprint(h.Live) != fmt.Sprint(live):
		return fmt.Errorf("the ledger replays to %v, live is %v", h.Live, live)
	case !content.SameLags(h.Lags, stand.Lags):
		return fmt.Errorf("the ledger says that %v lag, now it is %v", h.Lags, stand.Lags)
	case h.State != stand.State || !h.Since.Equal(stand.Since):
		return fmt.Errorf("the ledger replays to %s since %v, it is %s since %v", h.State, h.Since, stand.State, stand.Since)
	}
	for _, lag := range stand.Lags {
		if lag.Since.IsZero() || lag.Since.After(g.now) {
			return fmt.Errorf("%s lags since %v", lag.Locale, lag.Since)
		}
		if stand.Rule == content.Together && !overridden(lines, lag) {
			return fmt.Errorf("%v under together, and nobody set the rule aside", lag)
		}
	}
	if stand.Rule == content.SourceFirst && len(live) > 0 && live["en"] == 0 && !overridden(lines, content.Lag{Locale: "en"}) {
		return errors.New("the source is not live, and nobody set the rule aside")
	}
	return g.shown(stand)
}

// overridden reports whether the rule was set aside for the language, or for the
// one that it should stand beside, since all of them last stood together: a lag may
// turn into another.
func overridden(lines []content.Line, lag content.Lag) bool {
	found := false
	for _, l := range lines {
		switch l.What {
		case content.Overridden:
			found = found || slices.ContainsFunc(l.Blockers, func(b content.Blocker) bool { return b.Locale == lag.Locale || b.Locale == lag.Beside })
		case content.Converged:
			found = false
		}
	}
	return found
}

var inForm = regexp.MustCompile(`minor \d+`)

// shown compares what readers are told with how the languages stand.
func (g *game) shown(stand publishing.Parity) error {
	var want []string
	for _, tag := range []locale.Tag{"en", "fr"} {
		one := stand.Locales[tag]
		if one.Translation.Live == 0 {
			continue
		}
		state := "current"
		if one.Standing.Stale {
			state = "stale"
		}
		want = append(want, fmt.Sprintf("%s %s %d", tag, state, one.Standing.Behind))
	}
	// That the source changed in form alone makes nothing stale here, though readers are told.
	got := inForm.ReplaceAllString(g.states(g.id), "current 0")
	if got != strings.Join(want, ", ") {
		return fmt.Errorf("readers are told %q, it is %q", got, want)
	}
	return nil
}

// TestLagIsMeasured: a report tells to the second how long languages were apart.
func TestLagIsMeasured(t *testing.T) {
	h := open(t)
	id := h.pair(content.Independent)
	h.write(id, "en", "two", editing.Edit{})
	h.publish(ask(id, 0, "en", 2))
	parted := h.parity(id).Since
	h.now = h.now.Add(90 * time.Minute)
	h.write(id, "fr", "deux", editing.Edit{})
	h.publish(ask(id, 0, "fr", 2))
	joined := h.parity(id).Since
	if _, err := h.Unpublish(t.Context(), ask(id, 0, "fr", 2)); err != nil {
		t.Fatal(err)
	}
	report, err := h.ReportParity(t.Context(), publishing.ReportParity{Actor: owner})
	if err != nil || len(report.Items) != 2 {
		t.Fatalf("report = %+v, %v", report, err)
	}
	first, second := report.Items[0], report.Items[1]
	if !first.DivergedAt.Equal(parted) || !first.ConvergedAt.Equal(joined) || first.Lag(report.Now) != joined.Sub(parted) || first.Lag(report.Now) < 90*time.Minute {
		t.Errorf("first = %+v, want from %v to %v", first, parted, joined)
	}
	if first.Title != "One" || first.By != owner.ID || first.Rule != content.Independent || first.Overridden || !slices.Equal(first.Locales, []locale.Tag{"fr"}) || first.Transaction == 0 {
		t.Errorf("first = %+v", first)
	}
	if !second.ConvergedAt.IsZero() || second.Lag(report.Now) != report.Now.Sub(second.DivergedAt) {
		t.Errorf("second = %+v", second)
	}
	for _, tt := range []struct {
		name         string
		from, before time.Time
		want         int
	}{
		{"from the second on", second.DivergedAt, time.Time{}, 1}, {"before the second", time.Time{}, second.DivergedAt, 1},
		{"before the first", time.Time{}, parted, 0}, {"all", parted, second.DivergedAt.Add(time.Microsecond), 2},
	} {
		got, err := h.ReportParity(t.Context(), publishing.ReportParity{Actor: owner, From: tt.from, Before: tt.before})
		if err != nil || len(got.Items) != tt.want {
			t.Errorf("%s: %d lines, %v, want %d", tt.name, len(got.Items), err, tt.want)
		}
	}
	none, err := h.ReportParity(t.Context(), publishing.ReportParity{Actor: with("user:x", "author:*")})
	if err != nil || len(none.Items) != 0 {
		t.Errorf("an author of other posts is told %+v, %v", none.Items, err)
	}
}

// TestReportInPages: page by page and whole, the report is the same.
func TestReportInPages(t *testing.T) {
	h := open(t)
	for range 5 {
		id := h.post(owner, "en", "fr")
		cmd := ask(id, 1, "en", 1)
		h.publish(cmd)
	}
	var whole, paged []int64
	err := h.ExportParity(t.Context(), publishing.ReportParity{Actor: owner}, func(e content.Episode, _ time.Time) error {
		whole = append(whole, e.ID)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	cmd := publishing.ReportParity{Actor: owner, Limit: 2}
	for {
		page, err := h.ReportParity(t.Context(), cmd)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page.Items {
			paged = append(paged, e.ID)
		}
		if cmd.Cursor = page.Next; cmd.Cursor == "" {
			break
		}
	}
	if len(whole) != 5 || !slices.Equal(whole, paged) {
		t.Errorf("whole %v, in pages %v", whole, paged)
	}
	for _, cursor := range []string{"x", "MTIz", "MSB4", strings.Repeat("A", 5000)} {
		if _, err := h.ReportParity(t.Context(), publishing.ReportParity{Actor: owner, Cursor: cursor}); problem(err) != "list.cursor" {
			t.Errorf("cursor %q: %v", cursor, err)
		}
	}
}
