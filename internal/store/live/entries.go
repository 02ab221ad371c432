package live

import (
	"context"
	"database/sql"
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
	var c columns
	var alternates sql.RawBytes
	into := append(c.into(), &c.body, &alternates)
	err = r.few(ctx, query, args, func(rows *sql.Rows) error {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		ok, e = true, c.stored()
		return json.Unmarshal(alternates, &e.Alternates)
	})
	return e, ok && err == nil, err
}

// SlugElsewhere returns the live translations of other locales with the slug,
// ordered by locale, without Card and Body.
func (r *Reader) SlugElsewhere(ctx context.Context, not locale.Tag, slug string) ([]entry.Stored, error) {
	return r.several(ctx, slugElsewhere, []any{slug, string(not)}, false, 0)
}

// several reads entries as they come, about so many, with bodies where the query has them.
func (r *Reader) several(ctx context.Context, query string, args []any, bodies bool, about int) ([]entry.Stored, error) {
	list := make([]entry.Stored, 0, about)
	var c columns
	into := c.into()
	if bodies {
		into = append(into, &c.body)
	}
	err := r.few(ctx, query, args, func(rows *sql.Rows) error {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		list = append(list, c.stored())
		return nil
	})
	return list, err
}

// columns are what a row is scanned into: plain types, which database/sql fills
// without reflection.
type columns struct {
	state                    sql.RawBytes // as text, of the row that was scanned last
	generation               entry.Generation
	post, locale, slug, etag string
	date, updated            int64
	card, body               []byte
}

// into returns where the columns up to the card go.
func (c *columns) into() []any {
	return []any{&c.state, &c.post, &c.locale, &c.slug, &c.date, &c.updated, &c.etag, &c.card}
}

// stored returns the row that was scanned last; it shares no bytes with the next.
func (c *columns) stored() entry.Stored {
	if c.generation.Epoch == "" { // all rows say the same
		epoch, seq, _ := strings.Cut(string(c.state), " ")
		c.generation.Epoch = epoch
		c.generation.Seq, _ = strconv.ParseInt(seq, 10, 64) // the statement wrote it
	}
	return entry.Stored{
		Post:      content.PostID(c.post),
		Locale:    locale.Tag(c.locale),
		Slug:      c.slug,
		Date:      instant(c.date),
		UpdatedAt: instant(c.updated),
		ETag:      c.etag,
		Card:      c.card,
		Body:      c.body,

		Generation: c.generation,
	}
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
