package reading

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/internal/feed"
)

// SitemapCut is Sitemap, or under a name SitemapPart, of a site that is cut into parts of
// so few URLs.
func (s *Service) SitemapCut(ctx context.Context, whole, part int, name string) (Answer, error) {
	return s.sitemap(ctx, mapScale{whole: whole, bytes: feed.MostBytes, part: part}, name)
}

// SmallSitemap is Sitemap of up to so many bytes.
func (s *Service) SmallSitemap(ctx context.Context, bytes int) (Answer, error) {
	return s.sitemap(ctx, mapScale{whole: feed.MostURLs, bytes: bytes, part: mostInPart}, "")
}

// StartOfDay is startOfDay.
func StartOfDay(year int, month time.Month, day int, zone *time.Location) time.Time {
	return startOfDay(year, month, day, zone)
}
