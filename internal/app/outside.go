package app

import (
	"context"
	"slices"
	"time"

	"github.com/diptych-cms/diptych/internal/linking"
	"github.com/diptych-cms/diptych/internal/machine"
	"github.com/diptych-cms/diptych/internal/outbound"
)

// Outside says which other servers a house asks, and with what. The zero value asks
// none that needs a key, and none of the inner network.
type Outside struct {
	MachineKey   string   // what opens the site's translation service
	MachineHosts []string // to which alone that is sent
	Allow        []string // hosts of the inner network that may be called, by name
	FetchHosts   []string // hosts that files may be fetched from; "*": any of the open Internet; empty: none

	CheckLinks bool   // whether links to other sites lead somewhere is asked for, where somebody wants to know
	Agent      string // how the program names itself then
}

// translator returns what asks translation services.
func (o Outside) translator() *machine.Translator {
	return machine.New(machine.Options{Key: o.MachineKey, Hosts: o.MachineHosts, Call: outbound.New(outbound.Options{Allow: o.Allow})})
}

// The bounds of asking whether a link leads somewhere.
const (
	checkTime  = 20 * time.Second
	checkEvery = 30 * time.Second // where nobody wants to know
)

// checker returns what asks whether links lead somewhere, or nil where nothing does.
func (o Outside) checker() linking.Asker {
	if !o.CheckLinks {
		return nil
	}
	return outbound.New(outbound.Options{Allow: o.Allow, Timeout: checkTime})
}

// checkLinks asks for what stands in line, until ctx ends. A fault is logged and tried
// again: whatever is left stands in the database.
func (h *House) checkLinks(ctx context.Context) {
	for ctx.Err() == nil && h.Linking.Ask != nil {
		wait := checkEvery
		n, err := h.Linking.Turn(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			h.Log.ErrorContext(ctx, "checking links failed", "error", err)
		case n > 0:
			wait = linking.HostPause
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
}

// fetchTime bounds how long a file takes to come.
const fetchTime = 90 * time.Second

// fetcher returns what fetches files, or nil where none are. Who uploads chooses the
// address: a host of the inner network must be named for this, too.
func (o Outside) fetcher() *outbound.Client {
	if len(o.FetchHosts) == 0 {
		return nil
	}
	out := outbound.Options{Hosts: o.FetchHosts, Timeout: fetchTime}
	for _, host := range o.FetchHosts {
		if slices.Contains(o.Allow, host) {
			out.Allow = append(out.Allow, host)
		}
	}
	if slices.Contains(o.FetchHosts, "*") {
		out.Hosts = nil
	}
	return outbound.New(out)
}
