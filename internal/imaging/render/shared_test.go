package render_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/imaging/render"
)

// A slow file is decoded when somebody lets it: Describe reads its beginning twice,
// and whoever reads it a third time decodes.
type slow struct {
	*bytes.Reader
	times int
	let   chan struct{}
}

func (s *slow) ReadAt(b []byte, at int64) (int, error) {
	if at == 0 {
		if s.times++; s.times == 3 {
			<-s.let
		}
	}
	return s.Reader.ReadAt(b, at)
}

// largePNG has a header of 49 megapixels, and enough bytes to be plausible.
func largePNG() []byte {
	return append(pngHeader(7000, 7000, 1, 0, 0), chunk("tEXt", make([]byte, 10_000))...)
}

// TestRoom decodes one large picture at a time, a small one beside it, and a large
// one that nobody waits for any more never.
func TestRoom(t *testing.T) {
	small := pngOf(t, quarters(200, 100))
	synctest.Test(t, func(t *testing.T) {
		o := bounded(render.Options{Width: 100, Format: "png", Room: render.NewRoom()})
		see := func(ctx context.Context, b []byte, let chan struct{}) (*slow, chan error) {
			f, done := &slow{Reader: bytes.NewReader(b), let: let}, make(chan error, 1)
			go func() {
				_, err := render.See(ctx, f, f.Size(), o)
				done <- err
			}()
			synctest.Wait()
			return f, done
		}
		open := make(chan struct{})
		close(open)
		let := make(chan struct{})
		first, firstDone := see(t.Context(), largePNG(), let)
		if _, done := see(t.Context(), small, open); <-done != nil {
			t.Error("a small picture was not seen")
		}
		hurried, cancel := context.WithCancel(t.Context())
		left, leftDone := see(hurried, largePNG(), open)
		cancel()
		if err := <-leftDone; !errors.Is(err, context.Canceled) || left.times != 2 {
			t.Errorf("a picture that nobody waits for: %v, read %d times", err, left.times)
		}
		second, secondDone := see(t.Context(), largePNG(), open)
		if first.times != 3 || second.times != 2 {
			t.Errorf("read %d and %d times, want the first decoded and the second waiting", first.times, second.times)
		}
		close(let)
		for _, done := range []chan error{firstDone, secondDone} {
			if err := <-done; !fault.Is(err, fault.Invalid) {
				t.Error(err)
			}
		}
	})
}

type panicking struct{ *bytes.Reader }

func (panicking) ReadAt([]byte, int64) (int, error) { panic("index out of range") }

// A decoder that panics has met a broken picture: whoever looks lives on.
func TestPanic(t *testing.T) {
	f := panicking{bytes.NewReader(pngOf(t, quarters(20, 10)))}
	if _, err := render.See(t.Context(), f, f.Size(), bounded(render.Options{})); !fault.Is(err, fault.Invalid) {
		t.Errorf("See() = %v", err)
	}
	if _, err := render.Make(t.Context(), new(bytes.Buffer), f, f.Size(), bounded(render.Options{Width: 10, Format: "png"})); !fault.Is(err, fault.Invalid) {
		t.Errorf("Make() = %v", err)
	}
}
