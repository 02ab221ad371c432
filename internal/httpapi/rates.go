package httpapi

import (
	"math"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/diptych-cms/diptych/internal/fault"
)

// mostClients bounds the clients whose rates are known at once.
const mostClients = 50_000

// A rates bounds how often each client asks: a burst of as many as two seconds allow,
// then the rate.
type rates struct {
	mu      sync.Mutex
	limit   rate.Limit
	burst   int
	now     func() time.Time
	clients map[netip.Prefix]*rate.Limiter
}

func newRates(perSecond int, now func() time.Time) *rates {
	return &rates{
		limit: rate.Limit(perSecond), burst: 2 * perSecond, now: now, clients: make(map[netip.Prefix]*rate.Limiter),
	}
}

// take counts one request of the client at the address; the fault says how many seconds
// to wait.
func (r *rates) take(address string) error {
	now := r.now()
	limiter := r.of(clientAt(address), now)
	if limiter.AllowN(now, 1) {
		return nil
	}
	short := 1 - limiter.TokensAt(now)
	seconds := max(1, int(math.Ceil(short/float64(r.limit))))
	return fault.New(fault.Throttled, "http.too_often", "seconds", seconds)
}

// of returns the client's limiter.
func (r *rates) of(client netip.Prefix, now time.Time) *rate.Limiter {
	r.mu.Lock()
	defer r.mu.Unlock()
	if known := r.clients[client]; known != nil {
		return known
	}
	if len(r.clients) >= mostClients {
		r.forget(now)
	}
	fresh := rate.NewLimiter(r.limit, r.burst)
	r.clients[client] = fresh
	return fresh
}

// forget drops the clients that a new limiter would treat the same; if that are too few,
// any others, since room is what there is least of.
func (r *rates) forget(now time.Time) {
	for client, limiter := range r.clients {
		if limiter.TokensAt(now) >= float64(r.burst) {
			delete(r.clients, client)
		}
	}
	for client := range r.clients {
		if len(r.clients) <= mostClients*9/10 {
			return
		}
		delete(r.clients, client)
	}
}

// clientAt returns whom an address is counted to: itself, or its network of 64 bits,
// which is what one subscriber of IPv6 has. What is no address is one client.
func clientAt(address string) netip.Prefix {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return netip.Prefix{}
	}
	ip = ip.Unmap().WithZone("")
	bits := ip.BitLen()
	if ip.Is6() {
		bits = 64
	}
	return netip.PrefixFrom(ip, bits).Masked()
}
