package main

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"syscall"
	"time"

	"github.com/diptych-cms/diptych/internal/app"
	"github.com/diptych-cms/diptych/internal/config"
	"github.com/diptych-cms/diptych/internal/fault"
)

// A serveCmd serves the data directory over HTTP.
type serveCmd struct {
	config.Server
}

// Run serves until ctx ends, then lets running requests finish. It listens
// before it opens the data directory, so that a port in use changes nothing.
func (c serveCmd) Run(ctx context.Context, k *console, s *config.Common) error {
	l, err := listen(ctx, c.Addr)
	if err != nil {
		return err
	}
	defer func() { _ = l.Close() }() // mostly the server has closed it
	return k.open(ctx, s, app.Options{Create: true, Outside: outside(c.Server), VariantJobs: int(c.VariantJobs)}, func(h *app.House) error {
		k.note("cli.serving", "url", c.Link(l.Addr().String(), "/"), "data", s.Data)
		if err := k.firstSteps(ctx, h, s.Data); err != nil {
			return err
		}
		if err := k.firstPerson(ctx, h, c.Link(l.Addr().String(), "")); err != nil {
			return err
		}
		return k.serve(ctx, h, l, c.Server)
	})
}

// outside says which other servers are asked, as the settings have it.
func outside(s config.Server) app.Outside {
	return app.Outside{
		MachineKey: s.MachineKey.Reveal(), MachineHosts: texts(s.MachineHosts), Allow: texts(s.OutboundAllow), FetchHosts: texts(s.FetchHosts),
		CheckLinks: s.CheckLinks, Agent: agent(s),
	}
}

// agent names the program to servers that are asked whether links to them lead
// somewhere, so that whoever runs them knows whom to ask.
func agent(s config.Server) string {
	name := "Diptych/" + version() + " (link check"
	if s.BaseURL != "" {
		name += "; +" + string(s.BaseURL)
	}
	return name + ")"
}

// serve runs the server until ctx ends.
func (k *console) serve(ctx context.Context, h *app.House, l net.Listener, s config.Server) error {
	proxies := make([]netip.Prefix, len(s.TrustedProxies))
	for i, p := range s.TrustedProxies {
		proxies[i] = netip.Prefix(p)
	}
	serving := app.Serving{Listener: l, BaseURL: s.Link(l.Addr().String(), ""), TrustedProxies: proxies, Grace: time.Duration(s.Grace)}
	serving.Version = version()
	serving.Cache, serving.SharedMaxAge, serving.PublicRate = int64(s.Cache), time.Duration(s.SMaxage), int(s.PublicRate)
	serving.PurgeURL, serving.PurgeSecret = string(s.PurgeURL), s.PurgeSecret.Reveal()
	if s.MetricsAddr != "" {
		counted, err := listen(ctx, s.MetricsAddr)
		if err != nil {
			return err
		}
		defer func() { _ = counted.Close() }() // mostly the server has closed it
		serving.Metrics = counted
		k.note("cli.metrics", "url", "http://"+counted.Addr().String()+"/metrics")
	}
	err := h.Serve(ctx, serving)
	if err == nil {
		k.note("cli.stopped")
	}
	return err
}

// firstSteps says what to do with an empty database.
func (k *console) firstSteps(ctx context.Context, h *app.House, data string) error {
	empty, err := h.Empty(ctx)
	if err == nil && empty {
		k.note("cli.empty", "data", data)
	}
	return err
}

// firstPerson prints the link by which the first admin comes, a new one at each
// start, as long as nobody can ask for anything.
func (k *console) firstPerson(ctx context.Context, h *app.House, base string) error {
	untouched, err := h.Accounts.Untouched(ctx)
	if err != nil || !untouched {
		return err
	}
	made, err := h.Accounts.SetUp(ctx, cliActor())
	if err == nil {
		k.note("cli.first_person", "link", base+made.Path(), "until", made.Link.ExpiresAt.Local().Format(toTheMinute))
	}
	return err
}

// listen opens the address. What stands in the way is a fault with a remedy.
func listen(ctx context.Context, a config.Address) (net.Listener, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", string(a))
	switch {
	case err == nil:
		return l, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, errors.Join(fault.New(fault.Conflict, "cli.port_in_use", "addr", string(a)), err)
	case errors.Is(err, syscall.EACCES):
		return nil, errors.Join(fault.New(fault.Forbidden, "cli.port_forbidden", "addr", string(a)), err)
	}
	return nil, errors.Join(fault.New(fault.Invalid, "cli.cannot_listen", "addr", string(a)), err)
}
