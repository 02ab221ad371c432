package store

import (
	"context"
	"database/sql"

	"github.com/diptych-cms/diptych/internal/content"
)

// The names of paths.kind.
const (
	pathCurrent = "current"
	pathAlias   = "alias"
)

// Addresses returns every address that the post holds or held: slugs, then
// URLs, each in order of locale and key.
func (r reader) Addresses(ctx context.Context, post content.PostID) ([]content.Address, error) {
	return r.addresses(ctx, `SELECT 0 AS sort, '' AS kind, locale, slug AS key, post_id, state FROM slugs WHERE post_id = ?
		UNION ALL SELECT 1, kind, locale, url, post_id, state FROM paths WHERE post_id = ? ORDER BY sort, locale, key`,
		string(post), string(post))
}

// Holders returns the addresses of any post that have one of the wanted keys
// (of slugs, in the same locale), whatever their kind and state.
func (r reader) Holders(ctx context.Context, wanted []content.Address) ([]content.Address, error) {
	slugs, paths, err := keysOf(wanted)
	if err != nil {
		return nil, err
	}
	return r.addresses(ctx, `SELECT 0, '', s.locale, s.slug, s.post_id, s.state
		FROM json_each(?) w CROSS JOIN slugs s ON s.locale = w.value ->> 0 AND s.slug = w.value ->> 1
		UNION ALL SELECT 1, p.kind, p.locale, p.url, p.post_id, p.state
		FROM json_each(?) w CROSS JOIN paths p ON p.url = w.value`, slugs, paths)
}

// addresses reads addresses by a statement that says of each whether it is a URL,
// and its columns.
func (r reader) addresses(ctx context.Context, statement string, args ...any) ([]content.Address, error) {
	list := []content.Address{}
	err := r.each(ctx, func(rows *sql.Rows) error {
		var isURL bool
		var kind string
		var a content.Address
		if err := rows.Scan(&isURL, &kind, &a.Locale, &a.Key, &a.Post, &a.State); err != nil {
			return err
		}
		switch {
		case !isURL:
			a.Kind = content.AddressSlug
		case kind == pathAlias:
			a.Kind = content.AddressAlias
		default:
			a.Kind = content.AddressPage
		}
		list = append(list, a)
		return nil
	}, statement, args...)
	return list, err
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
