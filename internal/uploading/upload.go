package uploading

import (
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/once"
)

// Upload takes a file in, by the rules of [media.Take], and returns its asset;
// fresh is false if the same bytes were there already, under their first name. Over a
// quota it is a fault.TooLarge of [media.Quota.Check].
func (s *Service) Upload(ctx context.Context, cmd UploadCommand) (a *media.Asset, fresh bool, err error) {
	if err := cmd.Actor.Check(access.Upload); err != nil {
		return nil, false, err
	}
	if err := s.roomOnce(ctx, cmd); err != nil {
		return nil, false, err
	}
	a, err = media.Take(ctx, s.Blobs, media.File{Name: cmd.Name, Content: cmd.Content, Eyes: s.Eyes}, s.limits())
	if err != nil {
		return nil, false, fmt.Errorf("upload %q: %w", media.SafeName(cmd.Name), err)
	}
	return s.record(ctx, a, arrival{by: cmd.Actor.ID, once: cmd.Once.With(string(a.ID))})
}

// wrapping is how much of a request that brings a file may be none of the file.
const wrapping = 4 << 10

// room refuses a file of about so many bytes before it is read, if it would go over a
// quota. The transaction that writes its row asks again: others come meanwhile.
func (s *Service) room(ctx context.Context, actor access.Actor, length int64) error {
	stock, err := s.stock(ctx, actor)
	if err != nil {
		return err
	}
	return stock.Quota.Check(stock.Usage, max(length-wrapping, 1))
}

// roomOnce is room, but for a request that was answered before: it is answered again,
// though there may be no room any more.
func (s *Service) roomOnce(ctx context.Context, cmd UploadCommand) error {
	used := false
	if cmd.Once.Name != "" {
		err := s.Read(ctx, func(r Snapshot) (err error) {
			_, used, err = r.Once(ctx, cmd.Actor.ID, cmd.Once.Name)
			return err
		})
		if err != nil {
			return fmt.Errorf("read the key of an upload: %w", err)
		}
	}
	if used {
		return nil
	}
	return s.room(ctx, cmd.Actor, cmd.Length)
}

// Stock returns what is uploaded, by everybody and by the actor, and how much may be.
func (s *Service) Stock(ctx context.Context, actor access.Actor) (Stock, error) {
	if err := mayLook(actor); err != nil {
		return Stock{}, err
	}
	return s.stock(ctx, actor)
}

func (s *Service) stock(ctx context.Context, actor access.Actor) (stock Stock, err error) {
	err = s.Read(ctx, func(r Snapshot) error {
		site, err := r.Site(ctx)
		if err != nil {
			return err
		}
		stock.Quota = quotaOf(site)
		stock.Usage, err = r.AssetUsage(ctx, actor.ID)
		return err
	})
	if err != nil {
		return Stock{}, fmt.Errorf("read how much is uploaded: %w", err)
	}
	return stock, nil
}

func quotaOf(site *content.Site) media.Quota {
	return media.Quota{Site: site.Settings.Media.SiteQuota, User: site.Settings.Media.UserQuota}
}

// An arrival says how a file came.
type arrival struct {
	by   string
	from string // the address that it was fetched from
	once once.Key
}

// uploaded is what Upload and Fetch returned, as it is remembered.
type uploaded struct {
	Asset *media.Asset
	Fresh bool
}

// record writes the row of an asset whose bytes are kept, and returns it as it then
// is: of bytes that were there before, what was said of them.
func (s *Service) record(ctx context.Context, a *media.Asset, how arrival) (*media.Asset, bool, error) {
	var done uploaded
	err := s.Write(ctx, func(tx Tx) (err error) {
		done, err = once.Do(ctx, tx, how.by, how.once, func() (uploaded, error) {
			row := *a
			row.By = how.by
			fresh, err := enter(ctx, tx, &row, how.from)
			return uploaded{&row, fresh}, err
		})
		return err
	})
	if err != nil {
		return nil, false, fmt.Errorf("upload %q: %w", a.Name, err)
	}
	return done.Asset, done.Fresh, nil
}

// enter writes the row of an asset that has none, if there is room for it; if there is
// one already, a becomes what it says.
func enter(ctx context.Context, tx Tx, a *media.Asset, from string) (fresh bool, err error) {
	known, err := tx.Asset(ctx, a.ID)
	if err == nil {
		*a = *known
		return false, nil
	}
	if !fault.Is(err, fault.NotFound) {
		return false, err
	}
	site, err := tx.Site(ctx)
	if err != nil {
		return false, err
	}
	usage, err := tx.AssetUsage(ctx, a.By)
	if err != nil {
		return false, err
	}
	if err := quotaOf(site).Check(usage, a.Bytes); err != nil {
		return false, err
	}
	if err := tx.AddAsset(ctx, a); err != nil {
		return false, err
	}
	return true, tx.Emit(ctx, event.AssetUploaded{Asset: a.ID, From: from, By: a.By})
}
