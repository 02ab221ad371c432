package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/diptych-cms/diptych/internal/store/crowd"
)

// A lab has the program and the data that measurements need.
type lab struct {
	options
	temporary bool
}

// open builds the program, as releases are.
func open(ctx context.Context, o options) (*lab, error) {
	l := &lab{options: o}
	var err error
	if l.dir == "" {
		l.temporary = true
		if l.dir, err = os.MkdirTemp("", "diptych-bench"); err != nil {
			return nil, err
		}
	} else if err := os.MkdirAll(l.dir, 0o700); err != nil {
		return nil, err
	}
	if l.binary != "" {
		return l, nil
	}
	l.binary = filepath.Join(l.dir, "diptych")
	cmd := exec.CommandContext(ctx, "go", "build", "-tags", "nodynamic", "-trimpath", "-ldflags=-s -w", "-o", l.binary, "./cmd/diptych")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return nil, errors.Join(fmt.Errorf("build the program: %w", err), l.close())
	}
	return l, nil
}

// close leaves nothing behind, unless a directory was named.
func (l *lab) close() error {
	if !l.temporary {
		return nil
	}
	return os.RemoveAll(l.dir)
}

// few and many are the numbers of posts that growth lies between.
func (l *lab) few() int  { return l.posts[0] }
func (l *lab) many() int { return l.posts[len(l.posts)-1] }

// data returns a data directory with n posts, which is made if it is not there yet.
func (l *lab) data(ctx context.Context, n int) (string, error) {
	return l.made(ctx, strconv.Itoa(n), n, func(context.Context, *sql.DB) error { return nil })
}

// made returns the data directory of the name, filled with n posts and prepared. Nothing is
// left to do for those who work beside the server.
func (l *lab) made(ctx context.Context, name string, n int, prepare func(context.Context, *sql.DB) error) (string, error) {
	dir := filepath.Join(l.dir, name)
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	temp := dir + ".part"
	if err := os.RemoveAll(temp); err != nil {
		return "", err
	}
	if err := os.MkdirAll(temp, 0o700); err != nil {
		return "", err
	}
	fmt.Fprintf(os.Stderr, "%s: making %d posts; a million take minutes\n", dir, n)
	began := time.Now()
	path := filepath.Join(temp, "diptych.db")
	if err := crowd.Make(ctx, path, crowd.Size{Posts: n, Summary: 200, Body: 1500, Settled: true}); err != nil {
		return "", err
	}
	pool, err := sql.Open("sqlite", "file:"+path+"?_pragma=synchronous(OFF)")
	if err != nil {
		return "", err
	}
	pool.SetMaxOpenConns(1)
	if err := errors.Join(prepare(ctx, pool), pool.Close(), os.Rename(temp, dir)); err != nil {
		return "", err
	}
	fmt.Fprintf(os.Stderr, "%s: %d posts made in %v\n", dir, n, time.Since(began).Round(time.Second))
	return dir, nil
}
