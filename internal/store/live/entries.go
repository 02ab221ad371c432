package live

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

// What is read of an entry: where it stands, its card too, its body too, or all.
const (
	placeColumns = stateColumn + ", e.post_id, e.locale, e.slug, e.date, e.updated_at, e.etag"
	bareColumns  = placeColumns + ", NULL"
	cardColumns  = placeColumns + ", e.card"
	bodyColumns  = cardColumns + ", e.body"
	wholeColumns = bodyColumns + ", e.alternates"
	// Of a list l: what it sorts by may be a rank.
	listedColumns = stateColumn + ", e.post_id, e.locale, e.slug, l.date, e.updated_at, e.etag, e.card"

	// stateColumn dates the state that the statement reads, so that who needs no more
	// than one statement needs no snapshot. It is asked for once, not for each row.
	stateColumn = "(SELECT epoch || ' ' || seq FROM site)"
)

const (
	entryByPost = "SELECT " + wholeColumns + " FROM entries e WHERE e.post_id = ? AND e.locale = ?"
	// The cross join keeps the order of the locales: the first that is live.
	entryByChain = "SELECT " + wholeColumns + ` FROM json_each(?) w
		CROSS JOIN entries e ON e.post_id = ? AND e.locale = w.value LIMIT 1`
	entryBySlug   = "SELECT " + wholeColumns + " FROM entries e WHERE e.locale = ? AND e.slug = ?"
	slugElsewhere = "SELECT " + bareColumns + ` FROM locales l
		CROSS JOIN entries e ON e.locale = l.tag AND e.slug = ? WHERE l.tag <> ? ORDER BY l.tag`
	countOf = "SELECT n FROM listing_counts WHERE locale = ? AND facet = ? AND avail = ?"
)

// Entry returns the post's live translation in the first of the locales that is
// live, whole; ok is false if none is.
func (r *Reader) Entry(ctx context.Context, post content.PostID, locales ...locale.Tag) (e entry.Stored, ok bool, err error) {
	if len(locales) == 1 {
		return r.whole(ctx, entryByPost, string(post), string(locales[0]))
	}
	chain, err := json.Marshal(locales)
	if err != nil {
		return entry.Stored{}, false, fmt.Errorf("encode locales: %w", err)
	}
	return r.whole(ctx, entryByChain, string(chain), string(post))
}

// EntryBySlug returns the live translation with the slug, whole.
func (r *Reader) EntryBySlug(ctx context.Context, tag locale.Tag, slug string) (e entry.Stored, ok bool, err error) {
	return r.whole(ctx, entryBySlug, string(tag), slug)
}

// whole reads at most one entry with all that is kept of it.
func (r *Reader) whole(ctx context.Context, query string, args ...any) (e entry.Stored, ok bool, err error) {
	err = r.few(ctx, query, args, func(v row) (err error) {
		ok, e = true, stored(v)
		e.Alternates, err = entry.ReadAlternates(v.text(alternatesAt))
		return err
	})
	return e, ok && err == nil, err
}

// SlugElsewhere returns the live translations of other locales with the slug,
// ordered by locale, without Card and Body.
func (r *Reader) SlugElsewhere(ctx context.Context, not locale.Tag, slug string) ([]entry.Stored, error) {
	return r.several(ctx, slugElsewhere, []any{slug, string(not)}, 0)
}

// several reads entries as they come, about so many.
func (r *Reader) several(ctx context.Context, query string, args []any, about int) ([]entry.Stored, error) {
	list := make([]entry.Stored, 0, about)
	err := r.few(ctx, query, args, func(v row) error {
		list = append(list, stored(v))
		return nil
	})
	return list, err
}

// Where the columns of entries stand in their rows.
const (
	stateAt = iota
	postAt
	localeAt
	slugAt
	dateAt
	updatedAt
	etagAt
	cardAt
	bodyAt
	alternatesAt
)

// stored returns what a row has of an entry, without its alternates.
func stored(v row) entry.Stored {
	epoch, text, _ := strings.Cut(v.text(stateAt), " ")
	seq, _ := strconv.ParseInt(text, 10, 64) // the statement wrote it
	e := entry.Stored{
		Post:      content.PostID(v.text(postAt)),
		Locale:    locale.Tag(v.text(localeAt)),
		Slug:      v.text(slugAt),
		Date:      instant(v.number(dateAt)),
		UpdatedAt: instant(v.number(updatedAt)),
		ETag:      v.text(etagAt),
		Card:      v.bytes(cardAt),

		Generation: entry.Generation{Epoch: epoch, Seq: seq},
	}
	if len(v) > bodyAt {
		e.Body = v.bytes(bodyAt)
	}
	return e
}

// instant reads microseconds since 1970; 0 is no instant.
func instant(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// Count returns the number of live entries of the locale (of posts under
// [entry.Everywhere]) with the facet that are live in available too, from the
// kept counts; facet and available may be empty.
func (r *Reader) Count(ctx context.Context, tag locale.Tag, facet content.TermID, available locale.Tag) (int, error) {
	if available == tag {
		available = "" // always so
	}
	var n int
	_, err := r.one(ctx, countOf, []any{string(tag), string(facet), string(available)}, &n)
	return n, err
}
