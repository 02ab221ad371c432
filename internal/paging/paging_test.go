package paging_test

import (
	"slices"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/paging"
)

func TestLimit(t *testing.T) {
	for n, want := range map[int]int{0: 20, 1: 1, 100: 100} {
		if got, err := paging.Limit(n); got != want || err != nil {
			t.Errorf("Limit(%d) = %d, %v", n, got, err)
		}
	}
	for _, n := range []int{-1, 101} {
		if _, err := paging.Limit(n); !fault.Is(err, fault.Malformed) {
			t.Errorf("Limit(%d) = %v", n, err)
		}
	}
}

func TestCursor(t *testing.T) {
	words := []string{"été à Montréal", "", `"`}
	got, err := paging.Open(paging.Cursor("posts", words...), "posts", 3)
	if err != nil || !slices.Equal(got, words) {
		t.Errorf("Open() = %q, %v", got, err)
	}
	if got, err := paging.Open("", "posts", 3); got != nil || err != nil {
		t.Errorf("no cursor is %q, %v", got, err)
	}
	place := paging.Place{At: time.UnixMicro(-1).UTC(), ID: "0197"}
	back, err := paging.OpenAt(paging.CursorAt("trash", place), "trash")
	if err != nil || *back != place {
		t.Errorf("OpenAt() = %v, %v", back, err)
	}
}

func FuzzOpen(f *testing.F) {
	for _, cursor := range []string{"x", "W10", "bnVsbA", paging.Cursor("posts", "a"), paging.Cursor("terms", "a", "b"), paging.Cursor("posts", "a", "b") + "\n"} {
		f.Add(cursor)
	}
	f.Fuzz(func(t *testing.T, cursor string) {
		words, err := paging.Open(cursor, "posts", 2)
		if err != nil && !fault.Is(err, fault.Malformed) || err == nil && cursor != "" && len(words) != 2 {
			t.Errorf("Open(%q) = %q, %v", cursor, words, err)
		}
		if _, err := paging.OpenAt(cursor, "posts"); err != nil && !fault.Is(err, fault.Malformed) {
			t.Errorf("OpenAt(%q) = %v", cursor, err)
		}
	})
}

func TestNumber(t *testing.T) {
	if n, err := paging.Number("12"); n != 12 || err != nil {
		t.Errorf("Number() = %d, %v", n, err)
	}
	for _, word := range []string{"", "0", "-1", "x", "12abc", "99999999999999999999"} {
		if _, err := paging.Number(word); !fault.Is(err, fault.Malformed) {
			t.Errorf("Number(%q) = %v", word, err)
		}
	}
}
