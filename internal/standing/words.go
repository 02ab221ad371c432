package standing

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/work"
)

// A word is what somebody said of a revision of the translation after it was saved.
type word struct {
	on int // the revision
	at time.Time
	by string

	decision  *bitext.Decision // on some of its segments; else
	elsewhere bool             // beside a language that is not the source now: it says whose words they are, and no more
	beside    int              // the revision of the source that the whole is right beside
	follows   bool             // for the source was made from it: of what changed in the source by that
	seen      bool             // somebody read and approved it: nothing is said of the source
}

// What was spoken of a translation, as it is kept.
type spoken struct {
	decisions []bitext.Decision
	confirmed []content.Confirmation
	reviews   []work.Review
	source    []content.Saving
}

// wordsOf returns what was said of the translation, beside the language that is its
// source: decisions, confirmations of whole texts, approvals, and revisions of the source
// that were made from the translation. They stand in the order that they were given in.
func wordsOf(of bitext.Pairing, o spoken) []word {
	var list []word
	for i := range o.decisions {
		d := &o.decisions[i]
		list = append(list, word{on: d.TargetN, at: d.At, by: d.By, decision: d, elsewhere: d.Beside != of.Source})
	}
	for _, c := range o.confirmed {
		switch {
		case c.Locale == of.Target && c.Beside == of.Source:
			list = append(list, word{on: c.N, at: c.At, by: c.By, beside: c.BesideN})
		case c.Locale == of.Source && c.Beside == of.Target:
			list = append(list, word{on: c.BesideN, at: c.At, by: c.By, beside: c.N})
		case c.Locale == of.Target:
			list = append(list, word{on: c.N, at: c.At, by: c.By, seen: true}) // somebody read it beside another language
		}
	}
	for _, s := range o.source {
		if s.BasedIn == of.Target && s.BasedOn > 0 {
			list = append(list, word{on: s.BasedOn, at: s.At, by: s.By, beside: s.N, follows: true})
		}
	}
	for _, step := range o.reviews {
		if step.Decision == work.Approve { // whatever became of it: somebody read what was written
			list = append(list, word{on: step.N, at: step.At, by: step.By, seen: true})
		}
	}
	slices.SortStableFunc(list, func(a, b word) int { return a.at.Compare(b.at) })
	return list
}

// upTo returns the words on revisions that are not later than n, in order.
func upTo(words []word, n int) []word {
	var list []word
	for _, w := range words {
		if w.on <= n {
			list = append(list, w)
		}
	}
	return list
}

// hashOfWords returns a hash of what was said, in order.
func hashOfWords(words []word) string {
	h := sha256.New()
	for _, w := range words {
		n := 0
		if w.decision != nil {
			n = w.decision.N
		}
		_, _ = fmt.Fprintln(h, w.on, w.at.UnixMicro(), w.by, n, w.beside, w.follows, w.seen) // a hash takes everything
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// standingDecisions returns the decisions on what belongs together that are in
// force in revision n of the translation: those of it and of earlier ones, given
// not later than the instant (zero: whenever), without what was taken back, or
// overtaken by a later one on the same segments.
func standingDecisions(words []word, n int, asOf time.Time) []*bitext.Decision {
	var list []*bitext.Decision
	spoken := make(map[string]bool) // names that one of the list is or was on
	for _, w := range words {
		if w.decision == nil || w.elsewhere || w.on > n || !asOf.IsZero() && w.at.After(asOf) {
			continue
		}
		d := w.decision
		switch d.Kind {
		case bitext.Restored:
			if i := lastOn(list, d); i >= 0 {
				list = slices.Delete(list, i, i+1)
			}
		case bitext.Written, bitext.Confirmed:
			list = overtake(list, d, spoken)
		default:
			list = append(overtake(list, d, spoken), d)
			for _, name := range namesOf(d) {
				spoken[name] = true
			}
		}
	}
	return list
}

// overtake takes out of the list what a later decision puts an end to. It is looked for
// only where something was spoken of what the later one is on.
func overtake(list []*bitext.Decision, d *bitext.Decision, spoken map[string]bool) []*bitext.Decision {
	if !slices.ContainsFunc(namesOf(d), func(name string) bool { return spoken[name] }) {
		return list
	}
	return slices.DeleteFunc(list, func(old *bitext.Decision) bool { return overtaken(old, d) })
}

// namesOf returns the names of what a decision is on, of both sides.
func namesOf(d *bitext.Decision) []string {
	names := make([]string, 0, len(d.Source)+len(d.Target))
	for _, name := range d.Source {
		names = append(names, "s "+name)
	}
	for _, name := range d.Target {
		names = append(names, "t "+name)
	}
	return names
}

// lastOn returns the place of the last of the decisions that is on some of the
// segments of d; -1 if none is.
func lastOn(list []*bitext.Decision, d *bitext.Decision) int {
	for i := len(list) - 1; i >= 0; i-- {
		if common(list[i].Source, d.Source) || common(list[i].Target, d.Target) {
			return i
		}
	}
	return -1
}

// overtaken reports whether a later decision puts an end to an old one: what was
// left out has a translation, what was local or linked belongs elsewhere. That two
// segments do not belong together stays true unless the very two are put together.
func overtaken(old, d *bitext.Decision) bool {
	source, target := common(old.Source, d.Source), common(old.Target, d.Target)
	switch old.Kind {
	case bitext.LeftOut:
		return source
	case bitext.MadeLocal:
		return target
	case bitext.Unlinked:
		return d.Kind == bitext.Linked && source && target
	case bitext.Linked:
		return d.Kind == bitext.Linked && (source || target) || d.Kind == bitext.Unlinked && source && target ||
			d.Kind == bitext.MadeLocal && target || d.Kind == bitext.LeftOut && source
	}
	return false
}

// common reports whether the lists have a name in common.
func common(a, b []string) bool {
	return slices.ContainsFunc(a, func(name string) bool { return slices.Contains(b, name) })
}
