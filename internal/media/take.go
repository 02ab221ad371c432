package media

import (
	"context"
	"io"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/imaging"
)

// Blobs keeps bytes by their hash.
type Blobs interface {
	// Put keeps what r gives, at most limit bytes, and returns its hash and
	// length. Before the bytes get their name, look may read them and refuse; its
	// error is in the chain of the one returned, and nothing is kept. Bytes that
	// are there already stay. More than limit bytes are a fault.TooLarge
	// "upload.too_large", no room is a fault.Full.
	Put(ctx context.Context, r io.Reader, limit int64, look func(bytes io.ReaderAt, size int64) error) (content.AssetID, int64, error)
}

// Bytes are those of a file that is kept, to be read in order or in ranges. Whoever
// opened them closes them.
type Bytes interface {
	io.ReadSeekCloser
	io.ReaderAt
}

// A File is a file to be taken in.
type File struct {
	Name    string // as it came; a path in it is cut off
	Content io.Reader
	// Forgiving takes what a foreign site shows already: a picture under the name
	// of another type of picture, whose name is put right, and one that breaks off.
	Forgiving bool
	Eyes      *Eyes // look at a picture before it is kept; nil: it is looked at later
}

// Take keeps the bytes of a file that passes the rules, and returns its asset:
// all but the row, which a transaction writes after it. What is refused is a
// fault and is not kept: Unsupported "media.type_not_taken" and
// "media.type_mismatch", Invalid "media.empty", "media.picture_broken",
// "media.picture_truncated" and "media.polyglot", TooLarge "media.too_many_pixels",
// "media.too_many_frames" and "upload.too_large".
func Take(ctx context.Context, blobs Blobs, f File, most Limits) (*Asset, error) {
	a := &Asset{Name: SafeName(f.Name)}
	id, size, err := blobs.Put(ctx, f.Content, most.Bytes, func(bytes io.ReaderAt, size int64) error {
		if err := a.look(bytes, size, f.Forgiving, most); err != nil || f.Eyes == nil || !Picture(a.Type) {
			return err
		}
		see := f.Eyes.See
		if f.Forgiving {
			see = f.Eyes.SeeAnyway
		}
		look, err := see(ctx, bytes, size, most)
		a.Look = look
		return err
	})
	if err != nil {
		return nil, err
	}
	a.ID, a.Bytes = id, size
	return a, nil
}

// look finds out what the bytes are, and refuses what is not taken.
func (a *Asset) look(bytes io.ReaderAt, size int64, forgiving bool, most Limits) error {
	if size == 0 {
		return fault.New(fault.Invalid, "media.empty")
	}
	d, err := imaging.Describe(bytes, size, imaging.Limits{Pixels: most.Pixels, Frames: most.Frames})
	if err != nil {
		return err
	}
	name := a.Name
	if forgiving && Picture(d.Type) {
		name = renamed(name, d.Type)
	}
	if a.Type, err = typeOf(d.Type, name); err != nil {
		return err
	}
	if d.Truncated && !forgiving {
		return fault.New(fault.Invalid, "media.picture_truncated", "type", d.Type)
	}
	if d.Trailing > 0 {
		twofold, err := polyglot(bytes, size, d.Trailing)
		if err != nil {
			return err
		}
		if twofold {
			return fault.New(fault.Invalid, "media.polyglot", "type", d.Type)
		}
	}
	a.Name, a.Width, a.Height = name, d.Width, d.Height
	return nil
}
