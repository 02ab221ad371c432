package check_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/check"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/i18n"
)

// A block is a piece of the garden, in both languages, as HTML.
type block struct{ en, fr string }

// garden reads the post that was written for these tests.
func garden(t testing.TB) []block {
	t.Helper()
	data, err := os.ReadFile("testdata/garden.txt")
	if err != nil {
		t.Fatal(err)
	}
	var blocks []block
	for part := range strings.SplitSeq(strings.ReplaceAll(string(data), "~", "\u00a0"), "\n\n") {
		en, fr, ok := strings.Cut(strings.TrimSpace(part), "\n")
		if ok && strings.HasPrefix(en, "<") {
			blocks = append(blocks, block{en, fr})
		}
	}
	return blocks
}

// gardenPair joins the blocks, in the order that they are written or, turned,
// with French as the source.
func gardenPair(blocks []block, turned bool) pair {
	var en, fr strings.Builder
	for _, b := range blocks {
		en.WriteString(b.en + "\n")
		fr.WriteString(b.fr + "\n")
	}
	p := newPair(content.Text{HTML: en.String()}, content.Text{HTML: fr.String()})
	if turned {
		p.source, p.target = p.target, p.source
		p.input = inputOf(p.source, p.target, "fr-CA", "en")
	}
	if beads, ok := inOrder(p.source.Segments, p.target.Segments); ok {
		p.input.Beads = beads
	}
	p.input.Locales = []content.Locale{
		{Tag: "en", Settings: content.LocaleSettings{BaseURL: "https://garden.example.org", Paths: content.Paths{Post: "/blog/{slug}/"}}},
		{Tag: "fr", Settings: content.LocaleSettings{BaseURL: "https://garden.example.org", Paths: content.Paths{Post: "/fr/blogue/{slug}/", Tag: "/fr/mots/{slug}/", Author: "/fr/gens/{slug}/"}}},
	}
	return p
}

// inOrder pairs the segments one by one, if they are of the same kinds: the errors
// are of the checks, not of the alignment.
func inOrder(source, target []segment.Segment) (beads []check.Bead, ok bool) {
	if len(source) != len(target) {
		return nil, false
	}
	for i := range source {
		if source[i].Kind != target[i].Kind && source[i].Kind != segment.Heading {
			return nil, false
		}
		beads = append(beads, check.Bead{Source: []int{i}, Target: []int{i}})
	}
	return beads, true
}

// TestNothingIsFoundWhereAllIsWell holds that the garden is well made: in both
// directions, and of each language alone.
func TestNothingIsFoundWhereAllIsWell(t *testing.T) {
	for _, turned := range []bool{false, true} {
		p := gardenPair(garden(t), turned)
		for _, f := range check.Run(p.input) {
			t.Errorf("turned %t: %s %s at %s: %q %v", turned, f.Check, f.Code, f.Place.Pointer, f.Excerpt, f.Args)
		}
		alone := check.Input{Target: p.input.Target, Locales: p.input.Locales}
		for _, f := range check.Run(alone) {
			t.Errorf("turned %t, alone: %s %s at %s: %q %v", turned, f.Check, f.Code, f.Place.Pointer, f.Excerpt, f.Args)
		}
	}
}

// A seed puts one error into a French block, at every place where it can.
type seed struct {
	name  string
	check []check.Name // any of these finds it
	at    string       // regular expression: each place in the French where the error goes
	with  string       // what is put there; $1 is the first group
	whole func(b block) []block
	least int // so many places there must be
}

// seeds lists the errors.
func seeds() []seed {
	typography := []check.Name{check.PunctuationGap}
	return []seed{
		{name: "number changed", check: []check.Name{check.Number}, whole: otherNumbers, least: 60},
		{name: "number lost", check: []check.Name{check.Number}, whole: lostNumbers, least: 40},
		{name: "month", check: []check.Name{check.Date}, at: `\b(juin|mars|août|septembre|octobre|avril)\b`, with: "janvier", least: 5},
		{name: "currency", check: []check.Name{check.Currency}, at: `\$`, with: "€", least: 3},
		{name: "share", check: []check.Name{check.Percent}, at: `\x{a0}%`, with: "", least: 3},
		{name: "unit", check: []check.Name{check.Unit}, at: `\bkg\b|\bkm\b|\bcm\b|\bmg\b|\bMo\b`, with: "ha", least: 8},
		{name: "link lost", check: []check.Name{check.Link}, at: `<a href="[^"]*">([^<]*)</a>`, with: "$1", least: 6},
		{name: "link to another site", check: []check.Name{check.LinkTarget}, at: `<a href="https?:[^"]*">`, with: `<a href="https://elsewhere.example.com/x">`, least: 4},
		{name: "link added", check: []check.Name{check.LinkTarget}, at: `(bacs?|jardins?|toit|serre)\b([^<>]*<)`, with: `<a href="https://elsewhere.example.com/">$1</a>$2`, least: 8},
		{name: "link in the other language", check: []check.Name{check.LinkLanguage}, at: `/fr/(regles/outils|bacs)`, with: "/en/$1", least: 2},
		{name: "picture lost", check: []check.Name{check.Image}, at: `<img[^>]*>`, with: "", least: 2},
		{name: "picture added", check: []check.Name{check.ImageAdded}, at: `<p>`, with: `<p><img src="/media/other.jpg" alt="Une autre image">`, least: 20},
		{name: "alt missing", check: []check.Name{check.AltMissing}, at: `alt="[^"]*"`, with: `alt=""`, least: 2},
		{name: "alt of the source", check: []check.Name{check.AltSame}, whole: sourceAlt, least: 2},
		{name: "alt of the caption", check: []check.Name{check.AltCaption}, at: `alt="[^"]*"><figcaption>([^<]*)`, with: `alt="$1"><figcaption>$1`, least: 1},
		{name: "marks lost", check: []check.Name{check.Tags}, at: `<(?:strong|em|code)>([^<]*)</(?:strong|em|code)>`, with: "$1", least: 4},
		{name: "empty tag", check: []check.Name{check.Tags}, at: `<(strong|em)>([^<]*)</(?:strong|em)>`, with: "$2<$1></$1>", least: 3},
		{name: "placeholder lost", check: []check.Name{check.Placeholder}, at: `\{name\}|\{\{ count \}\}`, with: "", least: 2},
		{name: "placeholder translated", check: []check.Name{check.Placeholder}, at: `\{name\}|\{\{ count \}\}`, with: "{nom}", least: 2},
		{name: "placeholder added", check: []check.Name{check.Placeholder}, at: `<p>`, with: "<p>%s ", least: 20},
		{name: "heading level", check: []check.Name{check.Outline}, at: `h3>`, with: "h4>", least: 2},
		{name: "heading lost", check: []check.Name{check.Outline}, at: `h[23]>`, with: "p>", least: 3},
		{name: "cut short", check: []check.Name{check.Length}, whole: cutShort, least: 20},
		{name: "said twice", check: []check.Name{check.Length}, whole: saidThrice, least: 20},
		{name: "left in English", check: []check.Name{check.Same}, whole: leftInEnglish, least: 30},
		{name: "another English sentence", check: []check.Name{check.Language}, at: `</p>`, with: " Please ask the people at the desk for the key of this door.</p>", least: 20},
		{name: "word twice", check: []check.Name{check.Repeated}, at: `\b(le|la|les|de|des|et|que|qui|avec|dans|bacs|terre|jardin)\b ([a-zéàêA-Z])`, with: "$1 $1 $2", least: 60},
		{name: "guillemet lost", check: []check.Name{check.Quotes}, at: `\x{a0}»`, with: "", least: 2},
		{name: "bracket lost", check: []check.Name{check.Brackets}, at: `[()\[\]]`, with: "", least: 8},
		{name: "two spaces", check: []check.Name{check.DoubleSpace}, at: `([a-zé,]) ([a-zé])`, with: "$1 \u00a0$2", least: 200},
		{name: "plain space before a colon", check: typography, at: `\x{a0}:`, with: " :", least: 8},
		{name: "no space before a colon", check: typography, at: `\x{a0}:`, with: ":", least: 8},
		{name: "space before ; ! ?", check: typography, at: `([a-zé$])([;!?])`, with: "$1 $2", least: 8},
		{name: "no-break space before ; ! ?", check: typography, at: `([a-zé$])([;!?])`, with: "$1\u00a0$2", least: 8},
		{name: "space before a comma", check: typography, at: `([a-zé]), `, with: "$1 , ", least: 20},
		{name: "plain space in guillemets", check: []check.Name{check.QuoteMarks}, at: `«\x{a0}`, with: "« ", least: 2},
		{name: "no space in guillemets", check: []check.Name{check.QuoteMarks}, at: `\x{a0}»`, with: "»", least: 2},
		{name: "English marks", check: []check.Name{check.QuoteMarks}, at: `«\x{a0}([^»“]*)\x{a0}»`, with: "“$1”", least: 1},
		{name: "straight marks", check: []check.Name{check.QuoteMarks}, at: `«\x{a0}([^»“]*)\x{a0}»|“([^”]*)”`, with: `"$1$2"`, least: 2},
		{name: "straight apostrophe", check: []check.Name{check.Apostrophe}, at: `’`, with: "'", least: 20},
		{name: "three dots", check: []check.Name{check.Ellipsis}, at: `…`, with: "...", least: 1},
		{name: "plain space in thousands", check: []check.Name{check.NumberFormat}, at: `(\d)\x{a0}(\d\d\d)([^\d-][^5])`, with: "$1 $2$3", least: 4},
		{name: "comma in thousands", check: []check.Name{check.NumberFormat}, at: `([a-z\x{a0}] ?\d+)\x{a0}(\d\d\d)\x{a0}?([a-z])`, with: "$1,$2 $3", least: 2},
		{name: "decimal point", check: []check.Name{check.NumberFormat}, at: `(\d),(\d)`, with: "$1.$2", least: 4},
		{name: "plain space before a unit", check: []check.Name{check.UnitSpace}, at: `(\d)\x{a0}(%|\$|kg\b|km\b|cm\b|mg\b|°C|h\b|Mo\b)`, with: "$1 $2", least: 20},
		{name: "no space before a unit", check: []check.Name{check.UnitSpace}, at: `(\d)\x{a0}(%|\$|kg\b|km\b|cm\b|mg\b|°C|h\b|Mo\b)`, with: "$1$2", least: 20},
		{name: "dollar first", check: []check.Name{check.UnitSpace}, at: `(\d+)\x{a0}\$`, with: "$$$1", least: 2},
		{name: "1ère, 2ème", check: []check.Name{check.Ordinal}, at: `(2|XX)e\b`, with: "${1}ème", least: 2},
		{name: "titles", check: []check.Name{check.Title}, at: `(Mme|M\.)\x{a0}`, with: "$1 ", least: 2},
		{name: "Mr", check: []check.Name{check.Title}, at: `M\.\x{a0}R`, with: "Mr\u00a0R", least: 1},
		{name: "capital without accent", check: []check.Name{check.Capital}, at: `À (partir|la)`, with: "A $1", least: 2},
		{name: "hyphen for a dash", check: []check.Name{check.Dash}, at: `([a-zé]), ([a-zé])`, with: "$1 - $2", least: 20},
	}
}

// seeded returns the blocks with one error each, by place.
func (s seed) seeded(b block) []block {
	if s.whole != nil {
		return s.whole(b)
	}
	var all []block
	re := regexp.MustCompile(s.at)
	for _, at := range re.FindAllStringSubmatchIndex(b.fr, -1) {
		with := re.ExpandString(nil, s.with, b.fr, at)
		if s.name == "heading lost" || s.name == "heading level" { // both tags
			all = append(all, block{b.en, re.ReplaceAllString(b.fr, s.with)})
			break
		}
		if inTag(b.fr, at[0]) && !strings.HasPrefix(s.at, "<") && !strings.HasPrefix(s.at, "alt") && !strings.HasPrefix(s.at, "/fr") {
			continue
		}
		all = append(all, block{b.en, b.fr[:at[0]] + string(with) + b.fr[at[1]:]})
	}
	return all
}

// inTag reports whether the place stands between < and >.
func inTag(text string, at int) bool {
	return strings.LastIndexByte(text[:at], '<') > strings.LastIndexByte(text[:at], '>')
}

var numberInText = regexp.MustCompile(`\d+(?:\x{a0}\d\d\d)*(?:,\d+)?`)

// numbersIn returns the places of numbers that are seeded: those of a time, an
// ordinal or a telephone number are their own case.
func numbersIn(fr string) [][]int {
	return slices.DeleteFunc(numberInText.FindAllStringIndex(fr, -1), func(at []int) bool {
		after := fr[at[1]:]
		return inTag(fr, at[0]) || strings.HasPrefix(after, "e") || strings.HasPrefix(after, "-") || strings.HasPrefix(after, "\u00a0555") || strings.HasPrefix(after, "h") ||
			at[0] > 0 && (fr[at[0]-1] == '-' || strings.HasSuffix(fr[:at[0]], "1\u00a0800\u00a0"))
	})
}

// otherNumbers changes one digit of each number.
func otherNumbers(b block) []block {
	var all []block
	for _, at := range numbersIn(b.fr) {
		number := []byte(b.fr[at[0]:at[1]])
		i := len(number) - 1
		number[i] = '0' + (number[i]-'0'+3)%10
		all = append(all, block{b.en, b.fr[:at[0]] + string(number) + b.fr[at[1]:]})
	}
	return all
}

// lostNumbers leaves each number out, with its unit, of one that is not said twice.
func lostNumbers(b block) []block {
	var all []block
	for _, at := range numbersIn(b.fr) {
		if number := b.fr[at[0]:at[1]]; strings.Count(b.fr, number) == 1 {
			all = append(all, block{b.en, b.fr[:at[0]] + "quelques" + b.fr[at[1]:]})
		}
	}
	return all
}

var altText = regexp.MustCompile(`alt="[^"]*"`)

func sourceAlt(b block) []block {
	alt := altText.FindString(b.en)
	if alt == "" {
		return nil
	}
	return []block{{b.en, altText.ReplaceAllString(b.fr, alt)}}
}

func cutShort(b block) []block {
	at := strings.IndexByte(b.fr, ' ')
	words := strings.Fields(b.fr)
	if !strings.HasPrefix(b.fr, "<p>") || at < 0 || len(words) < 18 || strings.Contains(b.fr, "<img") {
		return nil
	}
	return []block{{b.en, strings.Join(words[:4], " ") + ".</p>"}}
}

func saidThrice(b block) []block {
	inner := strings.TrimSuffix(strings.TrimPrefix(b.fr, "<p>"), "</p>")
	if !strings.HasPrefix(b.fr, "<p>") || len(strings.Fields(b.fr)) < 15 || strings.Contains(inner, "<") {
		return nil
	}
	return []block{{b.en, "<p>" + inner + " " + inner + " " + inner + "</p>"}}
}

func leftInEnglish(b block) []block {
	if strings.Contains(b.en, "<img") || !strings.HasPrefix(b.en, "<p>") {
		return nil
	}
	return []block{{b.en, b.en}}
}

// TestSeededErrors puts each error at each place where it can stand, one at a time,
// and asks that at least 95 of 100 are found, by the check that is for them.
func TestSeededErrors(t *testing.T) {
	blocks := garden(t)
	catalog, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range check.Checks() {
		if key := "finding." + string(d.Check) + ".why"; !catalog.Has(key) {
			t.Errorf("%s is not explained: no message %s", d.Check, key)
		}
	}
	for _, s := range seeds() {
		found, all := 0, 0
		var missed []string
		for i, b := range blocks {
			for _, wrong := range s.seeded(b) {
				if wrong.fr == b.fr {
					continue
				}
				all++
				around := []block{blocks[(i+len(blocks)-1)%len(blocks)], wrong, blocks[(i+1)%len(blocks)]}
				list := check.Run(gardenPair(around, false).input)
				for _, f := range list {
					if !catalog.Has(f.Code) {
						t.Errorf("there is no message %s", f.Code)
					}
				}
				if slices.ContainsFunc(list, func(f check.Finding) bool { return slices.Contains(s.check, f.Check) }) {
					found++
				} else {
					missed = append(missed, wrong.fr)
				}
			}
		}
		t.Logf("%-28s %v %d of %d", s.name, s.check, found, all)
		if all < s.least {
			t.Errorf("%s: only %d places, %d wanted", s.name, all, s.least)
		}
		if 100*found < 95*all {
			t.Errorf("%s: %d of %d found; missed: %q", s.name, found, all, missed[:min(4, len(missed))])
		}
	}
}
