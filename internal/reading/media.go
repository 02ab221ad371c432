package reading

import (
	"context"
	"errors"
	"fmt"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/variants"
)

// A MediaQuery asks for a file as the addresses of entries name it.
type MediaQuery struct {
	Asset   content.AssetID
	Variant string // as [content.Variant.Name] writes it
	Focus   string // of a crop: the point that it keeps, as [media.FocusName] writes it
}

// A Media is a file for readers, or where it is: crops are given at the address
// that names the point which they keep.
type Media struct {
	variants.File
	Focus string // if it is not empty, File is, and the crop is to be asked for around this point
}

// Media answers GET /media/{asset}/{variant}. What no live entry uses is a
// fault.NotFound "media.unknown", as what does not exist and what is not to be had
// as such a variant; it is found out before anything is made. A focus that is
// given where nothing is cropped is Malformed.
func (s *Service) Media(ctx context.Context, q MediaQuery) (Media, error) {
	m, err := s.media(ctx, q)
	if f, ok := fault.Of(err); ok && f.Code == "media.no_variant" {
		err = errors.Join(fault.New(fault.NotFound, "media.unknown", "asset", string(q.Asset)), err)
	}
	if err != nil {
		return Media{}, fmt.Errorf("read asset %s: %w", q.Asset, err)
	}
	return m, nil
}

func (s *Service) media(ctx context.Context, q MediaQuery) (Media, error) {
	unknown := fault.New(fault.NotFound, "media.unknown", "asset", string(q.Asset))
	v, ok := content.ParseVariant(q.Variant)
	if !ok {
		return Media{}, unknown
	}
	if v.Height == 0 && q.Focus != "" {
		args := map[string]any{"name": "focus", "known": "–"}
		return Media{}, &fault.Error{Kind: fault.Malformed, Code: "parameter.unknown", Args: args,
			Fields: []fault.Field{{Pointer: "?focus", Code: "parameter.unknown", Args: args}}}
	}
	asset, made, ok, err := s.Live.LiveMedia(ctx, q.Asset, q.Variant)
	if err == nil && !ok {
		err = unknown
	}
	if err != nil {
		return Media{}, err
	}
	want := variants.Wanted{Asset: asset, Variant: v, Made: made}
	if focus := media.FocusName(asset.Focus); v.Height > 0 && q.Focus != focus {
		return Media{Focus: focus}, s.Variants.May(ctx, want)
	}
	f, err := s.Variants.Open(ctx, want)
	return Media{File: f}, err
}
