package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"time"
)

const (
	vocabulary    = 20000 // different words of all texts
	wordsOfATitle = 5
	wordsOfABody  = 120
	queries       = 1000
)

// searching measures what a search takes at the reader, one after the other.
func searching(ctx context.Context, l *lab) (err error) {
	data, err := l.made(ctx, fmt.Sprintf("words-%d", l.search), l.search, wordy)
	if err != nil {
		return err
	}
	s, err := l.serve(ctx, data, "--cache", "0")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	if err := indexed(ctx, filepath.Join(data, "diptych.db")); err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(5, 6))
	zipf := rand.NewZipf(random, 1.1, 8, vocabulary-1)
	two := make([][]byte, queries)
	for i := range two {
		two[i] = asks(word(int(zipf.Uint64())) + " " + word(int(zipf.Uint64())))
	}
	l.head(fmt.Sprintf("Search, %d posts, without memory", l.search), "Query", "p50, ms", "p99, ms", "Longest, ms")
	for _, q := range []struct {
		name     string
		requests [][]byte
	}{
		{"two words, as frequent as in the texts", two},
		{"the two most frequent words", [][]byte{asks(word(0) + " " + word(1))}},
		{"eight of the most frequent", [][]byte{asks(sentence(0, 1, 2, 3, 4, 5, 6, 7))}},
		{"a phrase of frequent words", [][]byte{asks(`"` + word(0) + " " + word(1) + `"`)}},
		{"one letter", [][]byte{asks("b")}},
		{"a word with a slip", [][]byte{asks(word(900) + "x")}},
		{"nothing there", [][]byte{asks("zzzzzz qqqqqq")}},
	} {
		d := &driver{addr: s.addr, requests: q.requests, status: http.StatusOK, conns: 1}
		took, err := d.drive(ctx, queries, true)
		if err != nil {
			return fmt.Errorf("%s: %w", q.name, err)
		}
		sample := latency(took)
		l.row(q.name, milliseconds(sample, 0.5), milliseconds(sample, 0.99), milliseconds(sample, 1))
	}
	return nil
}

// asks is a search in French.
func asks(q string) []byte { return get("/content/v1/search?locale=fr&q="+url.QueryEscape(q), "") }

// wordy gives the posts texts of words that are as frequent as those of people (Zipf),
// and leaves the index to the server.
func wordy(ctx context.Context, pool *sql.DB) error {
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // nothing is left of it once it is committed
	write, err := tx.PrepareContext(ctx, `UPDATE entries SET card = CAST(json_set(CAST(card AS TEXT), '$.title', ?) AS BLOB), body = ? WHERE id = ?`)
	if err != nil {
		return err
	}
	defer write.Close()
	var most int
	if err := tx.QueryRowContext(ctx, "SELECT max(id) FROM entries").Scan(&most); err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(random, 1.1, 8, vocabulary-1)
	draw := func(n int) string {
		numbers := make([]int, n)
		for i := range numbers {
			numbers[i] = int(zipf.Uint64())
		}
		return sentence(numbers...)
	}
	for id := 1; id <= most; id++ {
		html, err := json.Marshal("<p>" + draw(wordsOfABody) + "</p>")
		if err != nil {
			return err
		}
		if _, err := write.ExecContext(ctx, draw(wordsOfATitle), []byte(`,"toc":[],"body":`+string(html)+`}`), id); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO unsearched (id) SELECT id FROM entries"); err != nil {
		return err
	}
	return tx.Commit()
}

// indexed waits until the server has written the words of all entries.
func indexed(ctx context.Context, path string) error {
	pool, err := sql.Open("sqlite", "file:"+path+"?mode=ro&_pragma=busy_timeout(5000)")
	if err != nil {
		return err
	}
	for left := true; left && err == nil; {
		time.Sleep(200 * time.Millisecond)
		err = pool.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM unsearched)").Scan(&left)
	}
	return errors.Join(err, pool.Close())
}

// word is the n-th most frequent word: syllables, so that it can be stemmed and mistyped.
func word(n int) string {
	const consonants, vowels = "bcdfglmnprstv", "aeiou"
	var b strings.Builder
	for n += len(consonants) * len(vowels); n > 0; n /= len(consonants) * len(vowels) {
		b.WriteByte(consonants[n%len(consonants)])
		b.WriteByte(vowels[n/len(consonants)%len(vowels)])
	}
	return b.String()
}

func sentence(numbers ...int) string {
	words := make([]string, len(numbers))
	for i, n := range numbers {
		words[i] = word(n)
	}
	return strings.Join(words, " ")
}
