package reading

import "time"

// startOfDay returns the first instant of a day in the zone; days and months beyond the
// calendar's are counted on. It is not always midnight: clocks may leap over that, which
// [time.Date] makes 11 p.m. of the day before, or show it twice.
func startOfDay(year int, month time.Month, day int, zone *time.Location) time.Time {
	midnight := time.Date(year, month, day, 0, 0, 0, 0, zone)
	start, end := midnight.ZoneBounds()
	today := time.Date(year, month, day, 12, 0, 0, 0, zone).Day()
	if midnight.Day() != today {
		return end
	}
	before := start.Add(-time.Nanosecond)
	if start.IsZero() || before.Day() != today || midnight.Sub(start) > 24*time.Hour {
		return midnight
	}
	_, first := before.Zone()
	_, second := midnight.Zone()
	return midnight.Add(time.Duration(second-first) * time.Second)
}
