package reading_test

import (
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"github.com/diptych-cms/diptych/internal/reading"
)

// TestDaysBeginWhereTheCalendarTurns compares the first instants of days with what the
// clocks of the zone show, on days when they are changed at midnight or just after it.
func TestDaysBeginWhereTheCalendarTurns(t *testing.T) {
	for _, day := range []struct {
		zone  string
		year  int
		month time.Month
		day   int
	}{
		{"America/Asuncion", 2023, time.October, 1}, // 00:00 is 01:00
		{"America/Asuncion", 2024, time.March, 24},  // 00:00 is 23:00 of the day before
		{"Africa/Cairo", 2023, time.April, 28},      // 00:00 is 01:00, east of Greenwich
		{"America/Havana", 2026, time.November, 1},  // 01:00 is 00:00 again
		{"Asia/Amman", 2021, time.October, 29},      // likewise, east of Greenwich
		{"Pacific/Apia", 2011, time.December, 31},   // a day after one that never was
		{"America/Montreal", 2026, time.March, 8},
		{"America/Montreal", 2026, time.February, 31}, // counted on
		{"UTC", 2026, time.January, 1},
	} {
		zone, err := time.LoadLocation(day.zone)
		if err != nil {
			t.Fatal(err)
		}
		noon := time.Date(day.year, day.month, day.day, 12, 0, 0, 0, zone)
		want := noon
		for want.Add(-time.Minute).Format(time.DateOnly) == noon.Format(time.DateOnly) {
			want = want.Add(-time.Minute)
		}
		if got := reading.StartOfDay(day.year, day.month, day.day, zone); !got.Equal(want) {
			t.Errorf("%s of %s begins at %s, want %s", noon.Format(time.DateOnly), day.zone, got, want)
		}
	}
}
