package publishing_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/publishing"
)

// write saves a body, and returns the number of the head.
func (h *house) write(id content.PostID, tag locale.Tag, body string, edit editing.Edit) int {
	h.t.Helper()
	saved, err := h.edit.SaveTranslation(h.t.Context(), editing.SaveTranslation{
		Actor: owner, Post: id, Locale: tag, Version: h.state(id).Translation(tag).Version, Edit: edit,
		Change: func(text content.Text) (content.Text, error) {
			text.Body = "<p>" + body
			return text, nil
		},
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return saved.Post.Translation(tag).Head
}

// confirm says that the revision of the locale is right beside the other.
func (h *house) confirm(id content.PostID, tag locale.Tag, n int, beside locale.Tag, m int) {
	h.t.Helper()
	_, err := h.edit.Confirm(h.t.Context(), editing.Confirm{Actor: owner, Post: id, Locale: tag, Revision: n, Beside: beside, BesideRevision: m})
	if err != nil {
		h.t.Fatal(err)
	}
}

// parity returns how the languages stand, with the whole ledger.
func (h *house) parity(id content.PostID) publishing.Parity {
	h.t.Helper()
	p, err := h.Parity(h.t.Context(), publishing.GetParity{Actor: owner, Post: id, Limit: 100})
	if err != nil {
		h.t.Fatal(err)
	}
	return p
}

// ledger is the ledger as tests compare it, oldest first: "live fr 1".
func (h *house) ledger(id content.PostID) []string {
	h.t.Helper()
	var words []string
	for _, l := range h.parity(id).Ledger {
		word := string(l.What)
		if l.Locale != "" {
			word += fmt.Sprintf(" %s %d", l.Locale, l.Revision)
		}
		for _, lag := range l.Lags {
			word += fmt.Sprintf(" %s:%s", lag.Locale, lag.Why)
		}
		if l.Reason != "" {
			word += " (" + l.Reason + ")"
		}
		words = append(words, word)
	}
	slices.Reverse(words)
	return words
}

// states are the translations' states as readers get them; "minor" where the source
// changed in form alone.
func (h *house) states(id content.PostID) string {
	h.t.Helper()
	return strings.Join(h.rows(`SELECT locale || ' ' || iif(card ->> '$.translation.change' = 'minor', 'minor', card ->> '$.translation.state') || ' ' || (card ->> '$.translation.behindRevisions')
		FROM entries WHERE post_id = '`+string(id)+`' ORDER BY locale`), ", ")
}

// pair makes a live post in English, the source, and French under the rule.
func (h *house) pair(rule content.Parity) content.PostID {
	h.t.Helper()
	id := h.post(owner, "en", "fr")
	h.settle(id, func(w *editing.Whole) { w.Parity = rule })
	h.publish(ask(id, 1, "en", 1, "fr", 1))
	return id
}

func (h *house) refused(cmd publishing.Command, want string) {
	h.t.Helper()
	h.unchanged("a refused publication", func() {
		if _, err := h.Publish(h.t.Context(), cmd); problem(err) != want {
			h.t.Errorf("Publish: %s, want %s", problem(err), want)
		}
	})
}

// A substantive edit of one live language waits until the other is saved,
// confirmed as still right, or the edit is marked minor.
func TestSourceChanges(t *testing.T) {
	h := open(t)
	id := h.pair(content.Together)
	h.write(id, "en", "two", editing.Edit{})
	h.refused(ask(id, 0, "en", 2), "publication.blocked fr:blocker.stale")

	// The other is saved.
	h.write(id, "fr", "deux", editing.Edit{})
	h.publish(ask(id, 0, "en", 2, "fr", 2))
	// The edit is minor.
	h.write(id, "en", "twoo", editing.Edit{Minor: true})
	h.publish(ask(id, 0, "en", 3))
	if got := h.states(id); got != "en current 0, fr minor 1" { // nobody waits for French, and readers may know
		t.Errorf("states = %s", got)
	}
	// It is one of form.
	h.write(id, "en", "Twoo!", editing.Edit{})
	h.publish(ask(id, 0, "en", 4))
	// The other is confirmed.
	h.write(id, "en", "three", editing.Edit{})
	h.refused(ask(id, 0, "en", 5), "publication.blocked fr:blocker.stale")
	h.confirm(id, "fr", 2, "", 5)
	h.publish(ask(id, 0, "en", 5))
	if got := h.states(id); got != "en current 0, fr current 0" {
		t.Errorf("states = %s", got)
	}
	// The change is taken back.
	h.write(id, "en", "four", editing.Edit{})
	h.write(id, "en", "three", editing.Edit{})
	h.refused(ask(id, 0, "en", 6), "publication.blocked fr:blocker.stale")
	h.publish(ask(id, 0, "en", 7))
	want := []string{"live en 1", "live fr 1", "live en 2", "live fr 2", "live en 3", "live en 4", "live en 5", "live en 7"}
	if diff := cmp.Diff(want, h.ledger(id)); diff != "" {
		t.Errorf("ledger (-want +got):\n%s", diff)
	}
}

func TestTranslationChanges(t *testing.T) {
	h := open(t)
	id := h.pair(content.Together)
	h.write(id, "fr", "deux", editing.Edit{})
	h.refused(ask(id, 0, "fr", 2), "publication.blocked en:blocker.unconfirmed")
	h.write(id, "fr", "deuxx", editing.Edit{Minor: true}) // of what was never live
	h.refused(ask(id, 0, "fr", 3), "publication.blocked en:blocker.unconfirmed")
	h.confirm(id, "en", 1, "fr", 3)
	h.publish(ask(id, 0, "fr", 3))

	h.write(id, "fr", "trois", editing.Edit{})
	h.write(id, "en", "three", editing.Edit{BasedOn: 4, BasedIn: "fr"})
	h.refused(ask(id, 0, "fr", 4), "publication.blocked en:blocker.unconfirmed")
	h.refused(ask(id, 0, "en", 2), "publication.blocked fr:blocker.stale")
	h.publish(ask(id, 0, "fr", 4, "en", 2))

	h.write(id, "fr", "troiss", editing.Edit{Minor: true})
	h.publish(ask(id, 0, "fr", 5)) // a typo is corrected alone
	if got := h.states(id); got != "en current 0, fr current 0" {
		t.Errorf("states = %s", got)
	}
}

// A minor save keeps what its text stands beside: it did not follow the source.
func TestMinorSaveFollowsNothing(t *testing.T) {
	h := open(t)
	id := h.pair(content.Independent)
	h.write(id, "en", "two", editing.Edit{})
	h.publish(ask(id, 0, "en", 2))
	h.write(id, "fr", "Onee", editing.Edit{Minor: true})
	h.publish(ask(id, 0, "fr", 2))
	if got := h.states(id); got != "en current 0, fr stale 1" {
		t.Errorf("states = %s", got)
	}
	h.write(id, "fr", "deux", editing.Edit{})
	h.publish(ask(id, 0, "fr", 3))
	if got := h.states(id); got != "en current 0, fr current 0" {
		t.Errorf("states = %s", got)
	}
}

func TestParityIsSetAside(t *testing.T) {
	h := open(t)
	id := h.pair(content.Together)
	h.write(id, "en", "two", editing.Edit{})
	cmd := ask(id, 0, "en", 2)
	cmd.Override = "Avis de sécurité"
	cmd.Actor = with("user:a", "editor:en")
	h.refused(cmd, "access.forbidden_locale")
	cmd.Actor = with("user:a", "editor:en override:en")
	h.refused(cmd, "access.forbidden_locale") // the blocker is about French
	cmd.Actor = with("user:a", "editor:en override:fr")
	h.publish(cmd)
	if got := h.states(id); got != "en current 0, fr stale 1" {
		t.Errorf("states = %s", got)
	}
	stand := h.parity(id)
	if stand.State != content.StateApart || len(stand.Lags) != 1 || !stand.Locales["fr"].Standing.Stale || stand.Rule != content.Together {
		t.Errorf("parity = %+v", stand)
	}
	h.write(id, "fr", "One, still", editing.Edit{Minor: true})
	h.publish(ask(id, 0, "fr", 2)) // a typo of the one that is left behind
	h.write(id, "en", "three", editing.Edit{})
	h.refused(ask(id, 0, "en", 3), "publication.blocked fr:blocker.stale")
	h.confirm(id, "fr", 2, "", 2)
	if got := h.states(id); got != "en current 0, fr current 0" {
		t.Errorf("states after the confirmation = %s", got)
	}
	want := []string{"live en 1", "live fr 1", "live en 2", "overridden (Avis de sécurité)", "diverged fr:stale", "live fr 2", "converged"}
	if diff := cmp.Diff(want, h.ledger(id)); diff != "" {
		t.Errorf("ledger (-want +got):\n%s", diff)
	}
	// A confirmation tells readers why.
	if got := h.rows("SELECT cause FROM changes WHERE locale = 'fr'"); !slices.Equal(got, []string{"translation"}) {
		t.Errorf("causes = %v", got)
	}
	types := h.rows("SELECT type FROM outbox WHERE type LIKE 'post.%verged' OR type LIKE 'parity.%' OR type LIKE '%confirmed' ORDER BY seq, i")
	if diff := cmp.Diff([]string{"parity.overridden", "post.diverged", "post.converged", "translation.confirmed"}, types); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	// What is incomplete cannot be set aside.
	h.save(id, "fr", content.Text{Title: "Vide"})
	cmd = ask(id, 0, "fr", 3)
	cmd.Override = "quand même"
	h.refused(cmd, "publication.blocked fr:blocker.body_missing")
}

func TestGraceOfTheSource(t *testing.T) {
	h := open(t)
	site, err := h.edit.Site(t.Context(), owner)
	if err != nil {
		t.Fatal(err)
	}
	settings := site.Settings
	settings.ParityGrace = "2h"
	if _, err := h.edit.SaveSite(t.Context(), editing.SaveSite{Actor: owner, Version: site.Version, Change: editing.Replace(settings)}); err != nil {
		t.Fatal(err)
	}
	id := h.pair(content.SourceFirst)
	h.write(id, "en", "two", editing.Edit{})
	h.publish(ask(id, 0, "en", 2))
	h.write(id, "en", "three", editing.Edit{})
	h.now = h.now.Add(time.Hour)
	h.publish(ask(id, 0, "en", 3))
	h.write(id, "en", "four", editing.Edit{})
	h.now = h.now.Add(time.Hour)
	h.refused(ask(id, 0, "en", 4), "publication.blocked fr:blocker.grace_over")
	if result, err := h.Publish(t.Context(), dry(ask(id, 0, "en", 4))); err != nil || len(result.Blockers) != 1 {
		t.Errorf("dry run: %+v, %v", result.Blockers, err)
	}
	h.write(id, "fr", "quatre", editing.Edit{})
	h.publish(ask(id, 0, "en", 4, "fr", 2))
	h.write(id, "en", "five", editing.Edit{})
	h.publish(ask(id, 0, "en", 5))
}

func TestLedgerIsAppendOnly(t *testing.T) {
	h := open(t)
	h.pair(content.Together)
	for _, statement := range []string{"UPDATE ledger SET by = 'nobody'", "DELETE FROM ledger", "INSERT OR REPLACE INTO ledger SELECT * FROM ledger"} {
		if err := h.exec(statement); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s: %v, want a refusal", statement, err)
		}
	}
}

// A post that goes keeps its ledger; what is purged, too.
func TestLedgerStays(t *testing.T) {
	h := open(t)
	id := h.pair(content.Together)
	if _, err := h.Unpublish(t.Context(), ask(id, 0, "en", 1, "fr", 1)); err != nil {
		t.Fatal(err)
	}
	if got := h.parity(id); got.State != content.StateNone || got.Since.IsZero() {
		t.Errorf("parity = %+v", got)
	}
	if err := h.edit.RemovePost(t.Context(), editing.RemovePost{Actor: owner, Post: id, Version: etag.Any}); err != nil {
		t.Fatal(err)
	}
	if err := h.edit.PurgePost(t.Context(), editing.PurgePost{Actor: owner, Post: id, Version: etag.Any}); err != nil {
		t.Fatal(err)
	}
	if got := h.rows("SELECT what || ' ' || locale FROM ledger ORDER BY id"); !slices.Equal(got, []string{"live en", "live fr", "gone en", "gone fr"}) {
		t.Errorf("ledger = %v", got)
	}
}

// Nobody learns from it of languages that they may not read.
func TestParityIsForWhoMayKnow(t *testing.T) {
	h := open(t)
	id := h.pair(content.Together)
	h.write(id, "fr", "deux", editing.Edit{})
	for roles, want := range map[string]string{"reader:fr": "", "author:*": "post.not_found", "": "access.forbidden"} {
		p, err := h.Parity(t.Context(), publishing.GetParity{Actor: with("user:x", roles), Post: id})
		if problem(err) != want {
			t.Errorf("%q: %v, want %q", roles, err, want)
		}
		if err != nil {
			continue
		}
		doc, err := json.Marshal([]any{p.Locales, p.Ledger})
		if err != nil || len(p.Locales) != 1 || strings.Contains(string(doc), `"en"`) {
			t.Errorf("%q is told %s", roles, doc)
		}
	}
	if _, err := h.Parity(t.Context(), publishing.GetParity{Actor: access.Actor{}, Post: id}); problem(err) != "access.unauthenticated" {
		t.Errorf("nobody: %v", err)
	}
}

// exec runs a statement as somebody at the file would, past all rules of ours.
func (h *house) exec(statement string) error {
	h.t.Helper()
	file, err := sql.Open("sqlite", "file:"+h.path+"?_pragma=busy_timeout(5000)")
	if err != nil {
		h.t.Fatal(err)
	}
	_, err = file.ExecContext(h.t.Context(), statement)
	if closing := file.Close(); closing != nil {
		h.t.Fatal(closing)
	}
	return err
}
