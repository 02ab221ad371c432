package previewing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/variants"
)

// Media returns a file by the address that a preview gave. An address that is
// not ours, that has ended, or whose pass no longer shows the file is NotFound,
// always in the same words; it is found out before anything is made. Crops keep the
// point that the asset has now.
func (s *Service) Media(ctx context.Context, q MediaQuery) (variants.File, error) {
	f, err := s.media(ctx, q)
	if known, ok := fault.Of(err); ok && known.Code == "media.no_variant" {
		err = errors.Join(unknownMedia(), err)
	}
	if err != nil {
		return variants.File{}, fmt.Errorf("preview asset %s: %w", q.Asset, err)
	}
	return f, nil
}

func (s *Service) media(ctx context.Context, q MediaQuery) (variants.File, error) {
	v, ok := content.ParseVariant(q.Variant)
	if !ok {
		return variants.File{}, unknownMedia()
	}
	var asset *media.Asset
	err := s.Read(ctx, func(r Snapshot) (err error) {
		asset, err = s.assetAt(ctx, r, q)
		return err
	})
	if err == nil && asset == nil {
		err = unknownMedia()
	}
	if err != nil {
		return variants.File{}, err
	}
	return s.Variants.Open(ctx, variants.Wanted{Asset: *asset, Variant: v})
}

func unknownMedia() error { return fault.New(fault.NotFound, "preview.media_unknown") }

// assetAt returns the asset at the address, or nil.
func (s *Service) assetAt(ctx context.Context, r Snapshot, q MediaQuery) (*media.Asset, error) {
	key, err := r.PreviewKey(ctx)
	if err != nil || !q.good(key, s.Now()) {
		return nil, err
	}
	granted, err := s.granted(ctx, r, q)
	if err != nil || !granted {
		return nil, err
	}
	assets, err := r.AssetsByID(ctx, []content.AssetID{q.Asset})
	if err != nil || len(assets) == 0 {
		return nil, err
	}
	return &assets[0], nil
}

// granted reports whether the pass that the address was made for still shows the
// asset: a link's post must use it in what the link shows; a token that previews
// shows any.
func (s *Service) granted(ctx context.Context, r Snapshot, q MediaQuery) (bool, error) {
	if token, ok := strings.CutPrefix(q.Grant, access.TokenActor); ok {
		return s.previews(ctx, r, token)
	}
	id, ok := strings.CutPrefix(q.Grant, linkGrant)
	if !ok {
		return false, nil
	}
	l, ok, err := r.PreviewLink(ctx, id)
	if err != nil || !ok {
		return false, err
	}
	pass, err := passOf(ctx, r, l, s.Now())
	if err != nil || pass.link == nil {
		return false, err
	}
	p, err := r.Post(ctx, l.Post)
	if err != nil {
		return false, err
	}
	in, err := headsOf(ctx, r, p, s.Now(), pass.tags)
	if err != nil {
		return false, err
	}
	return slices.Contains(entry.Names(in.Live).Assets, q.Asset), nil
}

// previews reports whether whoever asks with the token may still preview.
func (s *Service) previews(ctx context.Context, r Actors, id string) (bool, error) {
	t, err := r.Token(ctx, id)
	actor := t.Actor()
	if err == nil && t.Owner != "" {
		var owner access.Actor
		owner, err = r.Actor(ctx, t.Owner)
		actor = t.For(owner)
	}
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	if err != nil || !t.Good(s.Now()) {
		return false, err
	}
	_, err = Admit(actor)
	return err == nil, nil
}
