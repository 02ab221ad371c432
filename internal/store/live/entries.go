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

// What is read of an entry: where it stands, its card too, its body too, or all. What is
// short comes joined in one column, since each that the driver hands over takes longer than
// to join them all. Only the alternates, which stand last, have spaces in them.
const (
	bareColumns   = "concat_ws(' ', " + placeParts + ") AS place"
	cardColumns   = bareColumns + ", e.card"
	bodyColumns   = cardColumns + ", e.body"
	wholeColumns  = "concat_ws(' ', " + placeParts + ", e.alternates) AS place, e.card, e.body"
	listedColumns = "concat_ws(' ', " + stateParts + ", l.date, e.updated_at) AS place, e.card" // of a list l: what it sorts by may be a rank

	placeParts = stateParts + ", e.date, e.updated_at"
	// stateParts begin with the state that the statement reads, so that who needs no more
	// than one statement needs no snapshot. It is asked for once, not for each row.
	stateParts = "(SELECT epoch || ' ' || seq FROM site), e.post_id, e.locale, e.slug, e.etag"
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
		p := place{v.text(placeAt)}
		ok, e = true, p.entry(v)
		e.Alternates, err = entry.ReadAlternates(p.rest)
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
	placeAt = iota
	cardAt
	bodyAt
)

// stored returns what a row has of an entry, without its alternates.
func stored(v row) entry.Stored {
	p := place{v.text(placeAt)}
	return p.entry(v)
}

// A place is what is left to read of the column of that name.
type place struct{ rest string }

// entry reads what a row has of an entry; the alternates, if they are there, are left. All
// names are parts of one text, which lasts as long as one of them: who keeps a name for
// long copies it. Locales are copied here, since they end in headers.
func (p *place) entry(v row) entry.Stored {
	e := entry.Stored{
		Generation: entry.Generation{Epoch: p.text(), Seq: p.number()},
		Post:       content.PostID(p.text()),
		Locale:     locale.Tag(strings.Clone(p.text())),
		Slug:       p.text(),
		ETag:       p.text(),
		Date:       instant(p.number()),
		UpdatedAt:  instant(p.number()),
	}
	if len(v) > cardAt {
		e.Card = v.bytes(cardAt)
	}
	if len(v) > bodyAt {
		e.Body = v.bytes(bodyAt)
	}
	return e
}

func (p *place) text() (part string) {
	part, p.rest, _ = strings.Cut(p.rest, " ")
	return part
}

func (p *place) number() int64 {
	n, _ := strconv.ParseInt(p.text(), 10, 64) // the statement wrote it
	return n
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
