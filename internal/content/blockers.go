package content

import (
	"slices"

	"github.com/diptych-cms/diptych/internal/locale"
)

// A Blocker is one reason why a command may not change what is live.
type Blocker struct {
	Rule   Rule
	Locale locale.Tag
	Field  string         // "title", "slug", "body", "terms"; empty if it is about the whole translation
	Code   string         // message key
	Count  int            // how many of them, where that says more
	Args   map[string]any // values for the message
}

// A Rule is what a blocker comes from.
type Rule string

// The rules: completeness asks it of every text, the parities of the languages
// together.
const (
	Completeness    Rule = "completeness"
	RuleTogether    Rule = Rule(Together)
	RuleSourceFirst Rule = Rule(SourceFirst)
)

// A Readiness is what [Blockers] must know beside the post.
type Readiness struct {
	Parity  Parity               // the site's rule, for posts without their own; empty: independent
	Locales []locale.Tag         // the site's, for posts without targets of their own
	Texts   map[locale.Tag]Ready // what the command makes live; texts live before were judged then
}

// A Ready says how complete a text is.
type Ready struct {
	Title, Slug, Body bool // whether there is one
	Unnamed           int  // terms that it shows and that have no name in its locale: left out there
}

// ReadyOf judges a text; unnamed is the number of terms without a name.
func ReadyOf(t Text, unnamed int) Ready {
	return Ready{Title: t.Title != "", Slug: t.Slug != "", Body: t.HTML != "", Unnamed: unnamed}
}

// Terms returns the terms that the text shows beside the shared part, each once.
func (t Text) Terms(s Shared) []TermID {
	ids := slices.Concat(t.Overrides.Authors.Or(s.Authors), t.Overrides.Tags.Or(s.Tags))
	if s.Series != nil {
		ids = append(ids, s.Series.Term)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Blockers judges the post as it would be after a command and returns
// everything that stands in the way, in a stable order. Every command that
// moves live pointers asks it. Saving never does: drafts never block.
func Blockers(after *Post, r Readiness) []Blocker {
	list := incomplete(after, r)
	if len(after.LiveLocales()) == 0 {
		return list // nothing left to keep together
	}
	switch after.parity(r.Parity) {
	case Together:
		list = append(list, apart(after, r)...)
	case SourceFirst:
		list = append(list, ahead(after)...)
	}
	return list
}

// parity returns the rule in force for the post.
func (p *Post) parity(site Parity) Parity {
	if p.Parity != "" {
		return p.Parity
	}
	return site
}

// TargetsOf returns the locales that the post should exist in, given the site's.
func (p *Post) TargetsOf(site []locale.Tag) []locale.Tag {
	if p.Targets == nil {
		return site
	}
	var tags []locale.Tag
	for _, tag := range p.Targets {
		if slices.Contains(site, tag) { // a locale may have been taken away since
			tags = append(tags, tag)
		}
	}
	return tags
}

// Locales returns the locales that the post has a translation in, in order.
func (p *Post) Locales() []locale.Tag {
	tags := make([]locale.Tag, len(p.Translations))
	for i, t := range p.Translations {
		tags[i] = t.Locale
	}
	return tags
}

// blocker returns one about the locale, with the values that its message needs.
func blocker(rule Rule, tag locale.Tag, code string) Blocker {
	return Blocker{Rule: rule, Locale: tag, Code: code, Args: map[string]any{"locale": string(tag)}}
}

// incomplete finds texts that lack what no reader can do without.
func incomplete(after *Post, r Readiness) []Blocker {
	var list []Blocker
	for _, t := range after.Translations {
		ready, judged := r.Texts[t.Locale]
		if !judged || t.Live == 0 {
			continue
		}
		for _, part := range []struct {
			name  string
			there bool
		}{{"title", ready.Title}, {"slug", ready.Slug}, {"body", ready.Body}} {
			if !part.there {
				b := blocker(Completeness, t.Locale, "blocker."+part.name+"_missing")
				b.Field = part.name
				list = append(list, b)
			}
		}
	}
	return list
}

// apart finds target locales that would not be live beside the others, and
// terms that one of the languages would leave out.
func apart(after *Post, r Readiness) []Blocker {
	var list []Blocker
	for _, tag := range after.TargetsOf(r.Locales) {
		switch t := after.Translation(tag); {
		case t == nil:
			list = append(list, blocker(RuleTogether, tag, "blocker.translation_missing"))
		case t.Live == 0:
			list = append(list, blocker(RuleTogether, tag, "blocker.translation_not_live"))
		}
	}
	for _, t := range after.Translations {
		if n := r.Texts[t.Locale].Unnamed; n > 0 && t.Live > 0 {
			b := blocker(RuleTogether, t.Locale, "blocker.term_unnamed")
			b.Field, b.Count, b.Args["count"] = "terms", n, n
			list = append(list, b)
		}
	}
	return list
}

// ahead finds a source that would not be live while another language is.
func ahead(after *Post) []Blocker {
	if slices.Contains(after.LiveLocales(), after.SourceLocale) {
		return nil
	}
	return []Blocker{blocker(RuleSourceFirst, after.SourceLocale, "blocker.source_not_live")}
}
