package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"time"

	"github.com/diptych-cms/diptych/internal/accounts"
	"github.com/diptych-cms/diptych/internal/app"
	"github.com/diptych-cms/diptych/internal/config"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/porting"
	"github.com/diptych-cms/diptych/internal/porting/hugo"
	"github.com/diptych-cms/diptych/testdata"
)

// A demoCmd shows Diptych at work on a small site that is built in.
type demoCmd struct {
	config.Server
}

// Run imports the built-in site into a temporary data directory, or into the
// one that --data names, serves it, and says what to try. The temporary
// directory is gone when the demo ends.
func (c demoCmd) Run(ctx context.Context, k *console, s *config.Common, from *settings) (err error) {
	l, err := c.listen(ctx, k)
	if err != nil {
		return err
	}
	defer func() { _ = l.Close() }() // mostly the server has closed it
	if from.originOf("data") == config.Default {
		if s.Data, err = os.MkdirTemp("", "diptych-demo-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(s.Data)) }()
	}
	return k.open(ctx, s, app.Options{Create: true, Outside: outside(c.Server), VariantJobs: int(c.VariantJobs)}, func(h *app.House) error {
		token, err := furnish(ctx, h)
		if err != nil {
			return err
		}
		if err := c.invite(k, l.Addr().String(), s.Data, token); err != nil {
			return err
		}
		return k.serve(ctx, h, l, c.Server)
	})
}

// listen opens the address, or another port of the same host where that one is taken.
func (c demoCmd) listen(ctx context.Context, k *console) (net.Listener, error) {
	l, err := listen(ctx, c.Addr)
	if f, ok := fault.Of(err); !ok || f.Code != "cli.port_in_use" {
		return l, err
	}
	host, _, err := net.SplitHostPort(string(c.Addr))
	if err != nil {
		return nil, err
	}
	if l, err = listen(ctx, config.Address(net.JoinHostPort(host, "0"))); err == nil {
		k.note("cli.other_port", "taken", string(c.Addr), "addr", l.Addr().String())
	}
	return l, err
}

// furnish imports the built-in site and makes an admin token.
func furnish(ctx context.Context, h *app.House) (token string, err error) {
	files, err := fs.Sub(testdata.Site, "site")
	if err != nil {
		return "", err
	}
	site, err := hugo.Read(ctx, files, hugo.Options{Now: time.Now()}, nil)
	if err != nil {
		return "", err
	}
	if _, err := h.Porting.Import(ctx, porting.Command{Actor: cliActor(), Site: site, Source: "hugo"}); err != nil {
		return "", err
	}
	created, err := h.Accounts.Create(ctx, accounts.CreateToken{Actor: cliActor(), Role: "admin", Name: "demo"})
	return created.Secret, err
}

// invite prints what to try: the token, and three commands that work.
func (c demoCmd) invite(k *console, listening, data, token string) error {
	lines := []string{
		k.say("demo.ready", "url", c.Link(listening, "/"), "data", data),
		"",
		k.say("demo.list"),
		fmt.Sprintf("  curl '%s'", c.Link(listening, "/content/v1/posts?locale=fr&limit=3")),
		"",
		k.say("demo.entry"),
		fmt.Sprintf("  curl '%s'", c.Link(listening, "/content/v1/posts/by-slug/premiere-lumiere?locale=fr")),
		"",
		k.say("demo.manage"),
		fmt.Sprintf("  curl -H 'Authorization: Bearer %s' '%s'", token, c.Link(listening, "/manage/v1/posts?live=false")),
		"",
		k.say("demo.token", "token", token),
		k.say("demo.stop"),
	}
	for _, line := range lines {
		if _, err := fmt.Fprintln(k.out, line); err != nil {
			return err
		}
	}
	return nil
}
