package linking

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/outbound"
)

// A shelf is what is known of addresses, without a database.
type shelf struct {
	Tx
	now   time.Time
	known map[string]entry.Outside
	asked int // in the last day
	gone  string
}

func (s *shelf) Now() time.Time { return s.now }

func (s *shelf) OutsideDue(_ context.Context, now time.Time, limit int) (due []entry.Outside, err error) {
	for _, o := range s.known {
		if !o.Next.IsZero() && !o.Next.After(now) {
			due = append(due, o)
		}
	}
	slices.SortFunc(due, func(a, b entry.Outside) int { return a.Next.Compare(b.Next) })
	return due[:min(len(due), limit)], nil
}

func (s *shelf) OutsideAsked(context.Context, time.Time) (int, error) { return s.asked, nil }

func (s *shelf) LinkedOutside(_ context.Context, url string) (bool, error) { return url != s.gone, nil }

func (s *shelf) PutOutside(_ context.Context, o entry.Outside) error {
	s.known[o.URL] = o
	return nil
}

func (s *shelf) DropOutside(_ context.Context, url string) error {
	delete(s.known, url)
	return nil
}

// A shelfRead is the shelf as a snapshot.
type shelfRead struct {
	Snapshot
	on     *shelf
	linked []string // in order
}

func (s shelfRead) OutsideDue(ctx context.Context, now time.Time, limit int) ([]entry.Outside, error) {
	return s.on.OutsideDue(ctx, now, limit)
}

// An oracle answers for other servers.
type oracle func(r *http.Request) (*outbound.Answer, error)

func (o oracle) Look(r *http.Request) (*outbound.Answer, error) { return o(r) }

func desk(answers oracle, urls ...string) (*shelf, *Service) {
	s := &shelf{now: time.Unix(1_000_000, 0), known: make(map[string]entry.Outside)}
	for i, u := range urls {
		s.known[u] = entry.Outside{URL: u, Host: hostOf(u), Next: s.now.Add(time.Duration(i-len(urls)) * time.Second)}
	}
	return s, &Service{
		Write: func(_ context.Context, fn func(Tx) error) error { return fn(s) },
		Read:  func(_ context.Context, fn func(Snapshot) error) error { return fn(shelfRead{on: s}) },
		Now:   s.Now, Ask: answers,
	}
}

// TestTurnIsPolite: no server is asked for two addresses in a turn, none after the
// day's bound, and what nobody links to any more is forgotten.
func TestTurnIsPolite(t *testing.T) {
	var asked []string
	s, service := desk(func(r *http.Request) (*outbound.Answer, error) {
		asked = append(asked, r.URL.String())
		return &outbound.Answer{Status: http.StatusOK, At: r.URL.String()}, nil
	}, "https://a.example/1", "https://A.example:8443/2", "https://b.example/3", "https://c.example/4")
	s.gone = "https://c.example/4"
	for _, want := range [][]string{{"https://a.example/1", "https://b.example/3"}, {"https://A.example:8443/2"}, nil} {
		asked = nil
		if _, err := service.Turn(t.Context()); err != nil || !slices.Equal(asked, want) {
			t.Errorf("asked %q, want %q, %v", asked, want, err)
		}
	}
	if _, there := s.known[s.gone]; there {
		t.Error("what nobody links to is remembered")
	}
	full, service := desk(service.Ask.(oracle), "https://a.example/1")
	for _, full.asked = range []int{perDay, perDay + 3} { // more where two processes ask
		asked = nil
		if n, err := service.Turn(t.Context()); n != 0 || err != nil || asked != nil {
			t.Errorf("after %d in a day %d are asked, %v", full.asked, n, err)
		}
	}
}

// TestServersThatGiveNoAnswer are asked again, later and later, a few times in a row.
func TestServersThatGiveNoAnswer(t *testing.T) {
	s, service := desk(func(*http.Request) (*outbound.Answer, error) {
		return &outbound.Answer{Status: http.StatusServiceUnavailable}, nil
	}, "https://a.example/1")
	var pauses []time.Duration
	for range 10 {
		n, err := service.Turn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		o := s.known["https://a.example/1"]
		if n == 0 || o.Next.IsZero() {
			break
		}
		pauses = append(pauses, o.Next.Sub(s.now))
		s.now = o.Next
	}
	if want := []time.Duration{15 * time.Minute, time.Hour, 4 * time.Hour}; !slices.Equal(pauses, want) {
		t.Errorf("asked again after %v, want %v", pauses, want)
	}
	if o := s.known["https://a.example/1"]; o.Tries != mostTries || o.Status != http.StatusServiceUnavailable {
		t.Errorf("%+v", o)
	}
}

// TestACrashWhileAsking: an address that was taken up is asked again after a while.
func TestACrashWhileAsking(t *testing.T) {
	s, service := desk(nil, "https://a.example/1")
	ctx, crash := context.WithCancel(t.Context())
	service.Ask = oracle(func(*http.Request) (*outbound.Answer, error) {
		crash()
		return nil, context.Canceled
	})
	if _, err := service.Turn(ctx); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if o := s.known["https://a.example/1"]; !o.Next.Equal(s.now.Add(claimed)) || !o.At.IsZero() {
		t.Errorf("%+v", o)
	}
}

func TestWhyNot(t *testing.T) {
	for want, err := range map[entry.OutsideFault]error{
		entry.OutsideForbidden: &outbound.AddressError{Host: "10.0.0.1", Address: "10.0.0.1:80"}, entry.OutsideRedirect: &outbound.RedirectError{},
		entry.OutsideNoHost: &net.DNSError{IsNotFound: true}, entry.OutsideTimeout: context.DeadlineExceeded, entry.OutsideOther: errors.New("x"),
	} {
		if got := whyNot(errors.Join(errors.New("get"), err)); got != want {
			t.Errorf("%v: %s, want %s", err, got, want)
		}
	}
	inner := &url.Error{Op: "Head", URL: "http://wiki.corp/", Err: &net.OpError{Op: "dial", Err: &outbound.AddressError{Host: "wiki.corp", Address: "10.0.0.1:80"}}}
	if got, none := whyNot(inner), whyNot(&net.DNSError{IsNotFound: true}); got != none {
		t.Errorf("a name of the inner network is %s, one that there is not %s", got, none)
	}
}
