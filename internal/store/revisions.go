package store

import (
	"context"
	"database/sql"

	"gorm.io/gorm/clause"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Revision returns revision n of a translation, or a fault.NotFound. What its maps
// and lists hold is not the caller's to change: a transaction may remember it.
func (r reader) Revision(ctx context.Context, post content.PostID, tag locale.Tag, n int) (*content.Revision, error) {
	key := revisionKey{post, tag, n}
	rev, known := r.known.text(key)
	if !known {
		list, err := r.revisions(ctx, "SELECT "+revisionColumns+" FROM revisions r WHERE r.post_id = ? AND r.locale = ? AND r.n = ?",
			string(post), string(tag), n)
		if err != nil {
			return nil, err
		}
		if len(list) == 0 {
			return nil, fault.New(fault.NotFound, "revision.not_found", "n", n, "locale", string(tag))
		}
		rev = list[0]
		r.known.keepText(key, rev)
	}
	return &rev, r.meant(ctx, &rev)
}

const revisionColumns = `r.post_id, r.locale, r.n, r.version, r.at, r.by, r.origin, r.note, r.based_on, r.based_in, r.minor, r.means, r.hash, r.policy, r.sense, r.doc, r.submitted`

// revisions reads revisions by a query for [revisionColumns].
func (r reader) revisions(ctx context.Context, query string, args ...any) ([]content.Revision, error) {
	var list []content.Revision
	err := r.each(ctx, func(rows *sql.Rows) error {
		var row revisionRow
		err := rows.Scan(&row.PostID, &row.Locale, &row.N, &row.Version, &row.At, &row.By, &row.Origin, &row.Note, &row.BasedOn, &row.BasedIn, &row.Minor, &row.Means,
			&row.Hash, &row.Policy, &row.Sense, &row.Doc, &row.Submitted)
		if err != nil {
			return err
		}
		rev, err := revisionOf(row)
		if err == nil {
			list = append(list, *rev)
		}
		return err
	}, query, args...)
	return list, err
}

func revisionOf(row revisionRow) (*content.Revision, error) {
	rev := &content.Revision{
		Post:    content.PostID(row.PostID),
		Locale:  locale.Tag(row.Locale),
		N:       row.N,
		Version: row.Version,
		Meta: content.Meta{
			At: instant(row.At), By: row.By, Origin: content.Origin(row.Origin), Note: row.Note,
		},
		BasedOn: row.BasedOn,
		BasedIn: locale.Tag(row.BasedIn),
		Minor:   row.Minor != 0,
		Means:   row.Means,
		Hash:    row.Hash,
		Policy:  row.Policy,
		Sense:   row.Sense,
	}
	if err := decode(row.Doc, &rev.Text); err != nil {
		return nil, err
	}
	rev.Submitted = rev.Text.Body
	if row.Submitted != nil {
		rev.Submitted = *row.Submitted
	}
	if rev.Text.HTML == "" && rev.Text.Format == content.HTML { // Markdown that renders to nothing stays nothing
		rev.Text.HTML = rev.Text.Body
	}
	return rev, nil
}

// SharedRevision returns revision n of a post's shared part, or a fault.NotFound.
// It may be remembered, as [reader.Revision] says.
func (r reader) SharedRevision(ctx context.Context, post content.PostID, n int) (*content.SharedRevision, error) {
	key := revisionKey{post: post, n: n}
	rev, known := r.known.sharedPart(key)
	if !known {
		err := r.each(ctx, func(rows *sql.Rows) error {
			var row sharedRevisionRow
			err := rows.Scan(&row.PostID, &row.N, &row.Version, &row.At, &row.By, &row.Origin, &row.Note, &row.Hash, &row.Doc)
			if err == nil {
				known = true
				rev, err = sharedRevisionOf(row)
			}
			return err
		}, "SELECT post_id, n, version, at, by, origin, note, hash, doc FROM shared_revisions WHERE post_id = ? AND n = ?", string(post), n)
		if err != nil {
			return nil, err
		}
		if !known {
			return nil, fault.New(fault.NotFound, "shared_revision.not_found", "n", n)
		}
		r.known.keepShared(key, rev)
	}
	return &rev, r.meantShared(ctx, &rev)
}

func sharedRevisionOf(row sharedRevisionRow) (content.SharedRevision, error) {
	rev := content.SharedRevision{
		Post:    content.PostID(row.PostID),
		N:       row.N,
		Version: row.Version,
		Meta: content.Meta{
			At: instant(row.At), By: row.By, Origin: content.Origin(row.Origin), Note: row.Note,
		},
		Hash: row.Hash,
	}
	err := decode(row.Doc, &rev.Shared)
	return rev, err
}

// AddRevision writes a new revision, and that it uses the assets. A number that
// the translation has already is a fault.Conflict.
func (tx *Tx) AddRevision(ctx context.Context, r *content.Revision, assets []content.AssetID) error {
	text := r.Text
	if text.HTML == text.Body && text.Format == content.HTML { // most bodies: keep them once
		text.HTML = ""
	}
	doc, err := encode(text)
	if err != nil {
		return err
	}
	var submitted *string
	if r.Submitted != text.Body {
		submitted = &r.Submitted
	}
	_, err = tx.put(ctx, `INSERT INTO revisions
		(post_id, locale, n, version, at, by, origin, note, based_on, based_in, minor, means, hash, policy, sense, title, doc, submitted)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		string(r.Post), string(r.Locale), r.N, r.Version, micros(r.Meta.At), r.Meta.By, string(r.Meta.Origin), r.Meta.Note,
		r.BasedOn, string(r.BasedIn), r.Minor, r.Means, r.Hash, r.Policy, r.Sense, fold(text.Title), doc, submitted)
	if err != nil {
		return err
	}
	tx.imports = tx.imports || r.Meta.Origin == content.FromImport
	if err := tx.nameTerms(ctx, r.Post, r.Locale, r.N, r.Text.OwnTerms()); err != nil {
		return err
	}
	return tx.use(ctx, assets, assetUseRow{PostID: string(r.Post), Part: string(r.Locale), N: r.N})
}

// AddSharedRevision writes a new revision of a post's shared part, and that it
// uses the assets.
func (tx *Tx) AddSharedRevision(ctx context.Context, r *content.SharedRevision, assets []content.AssetID) error {
	doc, err := encode(r.Shared)
	if err != nil {
		return err
	}
	_, err = tx.put(ctx, "INSERT INTO shared_revisions (post_id, n, version, at, by, origin, note, hash, doc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		string(r.Post), r.N, r.Version, micros(r.Meta.At), r.Meta.By, string(r.Meta.Origin), r.Meta.Note, r.Hash, doc)
	if err != nil {
		return err
	}
	if err := tx.nameTerms(ctx, r.Post, "", r.N, r.Shared.Terms()); err != nil {
		return err
	}
	return tx.use(ctx, assets, assetUseRow{PostID: string(r.Post), N: r.N})
}

// use notes which assets a revision uses.
func (tx *Tx) use(ctx context.Context, assets []content.AssetID, by assetUseRow) error {
	if len(assets) == 0 {
		return nil
	}
	rows := make([]assetUseRow, len(assets))
	for i, id := range assets {
		rows[i] = by
		rows[i].AssetID = string(id)
	}
	return tx.q(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&rows).Error
}

// LivePost returns what is live of the post: Shared nil and Texts empty where
// nothing is, Post nil where there is no such post. A post in the trash or
// merged into another has nothing live.
func (r reader) LivePost(ctx context.Context, id content.PostID) (*content.LivePost, error) {
	p, err := r.Post(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return &content.LivePost{}, nil
	}
	if err != nil {
		return nil, err
	}
	live := &content.LivePost{Post: p}
	if !p.DeletedAt.IsZero() || p.MergedInto != "" || p.Live == 0 || len(p.LiveLocales()) == 0 {
		return live, nil
	}
	if live.Shared, err = r.SharedRevision(ctx, id, p.Live); err != nil {
		return nil, err
	}
	for _, t := range p.Translations {
		if t.Live == 0 {
			continue
		}
		rev, err := r.Revision(ctx, id, t.Locale, t.Live)
		if err != nil {
			return nil, err
		}
		live.Texts = append(live.Texts, *rev)
	}
	return live, nil
}
