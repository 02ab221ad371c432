package recall

import (
	"context"

	"github.com/diptych-cms/diptych/internal/bitext/memory"
)

// A Fed is a translation that counts: approved, or read by everybody.
type Fed struct {
	Entry  memory.Entry // Pair's locales, texts, tags, origin, By, At, Post and Segment
	Before int64        // [memory.Sum] of the source text before it
	After  int64
}

// Feed puts translations into the memory. The same pair of texts is one entry. A
// newer translation of the same text at the same place takes the place of the older
// one, unless another post still says it so or it was brought in; a translation of a
// text that has changed since is kept, since it is still right. It returns how many
// entries are new.
func Feed(ctx context.Context, tx Tx, fed []Fed) (added int, err error) {
	return 0, nil
}
