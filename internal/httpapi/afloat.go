package httpapi

import (
	"sync/atomic"

	"github.com/diptych-cms/diptych/internal/cache"
	"github.com/diptych-cms/diptych/internal/fault"
)

// large is the size from which a body is held in memory until a slow client has taken
// it: what is shorter fits into the buffers of its connection.
const large = 32 << 10

// An afloat counts the bytes of large public answers that are being sent, a body that
// many take once. Clients that take none of what they ask for would otherwise fill the
// memory, by many questions that have long answers.
type afloat struct {
	bytes atomic.Int64
	most  int64
}

// full returns the fault of having no room for another body of the size.
func (a *afloat) full(size int) error {
	if size >= large && a.bytes.Load() > a.most {
		return fault.New(fault.Unavailable, "http.busy")
	}
	return nil
}

// lend counts a body that is sent to one client alone, if there is room for it, until
// the function that it returns is called.
func (a *afloat) lend(size int) (back func(), err error) {
	if err := a.full(size); err != nil || size < large {
		return func() {}, err
	}
	a.bytes.Add(int64(size))
	return func() { a.bytes.Add(-int64(size)) }, nil
}

// begin counts a form that may be sent to many, and reports whether [afloat.end] has to
// be called.
func (a *afloat) begin(f *cache.Form) bool {
	if len(f.Body) < large {
		return false
	}
	if f.Takers.Add(1) == 1 {
		a.bytes.Add(int64(len(f.Body)))
	}
	return true
}

// end says that one client has the form, or is gone.
func (a *afloat) end(f *cache.Form) {
	if f.Takers.Add(-1) == 0 {
		a.bytes.Add(-int64(len(f.Body)))
	}
}
