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

// A Report says how far they have come.
type Report struct {
	Groups  []Group // by language, then those with the most posts first
	Pending int     // posts that changed and were not looked at since, at most [MostPending]
}

// A Group is one row of the report: the translations into one language, of all posts
// or of those whose shared part names one term.
type Group struct {
	Locale     locale.Tag
	Term       content.TermID // empty: of all posts
	Name       string         // of the term
	Posts      int            // that should exist in the language, and have another source
	Translated int            // of these, there is a translation
	Current    int            // of the translated, all of it is right
	Stale      int            // of the translated, some is out of date or has nothing beside it
	Missing    int            // of the posts, there is none
	Words      int            // of the sources
	Done       int            // of these words, what stands beside them is right
	Old        int            // of these words, what stands beside them is out of date
	Parity     Times          // how long the language lagged behind the others before readers, by the ledger
}

// Add adds posts in the state, with their words in all.
func (g *Group) Add(state State, posts int, w Words) {
	g.Posts += posts
	g.Words += w.All
	g.Done += w.All - w.New - w.Stale
	g.Old += w.Stale
	switch state {
	case Missing:
		g.Missing += posts
		return
	case Current:
		g.Current += posts
	case Partial, Stale:
		g.Stale += posts
	}
	g.Translated += posts
}

// Percent returns how much of the words is done, in whole percent, rounded down: it is
// 100 only where nothing is left. Without any words it is of posts.
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
