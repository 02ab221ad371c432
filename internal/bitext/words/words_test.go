package words_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/words"
	"github.com/diptych-cms/diptych/internal/locale"
)

func TestCut(t *testing.T) {
	tests := []struct {
		tag  locale.Tag
		text string
		want string // kinds: w word, n number, t tag, s sign
	}{
		{"en", "The team’s 2 servers.", "w:the w:team's n:2 w:servers s:."},
		{"en", "don't re-use it", "w:don't w:re s:- w:use w:it"},
		{"fr", "L’équipe d'ici, qu’on voit", "w:l' w:équipe w:d' w:ici s:, w:qu' w:on w:voit"},
		{"fr", "Aujourd’hui", "w:aujourd s:’ w:hui"},
		{"fr", "Jusqu’à demain", "w:jusqu' w:à w:demain"},
		{"en", "1,500.25 and 1.27.3", "n:1,500.25 w:and n:1.27.3"},
		{"fr", "1 500,25 $ en 2018", "n:1 500,25 s:$ w:en n:2018"},
		{"fr", "1\u00a0500 et 2\u202f000", "n:1\u00a0500 w:et n:2\u202f000"},
		{"fr", "en 2018 300 personnes", "w:en n:2018 n:300 w:personnes"},
		{"en", "12 300 people", "n:12 n:300 w:people"},
		{"fr", "le 1er à 15h30", "w:le w:1er w:à w:15h30"},
		{"en", "<1>bold</1> and <2/>", "t:<1> w:bold t:</1> w:and t:<2/>"},
		{"en", "a &lt; b &amp; c <x>", "w:a s:&lt; w:b s:&amp; w:c s:< w:x s:>"},
		{"en", "100% of 3.", "n:100 s:% w:of n:3 s:."},
		{"", "", ""},
	}
	kinds := map[words.Kind]string{words.Word: "w", words.Number: "n", words.Tag: "t", words.Sign: "s"}
	for _, tt := range tests {
		var got []string
		for _, token := range words.Cut(tt.text, tt.tag) {
			text := token.Text
			if token.Kind == words.Word {
				text = token.Fold
			}
			got = append(got, kinds[token.Kind]+":"+text)
			if tt.text[token.Start:token.End] != token.Text {
				t.Errorf("%q: token %q does not stand at %d", tt.text, token.Text, token.Start)
			}
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("Cut(%q) = %s\nwant %s", tt.text, strings.Join(got, " "), tt.want)
		}
	}
}

func TestStem(t *testing.T) {
	for _, same := range []struct {
		tag   locale.Tag
		words []string
	}{
		{"en", []string{"server", "servers"}},
		{"en-CA", []string{"deploy", "deploys", "deployed", "deploying"}},
		{"fr", []string{"réseau", "réseaux"}},
		{"fr-CA", []string{"nuage", "nuages"}},
		{"fr", []string{"l", "l'"}},
	} {
		var stems []string
		for _, word := range same.words {
			stems = append(stems, words.Stem(word, same.tag))
		}
		if slices.Sort(stems); len(slices.Compact(stems)) != 1 {
			t.Errorf("%s: %v have the stems %v", same.tag, same.words, stems)
		}
	}
	if got := words.Stem("Wolken", "de"); got != "Wolken" {
		t.Errorf("a language without a stemmer: %q", got)
	}
}

func FuzzCut(f *testing.F) {
	for _, text := range []string{"L’eau <1>1 500</1> &amp; \u00a0<2/>", "<", "&", "1.", "'", "\xff<1", "a\u0301"} {
		f.Add(text, "fr")
	}
	f.Fuzz(func(t *testing.T, text, tag string) {
		at := 0
		for _, token := range words.Cut(text, locale.Tag(tag)) {
			if token.Start < at || token.End <= token.Start || token.End > len(text) || text[token.Start:token.End] != token.Text {
				t.Fatalf("%q: token %+v after %d", text, token, at)
			}
			if gap := text[at:token.Start]; strings.TrimSpace(gap) != "" {
				t.Fatalf("%q: %q is in no token", text, gap)
			}
			at = token.End
		}
		if strings.TrimSpace(text[at:]) != "" {
			t.Fatalf("%q: %q is in no token", text, text[at:])
		}
	})
}
