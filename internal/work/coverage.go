package work

import (
	"cmp"
	"slices"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A By says what a report on coverage is grouped by.
type By string

// What it can be grouped by.
const (
	ByLocale By = "locale"
	ByTag    By = "tag"
	ByAuthor By = "author"
)

// A CoverageQuery asks how far the translations have come.
type CoverageQuery struct {
	By     By
	Locale locale.Tag // empty: all that the view shows
	Limit  int        // of terms: those with the most posts
}

// A Group is one row of the report: the translations into one language, of the
// posts that name one term.
type Group struct {
	Locale     locale.Tag
	Term       content.TermID // empty: of all posts
	Name       string         // of the term
	Posts      int            // that should exist in the language, and have another source
	Translated int            // of these, there is a translation
	Current    int            // of these, all of it is right
	Stale      int            // of these, some is out of date or has nothing beside it
	Missing    int            // of the posts, there is none
	Unjudged   int            // of the translated, not looked at yet
	Words      int            // of the sources
	Done       int            // of these words, what stands beside them is right
	Parity     Times          // how long languages were apart, by the ledger
}

// Percent returns how much of the words is done, in whole percent, rounded down:
// 100 is said where nothing is left alone. Without any words it is of posts.
func (g Group) Percent() int {
	switch {
	case g.Words > 0:
		return g.Done * 100 / g.Words
	case g.Posts > 0:
		return g.Current * 100 / g.Posts
	}
	return 100
}

// Times say how long something took.
type Times struct {
	N      int // how often it happened
	Median time.Duration
	P90    time.Duration // nine of ten took no longer
}

// TimesOf returns the times of all durations, by the nearest rank.
func TimesOf(all []time.Duration) Times {
	if len(all) == 0 {
		return Times{}
	}
	sorted := slices.Clone(all)
	slices.SortFunc(sorted, cmp.Compare[time.Duration])
	rank := func(percent int) time.Duration { return sorted[(len(sorted)*percent+99)/100-1] }
	return Times{N: len(sorted), Median: rank(50), P90: rank(90)}
}
