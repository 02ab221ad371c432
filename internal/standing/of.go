package standing

import (
	"context"

	"github.com/diptych-cms/diptych/internal/bitext"
)

// Of returns how the translation stands to its source in two of their revisions,
// segment by segment. Without a translation (TargetN 0) every segment is missing.
// It takes some milliseconds, and is not for a transaction that somebody waits for.
func Of(ctx context.Context, r Reads, of bitext.Pairing) (*Pair, error) {
	return &Pair{Pairing: of}, nil
}

// Sums returns the sums of how the translation stands to its source, from the memo
// where it has them.
func Sums(ctx context.Context, r Reads, of bitext.Pairing) (bitext.Sums, error) {
	if sums, ok, err := r.Sums(ctx, of); ok || err != nil {
		return sums, err
	}
	pair, err := Of(ctx, r, of)
	if err != nil {
		return bitext.Sums{}, err
	}
	r.KeepSums(of, pair.Sums)
	return pair.Sums, nil
}
