package event

import (
	"slices"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Planned is what the events about schedules tell of one. By is who did it;
// when a schedule fires, as whom.
type Planned struct {
	Schedule string         `json:"schedule"`
	Post     content.PostID `json:"post,omitempty"`    // empty for a release
	Release  string         `json:"release,omitempty"` // empty for a post
	Action   content.Action `json:"action,omitempty"`  // of a post
	Locales  []locale.Tag   `json:"locales,omitempty"` // of a post
	Due      time.Time      `json:"due"`
	By       string         `json:"by"`
}

// PlannedOf returns what events tell of the schedule.
func PlannedOf(s *content.Schedule, by string) Planned {
	return Planned{Schedule: s.ID, Post: s.Item.Post, Release: s.Release, Action: s.Item.Action, Locales: s.Item.Publication.Locales(), Due: s.Due, By: by}
}

// Subject implements [Event].
func (p Planned) Subject() content.PostID { return p.Post }

// Deed implements [Event].
func (p Planned) Deed() Deed {
	return Deed{By: p.By, Locales: p.Locales, About: "schedule:" + p.Schedule}
}

// ScheduleCreated says that something is to happen at an instant.
type ScheduleCreated struct{ Planned }

// Type implements [Event].
func (ScheduleCreated) Type() string { return "schedule.created" }

// ScheduleChanged says that it is to happen otherwise, or at another instant.
type ScheduleChanged struct{ Planned }

// Type implements [Event].
func (ScheduleChanged) Type() string { return "schedule.changed" }

// ScheduleCancelled says that it is not to happen any more.
type ScheduleCancelled struct{ Planned }

// Type implements [Event].
func (ScheduleCancelled) Type() string { return "schedule.cancelled" }

// ScheduleFired says that it happened; the events of the posts say what.
type ScheduleFired struct {
	Planned
	LateSeconds float64 `json:"lateSeconds"`
}

// Type implements [Event].
func (ScheduleFired) Type() string { return "schedule.fired" }

// ScheduleHeld says that its time came and that nothing happened, and why; or,
// before its time, that what it names is not there any more.
type ScheduleHeld struct {
	Planned
	State   content.ScheduleState `json:"state"` // held or failed
	Outcome *content.Outcome      `json:"outcome"`
}

// Type implements [Event].
func (ScheduleHeld) Type() string { return "schedule.held" }

// A Bundle is what the events about releases tell of one.
type Bundle struct {
	Release string           `json:"release"`
	Name    string           `json:"name"`
	Posts   []content.PostID `json:"posts"`
	Locales []locale.Tag     `json:"locales"`
	By      string           `json:"by"`
}

// BundleOf returns what events tell of the release.
func BundleOf(r *content.Release, by string) Bundle {
	b := Bundle{Release: r.ID, Name: r.Name, Posts: make([]content.PostID, len(r.Items)), By: by}
	for i, item := range r.Items {
		b.Posts[i] = item.Post
		b.Locales = append(b.Locales, item.Publication.Locales()...)
	}
	slices.Sort(b.Locales)
	b.Locales = slices.Compact(b.Locales)
	return b
}

// Subject implements [Event]: a release is about many posts.
func (Bundle) Subject() content.PostID { return "" }

// Deed implements [Event].
func (b Bundle) Deed() Deed { return Deed{By: b.By, Locales: b.Locales, About: "release:" + b.Release} }

// ReleaseCreated says that a set of posts was named.
type ReleaseCreated struct{ Bundle }

// Type implements [Event].
func (ReleaseCreated) Type() string { return "release.created" }

// ReleaseChanged says that a release is another set now, or has another name.
type ReleaseChanged struct{ Bundle }

// Type implements [Event].
func (ReleaseChanged) Type() string { return "release.changed" }

// ReleaseDeleted says that a release was forgotten before it was done.
type ReleaseDeleted struct{ Bundle }

// Type implements [Event].
func (ReleaseDeleted) Type() string { return "release.deleted" }

// ReleaseDone says that a release was carried out; the events of the posts say
// what that was.
type ReleaseDone struct{ Bundle }

// Type implements [Event].
func (ReleaseDone) Type() string { return "release.done" }
