package reading

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/internal/search"
)

// searchTime is what one search may take to look into the index of words and to mend words,
// whatever it asks. An entry that does not match costs as much as one that does, and is
// never seen: only time bounds that.
const searchTime = 60 * time.Millisecond

// find looks for entries for as long as it may take. Where mending words has taken all,
// there is a quarter more; but not for those by title.
func (k *seeker) find(ctx context.Context, f search.Finding) (hits []search.Hit, whole bool, err error) {
	f.Within = k.left()
	if !f.Titles {
		f.Within = max(f.Within, k.patience/4)
	}
	if f.Within <= 0 {
		return nil, false, nil
	}
	defer k.spend(time.Now())
	return k.src.Find(ctx, f)
}

// matching counts what matches, up to most. whole is false if there was no time for it.
func (k *seeker) matching(ctx context.Context, m search.Match, most int) (n int, whole bool, err error) {
	within := k.left()
	if within <= 0 {
		return 0, false, nil
	}
	defer k.spend(time.Now())
	return k.src.Matching(ctx, m, most, within)
}

// left is what one look may take: a part is kept for those after the first.
func (k *seeker) left() time.Duration { return min(k.patience*5/6, k.patience-k.spent) }

// spend counts what a look took.
func (k *seeker) spend(since time.Time) { k.spent += time.Since(since) }
