package memory_test

import (
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/memory"
)

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// one returns what an entry is worth for a query; the zero suggestion if nothing.
func one(q memory.Query, e bitext.Entry, uses ...bitext.Use) memory.Suggestion {
	if e.Direction.Source == "" {
		e.Direction = bitext.Direction{Source: "en", Target: "fr"}
	}
	if e.At.IsZero() {
		e.At = noon
	}
	if q.Source == "" {
		q.Source, q.Target = "en", "fr"
	}
	q.Now = noon
	q.Threshold = memory.Least
	memory.Keys(&e)
	text := memory.Read(q.Text, q.Source)
	c, ok := q.Candidate(text, e)
	if !ok {
		return memory.Suggestion{}
	}
	c.Uses = uses
	for _, s := range q.Judge(text, []memory.Candidate{c}) {
		return s
	}
	return memory.Suggestion{}
}

func TestScore(t *testing.T) {
	tests := []struct {
		name   string
		text   string
		source string
		target string
		score  int
		fitted string // "": the target
		torn   bool   // cannot be written as it is
	}{
		{name: "the same", text: "The server is down.", source: "The server is down.", target: "Le serveur est en panne.", score: 100},
		{name: "composed otherwise", text: "Caf\u00e9.", source: "Cafe\u0301.", target: "Café.", score: 100},
		{name: "another sign", text: "The server is down!", source: "The server is down.", target: "Le serveur est en panne.", score: 98},
		{name: "other capitals", text: "The Server is down.", source: "The server is down.", target: "Le serveur est en panne.", score: 98},
		{name: "another space", text: "The server is\u00a0down.", source: "The server is down.", target: "Le serveur est en panne.", score: 99},
		{name: "another form of a word", text: "The servers are down.", source: "The server are down.", target: "x", score: 87},
		{name: "one word of four", text: "The router is down.", source: "The server is down.", target: "x", score: 75},
		{name: "nothing alike", text: "A quite different thing.", source: "The server is down.", target: "x"},
		{name: "a number is changed", text: "It has 12 pumps.", source: "It has 25 pumps.", target: "Il a 25 pompes.", score: 98, fitted: "Il a 12 pompes."},
		{name: "a number that is written otherwise", text: "It costs 1,750.50 dollars.", source: "It costs 1,500.25 dollars.", target: "Il coûte 1\u00a0500,25 dollars.",
			score: 98, fitted: "Il coûte 1\u00a0750,50 dollars."},
		{name: "two numbers change places", text: "From 30 to 20.", source: "From 20 to 30.", target: "De 20 à 30.", score: 98, fitted: "De 30 à 20."},
		{name: "one is no plural", text: "It has 1 pump.", source: "It has 25 pump.", target: "Il a 25 pompes.", score: 95},
		{name: "the number is not in the target", text: "At 4 p.m.", source: "At 3 p.m.", target: "À 15 h", score: 95},
		{name: "a number stands for two", text: "Between 5 and 7.", source: "Between 5 and 5.", target: "Entre 5 et 5.", score: 95},
		{name: "a version", text: "Version 1.28 is out.", source: "Version 1.27 is out.", target: "La version 1.27 est sortie.", score: 98, fitted: "La version 1.28 est sortie."},
		{name: "the same tags", text: "A <1>bold</1> word.", source: "A <1>bold</1> word.", target: "Un mot <1>gras</1>.", score: 100},
		{name: "tags that the text does not have", text: "A bold word.", source: "A <1>bold</1> word.", target: "Un mot <1>gras</1>.", score: 95, fitted: "Un mot gras."},
		{name: "a tag around everything", text: "<1>A bold word.</1>", source: "A bold word.", target: "Un mot gras.", score: 95, fitted: "<1>Un mot gras.</1>"},
		{name: "a tag around what both say", text: "Run <1>kubectl</1> now.", source: "Run kubectl now.", target: "Lancez kubectl maintenant.", score: 95,
			fitted: "Lancez <1>kubectl</1> maintenant."},
		{name: "a tag without a place", text: "A <1>bold</1> word.", source: "A bold word.", target: "Un mot gras.", score: 89, torn: true},
		{name: "a picture at the end", text: "A word.<1/>", source: "A word.", target: "Un mot.", score: 97, fitted: "Un mot.<1/>"},
		{name: "the tag stands elsewhere", text: "<1>A</1> bold word.", source: "A <1>bold</1> word.", target: "Un mot <1>gras</1>.", score: 99},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := one(memory.Query{Text: tt.text}, bitext.Entry{Source: tt.source, Target: tt.target})
			if s.Score != tt.score {
				t.Fatalf("score %d, want %d (%q)", s.Score, tt.score, s.Fitted)
			}
			if tt.score == 0 {
				return
			}
			want := tt.fitted
			if want == "" {
				want = tt.target
			}
			if s.Fitted != want || s.Ready == tt.torn {
				t.Errorf("fitted %q (ready %t), want %q", s.Fitted, s.Ready, want)
			}
		})
	}
}

func TestStanding(t *testing.T) {
	e := bitext.Entry{Source: "The server is down.", Target: "Le serveur est en panne."}
	q := memory.Query{Text: e.Source, Post: "p", Segment: "s", Before: 1, After: 2}
	with := func(change func(*bitext.Entry)) bitext.Entry {
		other := e
		change(&other)
		return other
	}
	alike := q
	alike.Text = "The router is down."
	tests := []struct {
		name  string
		q     memory.Query
		e     bitext.Entry
		uses  []bitext.Use
		score int
	}{
		{"nowhere", q, e, nil, 100},
		{"at its place", q, e, []bitext.Use{{Post: "p", Segment: "s"}}, 101},
		{"between the same two", q, e, []bitext.Use{{Post: "other", Segment: "x", Before: 1, After: 2}}, 101},
		{"beside one of them", q, e, []bitext.Use{{Post: "other", Segment: "x", Before: 1}}, 100},
		{"alone in both texts", memory.Query{Text: e.Source}, e, []bitext.Use{{Post: "other"}}, 100},
		{"of another region", q, with(func(e *bitext.Entry) { e.Direction = bitext.Direction{Source: "en", Target: "fr-CA"} }), nil, 98},
		{"of other regions, at its place", q, with(func(e *bitext.Entry) { e.Direction = bitext.Direction{Source: "en-GB", Target: "fr-CA"} }),
			[]bitext.Use{{Post: "p", Segment: "s"}}, 96},
		{"by a machine", q, with(func(e *bitext.Entry) { e.Origin = bitext.MachineReviewed }), nil, 98},
		{"old, and the same", q, with(func(e *bitext.Entry) { e.At = noon.AddDate(-11, 0, 0) }), nil, 100},
		{"old, and alike", alike, with(func(e *bitext.Entry) { e.At = noon.AddDate(-11, 0, 0) }), nil, 73},
		{"of tomorrow", alike, with(func(e *bitext.Entry) { e.At = noon.AddDate(11, 0, 0) }), nil, 75},
		{"other elements", q, with(func(e *bitext.Entry) { e.Tags = "b" }), nil, 100},
	}
	for _, tt := range tests {
		s := one(tt.q, tt.e, tt.uses...)
		if s.Score != tt.score || s.Context != (tt.score == memory.InContext) {
			t.Errorf("%s: score %d (context %t), want %d", tt.name, s.Score, s.Context, tt.score)
		}
	}
}

func TestJudgeOrder(t *testing.T) {
	q := memory.Query{Source: "en", Target: "fr", Text: "The server is down.", Limit: 2, Now: noon}
	text := memory.Read(q.Text, q.Source)
	var candidates []memory.Candidate
	for i, e := range []bitext.Entry{
		{Source: "The server is down!", Target: "a"},
		{Source: "The server is down.", Target: "old", At: noon.AddDate(-1, 0, 0)},
		{Source: "The server is down.", Target: "new", At: noon},
		{Source: "The server is down.", Target: "new", At: noon.AddDate(-2, 0, 0)},
	} {
		e.ID, e.Direction = int64(i+1), bitext.Direction{Source: "en", Target: "fr"}
		memory.Keys(&e)
		c, ok := q.Candidate(text, e)
		if !ok {
			t.Fatalf("%q is no candidate", e.Source)
		}
		candidates = append(candidates, c)
	}
	var got []string
	for _, s := range q.Judge(text, candidates) {
		got = append(got, s.Fitted)
	}
	if len(got) != 2 || got[0] != "new" || got[1] != "old" {
		t.Errorf("suggestions %v, want new and old: the best once each, no more than asked for", got)
	}
}
