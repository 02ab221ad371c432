package store

import (
	"context"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// The names of paths.kind.
const (
	pathCurrent = "current"
	pathAlias   = "alias"
)

// Addresses returns every address that the post holds or held: slugs, then
// URLs, each in order of locale and key.
func (r reader) Addresses(ctx context.Context, post content.PostID) ([]content.Address, error) {
	var slugs []slugRow
	if err := r.q(ctx).Where("post_id = ?", string(post)).Order("locale, slug").Find(&slugs).Error; err != nil {
		return nil, err
	}
	var paths []pathRow
	if err := r.q(ctx).Where("post_id = ?", string(post)).Order("locale, url").Find(&paths).Error; err != nil {
		return nil, err
	}
	return addressesOf(slugs, paths), nil
}

// Holders returns the addresses of any post that have one of the wanted keys
// (of slugs, in the same locale), whatever their kind and state.
func (r reader) Holders(ctx context.Context, wanted []content.Address) ([]content.Address, error) {
	slugs, paths, err := keysOf(wanted)
	if err != nil {
		return nil, err
	}
	var heldSlugs []slugRow
	err = r.q(ctx).Raw(`SELECT s.* FROM json_each(?) w
		CROSS JOIN slugs s ON s.locale = w.value ->> 0 AND s.slug = w.value ->> 1`, slugs).Scan(&heldSlugs).Error
	if err != nil {
		return nil, err
	}
	var heldPaths []pathRow
	err = r.q(ctx).Raw(`SELECT p.* FROM json_each(?) w CROSS JOIN paths p ON p.url = w.value`, paths).Scan(&heldPaths).Error
	if err != nil {
		return nil, err
	}
	return addressesOf(heldSlugs, heldPaths), nil
}

// keysOf returns the keys of addresses as JSON for json_each: pairs of locale
// and slug, and URLs; each once.
func keysOf(list []content.Address) (slugs, paths string, err error) {
	type key [2]string
	pairs, urls := make(map[key]bool), make(map[string]bool)
	slugKeys, urlKeys := []key{}, []string{}
	for _, a := range list {
		if a.Kind != content.AddressSlug {
			if !urls[a.Key] {
				urls[a.Key] = true
				urlKeys = append(urlKeys, a.Key)
			}
		} else if k := (key{string(a.Locale), a.Key}); !pairs[k] {
			pairs[k] = true
			slugKeys = append(slugKeys, k)
		}
	}
	if slugs, err = encode(slugKeys); err != nil {
		return "", "", err
	}
	paths, err = encode(urlKeys)
	return slugs, paths, err
}

func addressesOf(slugs []slugRow, paths []pathRow) []content.Address {
	list := make([]content.Address, 0, len(slugs)+len(paths))
	for _, s := range slugs {
		list = append(list, content.Address{
			Kind: content.AddressSlug, Locale: locale.Tag(s.Locale), Key: s.Slug,
			Post: content.PostID(s.PostID), State: content.AddressState(s.State),
		})
	}
	for _, p := range paths {
		kind := content.AddressPage
		if p.Kind == pathAlias {
			kind = content.AddressAlias
		}
		list = append(list, content.Address{
			Kind: kind, Locale: locale.Tag(p.Locale), Key: p.URL,
			Post: content.PostID(p.PostID), State: content.AddressState(p.State),
		})
	}
	return list
}

// PutAddresses writes addresses by key, taking them over where another post
// holds them: the caller has looked. Of two with one key the last one counts.
func (tx *Tx) PutAddresses(ctx context.Context, list []content.Address) error {
	for _, a := range list {
		var err error
		if a.Kind == content.AddressSlug {
			_, err = tx.put(ctx, `INSERT INTO slugs (locale, slug, post_id, state) VALUES (?, ?, ?, ?)
				ON CONFLICT DO UPDATE SET post_id = excluded.post_id, state = excluded.state`,
				string(a.Locale), a.Key, string(a.Post), string(a.State))
		} else {
			kind := pathCurrent
			if a.Kind == content.AddressAlias {
				kind = pathAlias
			}
			_, err = tx.put(ctx, `INSERT INTO paths (url, post_id, locale, kind, state) VALUES (?, ?, ?, ?, ?)
				ON CONFLICT DO UPDATE SET post_id = excluded.post_id, locale = excluded.locale, kind = excluded.kind, state = excluded.state`,
				a.Key, string(a.Post), string(a.Locale), kind, string(a.State))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// DropAddresses frees addresses, by key.
func (tx *Tx) DropAddresses(ctx context.Context, list []content.Address) error {
	if len(list) == 0 {
		return nil
	}
	slugs, paths, err := keysOf(list)
	if err != nil {
		return err
	}
	err = tx.q(ctx).Exec(`DELETE FROM slugs WHERE (locale, slug) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))`, slugs).Error
	if err != nil {
		return err
	}
	return tx.q(ctx).Exec(`DELETE FROM paths WHERE url IN (SELECT value FROM json_each(?))`, paths).Error
}
