package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"strconv"

	"github.com/diptych-cms/diptych/internal/bitext"
)

const (
	blockBits   = 10 // ids that share all but these bits share a block of memory_words
	postingSize = 5  // bytes of a posting in a block: the id, little-endian, and the words
)

// pairWord is a direction as memory_texts knows it.
func pairWord(d bitext.Direction) string { return "p" + strconv.FormatInt(d.ID, 10) }

// MemoryCounts returns how many entries of the direction have each of the stems.
func (r reader) MemoryCounts(ctx context.Context, d bitext.Direction, stems []uint32) (map[uint32]int, error) {
	list, err := encode(stems)
	if err != nil {
		return nil, err
	}
	counts := make(map[uint32]int, len(stems))
	err = r.each(ctx, func(rows *sql.Rows) error {
		var stem uint32
		var n int
		err := rows.Scan(&stem, &n)
		counts[stem] = n
		return err
	}, "SELECT stem, sum(n) FROM memory_words WHERE pair = ? AND stem IN (SELECT value FROM json_each(?)) GROUP BY stem", d.ID, list)
	return counts, err
}

// MemoryPostings returns which entries have the stem, those of lower ids first.
func (r reader) MemoryPostings(ctx context.Context, d bitext.Direction, stem uint32) ([]bitext.Posting, error) {
	var list []bitext.Posting
	err := r.each(ctx, func(rows *sql.Rows) error {
		var block sql.RawBytes
		err := rows.Scan(&block)
		list = postings(list, block)
		return err
	}, "SELECT ids FROM memory_words WHERE pair = ? AND stem = ? ORDER BY block", d.ID, stem)
	return list, err
}

// indexMemory lets an entry be found: by its stems, and by words.
func (tx *Tx) indexMemory(ctx context.Context, e *bitext.Entry, keys bitext.EntryKeys) error {
	posting := appendPosting(nil, bitext.Posting{Entry: e.ID, Words: keys.Length})
	for _, stem := range keys.Stems {
		_, err := tx.put(ctx, `INSERT INTO memory_words (pair, stem, block, n, ids) VALUES (?, ?, ?, 1, ?)
			ON CONFLICT (pair, stem, block) DO UPDATE SET n = n + 1, ids = CAST(ids || excluded.ids AS BLOB)`, e.Direction.ID, stem, e.ID>>blockBits, posting)
		if err != nil {
			return err
		}
	}
	_, err := tx.put(ctx, "INSERT INTO memory_texts (rowid, pair, source, target) VALUES (?, ?, ?, ?)",
		e.ID, pairWord(e.Direction), fold(keys.Source), fold(keys.Target))
	return err
}

// forgetWords takes an entry out of the blocks of its stems.
func (tx *Tx) forgetWords(ctx context.Context, e bitext.Entry, stems []uint32) error {
	for _, stem := range stems {
		where := []any{e.Direction.ID, stem, e.ID >> blockBits}
		var block []byte
		err := tx.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&block) },
			"SELECT ids FROM memory_words WHERE pair = ? AND stem = ? AND block = ?", where...)
		if err != nil {
			return err
		}
		var left []byte
		for _, p := range postings(nil, block) {
			if p.Entry != e.ID {
				left = appendPosting(left, p)
			}
		}
		if len(left) == 0 {
			_, err = tx.put(ctx, "DELETE FROM memory_words WHERE pair = ? AND stem = ? AND block = ?", where...)
		} else {
			_, err = tx.put(ctx, "UPDATE memory_words SET n = ?, ids = ? WHERE pair = ? AND stem = ? AND block = ?",
				append([]any{len(left) / postingSize, left}, where...)...)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// appendPosting writes a posting to a block.
func appendPosting(block []byte, p bitext.Posting) []byte {
	block = binary.LittleEndian.AppendUint32(block, uint32(p.Entry)) //nolint:gosec // ids count from 1: four thousand million are not reached
	return append(block, byte(min(p.Words, bitext.MostCounted)))
}

// postings reads a block, and appends what it has to list.
func postings(list []bitext.Posting, block []byte) []bitext.Posting {
	for ; len(block) >= postingSize; block = block[postingSize:] {
		list = append(list, bitext.Posting{Entry: int64(binary.LittleEndian.Uint32(block)), Words: int(block[4])})
	}
	return list
}
