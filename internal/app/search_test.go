package app

import (
	"context"
	"database/sql"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/reading"
	"github.com/diptych-cms/diptych/internal/search"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

// TestFreshHouseHasWordsOfToday opens a new one: what comes into it is not to be written
// a second time by upkeep, as if an older program had done so.
func TestFreshHouseHasWordsOfToday(t *testing.T) {
	h := crowded(t, 20)
	form := 0
	err := h.Store.Read(t.Context(), func(s *store.Snapshot) (err error) {
		form, err = s.SearchForm(t.Context())
		return err
	})
	if form != search.Form || err != nil {
		t.Errorf("form %d, %v", form, err)
	}
}

// TestUpkeepWritesWordsForReaders opens a database that is older than search, and one
// whose words were cut otherwise.
func TestUpkeepWritesWordsForReaders(t *testing.T) {
	h := crowded(t, 60)
	h.Reading.SearchTime = time.Hour // the machine may be slow
	find := func(want string) {
		t.Helper()
		a, err := h.Reading.Search(t.Context(), reading.SearchQuery{Choice: reading.Choice{Locale: "fr"}, Text: "post 37"})
		if err != nil || !strings.Contains(string(a.Body), want) {
			t.Errorf("%v, %s, want %s", err, a.Body, want)
		}
	}
	find(`"total":0,"totalIsExact":false`)
	h.Upkeep(t.Context())
	find(`"total":1,"totalIsExact":true`)

	err := h.Store.Write(t.Context(), func(tx *store.Tx) error {
		_, err := tx.DropSearch(t.Context(), search.Form+1) // as if another program had written them
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	find(`"total":1,"totalIsExact":false`)
	h.Upkeep(t.Context())
	find(`"total":1,"totalIsExact":true`)
	told := 0
	if n, err := h.ReindexSearch(t.Context(), func(done, total int) { told = total - done }); n != 108 || told != 0 || err != nil {
		t.Errorf("%d entries, %d left, %v", n, told, err)
	}
}

// TestCheckReadsWordsForReaders finds entries that say something else than what they are
// found by.
func TestCheckReadsWordsForReaders(t *testing.T) {
	h := crowded(t, 20)
	h.Upkeep(t.Context())
	found := func() (list []string) {
		t.Helper()
		if err := h.checkSearch(t.Context(), func(_, subject string) { list = append(list, subject) }); err != nil {
			t.Fatal(err)
		}
		return list
	}
	if list := found(); len(list) > 0 {
		t.Errorf("%v", list)
	}
	damage(t, h.Store.Path(), "UPDATE entries SET card = CAST(replace(card, 'Post 3', 'Post 4') AS BLOB) WHERE slug = 'post-3' AND locale = 'fr'")
	if list := found(); len(list) != 1 || list[0] != string(crowd.Post(3))+" fr" {
		t.Errorf("%v", list)
	}
}

// damage does to a database what nobody else would.
func damage(t *testing.T, path, statement string) {
	t.Helper()
	pool, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if _, err := pool.ExecContext(context.WithoutCancel(t.Context()), statement); err != nil {
		t.Fatal(err)
	}
}
