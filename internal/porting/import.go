package porting

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

const (
	// A batch is one write transaction. Both bounds keep other writers waiting
	// only shortly.
	batchPosts = 100
	batchTime  = 200 * time.Millisecond
)

// A Service imports foreign sites.
type Service struct {
	Write func(context.Context, func(Tx) error) error       // runs a function in a write transaction
	Read  func(context.Context, func(Snapshot) error) error // runs a function over one state of the database
	Now   func() time.Time                                  // decides what is in the future
	Blobs media.Blobs
	Eyes  *media.Eyes // nil: pictures are looked at later
}

// A Command asks to import a site.
type Command struct {
	Actor     access.Actor // an administrator
	Site      *Site
	Source    string // tells imports apart, such as "hugo"
	DryRun    bool   // report what would happen and keep nothing
	Overwrite bool   // save changed files over what was edited here since
	// Progress, if there is one, is told how many posts of how many are done.
	Progress func(done, total int)
}

// An importing is one import at work.
type importing struct {
	*Service
	cmd     Command
	actor   access.Actor // signs revisions: "import:" and the source
	now     time.Time
	first   bool // the database has no post yet
	zone    *time.Location
	locales map[locale.Tag]content.Locale
	policy  *sanitize.Policy
	names   *names
	files   *pictures
	stored  map[content.AssetID]bool // for the first time, by this import
	report  *Report
}

// Import carries out the command and reports every file. A file that cannot be
// taken is refused in the report, and the others go on. An error ends the
// import: what is committed by then is whole, and the same import goes on from
// there. A second import of an unchanged site changes nothing.
func (s *Service) Import(ctx context.Context, cmd Command) (*Report, error) {
	if err := cmd.Actor.Check(access.Settings); err != nil {
		return nil, err
	}
	im := &importing{
		Service: s, cmd: cmd, now: s.Now(), actor: access.System("import:" + cmd.Source), stored: make(map[content.AssetID]bool),
		report: &Report{Source: cmd.Source, DryRun: cmd.DryRun, Suggestions: cmd.Site.Suggestions, Notes: cmd.Site.Notes},
	}
	if err := im.run(ctx); err != nil {
		return im.report, fmt.Errorf("import %s: %w", cmd.Source, err)
	}
	return im.report, nil
}

// run does the import, step by step.
func (im *importing) run(ctx context.Context) error {
	var imported []content.Imported
	err := im.Read(ctx, func(s Snapshot) (err error) {
		if imported, err = s.Imports(ctx, im.cmd.Source); err != nil {
			return err
		}
		populated, err := s.Populated(ctx)
		if err != nil {
			return err
		}
		im.first = !populated
		im.names, err = loadNames(ctx, s, im.actor.ID, im.cmd.Site)
		return err
	})
	if err != nil {
		return err
	}
	if err := im.prepareSite(ctx); err != nil {
		return err
	}
	im.files = newPictures(im.cmd.Site, im.blobs(), im.eyes())
	tasks, err := plan(im.cmd.Site, imported)
	if err != nil {
		return err
	}
	if err := im.names.pairSeries(tasks); err != nil {
		return err
	}
	im.reportVanished(tasks, imported)
	if err := im.carryOut(ctx, tasks); err != nil {
		return err
	}
	im.report.sorted()
	im.report.count()
	return nil
}

// errRollback ends a transaction of a dry run.
var errRollback = errors.New("dry run")

// write runs fn in one transaction, which a dry run rolls back at its end.
func (im *importing) write(ctx context.Context, fn func(Tx) error) error {
	err := im.Write(ctx, func(tx Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		if im.cmd.DryRun {
			return errRollback
		}
		return nil
	})
	if errors.Is(err, errRollback) {
		return nil
	}
	return err
}

// prepareSite settles languages and settings, and keeps those that follow.
func (im *importing) prepareSite(ctx context.Context) error {
	return im.write(ctx, func(tx Tx) error {
		if err := settle(ctx, tx, im.cmd.Site, im); err != nil {
			return err
		}
		site, err := tx.Site(ctx)
		if err != nil {
			return err
		}
		locales, err := tx.Locales(ctx)
		if err != nil {
			return err
		}
		im.zone = site.Settings.Zone()
		im.policy = sanitize.New(sanitize.Options{
			DeniedClasses: site.Settings.DeniedClasses, EmbedHosts: site.Settings.EmbedHosts,
		})
		im.locales = make(map[locale.Tag]content.Locale, len(locales))
		for _, l := range locales {
			im.locales[l.Tag] = l
		}
		return nil
	})
}

// carryOut prepares tasks in parallel and writes them in order, batch by batch.
func (im *importing) carryOut(ctx context.Context, tasks []task) error {
	var todo []*task
	for i := range tasks {
		if tasks[i].changed() {
			todo = append(todo, &tasks[i])
		} else {
			im.reportUnchanged(&tasks[i])
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	g, ctx := errgroup.WithContext(ctx)
	queue := make(chan chan *job, 2*batchPosts)
	g.Go(func() error { return im.prepareAll(ctx, todo, queue) })
	g.Go(func() error { return im.writeAll(ctx, len(todo), queue) })
	return g.Wait()
}

// prepareAll prepares tasks on every processor and queues them in order.
func (im *importing) prepareAll(ctx context.Context, todo []*task, queue chan<- chan *job) error {
	defer close(queue)
	workers, ctx := errgroup.WithContext(ctx)
	workers.SetLimit(runtime.GOMAXPROCS(0))
	for _, t := range todo {
		ready := make(chan *job, 1)
		select {
		case queue <- ready:
		case <-ctx.Done():
			if err := workers.Wait(); err != nil {
				return err // it is why the context has ended
			}
			return ctx.Err()
		}
		workers.Go(func() error {
			j, err := im.prepare(ctx, t)
			if err != nil {
				return err
			}
			ready <- j
			return nil
		})
	}
	return workers.Wait()
}

// writeAll takes prepared jobs from the queue, at most a batch at a time.
func (im *importing) writeAll(ctx context.Context, total int, queue <-chan chan *job) error {
	done := 0
	for {
		batch, more, err := nextBatch(ctx, queue)
		if err != nil {
			return err
		}
		for len(batch) > 0 {
			n, err := im.writeBatch(ctx, batch)
			if err != nil {
				return err
			}
			batch, done = batch[n:], done+n
			if im.cmd.Progress != nil {
				im.cmd.Progress(done, total)
			}
		}
		if !more {
			return nil
		}
	}
}

// nextBatch waits for one job and takes the others that are ready.
func nextBatch(ctx context.Context, queue <-chan chan *job) (batch []*job, more bool, err error) {
	for len(batch) < batchPosts {
		select {
		case ready, ok := <-queue:
			if !ok {
				return batch, false, nil
			}
			select {
			case j := <-ready:
				batch = append(batch, j)
			case <-ctx.Done():
				return nil, false, ctx.Err()
			}
		case <-ctx.Done():
			return nil, false, ctx.Err()
		}
	}
	return batch, true, nil
}

// blobs returns where bytes are kept; a dry run only counts and judges them.
func (im *importing) blobs() media.Blobs {
	if im.cmd.DryRun {
		return judging{}
	}
	return im.Blobs
}

// eyes returns what looks at pictures; a dry run does not, since nothing that it would
// see refuses a picture.
func (im *importing) eyes() *media.Eyes {
	if im.cmd.DryRun {
		return nil
	}
	return im.Eyes
}

// reportVanished notes documents that earlier imports took and that are gone.
func (im *importing) reportVanished(tasks []task, imported []content.Imported) {
	present := make(map[string]bool)
	for _, t := range tasks {
		for _, f := range t.files {
			present[f.Path] = true
		}
	}
	for _, name := range im.cmd.Site.Others {
		present[name] = true
	}
	for _, n := range im.cmd.Site.Notes {
		if n.Level == Refused {
			present[n.Path] = true
		}
	}
	for _, row := range imported {
		if row.Post != "" && !present[row.Path] {
			im.report.Files = append(im.report.Files, FileReport{
				Path: row.Path, Locale: row.Locale, Post: row.Post, Outcome: Vanished,
				Notes: []Note{{Level: Warning, Code: "import.vanished", Path: row.Path}},
			})
		}
	}
}

func (im *importing) reportUnchanged(t *task) {
	if len(t.files) > 1 {
		im.report.Totals.Pairs++
	} else {
		im.report.Totals.Singles++
	}
	for _, f := range t.files {
		im.report.Files = append(im.report.Files, FileReport{
			Path: f.Path, Locale: f.Locale, Post: t.post, With: t.others(f.Path), Outcome: Unchanged, Notes: f.notes,
		})
	}
}

// others returns the paths of the task's other files.
func (t *task) others(path string) []string {
	var paths []string
	for _, f := range t.files {
		if f.Path != path {
			paths = append(paths, f.Path)
		}
	}
	return paths
}

// faultOf returns the fault that refuses one file, or false for an error that
// ends the import: a full disk, a busy database, a cancelled context.
func faultOf(err error) (*fault.Error, bool) {
	f, ok := fault.Of(err)
	if !ok || f.Kind == fault.Internal || f.Kind == fault.Full || f.Kind == fault.Unavailable {
		return nil, false
	}
	return f, true
}
