package recall_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/memory"
	"github.com/diptych-cms/diptych/internal/recall"
	"github.com/diptych-cms/diptych/internal/store"
)

// said returns what the memory says, one entry a line.
func (h *house) said() string {
	var lines []string
	for _, e := range h.entries() {
		lines = append(lines, fmt.Sprintf("%s = %s (%s %s %s)", e.Source, e.Target, e.Origin, e.By, e.Post))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func (h *house) says(want ...string) {
	h.Helper()
	if got := h.said(); got != strings.Join(want, "\n") {
		h.Errorf("the memory says\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}

// with returns the translation with something in it changed.
func with(f recall.Fed, change func(*bitext.Entry)) recall.Fed {
	change(&f.Entry)
	return f
}

func TestFeed(t *testing.T) {
	h := open(t)
	one := fed("The server.", "Le serveur.", "p", 1)
	if n := h.feed(one, fed("A pump.", "Une pompe.", "p", 2)); n != 2 {
		t.Errorf("%d entries are new, want 2", n)
	}
	if n := h.feed(one, fed("The server.", "Le serveur.", "q", 1)); n != 0 {
		t.Errorf("%d entries are new, want none: the same pair is one entry", n)
	}
	h.says("A pump. = Une pompe. (human user:anna p)", "The server. = Le serveur. (human user:anna p)")

	// Another translation in one of two posts: both stay.
	later := func(e *bitext.Entry) { e.At = noon.AddDate(0, 0, 1); e.By = "user:zoe" }
	h.feed(with(fed("The server.", "L’hôte.", "p", 1), later))
	h.says("A pump. = Une pompe. (human user:anna p)", "The server. = Le serveur. (human user:anna p)", "The server. = L’hôte. (human user:zoe p)")
	// Then in the other one too: nobody says the old one any more.
	h.feed(with(fed("The server.", "L’hôte.", "q", 1), later))
	h.says("A pump. = Une pompe. (human user:anna p)", "The server. = L’hôte. (human user:zoe p)")
	// A text that changes leaves its translation behind.
	h.feed(with(fed("A big pump.", "Une grosse pompe.", "p", 2), later))
	h.says("A big pump. = Une grosse pompe. (human user:zoe p)", "A pump. = Une pompe. (human user:anna p)", "The server. = L’hôte. (human user:zoe p)")
	if got := h.ask(memory.Query{Text: "The server."}); len(got) != 1 {
		t.Errorf("what was let go is still found: %+v", got)
	}
}

func TestFeedKeepsWhatWasBrought(t *testing.T) {
	h := open(t)
	brought := fed("The server.", "Le serveur.", "", 0)
	brought.Entry.Brought, brought.Entry.Segment = true, ""
	h.feed(brought)
	h.feed(fed("The server.", "Le serveur.", "p", 1))
	h.says("The server. = Le serveur. (human user:anna p)") // it has a place now
	h.feed(fed("The server.", "L’hôte.", "p", 1))
	h.says("The server. = Le serveur. (human user:anna p)", "The server. = L’hôte. (human user:anna p)")
}

func TestFeedTakesOver(t *testing.T) {
	h := open(t)
	h.feed(fed("The server.", "Le serveur.", "p", 1))
	h.feed(with(fed("The server.", "Le serveur.", "q", 1), func(e *bitext.Entry) {
		e.At, e.By, e.Origin = noon.AddDate(0, 0, 1), "user:zoe", bitext.Exact
	}))
	h.says("The server. = Le serveur. (human user:zoe q)") // the origin stays: its words are a person's
	h.feed(with(fed("The server.", "Le serveur.", "r", 1), func(e *bitext.Entry) { e.At, e.Origin = noon.AddDate(0, 0, -1), bitext.Copied }))
	h.says("The server. = Le serveur. (human user:zoe q)")
}

func TestFeedRefuses(t *testing.T) {
	h := open(t)
	unread := fed("The server.", "Le serveur.", "p", 1)
	unread.Entry.Origin = bitext.MachineUnreviewed
	n := h.feed(unread, fed("", "vide", "p", 2), fed("A pump.", "", "p", 3), fed("42", "42", "p", 4), fed("<1/>", "<1/>", "p", 5),
		fed(strings.Repeat("long ", 5000), "long", "p", 6))
	if n != 0 || h.said() != "" {
		t.Errorf("%d entries are new:\n%s", n, h.said())
	}
}

func TestFeedIsWhole(t *testing.T) {
	h := open(t)
	broken := errors.New("broken")
	err := h.db.Write(t.Context(), func(tx *store.Tx) error {
		if _, err := recall.Feed(t.Context(), tx, "en", "fr", []recall.Fed{fed("The server.", "Le serveur.", "p", 1)}); err != nil {
			return err
		}
		return broken
	})
	if !errors.Is(err, broken) || h.said() != "" {
		t.Errorf("%v; the memory says %s", err, h.said())
	}
}

func TestSuggest(t *testing.T) {
	h := open(t)
	inContext := fed("The server is down.", "Le serveur est en panne.", "p", 1)
	inContext.Before, inContext.After = memory.Sum("Before."), memory.Sum("After.")
	h.feed(inContext,
		fed("The server is up.", "Le serveur fonctionne.", "p", 2),
		fed("The old server is down.", "L’ancien serveur est en panne.", "p", 3),
		fed("It has 25 pumps.", "Il a 25 pompes.", "p", 4))
	h.write(func(ctx context.Context, tx *store.Tx) error {
		_, err := recall.Feed(ctx, tx, "en-CA", "fr-CA", []recall.Fed{fed("The server is down.", "Le serveur est tombé.", "q", 1)})
		if err == nil {
			_, err = recall.Feed(ctx, tx, "en", "de", []recall.Fed{fed("The server is down.", "Der Server läuft nicht.", "q", 1)})
		}
		return err
	})
	tests := []struct {
		name string
		q    memory.Query
		want string
	}{
		{"exact, of another region, and alike", memory.Query{Text: "The server is down."},
			"100 Le serveur est en panne. | 96 Le serveur est tombé. | 80 L’ancien serveur est en panne. | 75 Le serveur fonctionne."},
		{"in context", memory.Query{Text: "The server is down.", Before: memory.Sum("Before."), After: memory.Sum("After."), Limit: 1}, "101 Le serveur est en panne."},
		{"in the same place", memory.Query{Text: "The server is down.", Post: "p", Segment: "s1", Limit: 1}, "101 Le serveur est en panne."},
		{"the very same alone", memory.Query{Text: "The server is down.", Threshold: 100}, "100 Le serveur est en panne."},
		{"for the other region", memory.Query{Source: "en-CA", Target: "fr-CA", Text: "The server is down.", Limit: 2}, "100 Le serveur est tombé. | 96 Le serveur est en panne."},
		{"numbers", memory.Query{Text: "It has 12 pumps."}, "98 Il a 12 pompes."},
		{"a threshold", memory.Query{Text: "The server is down.", Threshold: 90}, "100 Le serveur est en panne. | 96 Le serveur est tombé."},
		{"a threshold too low", memory.Query{Text: "Every server was down.", Threshold: 1}, "50 Le serveur est en panne."},
		{"nothing", memory.Query{Text: "Quite another thing."}, ""},
		{"no words", memory.Query{Text: "…"}, ""},
		{"the other direction", memory.Query{Source: "fr", Target: "en", Text: "Le serveur est en panne."}, ""},
	}
	for _, tt := range tests {
		var got []string
		for _, s := range h.ask(tt.q) {
			got = append(got, fmt.Sprintf("%d %s", s.Score, s.Fitted))
		}
		if strings.Join(got, " | ") != tt.want {
			t.Errorf("%s: %s\nwant %s", tt.name, strings.Join(got, " | "), tt.want)
		}
	}
}

func TestSentences(t *testing.T) {
	h := open(t)
	h.feed(fed("The <1>server</1> is down. It has 25 pumps.", "Le <1>serveur</1> est en panne. Il a 25 pompes.", "p", 1),
		fed("Nobody knows why. It was an old <1>machine</1>.", "Personne ne sait pourquoi. C’était une vieille <1>machine</1>.", "p", 2))
	tests := []struct {
		name, text, want string
	}{
		{"one of them", "It was an old <1>machine</1>.", "100 C’était une vieille <1>machine</1>."},
		{"in another order, with other numbers", "It was an old <1>machine</1>. The <2>server</2> is down. It has 12 pumps.",
			"97 C’était une vieille <1>machine</1>. Le <2>serveur</2> est en panne. Il a 12 pompes."},
		{"the very same whole", "Nobody knows why. It was an old <1>machine</1>.", "100 Personne ne sait pourquoi. C’était une vieille <1>machine</1>."},
		{"one is not known", "Nobody knows why. This was never written before, by nobody at all.", ""},
	}
	for _, tt := range tests {
		got := ""
		if list := h.ask(memory.Query{Text: tt.text, Threshold: 80}); len(list) > 0 {
			got = fmt.Sprintf("%d %s", list[0].Score, list[0].Fitted)
			if !list[0].Ready {
				got += " (torn)"
			}
		}
		if got != tt.want {
			t.Errorf("%s: %s\nwant %s", tt.name, got, tt.want)
		}
	}
	// A sentence that is said otherwise now takes its place too.
	h.feed(with(fed("Nobody knows why. It was an old <1>machine</1>.", "Nul ne sait pourquoi. C’était une vieille <1>machine</1>.", "p", 2), func(e *bitext.Entry) { e.At = noon.AddDate(0, 0, 1) }))
	if list := h.ask(memory.Query{Text: "Nobody knows why."}); len(list) != 1 || list[0].Fitted != "Nul ne sait pourquoi." {
		t.Errorf("for the sentence there is %+v", list)
	}
}

func TestManyOfOneKey(t *testing.T) {
	h := open(t)
	var list []recall.Fed
	for i := range 60 {
		f := fed(fmt.Sprintf("Chapter %d", i+2), fmt.Sprintf("Chapitre %d", i+2), "p", i)
		f.Entry.At = noon.AddDate(0, 0, i)
		f.Before = memory.Sum(fmt.Sprint(i))
		list = append(list, f, fed("Read more", "Lire la suite", fmt.Sprintf("post%d", i), 1))
	}
	h.feed(list...)
	for _, tt := range []struct {
		q    memory.Query
		want string
	}{
		{memory.Query{Text: "Chapter 2", Limit: 1}, "100 Chapitre 2"},
		{memory.Query{Text: "Chapter 2", Limit: 1, Before: memory.Sum("0")}, "101 Chapitre 2"},
		{memory.Query{Text: "Chapter 1999", Limit: 1}, "98 Chapitre 1999"},
		{memory.Query{Text: "Read more", Post: "post0", Segment: "s1"}, "101 Lire la suite"},
		{memory.Query{Text: "Read more", Post: "post77", Segment: "s1"}, "100 Lire la suite"},
	} {
		if got := h.ask(tt.q); len(got) == 0 || fmt.Sprintf("%d %s", got[0].Score, got[0].Fitted) != tt.want {
			t.Errorf("%q: %+v\nwant %s", tt.q.Text, got, tt.want)
		}
	}
}
