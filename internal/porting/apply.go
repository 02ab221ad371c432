package porting

import (
	"context"
	"slices"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/draft"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/projection"
)

// writeBatch writes as many of the jobs as the time of a batch allows, in one
// transaction, and returns how many. If one of them is refused, each is tried
// alone, so that the fault has its file and the others are kept.
func (im *importing) writeBatch(ctx context.Context, jobs []*job) (int, error) {
	began := time.Now()
	var results []*result
	err := im.write(ctx, func(tx Tx) error {
		results = nil
		readers, err := projection.Begin(ctx, tx)
		if err != nil {
			return err
		}
		for _, j := range jobs {
			r, err := im.apply(ctx, target{tx, readers}, j)
			if err != nil {
				return err
			}
			results = append(results, r)
			if time.Since(began) > batchTime {
				break
			}
		}
		if err := readers.Finish(ctx); err != nil {
			return err
		}
		return im.refreshNames(ctx, tx, results)
	})
	if _, refused := faultOf(err); refused {
		im.names.rollback()
		return len(jobs), im.writeSingly(ctx, jobs, err)
	}
	if err != nil {
		im.names.rollback()
		return 0, err
	}
	im.settleNames()
	for _, r := range results {
		im.reportResult(r)
	}
	return len(results), nil
}

// writeSingly writes each job of a refused batch alone. The job that is refused
// even so is reported with its fault.
func (im *importing) writeSingly(ctx context.Context, jobs []*job, refusal error) error {
	if len(jobs) == 1 {
		im.reportRefused(jobs[0], refusal)
		return nil
	}
	for i := range jobs {
		if _, err := im.writeBatch(ctx, jobs[i:i+1]); err != nil {
			return err
		}
	}
	return nil
}

// settleNames keeps the names that the transaction wrote; a dry run's are gone.
func (im *importing) settleNames() {
	if im.cmd.DryRun {
		im.names.rollback()
		return
	}
	im.names.commit()
}

// refreshNames renders again what shows terms that got a name in one more
// language, each once.
func (im *importing) refreshNames(ctx context.Context, tx Tx, results []*result) error {
	var done []content.TermID
	for _, r := range results {
		for _, id := range r.renamed {
			if slices.Contains(done, id) {
				continue
			}
			done = append(done, id)
			if err := projection.RefreshTerm(ctx, tx, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// A result is what became of a job in its transaction.
type result struct {
	job       *job
	outcomes  map[*part]Outcome
	published map[locale.Tag]bool
	renamed   []content.TermID
	assets    []content.AssetID // written for the first time
	notes     map[*part][]Note
}

func (r *result) note(p *part, n Note) {
	n.Path = p.file.Path
	r.notes[p] = append(r.notes[p], n)
}

// An application is one job at work in a transaction.
type application struct {
	*importing
	*result
	target
	post *content.Post
	meta content.Meta
	live map[locale.Tag]bool // translations whose live text was the import's before, or that are new
	kept map[*part]bool      // what was edited here was left alone
}

// A target is the transaction that jobs are written in.
type target struct {
	tx      Tx
	readers *projection.Several // what readers see of it
}

// apply writes a job: names, files, shared part, translations, publication.
func (im *importing) apply(ctx context.Context, to target, j *job) (*result, error) {
	a := &application{
		importing: im, target: to,
		result: &result{
			job: j, outcomes: make(map[*part]Outcome), published: make(map[locale.Tag]bool), notes: make(map[*part][]Note),
		},
		meta: content.Meta{At: to.tx.Now(), By: im.actor.ID, Origin: content.FromImport},
		live: make(map[locale.Tag]bool),
		kept: make(map[*part]bool),
	}
	for _, p := range j.parts {
		if p.refused {
			a.outcomes[p] = Failed
		}
	}
	if len(a.outcomes) == len(j.parts) {
		return a.result, nil
	}
	for _, step := range []func(context.Context) error{a.alone, a.open, a.writeNames, a.writeAssets, a.saveShared, a.saveTexts, a.publish, a.remember} {
		if err := step(ctx); err != nil {
			return nil, err
		}
		if a.post != nil && !a.post.DeletedAt.IsZero() {
			a.leaveInTrash()
			break
		}
	}
	return a.result, nil
}

// leaveInTrash does nothing to a post that somebody put into the trash here.
func (a *application) leaveInTrash() {
	for _, p := range a.job.parts {
		if a.outcomes[p] == "" {
			a.outcomes[p] = Kept
			a.note(p, Note{Level: Warning, Code: "import.in_trash"})
		}
	}
}

// alone makes sure that nothing has changed what the plan was made of: another
// import of the same source, or a post that was joined or parted. Going on would
// make posts twice.
func (a *application) alone(ctx context.Context) error {
	for _, p := range a.job.parts {
		now, err := a.tx.Imported(ctx, a.cmd.Source, p.file.Path, p.file.Locale)
		if err != nil {
			return err
		}
		var known content.Imported
		if p.file.known != nil {
			known = *p.file.known
		}
		if now.Post != known.Post || now.Hash != known.Hash {
			return fault.New(fault.Unavailable, "import.overtaken", "source", a.cmd.Source)
		}
	}
	return nil
}

// open reads the post, or begins a new one.
func (a *application) open(ctx context.Context) error {
	j := a.job
	if !j.task.fresh {
		post, err := a.tx.Post(ctx, j.task.post)
		a.post = post
		return err
	}
	a.post = &content.Post{
		ID: j.task.post, SourceLocale: j.source, CreatedAt: a.meta.At, UpdatedAt: a.meta.At, CreatedBy: a.actor.ID,
	}
	for _, p := range j.parts {
		a.post.Targets = append(a.post.Targets, p.file.Locale)
	}
	slices.Sort(a.post.Targets)
	return nil
}

// writeNames makes the terms that the documents mention.
func (a *application) writeNames(ctx context.Context) error {
	for _, p := range a.job.parts {
		for _, m := range p.mentions {
			done, err := a.names.write(ctx, a.tx, m)
			if err != nil {
				return err
			}
			if done.renamed {
				a.renamed = append(a.renamed, m.id)
			}
			for _, n := range done.notes {
				a.note(p, n)
			}
		}
	}
	return nil
}

// saveShared saves what the source's file says of the shared part, unless
// somebody edited that here.
func (a *application) saveShared(ctx context.Context) error {
	j := a.job
	switch {
	case j.shared == nil && a.post.Head > 0:
		return nil
	case j.shared == nil: // a new post whose source could not be read
		empty, err := draft.PrepareShared("", content.Shared{})
		if err != nil {
			return err
		}
		j.shared = empty
	case a.post.Head > 0 && !a.cmd.Overwrite:
		head, err := a.tx.SharedRevision(ctx, a.post.ID, a.post.Head)
		if err != nil {
			return err
		}
		if !a.ours(head.Meta) {
			if p := j.parts[0]; p.file.known == nil || p.file.known.Hash != p.file.Hash {
				a.note(p, Note{Level: Warning, Code: "import.shared_edited_here"})
				a.kept[p] = true
			}
			return nil
		}
	}
	fresh := a.post.Head == 0
	saved, err := draft.SaveShared(ctx, a.tx, a.post, j.shared, draft.Options{Meta: a.meta, Yield: true})
	if err != nil || !saved.Changed {
		return err
	}
	a.outcomes[j.parts[0]] = Updated
	if fresh {
		return a.tx.Emit(ctx, event.PostCreated{Post: a.post.ID, Locales: a.post.Targets, By: a.actor.ID})
	}
	return a.tx.Emit(ctx, event.SharedSaved{Post: a.post.ID, Revision: saved.Revision, By: a.actor.ID})
}

// ours reports whether a revision was made by this import.
func (a *application) ours(m content.Meta) bool {
	return m.Origin == content.FromImport && m.By == a.actor.ID
}

// saveTexts saves the translations, the source first.
func (a *application) saveTexts(ctx context.Context) error {
	for _, p := range a.job.parts {
		if p.refused {
			continue
		}
		if err := a.saveText(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

func (a *application) saveText(ctx context.Context, p *part) error {
	tag := p.file.Locale
	t := a.post.Translation(tag)
	if t != nil {
		mine, err := a.imported(ctx, t, t.Head)
		if err != nil {
			return err
		}
		if !mine && !a.cmd.Overwrite {
			a.outcomes[p], a.kept[p] = Kept, true
			a.note(p, Note{Level: Warning, Code: "import.edited_here"})
			return nil
		}
	}
	var err error
	if a.live[tag], err = a.mayPublish(ctx, t); err != nil {
		return err
	}
	// In the transaction: what is linked then depends on the order of the site's pages,
	// and not on which batches were written meanwhile. Links to pages that come later
	// stay paths, which rendering follows. A batch that is refused is tried again, page
	// by page, so the text itself stays as it was prepared.
	text := *p.text
	if err := draft.Link(ctx, a.tx, "", &text); err != nil {
		return err
	}
	saved, err := draft.Save(ctx, a.tx, a.post, &text, draft.Options{Meta: a.meta, Yield: true})
	if err != nil {
		return err
	}
	for _, w := range saved.Warnings[min(len(p.text.Warnings), len(saved.Warnings)):] {
		a.note(p, p.noteOf(w))
	}
	switch {
	case t == nil:
		a.outcomes[p] = Created
	case saved.Changed:
		a.outcomes[p] = Updated
	case a.outcomes[p] == "":
		a.outcomes[p] = Unchanged
	}
	if !saved.Changed {
		return nil
	}
	return a.tx.Emit(ctx, event.TranslationSaved{Post: a.post.ID, Locale: tag, Revision: saved.Revision, By: a.actor.ID})
}

// imported reports whether this import made the revision.
func (a *application) imported(ctx context.Context, t *content.Translation, n int) (bool, error) {
	r, err := a.tx.Revision(ctx, a.post.ID, t.Locale, n)
	if err != nil {
		return false, err
	}
	return a.ours(r.Meta), nil
}

// remember notes what was read, so that the next import knows it again. A file
// that gave way to an edit is remembered as it was: the next import says so
// again, and may overwrite.
func (a *application) remember(ctx context.Context) error {
	var files []content.Imported
	for _, p := range a.job.parts {
		if p.refused || a.kept[p] {
			continue
		}
		files = append(files, content.Imported{
			Source: a.cmd.Source, Path: p.file.Path, Locale: p.file.Locale, Post: a.post.ID, Hash: p.file.Hash,
		})
	}
	return a.tx.PutImports(ctx, files)
}
