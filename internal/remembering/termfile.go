package remembering

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/glossary"
	"github.com/diptych-cms/diptych/internal/bitext/tbx"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// mostGlossary bounds a file of the glossary, in bytes.
const mostGlossary = 32 << 20

// ExportTerms writes the glossary of one direction. Nothing is written if it fails at
// once.
func (s *Service) ExportTerms(ctx context.Context, cmd Export, format Format, w io.Writer) error {
	err := cmd.Actor.Check(access.Browse)
	if err == nil {
		terms := func(yield func(bitext.Term) error) error { return s.eachTerm(ctx, cmd, yield) }
		if format == TBX {
			err = tbx.Write(w, cmd.Source, terms)
		} else {
			err = glossary.WriteCSV(w, terms)
		}
	}
	if err != nil {
		return fmt.Errorf("export the glossary from %s to %s: %w", cmd.Source, cmd.Target, err)
	}
	return nil
}

// eachTerm goes through the terms of one direction, in alphabetical order.
func (s *Service) eachTerm(ctx context.Context, cmd Export, yield func(bitext.Term) error) error {
	q := bitext.TermQuery{Source: cmd.Source, Target: cmd.Target, Limit: readAtOnce}
	for {
		var terms []bitext.Term
		err := s.Read(ctx, func(r Snapshot) (err error) {
			terms, err = r.GlossaryTerms(ctx, q)
			return err
		})
		if err != nil {
			return err
		}
		for _, t := range terms {
			if err := yield(t); err != nil {
				return err
			}
			q.AfterTerm, q.AfterMeant, q.AfterID = t.Source.Term, t.Target.Term, t.ID
		}
		if len(terms) < readAtOnce {
			return nil
		}
	}
}

// ImportTerms takes terms into the glossary. What is called so in both languages
// already is changed. It asks for permission in every language that is translated
// into; a term in another one is refused.
func (s *Service) ImportTerms(ctx context.Context, cmd Import) (Report, error) {
	report, err := s.importTerms(ctx, cmd)
	if err != nil {
		return Report{}, fmt.Errorf("import into the glossary: %w", err)
	}
	return report, nil
}

func (s *Service) importTerms(ctx context.Context, cmd Import) (Report, error) {
	if err := cmd.Actor.CheckBest(access.Lexicon); err != nil {
		return Report{}, err
	}
	tags, err := s.siteOf(ctx)
	if err != nil {
		return Report{}, err
	}
	in := &terming{Service: s, cmd: cmd, site: tags, said: make(map[[2]bitext.TermSideName]bool)}
	return s.bring(ctx, cmd, mostGlossary, in.read)
}

// A terming is a file of the glossary while it is taken in.
type terming struct {
	*Service
	cmd    Import
	site   site
	report Report
	rows   []bitext.TermRow
	said   map[[2]bitext.TermSideName]bool // what the file has said before
}

// read reads the whole file before it writes anything: a glossary is small.
func (in *terming) read(ctx context.Context, file io.ReadSeeker) (Report, error) {
	read := glossary.ReadCSV
	if in.cmd.Format == TBX {
		read = tbx.Read
	}
	err := read(file, func(row bitext.TermRow) error {
		if len(in.rows) >= glossary.MostTerms {
			return fault.New(fault.TooLarge, "glossary.too_many", "most", glossary.MostTerms)
		}
		in.row(row)
		return nil
	})
	if err != nil {
		return Report{}, err
	}
	for batch := range slices.Chunk(in.rows, together) {
		if in.cmd.Dry {
			err = in.Read(ctx, func(r Snapshot) error { return in.compare(ctx, r, batch) })
		} else {
			err = in.write(ctx, batch)
		}
		if err != nil {
			return Report{}, err
		}
	}
	return in.report, nil
}

// row looks at one term of the file.
func (in *terming) row(row bitext.TermRow) {
	t := &row.Term
	for _, side := range []*bitext.TermSide{&t.Source, &t.Target} {
		tag, ok := in.site.find(string(side.Locale))
		if row.Problem == "" && !ok {
			in.refuse(row, "locale.unknown", map[string]any{"locale": shownTag(string(side.Locale))})
			return
		}
		side.Locale = tag
	}
	switch {
	case row.Problem != "":
		in.refuse(row, row.Problem, nil)
		return
	case in.cmd.Actor.Check(access.Lexicon, t.Target.Locale) != nil:
		in.refuse(row, "memory.forbidden", map[string]any{"locale": string(t.Target.Locale)})
		return
	}
	cleaned, err := clean(*t)
	if f, ok := fault.Of(err); ok {
		in.refuse(row, f.Fields[0].Code, f.Fields[0].Args)
		return
	}
	row.Term = cleaned
	said := [2]bitext.TermSideName{cleaned.Source.Name(), cleaned.Target.Name()}
	if in.said[said] {
		in.refuse(row, "glossary.twice", nil)
		return
	}
	in.said[said] = true
	in.rows = append(in.rows, row)
}

func (in *terming) refuse(row bitext.TermRow, code string, args map[string]any) {
	in.report.refuse(Warning{Line: row.Line, Code: code, Args: args, Excerpt: excerpt(row.Excerpt)})
}

// compare counts what rows would do.
func (in *terming) compare(ctx context.Context, r GlossaryReads, batch []bitext.TermRow) error {
	_, err := in.judge(ctx, r, batch)
	return err
}

// A verdict is what is to be done with a row: now is the term that is there, or nil.
type verdict struct{ now, after *bitext.Term }

// judge finds out which rows are new and which change something, and counts them.
func (in *terming) judge(ctx context.Context, r GlossaryReads, batch []bitext.TermRow) ([]verdict, error) {
	var todo []verdict
	for _, row := range batch {
		now, err := r.GlossaryTermOf(ctx, row.Term.Source, row.Term.Target)
		if err != nil {
			return nil, err
		}
		after := row.Term
		if now != nil && !row.CaseSet {
			after.CaseSensitive = now.CaseSensitive
		}
		switch {
		case now == nil:
			in.report.Added++
		case equal(*now, after):
			in.report.Unchanged++
			continue
		default:
			in.report.Changed++
		}
		todo = append(todo, verdict{now, &after})
	}
	return todo, nil
}

// write writes rows in one transaction, and tells of it.
func (in *terming) write(ctx context.Context, batch []bitext.TermRow) error {
	before := in.report
	return in.Write(ctx, func(tx Tx) error {
		in.report = before
		todo, err := in.judge(ctx, tx, batch)
		if err != nil || len(todo) == 0 {
			return err
		}
		into := make(map[locale.Tag]bool)
		for _, v := range todo {
			if v.now != nil {
				err = change(ctx, tx, v.now, v.after, in.cmd.Actor)
			} else if err = room(ctx, tx); err == nil {
				err = add(ctx, tx, v.after, in.cmd.Actor)
			}
			if err != nil {
				return err
			}
			into[v.after.Target.Locale] = true
		}
		return tx.Emit(ctx, event.GlossaryImported{
			Added: in.report.Added - before.Added, Changed: in.report.Changed - before.Changed,
			Locales: slices.Sorted(maps.Keys(into)), By: in.cmd.Actor.ID,
		})
	})
}
