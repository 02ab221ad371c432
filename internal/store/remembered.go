package store

import (
	"context"
	"database/sql"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// MemoryDirections returns every direction that there is a memory for.
func (r reader) MemoryDirections(ctx context.Context) ([]bitext.Direction, error) {
	var pairs []bitext.Direction
	err := r.each(ctx, func(rows *sql.Rows) error {
		var p bitext.Direction
		err := rows.Scan(&p.ID, &p.Source, &p.Target)
		pairs = append(pairs, p)
		return err
	}, "SELECT id, source, target FROM memory_pairs ORDER BY id")
	return pairs, err
}

// MemoryDirection returns the direction, and makes it if it is new.
func (tx *Tx) MemoryDirection(ctx context.Context, source, target locale.Tag) (bitext.Direction, error) {
	p := bitext.Direction{Source: source, Target: target}
	err := tx.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&p.ID) },
		`INSERT INTO memory_pairs (source, target) VALUES (?, ?)
			ON CONFLICT (source, target) DO UPDATE SET source = excluded.source RETURNING id`, string(source), string(target))
	return p, err
}

const entryColumns = "id, source, target, tags, tokens, origin, by, at, post, segment, brought"

// entriesOf runs a query for entryColumns of one direction.
func (r reader) entriesOf(ctx context.Context, d bitext.Direction, query string, args ...any) ([]bitext.Entry, error) {
	var entries []bitext.Entry
	err := r.each(ctx, func(rows *sql.Rows) error {
		e := bitext.Entry{Direction: d}
		var at int64
		err := rows.Scan(&e.ID, &e.Source, &e.Target, &e.Tags, &e.Words, &e.Origin, &e.By, &at, &e.Post, &e.Segment, &e.Brought)
		e.At = instant(at)
		entries = append(entries, e)
		return err
	}, "SELECT "+entryColumns+" FROM memory "+query, args...)
	return entries, err
}

// MemoryByKey returns up to limit entries of the direction whose source has the key:
// those with that very source first, then the newest.
func (r reader) MemoryByKey(ctx context.Context, d bitext.Direction, key int64, source string, limit int) ([]bitext.Entry, error) {
	return r.entriesOf(ctx, d, "WHERE pair = ? AND key = ? ORDER BY source = ? DESC, at DESC, id DESC LIMIT ?", d.ID, key, source, limit)
}

// MemoryByID returns the entries of the ids that exist, in no order.
func (r reader) MemoryByID(ctx context.Context, d bitext.Direction, ids []int64) ([]bitext.Entry, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	list, err := encode(ids)
	if err != nil {
		return nil, err
	}
	return r.entriesOf(ctx, d, "WHERE id IN (SELECT value FROM json_each(?))", list)
}

// MemoryAfter returns up to limit entries of the direction with ids above after, in
// order of id.
func (r reader) MemoryAfter(ctx context.Context, d bitext.Direction, after int64, limit int) ([]bitext.Entry, error) {
	return r.entriesOf(ctx, d, "WHERE id > ? AND pair = ? ORDER BY id LIMIT ?", after, d.ID, limit)
}

// MemoryWith returns up to limit entries of the direction that have all the words in
// their source or their target, those with ids below before alone: the newest first.
func (r reader) MemoryWith(ctx context.Context, d bitext.Direction, text string, before int64, limit int) ([]bitext.Entry, error) {
	match := searchOf(text).match("source target")
	if match == "" {
		return nil, nil
	}
	match = "{pair} : " + pairWord(d) + " AND " + match
	return r.entriesOf(ctx, d, `WHERE id IN (SELECT rowid FROM memory_texts WHERE memory_texts MATCH ? AND rowid < ?
		ORDER BY rowid DESC LIMIT ?) ORDER BY id DESC`, match, before, limit)
}

// MemoryEntry returns the entry, or a fault.NotFound.
func (r reader) MemoryEntry(ctx context.Context, id int64) (*bitext.Entry, error) {
	var d bitext.Direction
	err := r.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&d.ID, &d.Source, &d.Target) },
		"SELECT p.id, p.source, p.target FROM memory m JOIN memory_pairs p ON p.id = m.pair WHERE m.id = ?", id)
	if err != nil {
		return nil, err
	}
	entries, err := r.entriesOf(ctx, d, "WHERE id = ?", id)
	if err != nil {
		return nil, err
	}
	if len(entries) == 0 {
		return nil, fault.New(fault.NotFound, "memory.not_found", "entry", id)
	}
	return &entries[0], nil
}

// MemoryUses returns of each of the entries a use at the place that at says, or between
// the same two texts, if there is one.
func (r reader) MemoryUses(ctx context.Context, entries []int64, at bitext.Use) ([]bitext.Use, error) {
	list, err := encode(entries)
	if err != nil {
		return nil, err
	}
	var uses []bitext.Use
	err = r.each(ctx, func(rows *sql.Rows) error {
		var u bitext.Use
		err := rows.Scan(&u.Entry, &u.Post, &u.Segment, &u.Before, &u.After)
		uses = append(uses, u)
		return err
	}, `SELECT entry, post, segment, before, after FROM memory_uses
		WHERE entry IN (SELECT value FROM json_each(?)) AND (post = ? AND segment = ? OR before = ? AND after = ?) GROUP BY entry`,
		list, string(at.Post), at.Segment, at.Before, at.After)
	return uses, err
}

// AddMemory keeps the entry and sets its id; added is false if it was there. Of one
// that was, actor, instant and place are taken over if the new one is later, or the old
// one is from no post; and so is the origin, unless it is that the words came from the
// memory.
func (tx *Tx) AddMemory(ctx context.Context, e *bitext.Entry, keys bitext.EntryKeys) (added bool, err error) {
	at := micros(e.At)
	var was struct {
		at      int64
		post    string
		brought bool
	}
	err = tx.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&e.ID, &was.at, &was.post, &was.brought) },
		"SELECT id, at, post, brought FROM memory WHERE pair = ? AND sum = ?", e.Direction.ID, keys.Sum)
	if err != nil {
		return false, err
	}
	if e.ID > 0 {
		if e.Brought && !was.brought {
			if _, err := tx.put(ctx, "UPDATE memory SET brought = 1 WHERE id = ?", e.ID); err != nil {
				return false, err
			}
		}
		if placed := e.Post != ""; placed && was.post == "" || at > was.at && (placed || was.post == "") {
			_, err = tx.put(ctx, "UPDATE memory SET origin = iif(? = ?, origin, ?), tags = ?, by = ?, at = ?, post = ?, segment = ? WHERE id = ?",
				string(e.Origin), string(bitext.Exact), string(e.Origin), e.Tags, e.By, at, string(e.Post), e.Segment, e.ID)
		}
		return false, err
	}
	tokens := e.Words
	if tokens == nil {
		tokens = []byte{} // nil would be NULL
	}
	err = tx.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&e.ID) },
		`INSERT INTO memory (pair, key, sum, source, target, tags, tokens, origin, by, at, post, segment, brought)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		e.Direction.ID, keys.Key, keys.Sum, e.Source, e.Target, e.Tags, tokens, string(e.Origin), e.By, at, string(e.Post), e.Segment, e.Brought)
	if err != nil {
		return false, err
	}
	return true, tx.indexMemory(ctx, e, keys)
}

// UseMemory says where an entry stands now, and returns which one stood there
// before: 0 if none did.
func (tx *Tx) UseMemory(ctx context.Context, d bitext.Direction, use bitext.Use) (before int64, err error) {
	was := bitext.Use{Post: use.Post, Segment: use.Segment}
	err = tx.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&was.Entry, &was.Before, &was.After) },
		"SELECT entry, before, after FROM memory_uses WHERE pair = ? AND post = ? AND segment = ?", d.ID, string(use.Post), use.Segment)
	if err != nil || was == use {
		return was.Entry, err
	}
	_, err = tx.put(ctx, `INSERT INTO memory_uses (pair, post, segment, entry, before, after) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (pair, post, segment) DO UPDATE SET entry = excluded.entry, before = excluded.before, after = excluded.after`,
		d.ID, string(use.Post), use.Segment, use.Entry, use.Before, use.After)
	return was.Entry, err
}

// DropMemory deletes an entry, with the stems of its source, if nothing uses it and
// it was not brought in; or in any case, if it must be so. gone is false if it stays
// or was not there.
func (tx *Tx) DropMemory(ctx context.Context, e bitext.Entry, stems []uint32, must bool) (gone bool, err error) {
	n, err := tx.put(ctx, `DELETE FROM memory WHERE id = ? AND (? OR brought = 0 AND NOT EXISTS (
		SELECT 1 FROM memory_uses WHERE entry = memory.id))`, e.ID, must)
	if err != nil || n == 0 {
		return false, err
	}
	return true, tx.forgetWords(ctx, e, stems)
}

// MemoryHas reports whether there is an entry of these texts, which have the sum.
func (r reader) MemoryHas(ctx context.Context, d bitext.Direction, sum int64) (has bool, err error) {
	err = r.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&has) },
		"SELECT 1 FROM memory WHERE pair = ? AND sum = ?", d.ID, sum)
	return has, err
}
