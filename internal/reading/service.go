// Package reading answers readers: which language, which entry, which page of
// which list. It only ever sees live rows, so it cannot leak a draft.
package reading

import (
	"context"
)

// A Service answers readers.
type Service struct {
	// Live reads outside a snapshot: for answers that one statement gives.
	Live Source
	// Snapshot runs fn over one state of the live tables.
	Snapshot func(ctx context.Context, fn func(Source) error) error
	Blobs    Blobs
}
