package publishing

import (
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/paging"
)

// GetSchedule returns a schedule of which the actor may read every language that
// it names; any other is NotFound.
func (s *Service) GetSchedule(ctx context.Context, cmd ScheduleNamed) (one content.Schedule, err error) {
	err = s.Read(ctx, func(r Snapshot) error {
		found, _, err := seenSchedule(ctx, r, cmd.Actor, cmd.ID)
		if err != nil {
			return err
		}
		one = *found
		return nameSchedules(ctx, r, &one)
	})
	if err != nil {
		return content.Schedule{}, fmt.Errorf("get schedule %s: %w", cmd.ID, err)
	}
	return one, nil
}

// Schedules returns a page of the schedules that GetSchedule returns, soonest
// first. The last one has no cursor.
func (s *Service) Schedules(ctx context.Context, cmd ListSchedules) (page SchedulePage, err error) {
	q := cmd.Query
	place, err := askable(cmd.Actor, "schedules", cmd.Cursor, &q.Limit)
	if err != nil {
		return SchedulePage{}, fmt.Errorf("list schedules: %w", err)
	}
	if place != nil {
		q.After = &content.ScheduleKey{Due: place.At, ID: place.ID}
	}
	err = s.Read(ctx, func(r Snapshot) error {
		read := func(after *content.Schedule, n int) ([]content.Schedule, error) {
			if q.Limit = n; after != nil {
				q.After = &content.ScheduleKey{Due: after.Due, ID: after.ID}
			}
			return r.Schedules(ctx, cmd.Actor.View(), q)
		}
		list, last, err := fill(q.Limit, read, func(one *content.Schedule) (bool, error) {
			return showsSchedule(ctx, r, cmd.Actor, one)
		})
		if err != nil {
			return err
		}
		if page.Items = list; last != nil {
			page.Next = paging.CursorAt("schedules", paging.Place{At: last.Due, ID: last.ID})
		}
		return nameSchedules(ctx, r, pointers(list)...)
	})
	if err != nil {
		return SchedulePage{}, fmt.Errorf("list schedules: %w", err)
	}
	return page, nil
}

// seenOf keeps the schedules that the actor may know of, and names their actors.
func seenOf(ctx context.Context, r Snapshot, actor access.Actor, list []content.Schedule) ([]content.Schedule, error) {
	var seen []content.Schedule
	for _, one := range list {
		shown, err := showsSchedule(ctx, r, actor, &one)
		if err != nil {
			return nil, err
		}
		if shown {
			seen = append(seen, one)
		}
	}
	return seen, nameSchedules(ctx, r, pointers(seen)...)
}

// showsSchedule reports whether the actor may read every language that it names.
func showsSchedule(ctx context.Context, r Snapshot, actor access.Actor, s *content.Schedule) (bool, error) {
	items, err := itemsOf(ctx, r, s)
	if err != nil {
		return false, err
	}
	return shows(ctx, r, actor, items)
}

// GetRelease returns a release of which the actor may read every language that it
// names; any other is NotFound.
func (s *Service) GetRelease(ctx context.Context, cmd ReleaseNamed) (one content.Release, err error) {
	err = s.Read(ctx, func(r Snapshot) error {
		found, err := seenRelease(ctx, r, cmd.Actor, cmd.ID)
		if err != nil {
			return err
		}
		one = *found
		return nameReleases(ctx, r, &one)
	})
	if err != nil {
		return content.Release{}, fmt.Errorf("get release %s: %w", cmd.ID, err)
	}
	return one, nil
}

// Releases returns a page of the releases that GetRelease returns, newest first,
// as [Service.Schedules] does.
func (s *Service) Releases(ctx context.Context, cmd ListReleases) (page ReleasePage, err error) {
	q := cmd.Query
	place, err := askable(cmd.Actor, "releases", cmd.Cursor, &q.Limit)
	if err != nil {
		return ReleasePage{}, fmt.Errorf("list releases: %w", err)
	}
	if place != nil {
		q.After = &content.ReleaseKey{CreatedAt: place.At, ID: place.ID}
	}
	err = s.Read(ctx, func(r Snapshot) error {
		read := func(after *content.Release, n int) ([]content.Release, error) {
			if q.Limit = n; after != nil {
				q.After = &content.ReleaseKey{CreatedAt: after.CreatedAt, ID: after.ID}
			}
			return r.Releases(ctx, cmd.Actor.View(), q)
		}
		list, last, err := fill(q.Limit, read, func(one *content.Release) (bool, error) {
			return shows(ctx, r, cmd.Actor, one.Items)
		})
		if err != nil {
			return err
		}
		if page.Items = list; last != nil {
			page.Next = paging.CursorAt("releases", paging.Place{At: last.CreatedAt, ID: last.ID})
		}
		return nameReleases(ctx, r, pointers(list)...)
	})
	if err != nil {
		return ReleasePage{}, fmt.Errorf("list releases: %w", err)
	}
	return page, nil
}

// askable asks whether the actor may list anything, settles the limit and reads
// the cursor; place is nil on the first page.
func askable(actor access.Actor, list, cursor string, limit *int) (place *paging.Place, err error) {
	if err := actor.Check(access.Browse); err != nil {
		return nil, err
	}
	if *limit, err = paging.Limit(*limit); err != nil {
		return nil, err
	}
	return paging.OpenAt(cursor, list)
}

func pointers[T any](list []T) []*T {
	to := make([]*T, len(list))
	for i := range list {
		to[i] = &list[i]
	}
	return to
}

// nameSchedules says what people call the actors.
func nameSchedules(ctx context.Context, r People, list ...*content.Schedule) error {
	return name(ctx, r, list, func(s *content.Schedule) (by string, byName *string) { return s.By, &s.ByName })
}

// nameReleases says what people call who did the releases, or made them.
func nameReleases(ctx context.Context, r People, list ...*content.Release) error {
	return name(ctx, r, list, func(r *content.Release) (by string, byName *string) { return r.By(), &r.ByName })
}

// name says of each thing what people call the actor that it is by.
func name[T any](ctx context.Context, r People, list []T, of func(T) (by string, byName *string)) error {
	ids := make([]string, len(list))
	for i, one := range list {
		ids[i], _ = of(one)
	}
	names, err := r.ActorNames(ctx, ids)
	for _, one := range list {
		by, byName := of(one)
		*byName = names[by]
	}
	return err
}
