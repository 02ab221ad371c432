package memory

import (
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext/words"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A number is one as it is said in every language.
type number struct {
	whole    string // digits
	fraction string
	grouped  bool
}

// noBreak parts groups of digits in French (OQLF, Banque de dépannage linguistique).
const noBreak = "\u00a0"

// parse reads a number as it is written in the language; ok is false if it is not
// written so, such as 1.27 in French, and where the language is another one.
func parse(text string, tag locale.Tag) (n number, ok bool) {
	group, point := noBreak, ","
	switch tag.Base() {
	case "en":
		group, point = ",", "."
		text = strings.ReplaceAll(text, noBreak, ",")
	case "fr":
		text = strings.NewReplacer(" ", noBreak, "\u202f", noBreak).Replace(text)
	default:
		return n, allDigits(text)
	}
	whole, fraction, _ := strings.Cut(text, point)
	if strings.HasSuffix(text, point) || fraction != "" && !allDigits(fraction) {
		return n, false
	}
	groups := strings.Split(whole, group)
	for i, digits := range groups {
		if !allDigits(digits) || i > 0 && len(digits) != 3 || len(groups) > 1 && len(digits) > 3 {
			return n, false
		}
	}
	return number{whole: strings.Join(groups, ""), fraction: fraction, grouped: len(groups) > 1}, true
}

func allDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// write writes the number as the language does.
func (n number) write(tag locale.Tag) string {
	group, point := noBreak, ","
	if tag.Base() == "en" {
		group, point = ",", "."
	}
	whole := n.whole
	if n.grouped {
		for at := len(whole) - 3; at > 0; at -= 3 {
			whole = whole[:at] + group + whole[at:]
		}
	}
	if n.fraction != "" {
		whole += point + n.fraction
	}
	return whole
}

// few reports whether the number is less than two: nouns beside it then have
// another form, in one language or the other.
func (n number) few() bool {
	whole := strings.TrimLeft(n.whole, "0")
	return whole == "" || whole == "1"
}

// A renumbering says what the numbers of a target become.
type renumbering struct {
	from, to locale.Tag
	of       map[string]string // number of the old source: number of the new one
	count    map[string]int    // how often the old source has it
}

// renumber returns the target with the numbers of source changed to those of now, a
// text with the same words. ok is false where that is not safe: a number stands for
// two, it is not found in the target as often as in the source, or nouns would have
// to change with it.
func renumber(target string, source, now *Text, tag locale.Tag) (text string, ok bool) {
	r := renumbering{from: source.Locale, to: tag, of: make(map[string]string), count: make(map[string]int)}
	old, fresh := numbersOf(source.Tokens), numbersOf(now.Tokens)
	if len(old) != len(fresh) {
		return "", false
	}
	for i, n := range old {
		if other, twice := r.of[n]; twice && other != fresh[i] {
			return "", false
		}
		r.of[n] = fresh[i]
		r.count[n]++
	}
	return r.apply(target)
}

func (r renumbering) apply(target string) (string, bool) {
	var b strings.Builder
	done := 0
	left := make(map[string]int)
	for n, count := range r.count {
		if r.of[n] != n {
			left[n] = count
		}
	}
	for _, token := range words.Cut(target, r.to) {
		if token.Kind != words.Number {
			continue
		}
		old := r.old(token.Text)
		if old == "" || r.of[old] == old {
			continue
		}
		written, ok := r.write(old, token.Text)
		if !ok {
			return "", false
		}
		left[old]--
		b.WriteString(target[done:token.Start] + written)
		done = token.End
	}
	for _, n := range left {
		if n != 0 {
			return "", false
		}
	}
	return b.String() + target[done:], true
}

// old returns the number of the source that a number of the target says, or "".
func (r renumbering) old(text string) string {
	if _, same := r.of[text]; same {
		return text
	}
	have, ok := parse(text, r.to)
	if !ok {
		return ""
	}
	for n := range r.of {
		if of, ok := parse(n, r.from); ok && of.whole == have.whole && of.fraction == have.fraction {
			return n
		}
	}
	return ""
}

// write returns the new number in the place of one of the target.
func (r renumbering) write(old, text string) (string, bool) {
	fresh := r.of[old]
	// What is no number in the target's language is the same in both, such as a version.
	if _, said := parse(text, r.to); !said {
		return fresh, text == old && shape(old) == shape(fresh)
	}
	was, wasNumber := parse(old, r.from)
	now, isNumber := parse(fresh, r.from)
	switch {
	case wasNumber && isNumber && (was.few() || now.few()):
		return "", false
	case allDigits(old) && allDigits(fresh):
		return fresh, true
	case wasNumber && isNumber:
		return now.write(r.to), true
	}
	return "", false
}

// shape returns what parts the digits of a number.
func shape(text string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return -1
		}
		return r
	}, text)
}

// numbersOf returns the numbers among the tokens, as they are written.
func numbersOf(tokens []words.Token) []string {
	var numbers []string
	for _, t := range tokens {
		if t.Kind == words.Number {
			numbers = append(numbers, t.Text)
		}
	}
	return numbers
}
