package app

import (
	"net"
	"net/http"
	"sync/atomic"
)

// mostKept is how many connections a server keeps for their next request. Each takes about
// 19 kB, most of it buffers of net/http.
const mostKept = 4_000

// A keeping bounds the connections that wait for nothing in particular: while there are more
// than that, each is closed once it is answered.
type keeping struct {
	most int64
	open atomic.Int64
}

// state implements the hook [http.Server.ConnState].
func (k *keeping) state(c net.Conn, s http.ConnState) {
	switch s {
	case http.StateNew:
		k.open.Add(1)
	case http.StateClosed, http.StateHijacked:
		k.open.Add(-1)
	case http.StateIdle:
		if k.open.Load() > k.most {
			_ = c.Close() // its client connects anew
		}
	case http.StateActive:
	}
}
