package main

import (
	"context"
	"io"

	"github.com/diptych-cms/diptych/internal/config"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/mcp"
	"github.com/diptych-cms/diptych/pkg/client/manage"
)

// A mcpCmd lends a machine the work of a server, over standard input and output.
type mcpCmd struct {
	config.Remote
}

// Run serves until standard input ends. Standard output belongs to the protocol:
// all words go to standard error.
func (c mcpCmd) Run(ctx context.Context, k *console) error {
	if c.Token.Reveal() == "" {
		return fault.New(fault.Invalid, "mcp.no_token")
	}
	client, err := manage.New(string(c.Server), c.Token.Reveal(), manage.WithLanguage(string(k.lang)))
	if err != nil {
		return err
	}
	s := &mcp.Server{Client: client, Say: k.say, Version: version()}
	return s.Run(ctx, io.NopCloser(k.in), kept{k.out})
}

// kept is a writer that stays open.
type kept struct{ io.Writer }

// Close does nothing: standard output is the process's.
func (kept) Close() error { return nil }
