package uploading

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/media"
)

const (
	defaultLimit = 20
	maxLimit     = 100
)

// Get returns an asset with its texts. Whoever reads posts or uploads may see
// what there is to link.
func (s *Service) Get(ctx context.Context, actor access.Actor, id content.AssetID) (*media.Asset, error) {
	if err := mayLook(actor); err != nil {
		return nil, err
	}
	var asset *media.Asset
	err := s.Read(ctx, func(r Snapshot) (err error) {
		asset, err = r.Asset(ctx, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read asset %s: %w", id, err)
	}
	return asset, nil
}

// List returns a page of assets, newest first.
func (s *Service) List(ctx context.Context, q ListQuery) (Page, error) {
	if err := mayLook(q.Actor); err != nil {
		return Page{}, err
	}
	query := media.Query{Type: q.Type, Limit: q.Limit}
	if query.Limit == 0 {
		query.Limit = defaultLimit
	}
	if query.Limit < 0 || query.Limit > maxLimit {
		return Page{}, fault.New(fault.Malformed, "list.limit", "limit", q.Limit, "most", maxLimit)
	}
	if q.Cursor != "" {
		var err error
		if query.After, err = parseCursor(q.Cursor, q.Type); err != nil {
			return Page{}, err
		}
	}
	query.Limit++ // to know whether there is another page
	var page Page
	err := s.Read(ctx, func(r Snapshot) (err error) {
		page.Items, err = r.Assets(ctx, query)
		return err
	})
	if err != nil {
		return Page{}, fmt.Errorf("list assets: %w", err)
	}
	if len(page.Items) == query.Limit {
		page.Items = page.Items[:query.Limit-1]
		page.Next = cursorAt(page.Items[len(page.Items)-1], q.Type)
	}
	return page, nil
}

// Usage returns the posts that name the asset in a newest or a live revision, of
// those that the actor may know of.
func (s *Service) Usage(ctx context.Context, actor access.Actor, id content.AssetID) ([]media.Use, error) {
	if err := mayLook(actor); err != nil {
		return nil, err
	}
	var uses []media.Use
	err := s.Read(ctx, func(r Snapshot) (err error) {
		if _, err = r.Asset(ctx, id); err != nil {
			return err
		}
		uses, err = r.AssetUses(ctx, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read uses of asset %s: %w", id, err)
	}
	return slices.DeleteFunc(uses, func(u media.Use) bool {
		return !actor.Sees(access.Subject{CreatedBy: u.CreatedBy})
	}), nil
}

// mayLook lets in whoever may read some post, or upload.
func mayLook(actor access.Actor) error {
	if v := actor.View(); v.All || v.Posts || v.Own {
		return nil
	}
	return actor.Check(access.Upload)
}

// A cursor holds the last asset of a page and the type that the list is of.

func cursorAt(a media.Asset, mediaType string) string {
	return base64.RawURLEncoding.EncodeToString(
		[]byte(strconv.FormatInt(a.CreatedAt.UnixMicro(), 10) + " " + string(a.ID) + " " + mediaType))
}

func parseCursor(s, mediaType string) (*media.Key, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	parts := strings.SplitN(string(b), " ", 3)
	if err != nil || len(parts) != 3 || parts[2] != mediaType {
		return nil, fault.New(fault.Malformed, "list.cursor")
	}
	at, err := strconv.ParseInt(parts[0], 10, 64)
	if err != nil {
		return nil, fault.New(fault.Malformed, "list.cursor")
	}
	return &media.Key{At: time.UnixMicro(at).UTC(), ID: content.AssetID(parts[1])}, nil
}
