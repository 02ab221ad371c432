package change

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/locale"
)

// An atom is the least that is compared: a letter, a number or a symbol.
type atom struct {
	letter rune   // small, without accents; 0 of a number or a symbol
	accent string // the accents of the letter
	upper  bool
	whole  string // a number in its normal form, or a symbol
	word   int    // which word of the text it stands in
}

// A word is a run of letters, or one number or symbol.
type word struct {
	text   string // small letters, with accents
	first  int    // its first atom
	begin  int    // of a run of letters: where it begins in the letters of the reading
	number bool
	symbol bool
}

// A reading is what a segment says, stripped of all form.
type reading struct {
	atoms   []atom
	words   []word
	targets []target
	letters strings.Builder // of the words, one after the other, while they are read
}

// A form knows what is form in one language.
type form struct {
	language string
	english  bool
}

func newForm(tag locale.Tag) *form {
	return &form{language: tag.Base(), english: tag.Base() == "en"}
}

// read strips a segment of its form.
func (f *form) read(s segment.Segment, known bool) *reading {
	r := &reading{}
	var text strings.Builder
	struck := 0 // elements that strike out, around the place
	for p := range pieces(s.Text) {
		if p.tag == 0 {
			if struck == 0 {
				text.WriteString(p.text)
			}
			continue
		}
		t, ok := tagOf(s, p.tag)
		switch {
		case !ok || !known:
			if p.alone {
				r.targets = append(r.targets, target{reason: Picture})
				text.WriteByte(' ')
			}
		case p.alone && t.Element == "br":
			text.WriteByte(' ')
		case !p.closes:
			if strikes(t.Element) {
				struck++
			}
			r.targets = append(r.targets, targetsOf(t)...)
		case strikes(t.Element):
			struck--
		}
		text.WriteRune(seam)
	}
	f.scan(r, text.String())
	return r
}

// seam stands where a tag was. It parts digits, 10² being no 102, and nothing else.
const seam = '\u2060'

func strikes(element string) bool {
	return element == "del" || element == "s" || element == "strike"
}

// scan reads a text without tags.
func (f *form) scan(r *reading, text string) {
	runes := []rune(norm.NFC.String(text))
	open := false // a word is being read
	for i := 0; i < len(runes); {
		c := runes[i]
		switch {
		case isDigit(c):
			value, n := f.number(runes[i:])
			if i > 0 && negative(runes, i) {
				value = "-" + value
			}
			r.add(word{text: value, number: true}, atom{whole: value})
			open = false
			i += n
			continue
		case unicode.Is(unicode.No, c): // superscripts and fractions
			for _, value := range strings.FieldsFunc(norm.NFKC.String(string(c)), func(c rune) bool { return !isDigit(c) }) {
				r.add(word{text: value, number: true}, atom{whole: value})
			}
			open = false
		case unicode.IsLetter(c), unicode.IsMark(c):
			if !open {
				r.words = append(r.words, word{first: len(r.atoms), begin: r.letters.Len()})
				open = true
			}
			f.letter(r, c)
		case invisible(c), f.english && open && isApostrophe(c):
		case symbolic(c):
			r.add(word{text: string(c), symbol: true}, atom{whole: string(c)})
			open = false
		default:
			open = false
		}
		i++
	}
	r.spell()
}

// spell gives the words their letters, when all are read.
func (r *reading) spell() {
	letters := r.letters.String()
	end := len(letters)
	for i := len(r.words) - 1; i >= 0; i-- {
		if w := &r.words[i]; !w.number && !w.symbol {
			w.text = letters[w.begin:end]
			end = w.begin
		}
	}
}

// add puts a number or a symbol.
func (r *reading) add(w word, a atom) {
	w.first, a.word = len(r.atoms), len(r.words)
	r.words = append(r.words, w)
	r.atoms = append(r.atoms, a)
}

// mostAccents bounds the accents of one letter, in bytes. No language has so many.
const mostAccents = 64

// letter puts a letter, or the letters that a ligature or a superscript stands for.
func (f *form) letter(r *reading, c rune) {
	w := &r.words[len(r.words)-1]
	upper := unicode.IsUpper(c)
	for _, small := range unfolded(c) {
		base, accent := small, ""
		if d := norm.NFD.String(string(small)); len(d) > 0 {
			list := []rune(d)
			base, accent = list[0], string(list[1:])
		}
		if unicode.IsMark(base) { // what NFC could not join to its letter
			if n := len(r.atoms); n > w.first && len(r.atoms[n-1].accent) < mostAccents {
				r.atoms[n-1].accent += string(base)
			}
			continue
		}
		r.letters.WriteRune(small)
		r.atoms = append(r.atoms, atom{letter: base, accent: accent, upper: upper, word: len(r.words) - 1})
	}
}

// unfolded returns the small letters that a sign stands for.
func unfolded(c rune) []rune {
	switch c {
	case 'œ', 'Œ':
		return []rune("oe")
	case 'æ', 'Æ':
		return []rune("ae")
	case 'ß', 'ẞ':
		return []rune("ss")
	case 'İ':
		return []rune("i")
	case 'ı':
		return []rune{c}
	}
	if c < 0x80 || unicode.IsMark(c) {
		return []rune{unicode.ToLower(c)}
	}
	return []rune(norm.NFC.String(strings.ToLower(norm.NFKC.String(string(c)))))
}

// invisible reports whether the sign shows nothing: soft hyphens, joiners, seams.
func invisible(c rune) bool {
	return unicode.Is(unicode.Cf, c) || unicode.Is(unicode.Variation_Selector, c)
}

func isApostrophe(c rune) bool { return c == '\'' || c == '’' }

// symbolic reports whether a sign says something: currencies, %, °, mathematics,
// emoji; not marks of trade, arrows and bullets, which are form.
func symbolic(c rune) bool {
	switch c {
	case '%', '‰', '°', '&', '@', '§':
		return true
	case '™', '®', '©', '℠', '|', '~', '^', '`', '´', '¨', '¯', '¸', '¬', '⁄', '∙', '•', '·':
		return false
	}
	if c >= 0x2190 && c <= 0x21FF || c >= 0x2500 && c <= 0x25FF || c >= 0x2700 && c <= 0x27BF && !unicode.IsDigit(c) {
		return false // arrows, boxes, dingbats
	}
	return unicode.In(c, unicode.Sc, unicode.Sm, unicode.So)
}

// negative reports whether the sign before the number at i makes it negative: it
// stands apart from what is before it, and that is no number, of which it would
// be the range.
func negative(runes []rune, i int) bool {
	if !slices.Contains([]rune{'-', '−', '\u2011', '–'}, runes[i-1]) {
		return false
	}
	before := strings.TrimRight(string(runes[max(0, i-4):i-1]), " \u00a0\u202f")
	if before == "" {
		return true
	}
	last, _ := utf8.DecodeLastRuneInString(before)
	return !isDigit(last) && (last == '(' || unicode.IsSpace(runes[i-2]))
}
