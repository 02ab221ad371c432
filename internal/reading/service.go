// Package reading answers readers: which language, which entry, which page of
// which list. It only ever sees live rows, so it cannot leak a draft.
package reading

import (
	"context"
	"errors"

	"github.com/diptych-cms/diptych/internal/content"
)

// A Service answers readers.
type Service struct {
	// Live reads outside a snapshot: for answers that one statement gives.
	Live Source
	// Snapshot runs fn over one state of the live tables.
	Snapshot func(ctx context.Context, fn func(Source) error) error
	Blobs    Blobs
}

var errLater = errors.New("being written")

// Entry answers GET /posts/{id} and GET /posts/by-slug/{slug}. A post that was
// absorbed by another, an old slug, and a slug of another language are the
// fault.NotFound "post.moved" with "redirect", a [Redirect]; everything else
// that readers cannot see is "post.unknown".
func (s *Service) Entry(ctx context.Context, q EntryQuery) (Answer, error) {
	return Answer{}, errLater
}

// List answers GET /posts. What cannot be asked together is the
// fault.Malformed "list.combination" with what clashes.
func (s *Service) List(ctx context.Context, q ListQuery) (Answer, error) { return Answer{}, errLater }

// Resolve answers GET /resolve: {"match", "entry" | "redirect"}.
func (s *Service) Resolve(ctx context.Context, q ResolveQuery) (Answer, error) {
	return Answer{}, errLater
}

// Terms answers GET /tags, /authors and /series: {"items": [...]}.
func (s *Service) Terms(ctx context.Context, q TermQuery) (Answer, error) { return Answer{}, errLater }

// Term answers GET /tags/{slug} and the like. An old slug is the
// fault.NotFound "term.moved" with "redirect", a [Redirect].
func (s *Service) Term(ctx context.Context, q TermQuery) (Answer, error) { return Answer{}, errLater }

// Site answers GET /site.
func (s *Service) Site(ctx context.Context, c Choice) (Answer, error) { return Answer{}, errLater }

// Locales answers GET /locales.
func (s *Service) Locales(ctx context.Context) (Answer, error) { return Answer{}, errLater }

// Media answers GET /media/{asset}/original. An asset that no live entry uses
// is a fault.NotFound, as one that does not exist.
func (s *Service) Media(ctx context.Context, id content.AssetID) (Original, error) {
	return Original{}, errLater
}
