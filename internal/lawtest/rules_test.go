// Package lawtest gives the whole house random commands, one after another, and
// asks after each whether the rules that always hold still do. What
// it finds it makes as short as it can: the fault is then told as the commands
// that lead to it.
//
// The usual run has one seed, so that it is the same each time. A long one with
// seeds of its own, each told where it fails:
//
//	go test ./internal/lawtest -rapid.seed=0 -rapid.checks=500 -rapid.steps=60
package lawtest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"
)

func TestMain(m *testing.M) {
	for name, value := range map[string]string{"rapid.seed": "1867", "rapid.checks": "15", "rapid.steps": "40", "rapid.nofailfile": "true"} {
		if err := flag.Set(name, value); err != nil { // what the command line says comes later and wins
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

func TestRules(t *testing.T) {
	fresh := found(t)
	rapid.Check(t, func(rt *rapid.T) {
		w := open(t, rt, fresh)
		w.begin()
		rt.Repeat(w.commands())
		w.t = rt
		w.settle()
	})
}

// commands returns everything that may happen, by name; the one without a name is
// what has to hold after each.
func (w *world) commands() map[string]func(*rapid.T) {
	with := func(fn func()) func(*rapid.T) {
		return func(t *rapid.T) {
			w.t = t
			w.tick()
			fn()
		}
	}
	all := map[string]func(*rapid.T){"": func(t *rapid.T) { w.t = t; w.hold() }}
	for _, c := range []struct {
		name   string
		weight int
		do     func()
	}{
		{"create", 1, w.create}, {"create together", 1, w.createTogether}, {"save text", 5, w.saveText}, {"save shared", 2, w.saveShared}, {"revise", 9, w.revise},
		{"confirm", 1, w.confirm}, {"restore revision", 2, w.restoreRevision}, {"restore shared", 1, w.restoreShared},
		{"copy", 2, w.copyText}, {"duplicate", 1, w.duplicate},
		{"publish heads", 5, w.publishHeads}, {"publish some", 3, w.publishSome}, {"unpublish", 2, w.unpublish}, {"many", 2, w.many},
		{"release", 3, w.release}, {"publish release", 1, w.publishRelease},
		{"schedule", 3, w.schedule}, {"change schedule", 1, w.reschedule}, {"cancel schedule", 1, w.cancel}, {"let time pass", 3, w.passTime},
		{"remove post", 1, w.removePost}, {"restore post", 1, w.restorePost}, {"purge post", 1, w.purgePost}, {"remove translation", 1, w.removeText},
		{"merge", 2, w.merge}, {"split", 2, w.split},
		{"make term", 1, w.makeTerm}, {"save term", 1, w.saveTerm}, {"merge terms", 1, w.mergeTerms}, {"remove term", 1, w.removeTerm},
		{"save site", 1, w.saveSite}, {"revoke", 1, w.revoke}, {"upkeep", 1, w.upkeep}, {"reindex", 1, w.reindex}, {"import", 1, w.importSite}, {"settle", 3, w.settlePosts},
		{"write segments", 8, w.writeSegments}, {"confirm segments", 4, w.confirmSegments}, {"link segments", 2, w.linkSegments},
	} {
		for i := range c.weight {
			all[fmt.Sprintf("%s %d", c.name, i)] = with(c.do)
		}
	}
	return all
}

// hold asks what has to hold after every command that changed something.
func (w *world) hold() {
	if w.held {
		return
	}
	w.held = true
	w.sound()
	w.liveAsNamed()
	w.ledgerIsTheTruth()
	w.readersSeeLiveAlone()
	w.editorsBorrowNothing()
	w.nothingStrandedWaits()
	w.segmentsStand()
}

// settle asks what has to hold at the end: what readers get follows from live rows.
func (w *world) settle() {
	w.settlePosts()
	w.reindex()
	w.hold()
}

// copyFile copies a small file.
func copyFile(t testing.TB, from, to string) {
	t.Helper()
	b, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(filepath.Clean(to), b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
