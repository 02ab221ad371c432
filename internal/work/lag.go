package work

import (
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Lag is one time that a language of a post lagged behind the others, and caught up.
type Lag struct {
	Post   content.PostID
	Locale locale.Tag
	Took   time.Duration
}

// LagsOf reads from lines of the ledger, those of a post together and in order, how
// long its languages lagged until somebody's work brought them up. What ended because
// nobody reads the post any more, or because it need not exist in the language, is
// not among them.
func LagsOf(lines []content.Line) []Lag {
	var list []Lag
	open := make(map[locale.Tag]time.Time)
	var post content.PostID
	for _, l := range lines {
		if l.Post != post {
			post = l.Post
			clear(open)
		}
		now := make(map[locale.Tag]time.Time)
		for _, lag := range l.Lags {
			now[lag.Locale] = lag.Since
		}
		for tag, since := range open {
			if _, still := now[tag]; !still && caughtUp(l.Cause) {
				list = append(list, Lag{Post: post, Locale: tag, Took: max(l.At.Sub(since), 0)})
			}
		}
		for tag, since := range now {
			if before, lagged := open[tag]; lagged {
				since = before
			}
			now[tag] = since
		}
		open = now
	}
	return list
}

// caughtUp reports whether a language that lags no more, by this cause, caught up.
func caughtUp(cause content.Cause) bool {
	switch cause {
	case content.ByPublication, content.ByConfirmation, content.ByImport, content.ByMerge:
		return true
	}
	return false
}
