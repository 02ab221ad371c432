package entry

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// An Alternate is one live language of a post, for readers who want another. What
// search engines are told of it, [Hreflangs] says.
type Alternate struct {
	Locale   locale.Tag `json:"locale"`
	Slug     string     `json:"slug"`
	URL      string     `json:"url"`
	Hreflang string     `json:"hreflang,omitempty"` // only where it is not Locale
	XDefault bool       `json:"xDefault,omitempty"`
	// NoIndex says that search engines are not to keep the page: its editors said so, or
	// named another URL as the one to keep.
	NoIndex bool `json:"noindex,omitempty"`
}

// Language returns how the alternate's language is named to machines (BCP 47).
func (a Alternate) Language() string { return cmp.Or(a.Hreflang, string(a.Locale)) }

// ReadAlternates reads alternates from the JSON that encoding/json wrote of them. Whoever
// reads an entry reads them, so the plain form is read by hand, which takes a sixth of the
// time; encoding/json reads what has an escape in it, or is odd.
func ReadAlternates(text string) (list []Alternate, err error) {
	if list, ok := readPlain(text); ok {
		return list, nil
	}
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, fmt.Errorf("read alternates: %w", err)
	}
	return list, nil
}

// readPlain reads alternates whose members stand in the order of [Alternate], without
// escapes; ok is false if it finds anything else.
func readPlain(text string) (list []Alternate, ok bool) {
	p := plain{text}
	if strings.Contains(text, `\`) || !p.has("[") {
		return nil, false
	}
	list = make([]Alternate, 0, strings.Count(text, "{"))
	for {
		a := Alternate{Locale: locale.Tag(p.after(`{"locale":"`)), Slug: p.after(`,"slug":"`), URL: p.after(`,"url":"`)}
		if p.has(`,"hreflang"`) {
			a.Hreflang = p.after(`:"`)
		}
		a.XDefault = p.has(`,"xDefault":true`)
		a.NoIndex = p.has(`,"noindex":true`)
		list = append(list, a)
		if p.rest == "}]" {
			return list, true
		}
		if !p.has("},") {
			return nil, false
		}
	}
}

// plain is JSON of which is known what comes next.
type plain struct{ rest string }

// has passes over what comes next, if it does.
func (p *plain) has(next string) (ok bool) {
	p.rest, ok = strings.CutPrefix(p.rest, next)
	return ok
}

// after passes over what comes next, and returns the rest of the string that it begins;
// if something else comes, nothing is left.
func (p *plain) after(next string) (text string) {
	ok := p.has(next)
	if ok {
		text, p.rest, ok = strings.Cut(p.rest, `"`)
	}
	if !ok {
		p.rest = ""
	}
	return text
}

// A Hreflang is one language version of a page as search engines are told.
type Hreflang struct {
	Language string // BCP 47, or "x-default"
	URL      string
}

// Hreflangs returns the language versions of a page, its own included, as search
// engines are to be told, be it in a header, in the head of the page or in a sitemap:
// those that they may keep, then x-default. Each of them names the same ones, which is
// what makes them believed; a page that they are not to keep names none, and none
// names it.
func Hreflangs(own locale.Tag, alternates []Alternate) []Hreflang {
	if slices.ContainsFunc(alternates, func(a Alternate) bool { return a.Locale == own && a.NoIndex }) {
		return nil
	}
	var list []Hreflang
	standard := ""
	for _, a := range alternates {
		if a.NoIndex {
			continue
		}
		list = append(list, Hreflang{a.Language(), a.URL})
		if a.XDefault {
			standard = a.URL
		}
	}
	if standard != "" {
		list = append(list, Hreflang{"x-default", standard})
	}
	return list
}

func (in *Input) alternates() []Alternate {
	list := make([]Alternate, 0, len(in.Live.Texts))
	for i := range in.Live.Texts {
		rev := &in.Live.Texts[i]
		at := in.Place(rev).URL(rev.Text)
		list = append(list, Alternate{
			Locale: rev.Locale, Slug: rev.Text.Slug, URL: at,
			Hreflang: in.locale(rev.Locale).Hreflang(), XDefault: rev.Locale == in.Site.XDefault,
			NoIndex: rev.Text.SEO.NoIndex || !samePage(at, rev.Text.SEO.Canonical),
		})
	}
	return list
}

// samePage reports whether the canonical URL is that of the page, or none is named.
func samePage(page, canonical string) bool {
	if canonical == "" || canonical == page {
		return true
	}
	base, err := url.Parse(page)
	if err != nil {
		return false
	}
	to, err := base.Parse(canonical)
	if err != nil {
		return false
	}
	own, _ := content.AddressKey(page)
	key, ok := content.AddressKey(to.String())
	return ok && key == own
}
