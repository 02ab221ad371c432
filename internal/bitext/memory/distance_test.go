package memory_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/memory"
)

func packed(text string) []byte { return memory.Read(text, "en").Packed }

func TestDistance(t *testing.T) {
	tests := []struct {
		a, b string
		want int // half words
	}{
		{"", "", 0},
		{"a b c", "a b c", 0},
		{"a b c", "a c", 2},
		{"a b c", "a x b c", 2},
		{"a b c", "a x c", 2},
		{"the servers run", "the server run", 1},
		{"one 1 two", "one 2 two", 0},
		{"a b c d", "b c d a", 4},
		{"", "a b", 4},
		{"x y", "a b c", 6},
	}
	for _, tt := range tests {
		for _, pair := range [][2]string{{tt.a, tt.b}, {tt.b, tt.a}} {
			if got := memory.Distance(packed(pair[0]), packed(pair[1]), 100); got != tt.want {
				t.Errorf("Distance(%q, %q) = %d, want %d", pair[0], pair[1], got, tt.want)
			}
		}
	}
}

// plain is the same distance by the whole table, of words that have no other forms.
func plain(a, b []string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = 2 * j
	}
	for i := range a {
		diagonal := row[0]
		row[0] = 2 * (i + 1)
		for j := range b {
			change := diagonal
			if a[i] != b[j] {
				change += 2
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j+1]+2, row[j]+2)
		}
	}
	return row[len(b)]
}

// TestBand holds the narrow table to the whole one, whatever the bound.
func TestBand(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	text := func() []string {
		list := make([]string, random.IntN(12))
		for i := range list {
			list[i] = string(rune('b' + random.IntN(4)))
		}
		return list
	}
	for range 20_000 {
		a, b, most := text(), text(), random.IntN(26)
		got, want := memory.Distance(packed(strings.Join(a, " ")), packed(strings.Join(b, " ")), most), min(plain(a, b), most+1)
		if got != want {
			t.Fatalf("Distance(%v, %v, %d) = %d, want %d", a, b, most, got, want)
		}
	}
}

func TestKeys(t *testing.T) {
	same := [][2]string{
		{"The <1>server</1> has 25 pumps.", "the server has 3 pumps"},
		{"L’eau", "l'eau !"},
	}
	for _, pair := range same {
		if memory.Read(pair[0], "fr").Key != memory.Read(pair[1], "fr").Key {
			t.Errorf("%q and %q have other keys", pair[0], pair[1])
		}
	}
	other := [][2]string{{"The server", "The servers"}, {"a b", "b a"}, {"…", "!"}, {"<1/>", "<2/>"}}
	for _, pair := range other {
		if memory.Read(pair[0], "en").Key == memory.Read(pair[1], "en").Key {
			t.Errorf("%q and %q have one key", pair[0], pair[1])
		}
	}
	if memory.Sum("") != 0 || memory.Sum("a") == memory.Sum("b") || memory.SumOf("a", "bc") == memory.SumOf("ab", "c") {
		t.Error("sums do not tell texts apart")
	}
}

func FuzzFit(f *testing.F) {
	f.Add("A <1>b</1> <2/>.", "A b.", "Un b.")
	f.Add("<1><2>x</2></1>", "<1>x</1>", "<1>y</1>")
	f.Fuzz(func(t *testing.T, now, source, target string) {
		text := memory.Read(now, "en")
		fitted, ready := memory.Fit(target, text)
		if !ready {
			return
		}
		want, got := memory.TagsIn(text.Plain), memory.TagsIn(fitted)
		if strings.Join(want, "") != strings.Join(got, "") {
			t.Fatalf("Fit(%q) for %q = %q: ready, with other tags", target, now, fitted)
		}
	})
}
