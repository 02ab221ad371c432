package render

import (
	"context"

	"golang.org/x/sync/semaphore"

	"github.com/diptych-cms/diptych/internal/imaging"
)

// A Room is the memory for all pictures that are decoded at once, by whoever: as much
// as the largest one takes. So small pictures are decoded beside each other, and a
// large one waits until there is room. A Room is safe for concurrent use.
type Room struct{ free *semaphore.Weighted }

// NewRoom returns a room for one process.
func NewRoom() *Room { return &Room{semaphore.NewWeighted(imaging.MaxDecoded)} }

// take waits for so many bytes, and returns what gives them back. A nil room is
// without bounds.
func (r *Room) take(ctx context.Context, bytes int64) (leave func(), err error) {
	if r == nil {
		return func() {}, nil
	}
	bytes = min(bytes, imaging.MaxDecoded) // limits of pixels that are raised let larger ones in
	if err := r.free.Acquire(ctx, bytes); err != nil {
		return nil, err
	}
	return func() { r.free.Release(bytes) }, nil
}
