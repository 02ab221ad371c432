package httpapi

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/diptych-cms/diptych/internal/fault"
)

// A shedding says in the log that requests were told to come back: once a minute,
// however many they are. What does not fill the memory must not fill the disk instead.
type shedding struct {
	count atomic.Int64
	said  atomic.Int64 // when, in nanoseconds of Unix
}

const sayEvery = time.Minute

// isShed reports whether an error only says that too many ask at once.
func isShed(err error) bool {
	f, ok := fault.Of(err)
	return ok && (f.Code == "http.busy" || f.Code == "changes.crowded")
}

// note counts one request.
func (s *shedding) note(ctx context.Context, log *slog.Logger, now time.Time) {
	s.count.Add(1)
	said := s.said.Load()
	if now.UnixNano()-said < int64(sayEvery) || !s.said.CompareAndSwap(said, now.UnixNano()) {
		return
	}
	log.WarnContext(ctx, "too many requests at once: some are told to come back", "since the last line", s.count.Swap(0))
}

// hungUp reports whether an answer ended because the client took no more of it.
func hungUp(err error) bool {
	return gone(err) || errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, os.ErrDeadlineExceeded)
}
