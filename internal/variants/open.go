package variants

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/media"
)

// Open returns the variant of the asset: as it is kept, else as it is made now. A
// variant that was made while the site's settings allowed it stays, since pages
// that were built then name it. Faults are NotFound "media.no_variant" where there
// is no such variant, and "media.gone" where the bytes of the asset are lost;
// Unavailable "media.busy" where too many others wait.
func (m *Maker) Open(ctx context.Context, w Wanted) (File, error) {
	f, err := m.open(ctx, w)
	if err != nil {
		return File{}, fmt.Errorf("open %s of asset %s: %w", w.Variant.Name(), w.Asset.ID, err)
	}
	return f, nil
}

func (m *Maker) open(ctx context.Context, w Wanted) (File, error) {
	made, err := m.known(ctx, w)
	if err != nil {
		return File{}, err
	}
	if made.Hash != "" {
		f, err := m.file(ctx, w, made)
		if err == nil || !errors.Is(err, fs.ErrNotExist) || !media.Picture(w.Asset.Type) {
			return f, gone(w, err)
		}
	}
	if err := m.may(ctx, w); err != nil {
		return File{}, err
	}
	if made, err = m.share(ctx, w); err != nil {
		return File{}, gone(w, err)
	}
	f, err := m.file(ctx, w, made)
	return f, gone(w, err)
}

// known returns what is kept of the variant, or the zero value.
func (m *Maker) known(ctx context.Context, w Wanted) (media.Made, error) {
	a := &w.Asset
	switch {
	case w.Variant == content.Variant{} && !media.Picture(a.Type):
		return media.Made{Asset: a.ID, Spec: w.Variant.Name(), Type: a.Type, Hash: a.ID, Bytes: a.Bytes, At: a.CreatedAt}, nil
	case w.Made.Of(a, w.Variant):
		return w.Made, nil
	}
	var made media.Made
	err := m.Read(ctx, func(s Snapshot) (err error) {
		made, err = s.Made(ctx, a.ID, w.Variant.Name())
		return err
	})
	if err != nil || !made.Of(a, w.Variant) {
		return media.Made{}, err
	}
	return made, nil
}

func (m *Maker) file(ctx context.Context, w Wanted, made media.Made) (File, error) {
	bytes, err := m.Blobs.Open(ctx, made.Hash)
	if err != nil {
		return File{}, err
	}
	return File{
		Type: made.Type, Name: media.NameOf(&w.Asset, w.Variant), ETag: string(made.Hash), Inline: media.Inline(made.Type),
		At: made.At, Content: bytes,
	}, nil
}

// May returns a fault.NotFound "media.no_variant" if the asset is not to be had as
// the variant, under the site's settings.
func (m *Maker) May(ctx context.Context, w Wanted) error {
	if err := m.may(ctx, w); err != nil {
		return fmt.Errorf("look for %s of asset %s: %w", w.Variant.Name(), w.Asset.ID, err)
	}
	return nil
}

func (m *Maker) may(ctx context.Context, w Wanted) error {
	if w.Variant == (content.Variant{}) {
		return nil
	}
	// A picture without frames was looked at, and cannot be decoded.
	if look := w.Asset.Look; !media.Picture(w.Asset.Type) || look.Version > 0 && look.Frames == 0 {
		return noVariant(w)
	}
	var site *content.Site
	err := m.Read(ctx, func(s Snapshot) (err error) {
		site, err = s.Site(ctx)
		return err
	})
	if err == nil && !site.Settings.Media.Allows(w.Variant) {
		err = noVariant(w)
	}
	return err
}

func noVariant(w Wanted) error {
	return fault.New(fault.NotFound, "media.no_variant", "asset", string(w.Asset.ID), "variant", w.Variant.Name())
}

// gone turns a missing blob into the fault that a person can be told.
func gone(w Wanted, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return errors.Join(fault.New(fault.NotFound, "media.gone", "asset", string(w.Asset.ID)), err)
	}
	return err
}
