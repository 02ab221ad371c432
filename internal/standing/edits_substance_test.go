package standing_test

import (
	"slices"
	"strings"

	"golang.org/x/net/html/atom"

	"github.com/diptych-cms/diptych/internal/markup"
)

// substantiveEdits change what a text says.
func substantiveEdits() []edit {
	return []edit{
		{"another word", inSubject, func(p *page) bool {
			return p.word(5, func(w string) string {
				return other(p, w, by(p, "lantern harvest umbrella", "lanterne moisson parapluie"))
			})
		}},
		{"a word less", inSubject, func(p *page) bool {
			return p.rewrite(func(text string) string {
				w, ok := pick(p.r, spaced(text, 4))
				if !ok {
					return ""
				}
				return text[:w.from] + text[w.to+1:]
			})
		}},
		{"a word more", inSubject, func(p *page) bool {
			return p.word(4, func(w string) string { return w + by(p, " usually", " habituellement") })
		}},
		{"a little word", inSubject, func(p *page) bool {
			return p.swap(by(p, []string{" of ", " for ", " in ", " on ", " to ", " from "}, []string{" de ", " pour ", " dans ", " sur ", " à ", " vers "})...)
		}},
		{"may becomes must", inSubject, func(p *page) bool {
			return p.swap(by(p, []string{" can ", " must ", " will ", " may ", " should ", " need not "}, []string{" peut ", " doit ", " peuvent ", " doivent ", " sera ", " serait "})...)
		}},
		{"a plural", inSubject, func(p *page) bool {
			return p.word(4, func(w string) string {
				if strings.HasSuffix(w, "s") {
					return w[:len(w)-1]
				}
				return w + "s"
			})
		}},
		{"a digit", inSubject, func(p *page) bool { return p.rewrite(anotherDigit) }},
		{"a month or a day", inSubject, func(p *page) bool {
			return p.swap(by(p,
				[]string{"January", "March", "March", "October", "June", "July", "October", "November", "Monday", "Friday", "April", "June", "September", "August"},
				[]string{"janvier", "février", " mars ", " octobre ", "juin", "juillet", "octobre", "novembre", "lundi", "jeudi", "avril", "juin", "septembre", "août"})...)
		}},
		{"a negation more", inSubject, func(p *page) bool {
			return p.swap(by(p,
				[]string{" is ", " is not ", " are ", " are not ", " can ", " cannot ", " was ", " was not ", " have ", " have never "},
				[]string{" est ", " n’est pas ", " sont ", " ne sont pas ", " a ", " n’a pas ", " avons ", " n’avons pas "})...)
		}},
		{"a negation less", inSubject, func(p *page) bool {
			return p.swap(by(p,
				[]string{" not ", " ", "don’t ", "do ", "don't ", "do ", "didn’t ", "did ", "can’t ", "can ", "isn’t ", "is ", " without ", " with "},
				[]string{" ne ", " ", " pas ", " ", " sans ", " avec ", " jamais ", " "})...)
		}},
		{"a sentence more", inSubject, func(p *page) bool {
			list := p.texts(func(text string) bool { return strings.HasSuffix(strings.TrimSpace(text), ".") && len(text) > 40 })
			n, ok := pick(p.r, list)
			if ok {
				n.Data = strings.TrimSpace(n.Data) + by(p, " Nobody expected this.", " Personne ne s’y attendait.")
			}
			return ok
		}},
		{"a sentence less", inSubject, func(p *page) bool {
			return p.rewrite(func(text string) string {
				first, rest, ok := strings.Cut(text, ". ")
				if !ok || len(first) < 20 || len(rest) < 40 {
					return ""
				}
				return rest
			})
		}},
		{"two words change places", inSubject, func(p *page) bool {
			return p.rewrite(func(text string) string {
				list := spaced(text, 4)
				for i := 0; i+1 < len(list); i++ {
					a, b := list[i], list[i+1]
					if b.from == a.to+1 && !strings.EqualFold(text[a.from:a.to], text[b.from:b.to]) {
						return text[:a.from] + text[b.from:b.to] + " " + text[a.from:a.to] + text[b.to:]
					}
				}
				return ""
			})
		}},
		{"another symbol", inSubject, func(p *page) bool { return p.swap("%", "‰", "$", "€", " & ", " @ ") }},
		{"an accent on a small letter", inSubject, func(p *page) bool {
			return p.french && p.swap(" a ", " à ", " ou ", " où ", "é ", "e ", " la ", " là ", " sur ", " sûr ")
		}},
		{"a letter of a word", inSubject, func(p *page) bool {
			return p.word(6, func(w string) string {
				if !ascii(w) || w[2] == w[3] {
					return ""
				}
				return w[:2] + w[3:4] + w[2:3] + w[4:]
			})
		}},
		{"another link", inSubject, func(p *page) bool {
			e, ok := pick(p.r, p.inline(atom.A))
			if ok {
				markup.SetAttr(e, "href", "https://example.org/elsewhere")
			}
			return ok
		}},
		{"a link less", inSubject, func(p *page) bool {
			e, ok := pick(p.r, p.inline(atom.A))
			if ok {
				unwrap(e)
			}
			return ok
		}},
		{"a link more", inSubject, func(p *page) bool {
			if !p.wrap("a") {
				return false
			}
			for _, e := range p.elements(atom.A) {
				if len(e.Attr) == 0 {
					markup.SetAttr(e, "href", "https://example.org/new")
				}
			}
			return true
		}},
		{"struck out", inSubject, func(p *page) bool { return p.wrap("del") }},
		{"another picture", inSubject, func(p *page) bool {
			for _, e := range shuffled(p, p.elements(atom.Img)) {
				if src, _ := markup.Attr(e, "src"); src != "" {
					markup.SetAttr(e, "src", "/images/other-picture.png")
					return true
				}
			}
			return false
		}},
		{"a word of an alternative text", inSubject, func(p *page) bool {
			for _, e := range shuffled(p, p.elements(atom.Img)) {
				if alt, _ := markup.Attr(e, "alt"); len(strings.Fields(alt)) > 3 {
					markup.SetAttr(e, "alt", alt+by(p, " at night", " la nuit"))
					return true
				}
			}
			return false
		}},
		{"a word of the title", inSubject, func(p *page) bool {
			p.text.Title += by(p, " again", " encore")
			return true
		}},
	}
}

// other returns one of the words, written as the one that it replaces is.
func other(p *page, word, list string) string {
	w, _ := pick(p.r, strings.Fields(list))
	if word[0] >= 'A' && word[0] <= 'Z' {
		w = strings.ToUpper(w[:1]) + w[1:]
	}
	return w
}

// anotherDigit changes the first digit of a number.
func anotherDigit(text string) string {
	i := strings.IndexFunc(text, func(c rune) bool { return c >= '1' && c <= '8' })
	if i < 0 {
		return ""
	}
	return text[:i] + string(text[i]+1) + text[i+1:]
}

// allEdits returns every kind of edit.
func allEdits() []edit {
	return slices.Concat(minorEdits(), substantiveEdits(), structuralEdits())
}
