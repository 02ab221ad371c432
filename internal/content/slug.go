package content

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	madeSlugLength = 100 // characters of a slug that Diptych makes
	maxSlugBytes   = 255 // bytes of any slug: what file systems of static sites take
)

// MakeSlug returns the slug that Diptych makes of a title: accents of Latin and
// Greek letters fold (été becomes ete), œ, æ, ß and their like are spelt out,
// letters are lower-case, and everything that is neither letter nor digit, such
// as apostrophes and no-break spaces, becomes one hyphen between words. A long
// one is cut after a word. It is empty if the title holds no letter or digit.
// A made slug made again is the same.
func MakeSlug(title string) string {
	var b strings.Builder
	hyphen, folds := false, false
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(title, " ")) {
		if unicode.IsMark(r) {
			if !folds && b.Len() > 0 && !hyphen {
				b.WriteRune(r)
			}
			continue
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			hyphen, folds = true, false
			continue
		}
		if hyphen && b.Len() > 0 {
			b.WriteByte('-')
		}
		hyphen, folds = false, unicode.In(r, unicode.Latin, unicode.Greek)
		writeFolded(&b, r)
	}
	return cutAtWord(norm.NFC.String(b.String()), madeSlugLength)
}

// writeFolded writes the letter in lower case, or how it is spelt out: these
// have no decomposition in Unicode.
func writeFolded(b *strings.Builder, r rune) {
	switch r {
	case 'œ', 'Œ':
		b.WriteString("oe")
	case 'æ', 'Æ':
		b.WriteString("ae")
	case 'ß', 'ẞ':
		b.WriteString("ss")
	case 'ø', 'Ø':
		b.WriteByte('o')
	case 'ł', 'Ł':
		b.WriteByte('l')
	case 'đ', 'Đ', 'ð', 'Ð':
		b.WriteByte('d')
	case 'þ', 'Þ':
		b.WriteString("th")
	case 'ı':
		b.WriteByte('i')
	default:
		b.WriteRune(unicode.ToLower(r))
	}
}

// cutAtWord returns at most n characters of a slug, whole words if it can.
func cutAtWord(slug string, n int) string {
	if utf8.RuneCountInString(slug) <= n {
		return slug
	}
	end := 0
	for i := range slug {
		if n == 0 {
			end = i
			break
		}
		n--
	}
	cut := slug[:end]
	if i := strings.LastIndexByte(cut, '-'); i > 0 && slug[end] != '-' {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, "-")
}

// A Problem is what is wrong with one input, where its place is the caller's to
// say. The zero value is no problem.
type Problem struct {
	Code string // message key
	Args map[string]any
}

// CheckSlug returns what is wrong with a slug that a person or an import gives.
// As in Hugo's paths, accents and letters of any script are kept; white space,
// slashes and what cannot be seen are not. An empty slug is none and no problem.
func CheckSlug(slug string) Problem {
	switch {
	case slug == "." || slug == "..":
		return Problem{Code: "slug.dots"}
	case len(slug) > maxSlugBytes:
		return Problem{Code: "slug.too_long", Args: map[string]any{"max": maxSlugBytes, "bytes": len(slug)}}
	case !utf8.ValidString(slug):
		return Problem{Code: "text.encoding"}
	}
	for _, r := range slug {
		if strings.ContainsRune(`/\?`, r) || invisible(r) || unicode.IsSpace(r) {
			return Problem{Code: "slug.character", Args: map[string]any{"character": visible(r)}}
		}
	}
	return Problem{}
}

// invisible tells control and format characters, which could disguise an address.
func invisible(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp)
}

// visible returns a character as a person can be shown it.
func visible(r rune) string {
	if invisible(r) || unicode.IsSpace(r) {
		return strings.ToUpper("U+" + hex4(r))
	}
	return string(r)
}

// hex4 returns at least four hexadecimal digits.
func hex4(r rune) string {
	const digits = "0123456789abcdef"
	out := ""
	for ; r > 0 || len(out) < 4; r >>= 4 {
		out = string(digits[r&15]) + out
	}
	return out
}
