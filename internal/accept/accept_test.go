package accept_test

import (
	"math"
	"regexp"
	"strconv"
	"testing"

	"github.com/diptych-cms/diptych/internal/accept"
)

func TestWeight(t *testing.T) {
	for parameters, want := range map[string]int16{
		"": 1000, " ": 1000, "q=1": 1000, "q=1.": 1000, "q=1.000": 1000, "q=0": 0, "q=0.": 0, "q=0.0": 0, "q=0.5": 500, "q=0.001": 1, "q=0.999": 999,
		" q=0.8 ": 800, "\tQ=0.25": 250, "q = 0.3": 300, "charset=utf-8": 1000, "charset=utf-8; q=0.2": 200, "q=0.2;q=0.9": 200, "level=9": 1000, ";;q=0.1": 100,
		"q": 0, "q=": 0, "q=.5": 0, "q=1.001": 0, "q=1.5": 0, "q=2": 0, "q=-1": 0, "q=+1": 0, "q=0.1234": 0, "q=0.0000": 0, "q=1e-1": 0, "q=0x1": 0, "q=0,5": 0, "q=x": 0, `q="1"`: 0, "q=00.5": 0, "q=0.5.5": 0,
	} {
		if got := accept.Weight(parameters); got != want {
			t.Errorf("Weight(%q) = %d, want %d", parameters, got, want)
		}
	}
	if n := testing.AllocsPerRun(100, func() { accept.Weight("charset=utf-8; q=0.25") }); n != 0 {
		t.Errorf("it takes memory %v times", n)
	}
}

// What RFC 9110 §12.4.2 calls a qvalue.
var qvalue = regexp.MustCompile(`^(0(\.[0-9]{0,3})?|1(\.0{0,3})?)$`)

// FuzzWeight compares what is read of a number with its grammar and its value.
func FuzzWeight(f *testing.F) {
	for _, number := range []string{"1", "0.5", "1.000", "0.001", "1.01", "", ".5", "NaN", "0.5 "} {
		f.Add(number)
	}
	f.Fuzz(func(t *testing.T, number string) {
		got := accept.Weight("q=" + number)
		if !qvalue.MatchString(number) {
			if got < 0 || got > accept.Full {
				t.Errorf("%q is %d", number, got)
			}
			return
		}
		value, err := strconv.ParseFloat(number, 64)
		if want := int16(math.Round(value * accept.Full)); err != nil || got != want {
			t.Errorf("%q is %d, want %d, %v", number, got, want, err)
		}
	})
}
