// Package reading answers readers: which language, which entry, which page of
// which list. It only ever sees live rows, so it cannot leak a draft.
package reading

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/media"
)

// A Service answers readers.
type Service struct {
	// Live reads outside a snapshot: for answers that one statement gives. Without
	// it everything but media comes from snapshots.
	Live Source
	// Snapshot runs fn over one state of the live tables.
	Snapshot func(ctx context.Context, fn func(Source) error) error
	Blobs    Blobs
}

// compose returns the answer with v as its JSON.
func compose(v any) (Answer, error) {
	body, err := encode(v)
	if err != nil {
		return Answer{}, err
	}
	return Answer{Body: body, ETag: entry.ETag(body)}, nil
}

// encode returns v as JSON, with the signs of HTML as they are.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("encode answer: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Media answers GET /media/{asset}/original. An asset that no live entry uses
// is a fault.NotFound, as one that does not exist.
func (s *Service) Media(ctx context.Context, id content.AssetID) (Original, error) {
	asset, ok, err := s.Live.LiveAsset(ctx, id)
	if err != nil {
		return Original{}, fmt.Errorf("read asset %s: %w", id, err)
	}
	if !ok {
		return Original{}, fault.New(fault.NotFound, "media.unknown", "asset", string(id))
	}
	bytes, err := s.Blobs.Open(ctx, asset.ID)
	if err != nil {
		return Original{}, fmt.Errorf("read asset %s: %w", id, err)
	}
	return Original{
		Type: asset.Type, Name: asset.Name, ETag: string(asset.ID), Inline: media.Inline(asset.Type),
		At: asset.CreatedAt, Content: bytes,
	}, nil
}
