// Command bench measures the program as its users meet it: the real binary serves over
// loopback, beside a bare Echo server that hands out the same bytes, and the time of the
// processor is read for each. All that it prints is Markdown.
//
//	go run ./internal/bench -posts 1000,1000000 -runs 10
//	go run ./internal/bench -cases cached,uncached -runs 10
//
// Ratios are of medians of interleaved runs in one process of measuring: they may be
// trusted across machines, times may not. It wants a quiet machine with two cores or more.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// options are what the command is told.
type options struct {
	out         io.Writer // of the report
	posts       sizes
	runs        int
	requests    int
	connections int
	clients     int
	cases       string
	dir         string
	binary      string
	search      int
	lasting     time.Duration
	pause       time.Duration
}

// sizes are numbers of posts.
type sizes []int

// String implements [flag.Value].
func (s *sizes) String() string { return strings.Trim(fmt.Sprint(*s), "[]") }

// Set implements [flag.Value].
func (s *sizes) Set(text string) error {
	*s = nil
	for part := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(part)
		if err != nil || n < 1000 {
			return errors.New("write numbers from 1000, with commas between")
		}
		*s = append(*s, n)
	}
	return nil
}

// A measurement is one part of the report.
type measurement struct {
	name string
	run  func(context.Context, *lab) error
}

func measurements() []measurement {
	return []measurement{
		{"cached", cached}, {"uncached", uncached}, {"growth", growth}, {"search", searching},
		{"editors", editors}, {"memory", memory}, {"start", starting}, {"connections", connecting},
	}
}

func main() {
	if len(os.Args) == 3 && os.Args[1] == "bare" {
		if err := bare(os.Args[2]); err != nil {
			fmt.Fprintln(os.Stderr, "bench bare:", err)
			os.Exit(1)
		}
		return
	}
	o := options{posts: sizes{1000, 100000}, out: os.Stdout}
	flag.Var(&o.posts, "posts", "how many posts; growth compares the first number with the last")
	flag.IntVar(&o.runs, "runs", 10, "how often each is measured, in turns")
	flag.IntVar(&o.requests, "requests", 20000, "requests of a run")
	flag.IntVar(&o.connections, "connections", 8, "connections that are kept open")
	flag.IntVar(&o.clients, "clients", 10000, "connections that are there at once, in the case of that name")
	flag.StringVar(&o.cases, "cases", "", "which to measure, with commas between: cached, uncached, growth, search, editors, memory, start, connections; empty: all")
	flag.StringVar(&o.dir, "dir", "", "where data directories are made and kept for the next time; empty: a temporary one")
	flag.StringVar(&o.binary, "binary", "", "the program; empty: it is built")
	flag.IntVar(&o.search, "search", 100000, "how many posts are searched")
	flag.DurationVar(&o.lasting, "lasting", 10*time.Second, "how long one measurement of latency takes")
	flag.DurationVar(&o.pause, "pause", 250*time.Millisecond, "how long each editor waits between two publications")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := measure(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1) //nolint:gocritic // stop has nothing to do any more
	}
}

// measure makes all that was asked for.
func measure(ctx context.Context, o options) (err error) {
	chosen := measurements()
	if o.cases != "" {
		names := strings.Split(o.cases, ",")
		chosen = slices.DeleteFunc(chosen, func(m measurement) bool { return !slices.Contains(names, m.name) })
		if len(chosen) != len(names) {
			return fmt.Errorf("no such case among %q", o.cases)
		}
	}
	l, err := open(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.close()) }()
	fmt.Fprintf(l.out, "%s, %d cores, %s, %s. Medians of %d runs of %d requests on %d connections, with their range.\n",
		runtime.Version(), runtime.NumCPU(), cpuModel(), time.Now().Format(time.DateOnly), o.runs, o.requests, o.connections)
	for _, m := range chosen {
		if err := m.run(ctx, l); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
	}
	return nil
}

// cpuModel names the processor, as far as Linux knows it.
func cpuModel() string {
	b, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	for line := range strings.Lines(string(b)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}
