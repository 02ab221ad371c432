package manage

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// maxPause bounds the pause between two tries of an [Update].
const maxPause = 500 * time.Millisecond

// Update reads something and writes what is to become of it. Where somebody
// saved it in between, it reads and writes again, until ctx ends; write must
// therefore work on what it is given. Any other error ends it.
func Update[T any](ctx context.Context, read func(context.Context) (T, error), write func(context.Context, T) (T, error)) (T, error) {
	for pause := 5 * time.Millisecond; ; pause = min(2*pause, maxPause) {
		current, err := read(ctx)
		if err != nil {
			return current, err
		}
		written, err := write(ctx, current)
		if p, ok := errors.AsType[*Problem](err); !ok || !p.Stale() {
			return written, err
		}
		// The pauses are random, so that two who collided do not do so again.
		if err := wait(ctx, rand.N(pause)); err != nil {
			return current, err
		}
	}
}

// UpdateTranslation changes the newest state of a translation by the patch that
// change makes of it, and again where somebody saved it in between. A nil patch
// leaves it as it is.
func (c *Client) UpdateTranslation(ctx context.Context, p Panel, change func(Translation) (Patch, error)) (Translation, error) {
	read := func(ctx context.Context) (Translation, error) { return c.Translation(ctx, p) }
	return Update(ctx, read, func(ctx context.Context, t Translation) (Translation, error) {
		patch, err := change(t)
		if err != nil || patch == nil {
			return t, err
		}
		return c.PatchTranslation(ctx, p, t.ETag, patch)
	})
}

// UpdatePost changes the newest state of a post's shared part by the patch that
// change makes of it, and again where somebody saved it in between. A nil patch
// leaves it as it is.
func (c *Client) UpdatePost(ctx context.Context, id string, change func(Post) (Patch, error)) (Post, error) {
	read := func(ctx context.Context) (Post, error) { return c.Post(ctx, id) }
	return Update(ctx, read, func(ctx context.Context, p Post) (Post, error) {
		patch, err := change(p)
		if err != nil || patch == nil {
			return p, err
		}
		return c.PatchPost(ctx, id, p.ETag, patch)
	})
}
