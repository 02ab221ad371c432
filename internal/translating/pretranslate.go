package translating

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/memory"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/patch"
	"github.com/diptych-cms/diptych/internal/recall"
	"github.com/diptych-cms/diptych/internal/standing"
)

// leastFuzzy is the lowest score of a text that is taken though it is not the same.
const leastFuzzy = 85

// A Pretranslate asks to fill what is missing with what the memory has of the very
// same text, then of like ones, then by the site's translation service.
type Pretranslate struct {
	Actor   access.Actor
	Post    content.PostID
	Locale  locale.Tag
	Version int64
	Machine bool
	Fuzzy   int // the lowest score of like texts; 0: none
	Once    once.Key
}

// A Pretranslated is a translation after it was filled.
type Pretranslated struct {
	Patched
	Exact, Fuzzy, Machine, Left int // segments; Left are missing still
}

// Pretranslate fills missing segments as one revision, a draft. The same text comes
// as it is; what is only like it, and what a service made, is a machine's word until a
// person looked. What cannot be written back is left.
func (s *Service) Pretranslate(ctx context.Context, cmd Pretranslate) (Pretranslated, error) {
	done, err := s.pretranslate(ctx, cmd)
	if err != nil {
		return Pretranslated{}, fmt.Errorf("pretranslate translation %s of post %s: %w", cmd.Locale, cmd.Post, err)
	}
	return done, nil
}

func (s *Service) pretranslate(ctx context.Context, cmd Pretranslate) (done Pretranslated, err error) {
	if err := cmd.Actor.CheckBest(access.Write, cmd.Locale); err != nil {
		return done, err
	}
	if cmd.Fuzzy != 0 && (cmd.Fuzzy < leastFuzzy || cmd.Fuzzy > memory.Exact) {
		return done, fault.Wrong("/fuzzy", "pretranslate.fuzzy", "least", leastFuzzy)
	}
	if done, again, err := s.again(ctx, cmd); again || err != nil {
		return done, err
	}
	f := &filler{cmd: cmd}
	if err := s.Read(ctx, func(r Snapshot) error { return f.look(ctx, r, s.Now()) }); err != nil {
		return done, err
	}
	if cmd.Machine {
		if err := f.ask(ctx, s); err != nil {
			return done, err
		}
	}
	return s.fill(ctx, f)
}

// again returns what the request was answered with the first time.
func (s *Service) again(ctx context.Context, cmd Pretranslate) (done Pretranslated, again bool, err error) {
	if cmd.Once.Name == "" {
		return done, false, nil
	}
	err = s.Write(ctx, func(tx Tx) error {
		done, again, err = once.Again[Pretranslated](ctx, tx, cmd.Actor.ID, cmd.Once)
		return err
	})
	return done, again, err
}

// A filler is one pretranslation at work.
type filler struct {
	cmd     Pretranslate
	service *content.Machine
	pair    *standing.Pair
	rows    []*standing.Row // that are missing
	writes  []patch.Write   // one for each row; without Target nothing is known
	left    []content.Warning
}

// look finds what is missing, and what the memory has for it.
func (f *filler) look(ctx context.Context, r Snapshot, now time.Time) error {
	p, err := f.patch(nil).writable(ctx, r)
	if err != nil {
		return err
	}
	asked := List{Locale: f.cmd.Locale}
	pair, err := asked.pair(ctx, r, p)
	if err != nil {
		return err
	}
	site, err := r.Site(ctx)
	if err != nil {
		return err
	}
	f.service, f.pair = site.Settings.Machine, pair
	var queries []memory.Query
	for i := range pair.Rows {
		row := &pair.Rows[i]
		if row.State != bitext.Missing {
			continue
		}
		source := segment.Whole(row.Source)
		if segment.Plain(source.Text) == "" {
			continue
		}
		q := queryOf(pair, i, now)
		q.Threshold, q.Limit = memory.Exact, 1
		if f.cmd.Fuzzy > 0 {
			q.Threshold = f.cmd.Fuzzy
		}
		queries = append(queries, q)
		f.rows = append(f.rows, row)
		f.writes = append(f.writes, patch.Write{ID: row.ID, SourceHash: source.Hash})
	}
	found, err := recall.Suggest(ctx, r, queries)
	for i, list := range found {
		if len(list) == 0 || !list[0].Ready {
			continue
		}
		f.writes[i].Target, f.writes[i].Origin = list[0].Fitted, bitext.Exact
		if list[0].Score < memory.Exact {
			f.writes[i].Origin = bitext.MachineUnreviewed
		}
	}
	return err
}

// ask has the site's service translate what the memory does not have.
func (f *filler) ask(ctx context.Context, s *Service) error {
	var rows []*standing.Row
	for i, w := range f.writes {
		if w.Target == "" {
			rows = append(rows, f.rows[i])
		}
	}
	if len(rows) == 0 {
		return nil
	}
	writes, left, err := s.byMachine(ctx, f.service, f.pair, rows)
	f.left = left
	for _, w := range writes {
		i := slices.IndexFunc(f.writes, func(have patch.Write) bool { return have.ID == w.ID })
		f.writes[i].Target, f.writes[i].Origin = w.Target, made
	}
	return err
}

// made marks what a service made until it is counted.
const made bitext.Origin = "machine"

// patch returns the command that writes.
func (f *filler) patch(writes []patch.Write) *Patch {
	return &Patch{Actor: f.cmd.Actor, Post: f.cmd.Post, Locale: f.cmd.Locale, Version: f.cmd.Version, Writes: writes}
}

// fill writes what was found. What is refused is left, and the rest tried again.
func (s *Service) fill(ctx context.Context, f *filler) (done Pretranslated, err error) {
	for turn := 1; ; {
		list, counted := f.found()
		if len(list) == 0 {
			return s.unchanged(ctx, f)
		}
		var plan *patch.Plan
		plan, err = s.plan(ctx, f.patch(list))
		if refused, ok := fault.Of(err); ok && refused.Kind == fault.Invalid && f.leave(list, refused.Fields) {
			continue
		}
		if err != nil {
			return done, err
		}
		err = s.Write(ctx, func(tx Tx) error {
			done, err = once.Do(ctx, tx, f.cmd.Actor.ID, f.cmd.Once, func() (Pretranslated, error) {
				saved, err := f.patch(list).save(ctx, tx, plan)
				counted.Patched = saved
				counted.Warnings = append(counted.Warnings, f.left...)
				return counted, err
			})
			return err
		})
		if refused, ok := fault.Of(err); ok && refused.Code == patch.Overtaken && turn < tries {
			turn++
			continue
		}
		return done, err
	}
}

// found returns what is to be written, counted.
func (f *filler) found() (list []patch.Write, counted Pretranslated) {
	for _, w := range f.writes {
		switch {
		case w.Target == "":
			counted.Left++
			continue
		case w.Origin == bitext.Exact:
			counted.Exact++
		case w.Origin == made:
			counted.Machine++
			w.Origin = bitext.MachineUnreviewed
		default:
			counted.Fuzzy++
		}
		list = append(list, w)
	}
	return list, counted
}

// leave leaves out what the fields name, and reports whether there was any.
func (f *filler) leave(list []patch.Write, fields []fault.Field) bool {
	some := false
	for _, field := range fields {
		n, err := strconv.Atoi(strings.SplitN(strings.TrimPrefix(field.Pointer, "/"), "/", 2)[0])
		if err != nil || n >= len(list) {
			continue
		}
		i := slices.IndexFunc(f.writes, func(w patch.Write) bool { return w.ID == list[n].ID })
		some = some || f.writes[i].Target != ""
		f.writes[i].Target = ""
	}
	return some
}

// unchanged answers where nothing was found.
func (s *Service) unchanged(ctx context.Context, f *filler) (done Pretranslated, err error) {
	_, done = f.found()
	err = s.Write(ctx, func(tx Tx) error {
		done, err = once.Do(ctx, tx, f.cmd.Actor.ID, f.cmd.Once, func() (Pretranslated, error) {
			p, err := f.patch(nil).writable(ctx, tx)
			if err != nil {
				return done, err
			}
			t := p.Translation(f.cmd.Locale)
			if t == nil {
				return done, fault.New(fault.Conflict, "pretranslate.nothing")
			}
			rev, err := tx.Revision(ctx, p.ID, f.cmd.Locale, t.Head)
			if err != nil {
				return done, err
			}
			done.Revision, done.Translation, done.Text, done.Warnings = t.Head, *t, rev.Text, f.left
			return done, nil
		})
		return err
	})
	return done, err
}
