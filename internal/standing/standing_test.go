package standing_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/standing"
)

// The text that most cases begin with: English, and what French makes of it.
const (
	first  = "# Welcome\nThe meeting takes place in Montréal on 12 May.\nBring your own laptop and a friend."
	premie = "# Bienvenue\nLa rencontre a lieu à Montréal le 12 mai.\nApportez votre ordinateur et un ami."
)

func TestRows(t *testing.T) {
	tests := []struct {
		name string
		do   func(b *book)
		want string
	}{
		{"made beside the source", func(b *book) {
			b.fr(b.en(first), premie)
		}, "current: Welcome | Bienvenue\n" +
			"current: The meeting takes place in Montréal on 12 May. | La rencontre a lieu à Montréal le 12 mai.\n" +
			"current: Bring your own laptop and a friend. | Apportez votre ordinateur et un ami."},
		{"no translation yet", func(b *book) { b.en(first) },
			"missing: Welcome | \nmissing: The meeting takes place in Montréal on 12 May. | \nmissing: Bring your own laptop and a friend. | "},
		{"a number changed", func(b *book) {
			b.fr(b.en(first), premie)
			b.en("# Welcome\nThe meeting takes place in Montréal on 13 May.\nBring your own laptop and a friend.")
		}, "current: Welcome | Bienvenue\n" +
			"stale/substantive: The meeting takes place in Montréal on 13 May. | La rencontre a lieu à Montréal le 12 mai.\n" +
			"current: Bring your own laptop and a friend. | Apportez votre ordinateur et un ami."},
		{"a number changed, and was changed back", func(b *book) {
			b.fr(b.en(first), premie)
			b.en("# Welcome\nThe meeting takes place in Montréal on 13 May.\nBring your own laptop and a friend.")
			b.en(first)
		}, "current: Welcome | Bienvenue\n" +
			"current: The meeting takes place in Montréal on 12 May. | La rencontre a lieu à Montréal le 12 mai.\n" +
			"current: Bring your own laptop and a friend. | Apportez votre ordinateur et un ami."},
		{"the form changed", func(b *book) {
			b.fr(b.en(first), premie)
			b.en("# Welcome\nThe meeting takes place in Montréal on 12 May!\nBring your own laptop and a friend.")
		}, "current: Welcome | Bienvenue\n" +
			"stale/minor: The meeting takes place in Montréal on 12 May! | La rencontre a lieu à Montréal le 12 mai.\n" +
			"current: Bring your own laptop and a friend. | Apportez votre ordinateur et un ami."},
		{"a link was named by saving, and a number changed", func(b *book) {
			b.fr(b.en("See <a href=\"https://x.ca/tides/#now\">the tides</a>.\nBring 2 friends."), "Voyez <a href=\"/marees\">les marées</a>.\nAmenez 2 amis.")
			b.en("See <a href=\"cms:post/1#now\">the tides</a>.\nBring 3 friends.")
		}, "current: See <1>the tides</1>. | Voyez <1>les marées</1>.\n" +
			"stale/substantive: Bring 3 friends. | Amenez 2 amis."},
		{"a link of the translation was named by saving", func(b *book) {
			en := b.en("See <a href=\"/tides\">the tides</a>.\nBring 2 friends.")
			b.fr(en, "Voyez <a href=\"/marees\">les marées</a>.\nAmenez 2 amis.")
			en = b.en("See <a href=\"/tides\">the tides</a> now.\nBring 2 friends.")
			b.fr(en, "Voyez <a href=\"cms:post/1\">les marées</a>.\nAmenez 2 amies.")
		}, "stale/substantive: See <1>the tides</1> now. | Voyez <1>les marées</1>.\n" +
			"current: Bring 2 friends. | Amenez 2 amies."},
		{"a word changed, and the writer said that the meaning stays", func(b *book) {
			b.fr(b.en(first), premie)
			b.save("en", "# Welcome\nThe meeting takes place in Montréal on 12 May.\nBring your own computer and a friend.", how{minor: true})
		}, "current: Welcome | Bienvenue\n" +
			"current: The meeting takes place in Montréal on 12 May. | La rencontre a lieu à Montréal le 12 mai.\n" +
			"stale/minor: Bring your own computer and a friend. | Apportez votre ordinateur et un ami."},
		{"said to be minor, then changed in earnest", func(b *book) {
			b.fr(b.en(first), premie)
			b.save("en", "# Welcome\nThe meeting takes place in Montréal on 12 May.\nBring your own computer and a friend.", how{minor: true})
			b.en("# Welcome\nThe meeting takes place in Montréal on 12 May.\nBring your own computer and three friends.")
		}, "current: Welcome | Bienvenue\n" +
			"current: The meeting takes place in Montréal on 12 May. | La rencontre a lieu à Montréal le 12 mai.\n" +
			"stale/substantive: Bring your own computer and three friends. | Apportez votre ordinateur et un ami."},
		{"a save elsewhere leaves stale what was", func(b *book) {
			b.fr(b.en(first), premie)
			en := b.en("# Welcome\nThe meeting takes place in Montréal on 13 May.\nBring your own laptop and a friend.")
			b.fr(en, "# Bienvenue à tous\nLa rencontre a lieu à Montréal le 12 mai.\nApportez votre ordinateur et un ami.")
		}, "current: Welcome | Bienvenue à tous\n" +
			"stale/substantive: The meeting takes place in Montréal on 13 May. | La rencontre a lieu à Montréal le 12 mai.\n" +
			"current: Bring your own laptop and a friend. | Apportez votre ordinateur et un ami."},
		{"translated again", func(b *book) {
			b.fr(b.en(first), premie)
			en := b.en("# Welcome\nThe meeting takes place in Montréal on 13 May.\nBring your own laptop and a friend.")
			b.fr(en, "# Bienvenue\nLa rencontre a lieu à Montréal le 13 mai.\nApportez votre ordinateur et un ami.")
		}, "current: Welcome | Bienvenue\n" +
			"current: The meeting takes place in Montréal on 13 May. | La rencontre a lieu à Montréal le 13 mai.\n" +
			"current: Bring your own laptop and a friend. | Apportez votre ordinateur et un ami."},
		{"a typo mended in the translation keeps what it had", func(b *book) {
			b.fr(b.en(first), premie)
			en := b.en("# Welcome\nThe meeting takes place in Montréal on 13 May.\nBring your own laptop and a friend.")
			b.fr(en, "# Bienvenue\nLa rencontre a lieu à Montréal, le 12 mai.\nApportez votre ordinateur et un ami.")
		}, "current: Welcome | Bienvenue\n" +
			"stale/substantive: The meeting takes place in Montréal on 13 May. | La rencontre a lieu à Montréal, le 12 mai.\n" +
			"current: Bring your own laptop and a friend. | Apportez votre ordinateur et un ami."},
		{"a paragraph came", func(b *book) {
			b.fr(b.en(first), premie)
			b.en(first + "\nParking is free for all visitors after six in the evening.")
		}, "current: Welcome | Bienvenue\n" +
			"current: The meeting takes place in Montréal on 12 May. | La rencontre a lieu à Montréal le 12 mai.\n" +
			"current: Bring your own laptop and a friend. | Apportez votre ordinateur et un ami.\n" +
			"missing/substantive: Parking is free for all visitors after six in the evening. | "},
		{"a paragraph went", func(b *book) {
			b.fr(b.en(first), premie)
			b.en("# Welcome\nThe meeting takes place in Montréal on 12 May.")
		}, "current: Welcome | Bienvenue\n" +
			"current: The meeting takes place in Montréal on 12 May. | La rencontre a lieu à Montréal le 12 mai.\n" +
			"local/substantive:  | Apportez votre ordinateur et un ami."},
		{"a paragraph moved", func(b *book) {
			b.fr(b.en(first), premie)
			b.en("# Welcome\nBring your own laptop and a friend.\nThe meeting takes place in Montréal on 12 May.")
		}, "current: Welcome | Bienvenue\n" +
			"current: Bring your own laptop and a friend. | Apportez votre ordinateur et un ami.\n" +
			"current: The meeting takes place in Montréal on 12 May. | La rencontre a lieu à Montréal le 12 mai."},
		{"a paragraph of the translation alone", func(b *book) {
			b.fr(b.en(first), premie+"\nUn service de navette part de la gare Centrale toutes les vingt minutes.")
		}, "current: Welcome | Bienvenue\n" +
			"current: The meeting takes place in Montréal on 12 May. | La rencontre a lieu à Montréal le 12 mai.\n" +
			"current: Bring your own laptop and a friend. | Apportez votre ordinateur et un ami.\n" +
			"local:  | Un service de navette part de la gare Centrale toutes les vingt minutes."},
		{"an empty block stands for what is missing", func(b *book) {
			b.fr(b.en(first), "# Bienvenue\n\nApportez votre ordinateur et un ami.")
		}, "current: Welcome | Bienvenue\n" +
			"missing: The meeting takes place in Montréal on 12 May. | \n" +
			"current: Bring your own laptop and a friend. | Apportez votre ordinateur et un ami."},
		{"nobody knows what it was made from", func(b *book) {
			b.fr(0, premie)
			b.en(first)
			b.en("# Welcome\nThe meeting takes place in Montréal on 13 May.\nBring your own laptop and a friend.")
		}, "current: Welcome | Bienvenue\n" +
			"current: The meeting takes place in Montréal on 13 May. | La rencontre a lieu à Montréal le 12 mai.\n" +
			"current: Bring your own laptop and a friend. | Apportez votre ordinateur et un ami."},
		{"the source follows the translation", func(b *book) {
			fr := b.fr(b.en(first), premie)
			b.save("en", "# Welcome\nThe meeting takes place in Montréal on 13 May.\nBring your own laptop and a friend.", how{base: fr, in: "fr"})
		}, "current: Welcome | Bienvenue\n" +
			"current: The meeting takes place in Montréal on 13 May. | La rencontre a lieu à Montréal le 12 mai.\n" +
			"current: Bring your own laptop and a friend. | Apportez votre ordinateur et un ami."},
		{"brought again by an import", func(b *book) {
			b.fr(b.en(first), premie)
			en := b.en("# Welcome\nThe meeting takes place in Montréal on 13 May.\nBring your own laptop and a friend.")
			b.save("fr", premie+"\n", how{base: en, origin: content.FromImport})
		}, "current: Welcome | Bienvenue\n" +
			"current: The meeting takes place in Montréal on 13 May. | La rencontre a lieu à Montréal le 12 mai.\n" +
			"current: Bring your own laptop and a friend. | Apportez votre ordinateur et un ami."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBook()
			tt.do(b)
			if diff := cmp.Diff(tt.want, summary(b.heads(t))); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLaterDraftOfTheSource(t *testing.T) {
	b := newBook()
	b.en(first)
	b.en("# Welcome\nThe meeting takes place in Montréal on 13 May.\nBring your own laptop and a friend.")
	b.fr(2, "# Bienvenue\nLa rencontre a lieu à Montréal le 13 mai.\nApportez votre ordinateur et un ami.")
	if s := b.at(t, 1, 1).Sums; s.Behind() || s.Ahead != 1 || s.Current != 3 {
		t.Errorf("beside what readers see: %+v", s)
	}
	if s := b.at(t, 2, 1).Sums; s.Behind() || s.Ahead != 0 || s.Current != 3 {
		t.Errorf("beside what it was made from: %+v", s)
	}
}

func TestWholeConfirmation(t *testing.T) {
	b := newBook()
	b.fr(b.en(first), premie)
	b.en("# Welcome\nThe meeting takes place in Montréal on 13 May.\nBring your own laptop and two friends.\nParking is free.")
	s := b.heads(t).Sums
	if s.Substantive != 2 || s.Came != 1 || s.Since != 1 || !s.Behind() {
		t.Fatalf("before: %+v", s)
	}
	b.confirm(1, 2)
	s = b.heads(t).Sums
	if s.Behind() || s.Missing != 1 || s.Current != 3 {
		t.Errorf("after: %+v", s)
	}
	if s := b.at(t, 1, 1).Sums; s.Behind() || s.Ahead != 0 {
		t.Errorf("it is right beside what it was made from still: %+v", s)
	}
	b.en("# Welcome\nThe meeting takes place in Montréal on 14 May.\nBring your own laptop and two friends.\nParking is free.")
	if s = b.heads(t).Sums; s.Substantive != 1 || s.Since != 2 || s.Came != 0 {
		t.Errorf("changed after the word: %+v", s)
	}
}

func TestConfirmedOneByOne(t *testing.T) {
	b := newBook()
	b.fr(b.en(first), premie)
	b.en("# Welcome\nThe meeting takes place in Montréal on 13 May.\nBring your own laptop and two friends.")
	for _, r := range b.heads(t).Rows {
		if r.State == bitext.Stale {
			b.decide(bitext.Decision{Kind: bitext.Confirmed, Source: []string{r.Source[0].ID}, Target: []string{r.Target[0].ID}, SourceText: r.SourceText()})
		}
	}
	if s := b.heads(t).Sums; s.Behind() || s.Current != 3 || s.Ahead != 0 {
		t.Errorf("after: %+v", s)
	}
	if s := b.at(t, 1, 1).Sums; s.Behind() || s.Current != 3 {
		t.Errorf("beside what it was made from: %+v", s)
	}
	b.fr(2, "# Bienvenue\nLa rencontre a lieu à Montréal, le 12 mai.\nApportez votre ordinateur et un ami.")
	if s := b.heads(t).Sums; s.Behind() || s.Current != 3 {
		t.Errorf("after a typo was mended: %+v", s)
	}
}

// What is foreseen is what comes to be.
func TestForesee(t *testing.T) {
	b := newBook()
	b.fr(b.en(first), premie)
	b.en("# Welcome\nThe meeting takes place in Montréal on 13 May.\nBring your own laptop and two friends.")
	row := b.heads(t).Rows[1]
	d := bitext.Decision{Kind: bitext.Confirmed, Source: []string{row.Source[0].ID}, Target: []string{row.Target[0].ID}, SourceText: row.SourceText()}
	p := b.post()
	p.Translation("en").Live, p.Translation("fr").Live = 2, 1
	foreseen := func(said standing.Saying) bitext.Sums {
		t.Helper()
		then, err := standing.Foresee(t.Context(), b, p, said)
		if err != nil || len(then) != 1 {
			t.Fatalf("foreseen %+v, %v", then, err)
		}
		return then[b.pairingAfter(2, 1, 1)]
	}
	one := foreseen(standing.Saying{Locale: "fr", Decisions: []bitext.Decision{d}})
	whole := foreseen(standing.Saying{Locale: "fr", Confirmation: &content.Confirmation{Locale: "fr", N: 1, Beside: "en", BesideN: 2}})
	b.decide(d)
	if diff := cmp.Diff(b.heads(t).Sums, one); diff != "" || one.Substantive != 1 {
		t.Errorf("one segment (-is +foreseen):\n%s", diff)
	}
	b.decisions = nil
	b.confirm(1, 2)
	if diff := cmp.Diff(b.heads(t).Sums, whole); diff != "" || whole.Substantive != 0 {
		t.Errorf("the whole (-is +foreseen):\n%s", diff)
	}
}

// pairingAfter is the pairing once so many words more are given.
func (b *book) pairingAfter(en, fr, more int) bitext.Pairing {
	of := b.pairing(en, fr)
	of.Decided += more
	return of
}

// A copy says where its words are from until somebody works them over.
func TestCopied(t *testing.T) {
	b := newBook()
	b.en(first)
	b.save("fr", first, how{base: 1, origin: content.FromCopy})
	if s := b.heads(t).Sums; s.Origins[bitext.Copied] != 3 || s.Behind() || s.Current != 3 {
		t.Errorf("of a copy: %+v", s)
	}
	if rev := b.revisions["fr"][0]; standing.Level(b.heads(t).Pairing, &rev) {
		t.Error("readers are told nothing of a copy's words")
	}
	_, rest, _ := strings.Cut(first, "\n")
	b.fr(1, "# Bienvenue\n"+rest)
	if s := b.heads(t).Sums; s.Origins[bitext.Copied] != 2 || s.Origins[bitext.Human] != 1 {
		t.Errorf("with a title of its own: %+v", s)
	}
}
