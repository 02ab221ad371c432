package standing_test

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/diptych-cms/diptych/internal/markup"
)

// An edit is one way to change a text, with what must come of it.
type edit struct {
	name string
	want outcome
	do   func(p *page) bool // false where the text offers nothing for it
}

// An outcome is what must come of an edit; all else must stay as it was.
type outcome string

const (
	inForm    outcome = "minor"       // the segment is stale, in form alone
	inSubject outcome = "substantive" // the segment is stale, in what it says
	still     outcome = "current"     // nothing is stale or missing
	added     outcome = "missing"     // one segment more is missing
	takenAway outcome = "local"       // one segment of the translation has no source any more
)

// minorEdits change how a text looks.
func minorEdits() []edit {
	return []edit{
		{"a no-break space", inForm, func(p *page) bool {
			return p.word(3, func(w string) string { return w + "\u00a0" })
		}},
		{"a capital", inForm, func(p *page) bool {
			return p.word(4, func(w string) string {
				_, n := utf8.DecodeRuneInString(w)
				return strings.ToUpper(w[:n]) + w[n:]
			})
		}},
		{"all capitals", inForm, func(p *page) bool { return p.word(5, strings.ToUpper) }},
		{"a comma", inForm, func(p *page) bool { return p.word(4, func(w string) string { return w + "," }) }},
		{"a comma less", inForm, func(p *page) bool { return p.swap(", ", " ") }},
		{"another end of the sentence", inForm, func(p *page) bool { return p.swap(". ", "! ") }},
		{"quotes", inForm, func(p *page) bool {
			if p.swap("“", `"`, "«\u00a0", "“", "« ", "“") {
				return true
			}
			return p.word(4, func(w string) string { return by(p, "“"+w+"”", "«\u00a0"+w+"\u00a0»") })
		}},
		{"an apostrophe", inForm, func(p *page) bool { return p.swap("’", "'", "'", "’") }},
		{"a dash", inForm, func(p *page) bool { return p.swap(" – ", " — ", " — ", " – ", " - ", " – ", "—", " – ") }},
		{"a hyphen less", inForm, func(p *page) bool { return p.rewrite(unhyphened) }},
		{"bold", inForm, func(p *page) bool { return p.wrap("strong") }},
		{"emphasis", inForm, func(p *page) bool { return p.wrap("em") }},
		{"no emphasis", inForm, func(p *page) bool {
			e, ok := pick(p.r, p.inline(atom.Em, atom.Strong, atom.I, atom.B))
			if ok {
				unwrap(e)
			}
			return ok
		}},
		{"a class", still, func(p *page) bool {
			e, ok := pick(p.r, p.inline(atom.Em, atom.Strong, atom.A))
			if ok {
				markup.SetAttr(e, "class", "wp-block-note")
			}
			return ok
		}},
		{"digits in groups", inForm, func(p *page) bool { return p.rewrite(func(text string) string { return grouped(p, text) }) }},
		{"a line break", inForm, func(p *page) bool {
			if !p.wrap("i") {
				return false
			}
			e := p.elements(atom.I)[len(p.elements(atom.I))-1]
			for _, i := range p.elements(atom.I) {
				if c := i.FirstChild; c != nil && i.NextSibling != nil && strings.HasPrefix(i.NextSibling.Data, " ") && len(i.Attr) == 0 {
					e = i
				}
			}
			next := e.NextSibling
			if next == nil || !strings.HasPrefix(next.Data, " ") {
				return false
			}
			next.Data = next.Data[1:]
			e.Parent.InsertBefore(&html.Node{Type: html.ElementNode, Data: "br", DataAtom: atom.Br}, next)
			unwrap(e)
			return true
		}},
		{"the same address", inForm, func(p *page) bool {
			for _, e := range shuffled(p, p.inline(atom.A)) {
				href, _ := markup.Attr(e, "href")
				if rest, ok := strings.CutPrefix(href, "https://"); ok {
					markup.SetAttr(e, "href", "http://"+rest)
					return true
				}
			}
			return false
		}},
		{"a soft hyphen", inForm, func(p *page) bool {
			return p.word(8, func(w string) string {
				if !ascii(w) {
					return ""
				}
				return w[:4] + "\u00ad" + w[4:]
			})
		}},
		{"an accent on a capital, a ligature", inForm, func(p *page) bool {
			return p.swap("É", "E", "À ", "A ", "œ", "oe", "Œ", "Oe", "Ê", "E", "Ç", "C")
		}},
	}
}

func shuffled(p *page, list []*html.Node) []*html.Node {
	p.r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

func ascii(s string) bool {
	return strings.IndexFunc(s, func(c rune) bool { return c >= 0x80 }) < 0
}

// unhyphened takes a hyphen between two letters away.
func unhyphened(text string) string {
	runes := []rune(text)
	for i := 3; i+3 < len(runes); i++ {
		if runes[i] == '-' && !slices.ContainsFunc(runes[i-2:i], notLetter) && !slices.ContainsFunc(runes[i+1:i+3], notLetter) {
			return string(runes[:i]) + " " + string(runes[i+1:])
		}
	}
	return ""
}

func notLetter(c rune) bool { return !unicode.IsLetter(c) }

// grouped writes a number of four digits or more in another way, years left out.
func grouped(p *page, text string) string {
	for i := 1; i+3 < len(text); i++ {
		if text[i-1] != ' ' || !digits(text[i:i+1]) {
			continue
		}
		if i+5 < len(text) && digits(text[i:i+5]) && !digits(text[i+5:i+6]) && text[i+5] != '.' && text[i+5] != ',' && text[i+5] != '-' {
			return text[:i+2] + by(p, ",", "\u202f") + text[i+2:]
		}
		if rest := text[i:]; len(rest) > 7 && digits(rest[:1]) && rest[1] == ',' && digits(rest[2:5]) && !p.french && (rest[5] == ' ' || rest[5] == '.' && rest[6] == ' ') {
			return text[:i+1] + "\u00a0" + text[i+2:]
		}
		if rest := text[i:]; len(rest) > 8 && digits(rest[:2]) && rest[2] == ',' && digits(rest[3:6]) && !p.french && rest[6] == ' ' {
			return text[:i+2] + text[i+3:]
		}
		if rest := text[i:]; p.french && len(rest) > 8 && digits(rest[:1]) && strings.HasPrefix(rest[1:], "\u00a0") && digits(rest[3:6]) && !digits(rest[6:7]) {
			return text[:i+1] + text[i+3:]
		}
	}
	return ""
}

func digits(s string) bool {
	return s != "" && strings.IndexFunc(s, func(c rune) bool { return c < '0' || c > '9' }) < 0
}
