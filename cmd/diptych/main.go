// Command diptych is the whole of Diptych: the server and every tool of whoever
// runs one. Each command stands in a file of its own.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // a static image has no zones of its own
)

func main() {
	// The second signal ends the process at once: stop gives it back its meaning.
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	os.Exit(Main(ctx, process{Args: os.Args[1:], Env: os.LookupEnv, In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
}

// A process is what a command has of the world around it.
type process struct {
	Args []string
	Env  func(string) (string, bool)
	In   io.Reader
	Out  io.Writer
	Err  io.Writer
}

// The exit codes.
const (
	exitOK     = 0
	exitFailed = 1 // the command failed, or refused a part of what it was given
	exitUsage  = 2 // nothing was done: the command line, a setting or the input as a whole is wrong
)

// Main runs the command that p.Args names and returns its exit code. It stops
// in order when ctx ends.
func Main(ctx context.Context, p process) int {
	k, err := newConsole(p)
	if err != nil {
		// Without messages there are no words but these.
		_, _ = io.WriteString(p.Err, "diptych: "+err.Error()+"\n")
		return exitFailed
	}
	return k.exit(k.run(ctx, p))
}
