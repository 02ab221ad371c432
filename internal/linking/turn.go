package linking

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"syscall"
	"time"

	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/outbound"
)

const (
	// HostPause is how long a turn has to be after the one before: in each, no server
	// is asked for more than one address.
	HostPause = 5 * time.Second
	// perTurn is how many servers are asked in a turn, and perDay how many addresses in
	// a day.
	perTurn = 10
	perDay  = 5000
	// looked is how many addresses that wait are looked at for those.
	looked = 500
	// claimed is how long an address that is being asked waits for nobody else to ask:
	// longer than that takes, and until after a crash.
	claimed = 10 * time.Minute
	// mostTries is how often a server that gives no final answer is asked in a row; the
	// pause between grows four times each.
	mostTries  = 4
	firstPause = 15 * time.Minute
)

// Turn asks other servers for the addresses that stand in line: each server for one
// address, a few servers in all. It returns how many it asked. Call it again after
// [HostPause].
func (s *Service) Turn(ctx context.Context) (int, error) {
	if s.Ask == nil {
		return 0, nil
	}
	due, err := s.claim(ctx)
	if err != nil {
		return 0, fmt.Errorf("check links: %w", err)
	}
	for n, o := range due {
		answered := s.ask(ctx, o)
		if ctx.Err() != nil {
			return n, ctx.Err()
		}
		if err := s.Write(ctx, func(tx Tx) error { return tx.PutOutside(ctx, answered) }); err != nil {
			return n, fmt.Errorf("check links: %w", err)
		}
	}
	return len(due), nil
}

// claim takes up addresses, each of another server. Those that no text links to any
// more are forgotten.
func (s *Service) claim(ctx context.Context) (due []entry.Outside, err error) {
	waiting := false
	err = s.Read(ctx, func(r Snapshot) error {
		list, err := r.OutsideDue(ctx, s.Now(), 1)
		waiting = len(list) > 0
		return err
	})
	if err != nil || !waiting {
		return nil, err
	}
	err = s.Write(ctx, func(tx Tx) error {
		asked, err := tx.OutsideAsked(ctx, tx.Now().Add(-24*time.Hour))
		if err != nil {
			return err
		}
		list, err := tx.OutsideDue(ctx, tx.Now(), looked)
		if err != nil {
			return err
		}
		for _, o := range list {
			same := slices.ContainsFunc(due, func(d entry.Outside) bool { return d.Host == o.Host })
			if same || len(due) >= min(perTurn, perDay-asked) {
				continue
			}
			linked, err := tx.LinkedOutside(ctx, o.URL)
			if err != nil {
				return err
			}
			if !linked {
				if err := tx.DropOutside(ctx, o.URL); err != nil {
					return err
				}
				continue
			}
			o.Next = tx.Now().Add(claimed)
			if err := tx.PutOutside(ctx, o); err != nil {
				return err
			}
			due = append(due, o)
		}
		return nil
	})
	return due, err
}

// ask asks for one address, and returns what is known of it then.
func (s *Service) ask(ctx context.Context, o entry.Outside) entry.Outside {
	answer, err := s.look(ctx, http.MethodHead, o.URL)
	if err == nil && (answer.Status == http.StatusMethodNotAllowed || answer.Status == http.StatusNotImplemented) {
		answer, err = s.look(ctx, http.MethodGet, o.URL)
	}
	o.At, o.Status, o.Why, o.Moved, o.Next = s.Now(), 0, "", "", time.Time{}
	if err != nil {
		o.Why = whyNot(err)
	} else {
		o.Status = answer.Status
		if answer.At != o.URL {
			o.Moved = answer.At
		}
	}
	if finals(o.Status) || o.Why == entry.OutsideForbidden {
		o.Tries = 0
		return o
	}
	if o.Tries++; o.Tries < mostTries {
		pause := firstPause
		for range o.Tries - 1 {
			pause *= 4
		}
		o.Next = o.At.Add(pause)
	}
	return o
}

func (s *Service) look(ctx context.Context, method, address string) (*outbound.Answer, error) {
	r, err := http.NewRequestWithContext(ctx, method, address, http.NoBody)
	if err != nil {
		return nil, err
	}
	r.Header.Set("User-Agent", s.Agent)
	r.Header.Set("Accept", "*/*")
	return s.Ask.Look(r)
}

// whyNot says why there was no answer. Of a name that leads to the inner network it says
// what it says of one that leads nowhere: who writes links would learn which names there are.
func whyNot(err error) entry.OutsideFault {
	var address *outbound.AddressError
	var redirect *outbound.RedirectError
	var name *net.DNSError
	var certificate *tls.CertificateVerificationError
	var timeout net.Error
	switch {
	case errors.As(err, &address) && isNumber(address.Host):
		return entry.OutsideForbidden
	case address != nil:
		return entry.OutsideNoHost
	case errors.As(err, &redirect):
		return entry.OutsideRedirect
	case errors.As(err, &certificate):
		return entry.OutsideUntrusted
	case errors.As(err, &name) && !name.IsTimeout:
		return entry.OutsideNoHost
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return entry.OutsideTimeout
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EHOSTUNREACH):
		return entry.OutsideRefused
	}
	return entry.OutsideOther
}

// isNumber reports whether a host is written as an address, and not as a name.
func isNumber(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}
