package translating

import (
	"context"
	"fmt"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/change"
	"github.com/diptych-cms/diptych/internal/bitext/memory"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/difference"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/patch"
	"github.com/diptych-cms/diptych/internal/recall"
	"github.com/diptych-cms/diptych/internal/standing"
	"github.com/diptych-cms/diptych/internal/work"
)

// inline is how many suggestions stand beside each segment of a list.
const inline = 3

// A Suggestion is a text that could stand in a segment, or a term that should.
type Suggestion struct {
	memory.Suggestion
	Diff       []difference.Piece // from the remembered source to the present one; nil where they are the same
	Person     work.Person
	Term       *bitext.Term // of the glossary; then Source and Target are the two words
	TermLocale locale.Tag   // of Target then
}

// A Suggest asks what could stand in a segment.
type Suggest struct {
	Actor     access.Actor
	Post      content.PostID
	Locale    locale.Tag
	Segment   string
	Limit     int // texts of the memory; 0: the usual
	Threshold int // 0: the usual
}

// Suggest returns what the memory has for a segment, best first, then the terms of
// the glossary that stand in it. It asks for what [Service.List] asks for.
func (s *Service) Suggest(ctx context.Context, cmd Suggest) (list []Suggestion, err error) {
	err = cmd.Actor.CheckBest(access.Read, cmd.Locale)
	if err == nil {
		err = s.Read(ctx, func(r Snapshot) error {
			list, err = cmd.look(ctx, r, s.Now())
			return err
		})
	}
	if err != nil {
		return nil, fmt.Errorf("suggest for segment %s of translation %s of post %s: %w", cmd.Segment, cmd.Locale, cmd.Post, err)
	}
	return list, nil
}

func (cmd Suggest) look(ctx context.Context, r Snapshot, now time.Time) ([]Suggestion, error) {
	p, err := asking{cmd.Actor, access.Read, cmd.Post, cmd.Locale}.known(ctx, r)
	if err != nil {
		return nil, err
	}
	asked := List{Actor: cmd.Actor, Locale: cmd.Locale}
	pair, err := asked.pair(ctx, r, p)
	if err != nil {
		return nil, err
	}
	row := patch.Rows(pair)[cmd.Segment]
	for i := range pair.Rows {
		if &pair.Rows[i] == row && len(row.Source) > 0 {
			items := []Item{itemOf(row, pair.Source.Locale)}
			q := queryOf(pair, i, now)
			q.Limit, q.Threshold = min(cmd.Limit, memory.Most), cmd.Threshold
			if q.Threshold > 0 {
				q.Threshold = max(q.Threshold, memory.Least)
			}
			err := suggestions(ctx, r, shown{pair: pair, rows: []int{i}, actor: cmd.Actor}, items, []memory.Query{q})
			return items[0].Suggestions, err
		}
	}
	return nil, fault.New(fault.NotFound, "segment.not_found", "segment", cmd.Segment)
}

// queryOf asks the memory about the source of a row.
func queryOf(pair *standing.Pair, i int, now time.Time) memory.Query {
	row := &pair.Rows[i]
	source := segment.Whole(row.Source)
	q := memory.Query{
		Source: pair.Pairing.Source, Target: pair.Pairing.Target, Text: source.Text, Tags: memory.Elements(source.Tags),
		Post: content.PostID(pair.Pairing.Post), Now: now,
	}
	if len(row.Source) > 0 {
		q.Segment = row.Source[0].ID
		if at := pair.Source.Index(q.Segment); at > 0 {
			q.Before = memory.Sum(pair.Source.Segments[at-1].Text)
		}
		if at := pair.Source.Index(row.Source[len(row.Source)-1].ID); at+1 < len(pair.Source.Segments) {
			q.After = memory.Sum(pair.Source.Segments[at+1].Text)
		}
	}
	return q
}

// suggest adds the best suggestions to each item that is missing or stale.
func suggest(ctx context.Context, r Snapshot, s shown, items []Item) error {
	queries := make([]memory.Query, len(items))
	for i, at := range s.rows {
		if items[i].State == bitext.Missing || items[i].State == bitext.Stale {
			queries[i] = queryOf(s.pair, at, s.now)
			queries[i].Limit = inline
		}
	}
	return suggestions(ctx, r, s, items, queries)
}

// suggestions answers the queries, one for each item; one without text asks nothing.
func suggestions(ctx context.Context, r Snapshot, s shown, items []Item, queries []memory.Query) error {
	var asked []memory.Query
	var of []int
	var texts []string
	for i, q := range queries {
		items[i].Suggestions = []Suggestion{}
		if q.Text != "" {
			asked, of, texts = append(asked, q), append(of, i), append(texts, q.Text)
		}
	}
	found, err := recall.Suggest(ctx, r, asked)
	if err != nil {
		return err
	}
	terms, err := recall.TermsIn(ctx, r, s.pair.Pairing.Source, s.pair.Pairing.Target, texts)
	if err != nil {
		return err
	}
	var ids []string
	for k, list := range found {
		it := &items[of[k]]
		for _, one := range list {
			added := Suggestion{Suggestion: one}
			if one.Source != it.Source.Text {
				added.Diff = change.Diff(one.Source, it.Source.Text)
			}
			ids = append(ids, one.By)
			it.Suggestions = append(it.Suggestions, added)
		}
		for _, m := range terms.Find(it.Source.Text) {
			ids = append(ids, m.Term.By)
			it.Suggestions = append(it.Suggestions, termOf(m.Term, s.pair))
		}
	}
	people, err := r.People(ctx, distinct(ids))
	if err != nil {
		return err
	}
	for i := range items {
		for k := range items[i].Suggestions {
			items[i].Suggestions[k].name(people)
		}
	}
	return reveal(ctx, r, s.actor, items)
}

// termOf returns a term as a suggestion.
func termOf(t *bitext.Term, pair *standing.Pair) Suggestion {
	s := Suggestion{Term: t}
	s.Score = memory.Exact
	s.Entry.Source, s.Entry.Target, s.TermLocale = t.Source.Term, t.Target.Term, t.Target.Locale
	if t.Source.Locale.Base() != pair.Pairing.Source.Base() {
		s.Entry.Source, s.Entry.Target, s.TermLocale = t.Target.Term, t.Source.Term, t.Source.Locale
	}
	s.Fitted = segment.Escape(s.Entry.Target)
	return s
}

// name says who wrote the suggestion.
func (s *Suggestion) name(people map[string]work.Person) {
	s.Person = people[s.By]
	if s.Term != nil {
		s.Person = people[s.Term.By]
	}
}

// reveal takes away where suggestions come from what the actor may not know of.
// Many come from few posts: each is asked for once.
func reveal(ctx context.Context, r Posts, actor access.Actor, items []Item) error {
	known := map[content.PostID]bool{"": true}
	for i := range items {
		for k := range items[i].Suggestions {
			s := &items[i].Suggestions[k]
			if _, asked := known[s.Post]; !asked {
				p, err := r.Post(ctx, s.Post)
				if err != nil && !fault.Is(err, fault.NotFound) {
					return err
				}
				known[s.Post] = err == nil && actor.Finds(p) == nil
			}
			if !known[s.Post] {
				s.Post = ""
			}
		}
	}
	return nil
}
