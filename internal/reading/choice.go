package reading

import (
	"context"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// noFallback is how a reader says that nothing is to be borrowed; chain asks
// for what the locale's settings name.
const (
	noFallback    = "none"
	chainFallback = "chain"
)

// named returns the locale that the reader names, as it is written: what is found under it
// is the answer, and nothing is found under what no locale is called. ok is false where
// settings are needed to know what is wanted.
func (c Choice) named() (tag locale.Tag, ok bool) {
	return locale.Tag(c.Locale), c.Locale != "" && !c.borrows()
}

func (c Choice) borrows() bool { return c.Fallback != "" && c.Fallback != noFallback }

// choose decides the language: the one named, else the best one of
// Accept-Language that exists, else the site's x-default.
func choose(ctx context.Context, src Source, c Choice) (chosen, error) {
	locales, err := src.Locales(ctx)
	if err != nil {
		return chosen{}, err
	}
	var got chosen
	if c.Locale != "" {
		got.tag, err = existing(locales, c.Locale)
	} else {
		got.varied = true
		got.tag, err = accepted(ctx, src, c.Accept, locales)
	}
	if err != nil {
		return chosen{}, err
	}
	got.chain = []locale.Tag{got.tag}
	if !c.borrows() {
		return got, nil
	}
	if c.Fallback != chainFallback {
		tag, err := existing(locales, c.Fallback)
		if err == nil && tag != got.tag {
			got.chain = append(got.chain, tag)
		}
		return got, err
	}
	for _, tag := range settings(locales, got.tag).Fallback {
		if find(locales, tag) >= 0 && !slices.Contains(got.chain, tag) {
			got.chain = append(got.chain, tag)
		}
	}
	return got, nil
}

// accepted returns the locale that Accept-Language rather has.
func accepted(ctx context.Context, src Source, header string, locales []content.Locale) (locale.Tag, error) {
	tags := make([]locale.Tag, len(locales))
	for i, l := range locales {
		tags[i] = l.Tag
	}
	if tag, ok := locale.Lookup(header, tags); ok {
		return tag, nil
	}
	site, err := src.Site(ctx)
	if err != nil {
		return "", err
	}
	return site.Settings.XDefault, nil
}

// existing returns the site's locale that s names in whatever case. What stands for all of
// them elsewhere is the fault.Malformed "locale.one" here: nobody takes it for a language.
func existing(locales []content.Locale, s string) (locale.Tag, error) {
	if s == string(entry.Everywhere) {
		names := make([]string, len(locales))
		for i, l := range locales {
			names[i] = string(l.Tag)
		}
		return "", fault.New(fault.Malformed, "locale.one", "known", strings.Join(names, ", "))
	}
	tag, err := locale.Parse(s)
	if err != nil || find(locales, tag) < 0 {
		return "", unknownLocale(s)
	}
	return tag, nil
}

// unknownLocale is the answer for a locale that the site does not have.
func unknownLocale(s string) error {
	return fault.New(fault.NotFound, "locale.unknown", "locale", s)
}

func find(locales []content.Locale, tag locale.Tag) int {
	return slices.IndexFunc(locales, func(l content.Locale) bool { return l.Tag == tag })
}

// settings returns those of a locale that exists.
func settings(locales []content.Locale, tag locale.Tag) content.LocaleSettings {
	if i := find(locales, tag); i >= 0 {
		return locales[i].Settings
	}
	return content.LocaleSettings{}
}

// urlIn returns the alternate's URL in the locale.
func urlIn(alternates []entry.Alternate, tag locale.Tag) string {
	for _, a := range alternates {
		if a.Locale == tag {
			return a.URL
		}
	}
	return ""
}
