package porting

import (
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Report says what an import did, or in a dry run would do, to every file.
type Report struct {
	Source      string
	DryRun      bool
	Totals      Totals
	Files       []FileReport // by path
	Suggestions []Suggestion
	Notes       []Note // about the site, and about files that are no document
}

// A FileReport says what became of one file.
type FileReport struct {
	Path      string
	Locale    locale.Tag
	Post      content.PostID
	With      []string // the other files of the same post
	Outcome   Outcome
	Published bool // by this import
	Notes     []Note
}

// An Outcome is what became of a file.
type Outcome string

// The outcomes.
const (
	Created   Outcome = "created"
	Updated   Outcome = "updated"
	Unchanged Outcome = "unchanged"
	Kept      Outcome = "kept"     // it changed, but the text was edited here: left alone
	Failed    Outcome = "refused"  // it could not be taken
	Vanished  Outcome = "vanished" // an earlier import had it; what it made stays
)

// Totals count files and works.
type Totals struct {
	Files     int // documents read
	Created   int
	Updated   int
	Unchanged int
	Kept      int
	Refused   int
	Vanished  int
	Published int // translations that went live, or whose live text changed
	Pairs     int // works with more than one document
	Singles   int
	Assets    int // files stored for the first time
	Warnings  int
	Repairs   int // things that sanitizing changed or removed
}

// count fills in the totals that follow from the files.
func (r *Report) count() {
	t := &r.Totals
	for _, f := range r.Files {
		switch f.Outcome {
		case Created:
			t.Created++
		case Updated:
			t.Updated++
		case Unchanged:
			t.Unchanged++
		case Kept:
			t.Kept++
		case Failed:
			t.Refused++
		case Vanished:
			t.Vanished++
		}
		if f.Outcome != Vanished {
			t.Files++
		}
		if f.Published {
			t.Published++
		}
		r.countNotes(f.Notes)
	}
	r.countNotes(r.Notes)
	for _, n := range r.Notes {
		if n.Level == Refused {
			t.Refused++
		}
	}
}

func (r *Report) countNotes(notes []Note) {
	for _, n := range notes {
		if strings.HasPrefix(n.Code, "sanitize.") {
			r.Totals.Repairs++
		} else if n.Level == Warning {
			r.Totals.Warnings++
		}
	}
}

// Changed reports whether the import changed anything.
func (r *Report) Changed() bool {
	return r.Totals.Created+r.Totals.Updated+r.Totals.Assets > 0
}

// sorted puts the files in the order of their paths.
func (r *Report) sorted() {
	slices.SortFunc(r.Files, func(a, b FileReport) int { return strings.Compare(a.Path, b.Path) })
}

// reportResult adds what a committed job did.
func (im *importing) reportResult(r *result) {
	readable := 0
	for _, p := range r.job.parts {
		if r.outcomes[p] != Failed {
			readable++
		}
		im.report.Files = append(im.report.Files, FileReport{
			Path: p.file.Path, Locale: p.file.Locale, Post: r.job.task.post, With: r.job.task.others(p.file.Path),
			Outcome: r.outcomes[p], Published: r.published[p.file.Locale], Notes: slices.Concat(p.notes, r.notes[p]),
		})
	}
	switch {
	case readable > 1:
		im.report.Totals.Pairs++
	case readable == 1:
		im.report.Totals.Singles++
	}
	for _, id := range r.assets { // a dry run writes one again in each transaction
		im.stored[id] = true
	}
	im.report.Totals.Assets = len(im.stored)
}

// reportRefused adds a job that the database or a rule refused as a whole.
func (im *importing) reportRefused(j *job, err error) {
	f, _ := faultOf(err)
	for _, p := range j.parts {
		im.report.Files = append(im.report.Files, FileReport{
			Path: p.file.Path, Locale: p.file.Locale, With: j.task.others(p.file.Path),
			Outcome: Failed, Notes: slices.Concat(p.notes, refusal(p.file.Path, f)),
		})
	}
}
