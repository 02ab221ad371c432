package media

import (
	"context"
	"io"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/imaging/render"
)

// Eyes look at pictures whole, a few at once, since each takes a processor. Nil ones
// look at nothing: whoever comes later does.
type Eyes struct {
	turns chan struct{}
	room  *render.Room
}

// NewEyes returns eyes that look at so many pictures at once, in the room that they
// share with others who decode; nil: without bounds.
func NewEyes(atOnce int, room *render.Room) *Eyes {
	return &Eyes{turns: make(chan struct{}, atOnce), room: room}
}

// See returns what the picture looks like, when it has its turn. One that is corrupt is
// a fault.Invalid "media.picture_broken", one of too many pixels or frames a
// fault.TooLarge. Of a kind of picture that cannot be decoded it returns a look without
// frames, which is none to be tried again.
func (e *Eyes) See(ctx context.Context, bytes io.ReaderAt, size int64, most Limits) (Look, error) {
	select {
	case <-ctx.Done():
		return Look{}, ctx.Err()
	case e.turns <- struct{}{}:
		defer func() { <-e.turns }()
	}
	l, err := render.See(ctx, bytes, size, render.Options{MaxPixels: most.Pixels, MaxFrames: most.Frames, Room: e.room})
	switch {
	case fault.Is(err, fault.Unsupported):
		return blind(), nil
	case err != nil:
		return Look{}, err
	}
	return Look{Version: render.Version, Frames: l.Frames, Placeholder: l.Placeholder, Colour: l.Colour}, nil
}

// blind returns the look of a picture that was looked at, in vain.
func blind() Look { return Look{Version: render.Version} }

// SeeAnyway is [Eyes.See] of a picture that is there in any case: one that is refused
// has a look without frames. Errors are the reader's and the context's alone.
func (e *Eyes) SeeAnyway(ctx context.Context, bytes io.ReaderAt, size int64, most Limits) (Look, error) {
	l, err := e.See(ctx, bytes, size, most)
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.TooLarge) {
		return blind(), nil
	}
	return l, err
}
