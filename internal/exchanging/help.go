package exchanging

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/bitext/memory"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/recall"
	"github.com/diptych-cms/diptych/internal/standing"
	"github.com/diptych-cms/diptych/internal/work"
)

const (
	mostSuggested   = 300 // units of a file that the memory is asked for
	eachSuggestions = 3
)

// remark puts what colleagues said of segments, and did not resolve, into their units.
func remark(ctx context.Context, r Snapshot, post content.PostID, f *exchange.File) error {
	open := true
	threads, err := r.Threads(ctx, post, f.Target, work.ThreadQuery{Open: &open, Limit: work.MaxThreads})
	if err != nil {
		return err
	}
	var ids []string
	for _, t := range threads {
		for _, c := range t.Comments {
			ids = append(ids, c.By.ID)
		}
	}
	people, err := r.People(ctx, ids)
	if err != nil {
		return err
	}
	units := byUnit(f)
	for _, t := range slices.Backward(threads) {
		u := units[t.Segment]
		if u == nil {
			continue
		}
		for _, c := range t.Comments {
			u.Notes = append(u.Notes, cmp.Or(people[c.By.ID].Name, c.By.ID)+": "+c.Text)
		}
	}
	return nil
}

func byUnit(f *exchange.File) map[string]*exchange.Unit {
	units := make(map[string]*exchange.Unit, len(f.Units))
	for i := range f.Units {
		units[f.Units[i].Segment] = &f.Units[i]
	}
	return units
}

// assist puts terms of the glossary into units, and what the memory has into those
// that are to be done.
func assist(ctx context.Context, r Snapshot, pair *standing.Pair, f *exchange.File) error {
	texts := make([]string, len(f.Units))
	for i := range f.Units {
		texts[i] = f.Units[i].Source
	}
	terms, err := recall.TermsIn(ctx, r, f.Source, f.Target, texts)
	if err != nil {
		return err
	}
	for i := range f.Units {
		for _, m := range terms.Find(f.Units[i].Source) {
			f.Units[i].Notes = append(f.Units[i].Notes, termNote(m.Term, f.Source))
		}
	}
	var queries []memory.Query
	var of []*exchange.Unit
	for i := range f.Units {
		u := &f.Units[i]
		if u.State.Done() || len(queries) == mostSuggested {
			continue
		}
		queries = append(queries, memory.Query{
			Source: f.Source, Target: f.Target, Text: u.Source, Tags: memory.Elements(u.Tags),
			Post: content.PostID(pair.Pairing.Post), Segment: u.Segment, Limit: eachSuggestions, Now: f.At,
		})
		of = append(of, u)
	}
	found, err := recall.Suggest(ctx, r, queries)
	if err != nil {
		return err
	}
	for i, list := range found {
		for _, s := range list {
			of[i].Suggestions = append(of[i].Suggestions, exchange.Suggestion{
				Source: s.Source, Target: s.Fitted, Score: min(s.Score, 100), Origin: "memory",
			})
		}
	}
	return nil
}

// termNote says in a line what a term is called, in every language the same way. A
// term may have been written down in the other direction.
func termNote(t *bitext.Term, source locale.Tag) string {
	from, to := t.Source, t.Target
	if from.Locale.Base() != source.Base() {
		from, to = to, from
	}
	text := from.Term + " → " + to.Term
	if t.Note != "" {
		text += " (" + strings.TrimSpace(t.Note) + ")"
	}
	return text
}
