package publishing

import (
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"github.com/diptych-cms/diptych/internal/fault"
)

func TestResolve(t *testing.T) {
	toronto := "America/Toronto"
	tests := []struct {
		name, at, zone string
		want           string // the instant, or the code and the two that may be meant
		now            string // or "2026-06-01T00:00:00Z"
	}{
		{name: "with an offset", at: "2026-11-01T09:00:00-05:00", want: "2026-11-01T14:00:00Z"},
		{name: "with an offset and no seconds", at: "2026-11-01T09:00-05:00", want: "2026-11-01T14:00:00Z"},
		{name: "in UTC", at: "2026-11-01T09:00:00Z", want: "2026-11-01T09:00:00Z"},
		{name: "local, of the site", at: "2026-07-01T09:00", want: "2026-07-01T13:00:00Z"},
		{name: "local, in winter", at: "2026-12-01T09:00:30", want: "2026-12-01T14:00:30Z"},
		{name: "local, elsewhere", at: "2026-07-01T09:00", zone: "Europe/Paris", want: "2026-07-01T07:00:00Z"},
		{name: "half an hour off", at: "2026-07-01T09:00", zone: "Asia/Kolkata", want: "2026-07-01T03:30:00Z"},
		{name: "three quarters off", at: "2026-07-01T09:00", zone: "Asia/Kathmandu", want: "2026-07-01T03:15:00Z"},
		{name: "a zone without clock changes", at: "2026-11-01T01:30", zone: "UTC", want: "2026-11-01T01:30:00Z"},
		{name: "less than a microsecond", at: "2026-07-01T09:00:00.123456789Z", want: "2026-07-01T09:00:00.123456Z"},

		{name: "Toronto goes past it", at: "2027-03-14T02:30", zone: toronto, want: "schedule.gap 2027-03-14T01:30:00-05:00 2027-03-14T03:30:00-04:00"},
		{name: "its first missing second", at: "2027-03-14T02:00:00", zone: toronto, want: "schedule.gap 2027-03-14T01:00:00-05:00 2027-03-14T03:00:00-04:00"},
		{name: "just before", at: "2027-03-14T01:59:59", zone: toronto, want: "2027-03-14T06:59:59Z"},
		{name: "just after", at: "2027-03-14T03:00", zone: toronto, want: "2027-03-14T07:00:00Z"},
		{name: "Toronto has it twice", at: "2026-11-01T01:30", zone: toronto, want: "schedule.overlap 2026-11-01T01:30:00-04:00 2026-11-01T01:30:00-05:00"},
		{name: "its first double second", at: "2026-11-01T01:00", zone: toronto, want: "schedule.overlap 2026-11-01T01:00:00-04:00 2026-11-01T01:00:00-05:00"},
		{name: "after the double hour", at: "2026-11-01T02:00", zone: toronto, want: "2026-11-01T07:00:00Z"},
		{name: "the first of the two, named", at: "2026-11-01T01:30:00-04:00", zone: toronto, want: "2026-11-01T05:30:00Z"},
		{name: "the second of the two, named", at: "2026-11-01T01:30:00-05:00", zone: toronto, want: "2026-11-01T06:30:00Z"},
		{name: "Lord Howe goes past half an hour", at: "2026-10-04T02:15", zone: "Australia/Lord_Howe", want: "schedule.gap 2026-10-04T01:45:00+10:30 2026-10-04T02:45:00+11:00"},
		{name: "and no more", at: "2026-10-04T02:30", zone: "Australia/Lord_Howe", want: "2026-10-03T15:30:00Z"},
		{name: "Lord Howe has half an hour twice", at: "2027-04-04T01:45", zone: "Australia/Lord_Howe", want: "schedule.overlap 2027-04-04T01:45:00+11:00 2027-04-04T01:45:00+10:30"},
		{name: "and no more", at: "2027-04-04T01:15", zone: "Australia/Lord_Howe", want: "2027-04-03T14:15:00Z"},
		{name: "Apia lost a day", at: "2011-12-30T09:00", zone: "Pacific/Apia", now: "2011-12-01T00:00:00Z",
			want: "schedule.gap 2011-12-29T09:00:00-10:00 2011-12-31T09:00:00+14:00"},
		{name: "the day before it", at: "2011-12-29T23:59:59", zone: "Pacific/Apia", now: "2011-12-01T00:00:00Z", want: "2011-12-30T09:59:59Z"},
		{name: "the day after it", at: "2011-12-31T00:00", zone: "Pacific/Apia", now: "2011-12-01T00:00:00Z", want: "2011-12-30T10:00:00Z"},
		{name: "the farthest east", at: "2026-07-01T00:00", zone: "Pacific/Kiritimati", want: "2026-06-30T10:00:00Z"},

		{name: "offset and zone agree", at: "2026-07-01T09:00:00-04:00", zone: toronto, want: "2026-07-01T13:00:00Z"},
		{name: "offset and zone contradict", at: "2026-07-01T09:00:00-05:00", zone: toronto, want: "schedule.zone_contradicts"},
		{name: "Z contradicts no zone", at: "2026-07-01T13:00:00Z", zone: toronto, want: "2026-07-01T13:00:00Z"},
		{name: "an offset needs not be the site's", at: "2026-07-01T09:00:00+02:00", want: "2026-07-01T07:00:00Z"},
		{name: "no such zone", at: "2026-07-01T09:00", zone: "America/Montreal2", want: "schedule.zone_unknown"},
		{name: "the machine's zone", at: "2026-07-01T09:00", zone: "Local", want: "schedule.zone_unknown"},
		{name: "a path", at: "2026-07-01T09:00", zone: "../../etc/passwd", want: "schedule.zone_unknown"},
		{name: "no such zone beside an offset", at: "2026-07-01T09:00:00Z", zone: "Mars/Olympus", want: "schedule.zone_unknown"},

		{name: "long ago", at: "2020-01-01T00:00:00Z", want: "schedule.past"},
		{name: "just over a minute ago", at: "2026-05-31T23:58:59Z", want: "schedule.past"},
		{name: "a minute ago", at: "2026-05-31T23:59:00Z", want: "2026-05-31T23:59:00Z"},
		{name: "five years ahead", at: "2031-06-01T00:00:00Z", want: "2031-06-01T00:00:00Z"},
		{name: "and a second", at: "2031-06-01T00:00:01Z", want: "schedule.too_far"},
		{name: "in the year 3000", at: "3000-01-01T00:00:00Z", want: "schedule.too_far"},
		{name: "the end of four digits", at: "9999-12-31T23:59", want: "schedule.too_far"},

		{name: "nothing", at: "", want: "schedule.at_malformed"},
		{name: "a day", at: "2026-07-01", want: "schedule.at_malformed"},
		{name: "a blank for the T", at: "2026-07-01 09:00", want: "schedule.at_malformed"},
		{name: "one digit of an hour", at: "2026-07-01T9:00", want: "schedule.at_malformed"},
		{name: "hour 24", at: "2026-07-01T24:00", want: "schedule.at_malformed"},
		{name: "February 30", at: "2027-02-30T09:00", want: "schedule.at_malformed"},
		{name: "a leap second", at: "2026-12-31T23:59:60Z", want: "schedule.at_malformed"},
		{name: "an offset that no place has", at: "2026-07-01T09:00:00+99:99", want: "schedule.at_malformed"},
		{name: "five digits of a year", at: "12026-07-01T09:00", want: "schedule.at_malformed"},
		{name: "a line more", at: "2026-07-01T09:00\n", want: "schedule.at_malformed"},
		{name: "words", at: "tomorrow", want: "schedule.at_malformed"},
	}
	site, err := time.LoadLocation(toronto)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			now := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
			if tt.now != "" {
				if now, err = time.Parse(time.RFC3339, tt.now); err != nil {
					t.Fatal(err)
				}
			}
			due, err := resolve(When{At: tt.at, TimeZone: tt.zone}, site, now)
			if got := meant(due, err); got != tt.want {
				t.Errorf("resolve(%q, %q) = %s, want %s", tt.at, tt.zone, got, tt.want)
			}
		})
	}
}

// meant is an instant, or the code of the fault with the instants it names.
func meant(due time.Time, err error) string {
	if err == nil {
		return due.Format(time.RFC3339Nano)
	}
	f, ok := fault.Of(err)
	if !ok || len(f.Fields) != 1 {
		return err.Error()
	}
	first, two := f.Fields[0].Args["first"].(string)
	if !two {
		return f.Fields[0].Code
	}
	return f.Fields[0].Code + " " + first + " " + f.Fields[0].Args["second"].(string)
}
