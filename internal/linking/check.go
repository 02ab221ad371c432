package linking

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/once"
)

const (
	// MostAtOnce is how many addresses one command puts in line.
	MostAtOnce = 5000
	// freshFor is how long an answer is not asked for again.
	freshFor = 24 * time.Hour
	batch    = 500
)

// A Check asks that other servers be asked whether the links to them lead somewhere.
type Check struct {
	Actor access.Actor
	Once  once.Key
}

// A Queued says how much a check puts in line.
type Queued struct {
	Links int `json:"links"` // addresses that will be asked
	Hosts int `json:"hosts"` // of so many servers
}

// Check puts the addresses of other sites that live texts link to in line, but for those
// that answered a short while ago and those that wait already. They are asked one after
// the other by [Service.Turn]. Of more than [MostAtOnce] the rest is for the next time.
func (s *Service) Check(ctx context.Context, cmd Check) (Queued, error) {
	done, err := s.check(ctx, cmd)
	if err != nil {
		return Queued{}, fmt.Errorf("check links: %w", err)
	}
	return done, nil
}

func (s *Service) check(ctx context.Context, cmd Check) (done Queued, err error) {
	if err := cmd.Actor.Check(access.CheckLinks); err != nil {
		return done, err
	}
	if s.Ask == nil {
		return done, fault.New(fault.Forbidden, "links.check_off")
	}
	stale, err := s.stale(ctx)
	if err != nil {
		return done, err
	}
	err = s.Write(ctx, func(tx Tx) error {
		done, err = once.Do(ctx, tx, cmd.Actor.ID, cmd.Once, func() (Queued, error) {
			queued, err := queue(ctx, tx, stale)
			if err != nil {
				return queued, err
			}
			return queued, tx.Emit(ctx, event.LinkCheckAsked{Links: queued.Links, Hosts: queued.Hosts, By: cmd.Actor.ID})
		})
		return err
	})
	return done, err
}

// stale returns up to [MostAtOnce] addresses that are worth asking for. It looks at all
// that live texts link to, so it is no part of the transaction.
func (s *Service) stale(ctx context.Context) (urls []string, err error) {
	err = s.Read(ctx, func(r Snapshot) error {
		for last := ""; len(urls) < MostAtOnce; {
			some, err := r.OutsideLinks(ctx, last, batch)
			if err != nil || len(some) == 0 {
				return err
			}
			last = some[len(some)-1]
			known, err := r.Outside(ctx, some)
			if err != nil {
				return err
			}
			for _, u := range some {
				if o, there := known[u]; !there || isStale(o, s.Now()) {
					urls = append(urls, u)
				}
			}
		}
		urls = urls[:MostAtOnce]
		return nil
	})
	return urls, err
}

// isStale reports whether an address that was asked for neither waits nor answered a
// short while ago.
func isStale(o entry.Outside, now time.Time) bool {
	return o.Next.IsZero() && now.Sub(o.At) >= freshFor
}

// queue puts the addresses in line, but for those that came to stand there meanwhile.
func queue(ctx context.Context, tx Tx, urls []string) (Queued, error) {
	hosts := make(map[string]bool)
	done := Queued{}
	known, err := tx.Outside(ctx, urls)
	if err != nil {
		return done, err
	}
	for _, u := range urls {
		o, there := known[u]
		if there && !isStale(o, tx.Now()) {
			continue
		}
		if !there {
			o = entry.Outside{URL: u, Host: hostOf(u)}
		}
		o.Next, o.Tries = tx.Now(), 0
		if err := tx.PutOutside(ctx, o); err != nil {
			return done, err
		}
		done.Links++
		hosts[o.Host] = true
	}
	done.Hosts = len(hosts)
	return done, nil
}

// hostOf returns whom an address asks, without its port: who is asked slowly.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}

// finals are the answers after which nobody asks again by themselves: what is there, and
// what is gone or not for us.
func finals(status int) bool {
	return status > 0 && status < 500 && !slices.Contains([]int{408, 425, 429}, status)
}
