// Package publishing puts posts before readers, and takes them away again:
// named revisions of one post or of many, in one transaction, by the rules of
// publication, now or at an instant.
//
// One post is the special case of many: every command becomes a set of items
// that is planned as a whole (plan.go) and then carried out as a whole
// (carry.go). Releases keep such a set under a name, and schedules carry one
// out later.
package publishing

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/once"
)

// A Service carries out the publishing commands.
type Service struct {
	Write func(context.Context, func(Tx) error) error       // runs a function in a write transaction
	Read  func(context.Context, func(Snapshot) error) error // runs a function over one state of the database
	Now   func() time.Time                                  // the clock of what is no write, and of what is due
}

// A Command asks to publish the named revisions of a post, or to unpublish
// them. It needs no version: the revisions say what the caller has seen.
type Command struct {
	Actor       access.Actor
	Post        content.PostID
	Publication content.Publication
	Override    string   // the reason for setting parity aside; empty: it is not
	DryRun      bool     // say what would happen and change nothing
	Once        once.Key // of the request; zero: none
}

// A Result is a post's publication as it is after the command, or as it would
// be in a dry run.
type Result struct {
	Post     *content.Post
	Change   content.Change
	Blockers []content.Blocker // dry run only: what the real command would be refused for
	Warnings []content.Warning
}

// A Many asks for actions on many posts.
type Many struct {
	Actor    access.Actor
	Items    []content.Item // a post once
	Each     bool           // each item in a transaction of its own; otherwise all in one
	Override string         // as in [Command]
	DryRun   bool
	Once     once.Key
}

// An ItemResult says what became of one item of a [Many].
type ItemResult struct {
	Item    content.Item
	Result  Result
	Problem *content.Outcome // Each only: why nothing was done
}

// A State asks what is live of a post.
type State struct {
	Actor access.Actor
	Post  content.PostID
}

// A Standing is what is live of a post, and what waits to change that.
type Standing struct {
	Post      *content.Post
	Schedules []content.Schedule // soonest first, at most a hundred
}

// A When names an instant in the future: RFC 3339 with an offset, or a local
// time such as "2026-11-01T09:00" in the time zone, an IANA name; without one,
// in the site's.
type When struct {
	At       string
	TimeZone string
}

// A Plan asks to carry out an item at an instant.
type Plan struct {
	Actor     access.Actor
	Item      content.Item
	When      When
	OnBlocked content.OnBlocked // empty: hold
	Override  string
	DryRun    bool
	Once      once.Key
}

// A Planned is a schedule, with what its item would do now.
type Planned struct {
	Schedule content.Schedule
	Result   Result // Blockers inform: the schedule is made nevertheless
}

// A ScheduleChange asks to change a schedule that waits. A held one becomes
// pending again. Members that are nil stay as they are.
type ScheduleChange struct {
	Actor       access.Actor
	ID          string
	Version     int64
	At          *string
	TimeZone    *string
	OnBlocked   *content.OnBlocked
	Publication *content.Publication // not of a release
}

// A ScheduleNamed names a schedule: to read it, or with its version to cancel it.
type ScheduleNamed struct {
	Actor   access.Actor
	ID      string
	Version int64
}

// A ListSchedules asks for a page of schedules.
type ListSchedules struct {
	Actor  access.Actor
	Query  content.ScheduleQuery // without After; Limit 0: the usual
	Cursor string
}

// A SchedulePage is a page of schedules.
type SchedulePage struct {
	Items []content.Schedule
	Next  string // cursor; empty on the last page
}

// A ReleaseInput says what a release is to be.
type ReleaseInput struct {
	Name      string
	Items     []content.Item
	Override  string
	When      When // its At is empty where it has no instant
	OnBlocked content.OnBlocked
}

// A CreateRelease asks for a new release: carried out at once, or at its instant,
// or kept as a draft.
type CreateRelease struct {
	Actor  access.Actor
	Input  ReleaseInput
	Draft  bool // keep it without carrying it out
	DryRun bool
	Once   once.Key
}

// A ChangeRelease asks to change a release that is not done. Change gets it as it
// is and returns it as it shall be.
type ChangeRelease struct {
	Actor   access.Actor
	ID      string
	Version int64
	Change  func(ReleaseInput) (ReleaseInput, error)
}

// A ReleaseNamed names a release: to read it, or with its version to delete it.
type ReleaseNamed struct {
	Actor   access.Actor
	ID      string
	Version int64
}

// A PublishRelease asks to carry out a release, now or at an instant.
type PublishRelease struct {
	Actor     access.Actor
	ID        string
	Version   int64 // that the caller has seen; not in a dry run
	When      When  // its At is empty: now
	OnBlocked content.OnBlocked
	Override  *string // nil: the release's own
	DryRun    bool
	Once      once.Key
}

// A Released is a release, with what its items did or would do.
type Released struct {
	Release  content.Release
	Items    []ItemResult
	Blockers []content.Blocker // of all its posts together, where it was not carried out
}

// A ListReleases asks for a page of releases.
type ListReleases struct {
	Actor  access.Actor
	Query  content.ReleaseQuery // without After; Limit 0: the usual
	Cursor string
}

// A ReleasePage is a page of releases.
type ReleasePage struct {
	Items []content.Release
	Next  string // cursor; empty on the last page
}
