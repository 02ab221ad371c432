package reading

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/internal/search"
)

// How much of the vocabulary is read for the forms of all words that are joined in a
// query: words for each of them, and entries with them altogether.
const joinedWords, joinedWeight = 400, 100_000

// join finds out in which forms texts have the words that hyphens join in a query. The
// index knows which words follow each other as they stand there, not by their stems.
func (k *seeker) join(ctx context.Context, q search.Query) (search.Query, error) {
	defer k.spend(time.Now())
	left := joinedWeight
	for i, t := range q.Terms {
		if t.Whole == nil {
			continue
		}
		var known []search.Counted
		for _, beginning := range t.Beginnings() {
			if left <= 0 {
				break
			}
			words, err := k.words(ctx, q.Locale, beginning, search.Span{Most: joinedWords, Weight: left})
			if err != nil {
				return q, err
			}
			for _, w := range words {
				left -= w.Entries
			}
			known = append(known, words...)
		}
		q.Terms[i].Forms = t.FormsAmong(known, q.Locale)
	}
	return q, nil
}
