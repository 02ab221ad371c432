package reading

import (
	"context"
	"time"
)

// SitemapCut is Sitemap, or under a name SitemapPart, of a site that is cut into parts of
// so few URLs.
func (s *Service) SitemapCut(ctx context.Context, whole, part int, name string) (Answer, error) {
	return s.sitemap(ctx, mapScale{whole, part}, name)
}

// StartOfDay is startOfDay.
func StartOfDay(year int, month time.Month, day int, zone *time.Location) time.Time {
	return startOfDay(year, month, day, zone)
}
