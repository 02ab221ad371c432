package publishing

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/parity"
	"github.com/diptych-cms/diptych/internal/projection"
)

// A Tx is what publishing needs of one write transaction.
type Tx interface {
	projection.Tx
	Snapshot
	Writes
	PlanWrites
	once.Tx // Now, too: the instant of the transaction, the same at every call
}

// A Snapshot is what publishing reads.
type Snapshot interface {
	PostReads
	parity.Reads
	PlanReads
	LedgerReads
	People
}

// PlanReads find what is to happen.
type PlanReads interface {
	ScheduleReads
	ReleaseReads
}

// People know who is who.
type People interface {
	// Actor returns the actor with the id as it is now, with its present roles, or a
	// fault.NotFound: for what is done in somebody's name later.
	Actor(ctx context.Context, id string) (access.Actor, error)
	// ActorNames returns what people call the actors, those that are gone too.
	ActorNames(ctx context.Context, ids []string) (map[string]string, error)
}

// PostReads find posts.
type PostReads interface {
	// Post returns the post with its translations, or a fault.NotFound. Absorbed
	// posts and those in the trash are returned too.
	Post(ctx context.Context, id content.PostID) (*content.Post, error)
}

// ScheduleReads find schedules.
type ScheduleReads interface {
	// Schedule returns the schedule, or a fault.NotFound.
	Schedule(ctx context.Context, id string) (*content.Schedule, error)
	// Schedules returns a page of the schedules of posts that the view shows.
	Schedules(ctx context.Context, view access.View, q content.ScheduleQuery) ([]content.Schedule, error)
	// DueSchedules returns up to limit ids of schedules that wait for an instant not
	// after at, first due first.
	DueSchedules(ctx context.Context, at time.Time, limit int) ([]string, error)
	// NextDue returns the first instant after at that a schedule waits for; zero if
	// none does.
	NextDue(ctx context.Context, at time.Time) (time.Time, error)
	// CountSchedules returns how many schedules there are in the state; of the post
	// alone, where one is named.
	CountSchedules(ctx context.Context, state content.ScheduleState, post content.PostID) (int, error)
}

// ReleaseReads find releases.
type ReleaseReads interface {
	// Release returns the release with its items and its schedule, or a fault.NotFound.
	Release(ctx context.Context, id string) (*content.Release, error)
	// Releases returns a page of the releases of posts that the view shows, and of
	// those that its actor made, as Release does.
	Releases(ctx context.Context, view access.View, q content.ReleaseQuery) ([]content.Release, error)
}

// Writes are what publishing changes.
type Writes interface {
	// SaveLive writes the live pointers of the post and of all its translations,
	// with their instants (Live, LiveAt, FirstPublishedAt). It changes no version
	// and writes nothing else.
	SaveLive(ctx context.Context, p *content.Post) error
	parity.Writes
}

// PlanWrites change what is to happen.
type PlanWrites interface {
	// AddSchedule writes a new schedule, as version 1.
	AddSchedule(ctx context.Context, s *content.Schedule) error
	// SaveSchedule writes all of the schedule but what it is about and when it was
	// made, if it still has s.Version, and adds one to it; otherwise it returns a
	// fault.Stale.
	SaveSchedule(ctx context.Context, s *content.Schedule) error
	// AddRelease writes a new release with its items, as version 1.
	AddRelease(ctx context.Context, r *content.Release) error
	// SaveRelease writes the release and its items if it still has r.Version, and
	// adds one to it; otherwise it returns a fault.Stale.
	SaveRelease(ctx context.Context, r *content.Release) error
	// DeleteRelease deletes the release and its items if it still has r.Version;
	// otherwise it returns a fault.Stale.
	DeleteRelease(ctx context.Context, r *content.Release) error
}
