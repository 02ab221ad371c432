// Package settling brings up to date what follows from the texts of posts and is kept
// for speed: how each translation stands to its source, and what the memory has of it.
// It works through the posts that the store notes in every transaction that may have
// changed this. What it keeps is a memo: nothing is decided by it.
package settling

import (
	"context"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/standing"
)

// A Service settles posts.
type Service struct {
	Write func(context.Context, func(Tx) error) error
	Read  func(context.Context, func(Snapshot) error) error
	// Feed, where it is set, is told of each post that is settled: how its live
	// translations stand. It runs in the transaction that settles the post.
	Feed func(context.Context, Tx, *content.Post, []*standing.Pair) error
}

// A Snapshot is what settling reads.
type Snapshot interface {
	standing.Reads
	// Unsettled returns up to limit posts that wait to be settled, those that somebody
	// waits for first; hurried leaves out the others.
	Unsettled(ctx context.Context, hurried bool, limit int) ([]content.PostID, error)
	// Waiting returns how many posts wait to be settled.
	Waiting(ctx context.Context) (int, error)
	// Post returns the post with its translations, or a fault.NotFound.
	Post(ctx context.Context, id content.PostID) (*content.Post, error)
	// Locales returns the site's locales, ordered by tag.
	Locales(ctx context.Context) ([]content.Locale, error)
}

// A Tx is what settling writes.
type Tx interface {
	// Post returns the post with its translations, or a fault.NotFound.
	Post(ctx context.Context, id content.PostID) (*content.Post, error)
	// PutStands makes the list all that lists know of how the post's translations
	// stand, and takes the post out of those that wait to be settled.
	PutStands(ctx context.Context, post content.PostID, list []bitext.Stand) error
}

// Settle settles up to most posts, those that somebody waits for alone if it is
// hurried, and returns how many it did.
func (s *Service) Settle(ctx context.Context, hurried bool, most int) (done int, err error) {
	return 0, nil
}
