package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/diptych-cms/diptych/internal/app"
	"github.com/diptych-cms/diptych/internal/config"
	"github.com/diptych-cms/diptych/internal/fault"
)

// A checkCmd looks for damage, or asks a server whether it answers.
type checkCmd struct {
	config.Server
	Ready bool `help:"option.ready"`
}

// Run reads everything and prints what is wrong, one line each.
func (c checkCmd) Run(ctx context.Context, k *console, s *config.Common) error {
	if c.Ready {
		return c.ask(ctx, k)
	}
	return k.house(ctx, s, false, func(h *app.House) error {
		wrong := 0
		assets, err := h.Check(ctx, func(code, subject string) {
			wrong++
			_, _ = fmt.Fprintf(k.out, "%s — %s\n", k.say(code), subject)
		})
		switch {
		case err != nil:
			return err
		case wrong > 0:
			return fault.New(fault.Conflict, "cli.damaged", "count", wrong)
		}
		k.print("cli.sound", "count", assets)
		return nil
	})
}

// ask asks the server on this machine whether it is ready: what a container's
// health check calls where there is no curl.
func (c checkCmd) ask(ctx context.Context, k *console) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	url := config.Server{}.Link(string(c.Addr), "/readyz")
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return fault.New(fault.Unavailable, "cli.no_answer", "url", url)
	}
	defer answer.Body.Close()
	if answer.StatusCode >= http.StatusMultipleChoices {
		return fault.New(fault.Unavailable, "cli.not_ready", "url", url, "status", answer.StatusCode)
	}
	k.print("cli.is_ready", "url", url)
	return nil
}
