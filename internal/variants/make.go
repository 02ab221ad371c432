package variants

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime/debug"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/imaging"
	"github.com/diptych-cms/diptych/internal/imaging/render"
	"github.com/diptych-cms/diptych/internal/media"
)

// share returns what is made of the variant, by one run for all who ask for it.
func (m *Maker) share(ctx context.Context, w Wanted) (media.Made, error) {
	gate, grudge := m.drawing, string(w.Asset.ID) // if one size cannot be made, none can
	if w.Variant == (content.Variant{}) {
		gate, grudge = m.cleaning, string(w.Asset.ID)+" original"
	}
	if m.broken.against(grudge) {
		return media.Made{}, noVariant(w)
	}
	key := string(w.Asset.ID) + " " + w.Variant.Name() + " " + media.FocusName(w.Asset.Focus)
	return m.runs.do(ctx, key, func(ctx context.Context) (made media.Made, err error) {
		err = gate.through(ctx, func() (err error) {
			made, err = m.make(ctx, w)
			return err
		})
		if unmakeable(err) {
			m.broken.bear(grudge)
			m.Log.WarnContext(ctx, "a picture cannot be made", "asset", w.Asset.ID, "variant", w.Variant.Name(), "error", err)
			err = errors.Join(noVariant(w), err)
		}
		return made, err
	})
}

// make makes the variant with its row, unless that happened meanwhile.
func (m *Maker) make(ctx context.Context, w Wanted) (media.Made, error) {
	w.Made = media.Made{} // it is what sent us here
	made, err := m.known(ctx, w)
	if err != nil {
		return media.Made{}, err
	}
	if made.Hash != "" {
		f, err := m.Blobs.Open(ctx, made.Hash)
		if err == nil {
			return made, f.Close()
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return media.Made{}, err
		}
	}
	if made, err = m.work(ctx, w); err != nil {
		return media.Made{}, err
	}
	made.Asset, made.Spec, made.At = w.Asset.ID, w.Variant.Name(), m.Now()
	if w.Variant.Height > 0 {
		made.Focus = media.FocusName(w.Asset.Focus)
	}
	// The work is done, and is kept, though perhaps nobody waits for it any more.
	there := false
	err = m.Write(context.WithoutCancel(ctx), func(tx Tx) (err error) {
		there, err = tx.PutMade(context.WithoutCancel(ctx), made)
		return err
	})
	if err == nil && !there {
		err = fault.New(fault.NotFound, "media.gone", "asset", string(w.Asset.ID))
	}
	return made, err
}

// work makes the bytes of the variant, and keeps them. A decoder that panics has
// met a picture that cannot be made.
func (m *Maker) work(ctx context.Context, w Wanted) (made media.Made, err error) {
	source, err := m.Blobs.Open(ctx, w.Asset.ID)
	if err != nil {
		return made, err
	}
	defer source.Close()
	if w.Variant == (content.Variant{}) {
		return m.clean(ctx, source, w.Asset)
	}
	return m.draw(ctx, source, w)
}

// draw makes a picture of another size.
func (m *Maker) draw(ctx context.Context, in io.ReaderAt, w Wanted) (made media.Made, err error) {
	focus := render.Point(w.Asset.Focus.Rounded())
	options := render.Options{
		Width: w.Variant.Width, Height: w.Variant.Height, Focus: &focus, Format: w.Variant.Format,
		MaxPixels: m.Limits.Pixels, MaxFrames: m.Limits.Frames, Room: m.Room,
	}
	made.Hash, made.Bytes, err = m.keep(ctx, func(out io.Writer) error {
		result, err := render.Make(ctx, out, in, w.Asset.Bytes, options)
		made.Type = result.Type
		return err
	})
	return made, err
}

// clean copies an original without what it says besides its pixels. One that says
// nothing is what it was.
func (m *Maker) clean(ctx context.Context, in io.ReaderAt, a media.Asset) (media.Made, error) {
	hash, size, err := m.keep(ctx, func(out io.Writer) error {
		changed, err := imaging.Clean(out, in, a.Bytes, a.Type)
		if err == nil && !changed {
			err = errClean
		}
		return err
	})
	if errors.Is(err, errClean) {
		hash, size, err = a.ID, a.Bytes, nil
	}
	return media.Made{Type: a.Type, Hash: hash, Bytes: size}, err
}

// errClean ends the copy of an original that needs none.
var errClean = errors.New("there is nothing to take out")

// errPanic is in the chain of what a decoder panicked with.
var errPanic = errors.New("panic")

// keep keeps the bytes that fill writes. None are kept if it fails.
func (m *Maker) keep(ctx context.Context, fill func(io.Writer) error) (content.AssetID, int64, error) {
	out, in := io.Pipe()
	filled := make(chan error, 1)
	go func() {
		err := safely(func() error { return fill(in) })
		filled <- err
		_ = in.CloseWithError(err) // it never fails
	}()
	hash, size, err := m.Blobs.Put(ctx, out, m.mostBytes(), func(io.ReaderAt, int64) error { return nil })
	_ = out.CloseWithError(io.ErrClosedPipe) // whoever still writes ends
	return hash, size, errors.Join(<-filled, err)
}

// mostBytes bounds a variant: four bytes for each pixel of what is decoded, and
// never less than an upload.
func (m *Maker) mostBytes() int64 { return max(4*int64(m.Limits.Pixels), m.Limits.Bytes) + 1<<20 }

// safely runs fn, and turns a panic of it into an error.
func safely(fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v\n%s", errPanic, p, debug.Stack())
		}
	}()
	return fn()
}

// unmakeable reports whether the picture is to blame, and will be the next time.
func unmakeable(err error) bool {
	return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Unsupported) || fault.Is(err, fault.TooLarge) || errors.Is(err, errPanic)
}
