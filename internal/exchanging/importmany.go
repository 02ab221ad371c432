package exchanging

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
)

// An ImportMany brings many files back. Units say which post they are of.
type ImportMany struct {
	Actor    access.Actor
	Archive  io.Reader  // a ZIP archive of them; nil:
	Files    []Incoming // the files themselves
	DryRun   bool
	Once     once.Key
	Progress func(done, total int) // nil: nobody asks
}

// An Incoming is a file that came back.
type Incoming struct {
	Name string
	Kind Kind
	Body []byte
}

// Reports say what became of many files.
type Reports struct {
	Posts []Report // ordered by the place of their first unit
	Units []Result // those that say nothing of their post
}

// ImportMany does what [Service.Import] does for each post that units are of. Each is
// a revision of its own: one that cannot be written stops none of the others, and its
// report says why. A file that cannot be read is a fault, and nothing is done.
func (s *Service) ImportMany(ctx context.Context, cmd ImportMany) (*Reports, error) {
	reports, err := s.importMany(ctx, cmd)
	if err != nil {
		return nil, fmt.Errorf("import %d files: %w", len(cmd.Files), err)
	}
	return reports, nil
}

func (s *Service) importMany(ctx context.Context, cmd ImportMany) (*Reports, error) {
	if err := cmd.Actor.CheckBest(access.Write); err != nil {
		return nil, err
	}
	if cmd.Archive != nil {
		hash := sha256.New()
		archive, err := io.ReadAll(exchange.Limit(io.TeeReader(cmd.Archive, hash), MaxArchive))
		if err != nil {
			return nil, err
		}
		if cmd.Files, err = Unzip(archive); err != nil {
			return nil, err
		}
		cmd.Once = cmd.Once.With(hex.EncodeToString(hash.Sum(nil)))
	}
	if before, again, err := s.again(ctx, cmd); err != nil || again {
		return before, err
	}
	targets, lost, err := sorted(cmd.Files)
	if err != nil {
		return nil, err
	}
	done := &Reports{Units: lost}
	for i, t := range targets {
		l := landing{s: s, actor: cmd.Actor, post: t.post, tag: t.tag, units: t.units, dry: cmd.DryRun}
		report, err := l.land(ctx)
		if err != nil {
			if report, err = notTaken(t, err); err != nil {
				return nil, err
			}
		}
		done.Posts = append(done.Posts, *report)
		if cmd.Progress != nil {
			cmd.Progress(i+1, len(targets))
		}
	}
	if cmd.DryRun {
		return done, nil
	}
	return done, s.remember(ctx, cmd, *done)
}

// again returns what an earlier request under the same key did. One that broke off
// is done from its beginning: what was written is unchanged then.
func (s *Service) again(ctx context.Context, cmd ImportMany) (before *Reports, again bool, err error) {
	if cmd.DryRun || cmd.Once.Name == "" {
		return nil, false, nil
	}
	err = s.Write(ctx, func(tx Tx) error {
		var r Reports
		r, again, err = once.Again[Reports](ctx, tx, cmd.Actor.ID, cmd.Once)
		before = &r
		return err
	})
	return before, again, err
}

// remember keeps what was done under the request's key.
func (s *Service) remember(ctx context.Context, cmd ImportMany, done Reports) error {
	if cmd.Once.Name == "" {
		return nil
	}
	return s.Write(ctx, func(tx Tx) error {
		_, err := once.Do(ctx, tx, cmd.Actor.ID, cmd.Once, func() (Reports, error) { return done, nil })
		return err
	})
}

// A target is one translation and the units that are of it.
type target struct {
	post  content.PostID
	tag   locale.Tag
	units []*incoming
}

// sorted puts the units of all files to the translations that they are of, in order
// of their first unit.
func sorted(files []Incoming) (targets []*target, lost []Result, err error) {
	byKey := make(map[string]*target)
	all := 0
	for _, file := range files {
		units, err := file.units()
		if err != nil {
			return nil, nil, err
		}
		if all += len(units); all > exchange.MaxUnits {
			return nil, nil, exchange.TooMany(exchange.MaxUnits)
		}
		for _, u := range units {
			if u.Post == "" || u.Locale == "" {
				lost = append(lost, Result{
					Name: u.Name, Outcome: Rejected, Code: "exchange.nameless", Target: u.Target, File: file.Name, Line: u.Line,
				})
				continue
			}
			key := u.Post + " " + string(u.Locale)
			t := byKey[key]
			if t == nil {
				t = &target{post: content.PostID(u.Post), tag: u.Locale}
				byKey[key] = t
				targets = append(targets, t)
			}
			t.units = append(t.units, u)
		}
	}
	return targets, lost, nil
}

// units reads the file. What is wrong with it names it.
func (f Incoming) units() ([]*incoming, error) {
	units, err := unitsIn(f.Kind, bytes.NewReader(f.Body))
	if problem, ok := fault.Of(err); ok {
		name := exchange.Excerpt(f.Name)
		which := fault.New(problem.Kind, "exchange.unreadable", "file", name)
		which.Fields = []fault.Field{{Pointer: "/" + name, Code: problem.Code, Args: problem.Args}}
		return nil, errors.Join(which, err)
	}
	for _, u := range units {
		u.archive = f.Name
	}
	return units, err
}

// notTaken returns the report of a post of which nothing was taken, where the fault
// is about the post; every other error it returns.
func notTaken(t *target, err error) (*Report, error) {
	f, ok := fault.Of(err)
	if !ok {
		return nil, err
	}
	switch f.Kind {
	case fault.NotFound, fault.Forbidden, fault.Conflict, fault.Stale, fault.Invalid:
	default:
		return nil, err
	}
	r := &Report{Post: t.post, Locale: t.tag, Code: f.Code, Args: f.Args}
	for _, u := range t.units {
		r.Results = append(r.Results, Result{
			Name: u.Name, Segment: u.Segment, Outcome: Rejected, Code: f.Code, Args: f.Args, Target: u.Target, File: u.archive, Line: u.Line,
		})
	}
	return r, nil
}
