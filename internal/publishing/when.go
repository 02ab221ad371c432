package publishing

import (
	"regexp"
	"slices"
	"time"

	"github.com/diptych-cms/diptych/internal/fault"
)

const (
	// lately is how long ago an instant may be that is still asked for: clocks
	// differ, and requests take their time.
	lately = time.Minute
	// yearsAhead bounds how far ahead an instant may be.
	yearsAhead = 5
)

// instantForm is what an instant is written as: RFC 3339, or without its offset
// (group 3), and then perhaps without seconds. time.Parse takes more than that.
var instantForm = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?$`)

// The layouts of a local time, with its seconds written out.
const (
	localLayout  = "2006-01-02T15:04:05"
	offsetLayout = localLayout + "Z07:00"
)

// resolve returns the instant that is meant. An offset says it by itself; a
// local time is that of its time zone, or of the site's. A local time that the
// clocks of its zone never show, or show twice, is refused, with both instants
// that may be meant: nobody knows which one was.
func resolve(w When, site *time.Location, now time.Time) (time.Time, error) {
	form := instantForm.FindStringSubmatch(w.At)
	if form == nil {
		return time.Time{}, malformed(w.At)
	}
	zone, err := zoneOf(w.TimeZone, site)
	if err != nil {
		return time.Time{}, err
	}
	text := form[1] + form[2]
	if form[2] == "" {
		text += ":00"
	}
	var due time.Time
	if form[3] != "" {
		due, err = exact(w, text+form[3], zone)
	} else {
		due, err = local(w, text, zone)
	}
	if err != nil {
		return time.Time{}, err
	}
	return due.UTC().Truncate(time.Microsecond), bounded(due, now)
}

func malformed(at string) error { return fault.Wrong("/at", "schedule.at_malformed", "at", at) }

// zoneOf returns the time zone with the name, or the site's.
func zoneOf(name string, site *time.Location) (*time.Location, error) {
	if name == "" {
		return site, nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" { // the machine's zone is no one's business
		return nil, fault.Wrong("/timeZone", "schedule.zone_unknown", "zone", name)
	}
	return zone, nil
}

// exact reads an instant with its offset. A time zone beside it must agree,
// unless the offset is Z, which names no place's clocks (RFC 9557 §2).
func exact(w When, text string, zone *time.Location) (time.Time, error) {
	at, err := time.Parse(offsetLayout, text)
	if err != nil {
		return time.Time{}, malformed(w.At)
	}
	_, offset := at.Zone()
	if _, there := at.In(zone).Zone(); w.TimeZone != "" && text[len(text)-1] != 'Z' && offset != there {
		return time.Time{}, fault.Wrong("/timeZone", "schedule.zone_contradicts",
			"at", w.At, "zone", w.TimeZone, "there", at.In(zone).Format(time.RFC3339))
	}
	return at, nil
}

// local reads a time as the clocks of the zone show it.
func local(w When, text string, zone *time.Location) (time.Time, error) {
	shown, err := time.Parse(localLayout, text) // as if the clocks were those of UTC
	if err != nil {
		return time.Time{}, malformed(w.At)
	}
	var right, near []time.Time
	for _, offset := range offsetsAbout(shown, zone) {
		at := shown.Add(-offset).In(zone)
		near = append(near, at)
		if _, there := at.Zone(); seconds(there) == offset {
			right = append(right, at)
		}
	}
	slices.SortFunc(near, time.Time.Compare)
	switch {
	case len(right) == 1:
		return right[0], nil
	case len(right) == 0:
		return time.Time{}, twoInstants("schedule.gap", w, near)
	}
	slices.SortFunc(right, time.Time.Compare)
	return time.Time{}, twoInstants("schedule.overlap", w, right)
}

// offsetsAbout returns the offsets that the zone has about the time, each once:
// no offset is larger than a day.
func offsetsAbout(shown time.Time, zone *time.Location) []time.Duration {
	const day = 24 * time.Hour
	var offsets []time.Duration
	for at, end := shown.Add(-day), shown.Add(day); at.Before(end); {
		_, offset := at.In(zone).Zone()
		if o := seconds(offset); !slices.Contains(offsets, o) {
			offsets = append(offsets, o)
		}
		_, next := at.In(zone).ZoneBounds()
		if next.IsZero() {
			break
		}
		at = next
	}
	return offsets
}

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }

// twoInstants is the fault of a local time that may mean either instant.
func twoInstants(code string, w When, either []time.Time) error {
	return fault.Wrong("/at", code, "at", w.At, "zone", either[0].Location().String(),
		"first", either[0].Format(time.RFC3339), "second", either[len(either)-1].Format(time.RFC3339))
}

// bounded refuses an instant that has passed, or that nobody will wait for.
func bounded(due, now time.Time) error {
	switch {
	case due.Before(now.Add(-lately)):
		return fault.Wrong("/at", "schedule.past", "due", due.UTC().Format(time.RFC3339))
	case due.After(now.AddDate(yearsAhead, 0, 0)):
		return fault.Wrong("/at", "schedule.too_far", "due", due.UTC().Format(time.RFC3339), "years", yearsAhead)
	}
	return nil
}

// IsLocal reports whether an instant is written without an offset, so that it needs
// a time zone. What has not the form of an instant is not local.
func IsLocal(at string) bool {
	form := instantForm.FindStringSubmatch(at)
	return form != nil && form[3] == ""
}
