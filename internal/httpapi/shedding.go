package httpapi

import (
	"context"
	"errors"
	"os"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/diptych-cms/diptych/internal/fault"
)

// A shedding counts requests that are told to come back, and says when the log is to hear
// of them: once a minute, however many they are. What does not fill the memory must not
// fill the disk instead.
type shedding struct {
	count atomic.Int64
	said  atomic.Int64 // when, in nanoseconds of Unix
}

const sayEvery = time.Minute

// isShed reports whether an error only says that too many ask at once, or too much.
func isShed(err error) bool {
	f, ok := fault.Of(err)
	return ok && (f.Code == "http.busy" || f.Code == "changes.crowded" || f.Code == "search.too_slow")
}

// note counts one request; say tells to write a line, with how many they are since the
// last one.
func (s *shedding) note(now time.Time) (since int64, say bool) {
	s.count.Add(1)
	said := s.said.Load()
	if now.UnixNano()-said < int64(sayEvery) || !s.said.CompareAndSwap(said, now.UnixNano()) {
		return 0, false
	}
	return s.count.Swap(0), true
}

// noteShed counts a request that is told to come back since too much is asked at once.
func (a *API) noteShed(ctx context.Context) {
	if shed, say := a.shed.note(a.Now()); say {
		a.Log.WarnContext(ctx, "too much is asked at once: some requests are told to come back", "since the last line", shed)
	}
}

// hungUp reports whether an answer ended because the client took no more of it.
func hungUp(err error) bool {
	return gone(err) || errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, os.ErrDeadlineExceeded)
}
