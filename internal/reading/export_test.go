package reading

import "context"

// SitemapCut is Sitemap, or under a name SitemapPart, of a site that is cut into parts of
// so few URLs.
func (s *Service) SitemapCut(ctx context.Context, whole, part int, name string) (Answer, error) {
	return s.sitemap(ctx, mapScale{whole, part}, name)
}
