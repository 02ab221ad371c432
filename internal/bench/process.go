package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// starting measures the time from exec to the first answer of an entry; and of it, what
// the processor worked, which other programs change less.
func starting(ctx context.Context, l *lab) error {
	l.head("Start, from exec to the first entry", "Posts", "ms", "of the processor, ms")
	for _, n := range l.posts {
		data, err := l.data(ctx, n)
		if err != nil {
			return err
		}
		var took, worked sample
		for range l.runs {
			s, err := l.serve(ctx, data)
			if err != nil {
				return err
			}
			cpu, err := s.processor()
			if err := errors.Join(err, s.stop()); err != nil {
				return err
			}
			took, worked = append(took, float64(s.took)/float64(time.Millisecond)), append(worked, float64(cpu)/float64(time.Millisecond))
		}
		l.row(fmt.Sprint(n), took.String(), worked.String())
	}
	return nil
}

// settled is how long an idle server is left alone before its memory is read: what
// it allocated at start is given back meanwhile, or kept.
const settled = 3 * time.Second

// memory measures what the server holds, idle and after everything was read.
func memory(ctx context.Context, l *lab) error {
	l.head("Memory, MiB resident, --cache as by default", "Posts", "Idle", "of it not the program's file", "After 50,000 reads", "of it not the program's file", "At most")
	for _, n := range l.posts {
		data, err := l.data(ctx, n)
		if err != nil {
			return err
		}
		if err := l.holds(ctx, data, n); err != nil {
			return err
		}
	}
	return nil
}

func (l *lab) holds(ctx context.Context, data string, n int) (err error) {
	s, err := l.serve(ctx, data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	time.Sleep(settled)
	idle, err := s.resident()
	if err != nil {
		return err
	}
	var requests [][]byte
	for i := 2; i < n && len(requests) < 50000; i++ {
		switch {
		case i%10 == 0:
		case i%3 == 0:
			requests = append(requests, get(fmt.Sprintf("%s&limit=%d&tag=tag-%03x", oneList, 1+i%100, i/100%49), ""))
		default:
			requests = append(requests, get(fmt.Sprintf("/content/v1/posts/by-slug/post-%d?locale=fr", i), ""))
		}
	}
	d := &driver{addr: s.addr, requests: requests, status: http.StatusOK, conns: l.connections}
	if _, err := d.drive(ctx, 50000, false); err != nil {
		return err
	}
	after, err := s.resident()
	cells := []string{fmt.Sprint(n)}
	for _, mib := range []float64{idle.all, idle.own, after.all, after.own, after.peak} {
		cells = append(cells, fmt.Sprintf("%.1f", mib))
	}
	l.row(cells...)
	return err
}
