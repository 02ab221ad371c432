package parity

import (
	"strings"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
)

// MostReason bounds the reason of an override, in characters.
const MostReason = 1000

// Pass returns nil if the command may be carried out: nothing stands in the way,
// or the actor sets aside what does, for the reason; an empty one is none. That
// needs [access.Override] in every locale that a blocker is about. What cannot be
// set aside, or was not, is a fault.Conflict "publication.blocked" with "blockers",
// a []content.Blocker.
func (j Judgement) Pass(actor access.Actor, reason string) error {
	left := j.Blockers
	if aside := j.Overridable(); reason != "" && len(aside) > 0 {
		if err := actor.CheckOn(access.Override, access.SubjectOf(j.after), localesOf(aside)...); err != nil {
			return err
		}
		left = complete(left)
	}
	if len(left) == 0 {
		return nil
	}
	return Blocked(left)
}

// complete returns the blockers of completeness.
func complete(blockers []content.Blocker) []content.Blocker {
	var list []content.Blocker
	for _, b := range blockers {
		if b.Rule == content.Completeness {
			list = append(list, b)
		}
	}
	return list
}

// Blocked is the fault of a command that the blockers stand in the way of.
func Blocked(blockers []content.Blocker) error {
	return fault.New(fault.Conflict, "publication.blocked", "count", len(blockers)).With("blockers", blockers)
}

// CheckReason refuses a reason that says nothing, or too much: one that was sent.
// Its place is that of the member "override" of a request.
func CheckReason(reason string) error {
	switch {
	case strings.TrimSpace(reason) == "":
		return fault.Wrong("/override/reason", "override.no_reason")
	case utf8.RuneCountInString(reason) > MostReason:
		return fault.Wrong("/override/reason", "override.long_reason", "most", MostReason)
	}
	return nil
}
