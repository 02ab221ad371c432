package content

import (
	"slices"
	"time"

	"github.com/diptych-cms/diptych/internal/locale"
)

// A Blocker is one reason why a command may not change what is live.
type Blocker struct {
	Post   PostID         `json:"post,omitempty"` // whose, where a command is about several posts
	Rule   Rule           `json:"rule"`
	Locale locale.Tag     `json:"locale"`
	Field  string         `json:"field,omitempty"` // "title", "slug", "body", "terms"; empty if it is about the whole translation
	Code   string         `json:"code"`            // message key
	Count  int            `json:"count,omitempty"` // how many of them, where that says more
	Args   map[string]any `json:"args,omitempty"`  // values for the message
}

// A Rule is what a blocker comes from.
type Rule string

// The rules: completeness asks it of every text, translation of what was begun, was
// written by machines or is to be approved, the parities of the languages together.
const (
	Completeness    Rule = "completeness"
	RuleTranslation Rule = "translation"
	RuleTogether    Rule = Rule(Together)
	RuleSourceFirst Rule = Rule(SourceFirst)
)

// A Readiness is what [Blockers] must know beside the post as it would be.
type Readiness struct {
	Parity    Parity                  // the site's rule, for posts without their own; empty: independent
	Locales   []locale.Tag            // the site's, for posts without targets of their own
	Texts     map[locale.Tag]Ready    // what the command makes live; texts live before were judged then
	Before    *Post                   // the post as it is; nil where it is new
	Course    Course                  // how its languages came to say what they say
	Segments  map[locale.Tag]Segments // how its live translations would stand to the live source; those left out are level
	Was       map[locale.Tag]Segments // and how they stand now
	Tolerance Tolerance
	Open      Parting       // which of them lag already, as the ledger has it
	Grace     time.Duration // how long the others may lag where the source goes first; 0: without end
	At        time.Time     // the instant of the command
}

// A Ready says how complete a text is.
type Ready struct {
	Title, Slug, Body bool // whether there is one
	Unnamed           int  // terms that it shows and that have no name in its locale: left out there

	Begun      int  // empty blocks of a translation that was begun by segments
	Unreviewed int  // segments that are as a machine wrote them, where a person must have seen them
	Unapproved bool // nobody approved it, where somebody must
	Errors     int  // that checks find
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
	list = append(list, unready(after, r)...)
	switch after.Rule(r.Parity) {
	case Together:
		list = append(list, apart(after, r)...)
	case SourceFirst:
		list = append(list, ahead(after)...)
		list = append(list, overdue(after, r)...)
	}
	return list
}

// Rule returns the rule in force for the post, given the site's.
func (p *Post) Rule(site Parity) Parity {
	switch {
	case p.Parity != "":
		return p.Parity
	case site != "":
		return site
	}
	return Independent
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

// apart finds what keeps the languages from standing beside each other: target
// locales that would not be live, terms that one of the languages would leave
// out, and texts of which one changed without the other. What neither side of a
// pair changes was judged when it went live, and does not block what else is done.
func apart(after *Post, r Readiness) []Blocker {
	var list, texts []Blocker
	for _, lag := range Lags(after, r) {
		switch {
		case lag.Why == LagMissing:
			list = append(list, blocker(RuleTogether, lag.Locale, "blocker.translation_missing"))
		case lag.Why == LagNotLive:
			list = append(list, blocker(RuleTogether, lag.Locale, "blocker.translation_not_live"))
		case lag.made && lag.Why == LagStale && r.Segments[lag.Locale].Stale > r.Tolerance.Stale:
			texts = append(texts, stale(after, lag.Locale, r.Segments[lag.Locale].Stale))
		case lag.made && lag.Why == LagUnconfirmed:
			texts = append(texts, unconfirmed(after, lag))
		}
	}
	for _, t := range after.Translations {
		if n := r.Texts[t.Locale].Unnamed; n > 0 && t.Live > 0 {
			b := blocker(RuleTogether, t.Locale, "blocker.term_unnamed")
			b.Field, b.Count, b.Args["count"] = "terms", n, n
			list = append(list, b)
		}
	}
	return slices.Concat(list, texts, untranslated(after, r), wrong(after, r))
}

// stale is the blocker of a translation whose source has changed since.
func stale(after *Post, tag locale.Tag, segments int) Blocker {
	return beside(after, tag, "blocker.stale", segments)
}

// beside is a blocker of a translation as it stands beside its source.
func beside(after *Post, tag locale.Tag, code string, count int) Blocker {
	b := blocker(RuleTogether, tag, code)
	b.Field, b.Count = "body", count
	b.Args["count"], b.Args["n"] = count, after.Translation(tag).Live
	b.Args["beside"], b.Args["besideN"] = string(after.SourceLocale), after.Translation(after.SourceLocale).Live
	return b
}

// untranslated finds translations that lack more of their source than may be, where
// the command changes one of the two.
func untranslated(after *Post, r Readiness) []Blocker {
	source := after.Translation(after.SourceLocale)
	if source == nil || source.Live == 0 {
		return nil
	}
	var list []Blocker
	for i := range after.Translations {
		t := &after.Translations[i]
		n := r.Segments[t.Locale].Missing - r.Texts[t.Locale].Begun // which block in any case
		if t == source || t.Live == 0 || n <= r.Tolerance.Missing {
			continue
		}
		if _, made := r.moved(source, t); made {
			list = append(list, beside(after, t.Locale, "blocker.untranslated", n))
		}
	}
	return list
}

// wrong finds texts in which checks find more errors than may be.
func wrong(after *Post, r Readiness) []Blocker {
	var list []Blocker
	for _, t := range after.Translations {
		if n := r.Texts[t.Locale].Errors; t.Live > 0 && n > r.Tolerance.Errors {
			b := blocker(RuleTogether, t.Locale, "blocker.checks")
			b.Field, b.Count, b.Args["count"] = "body", n, n
			list = append(list, b)
		}
	}
	return list
}

// unready finds texts that may not go live as they are, whatever becomes of the
// other languages: begun and not done, written by a machine and seen by nobody, or
// not approved.
func unready(after *Post, r Readiness) []Blocker {
	var list []Blocker
	for _, t := range after.Translations {
		ready, judged := r.Texts[t.Locale]
		if !judged || t.Live == 0 {
			continue
		}
		for _, part := range []struct {
			code  string
			count int
		}{{"blocker.untranslated", ready.Begun}, {"blocker.unreviewed", ready.Unreviewed}} {
			if part.count > 0 {
				b := blocker(RuleTranslation, t.Locale, part.code)
				b.Field, b.Count, b.Args["count"], b.Args["n"] = "body", part.count, part.count, t.Live
				list = append(list, b)
			}
		}
		if ready.Unapproved {
			b := blocker(RuleTranslation, t.Locale, "blocker.unapproved")
			b.Args["n"] = t.Live
			list = append(list, b)
		}
	}
	return list
}

// unconfirmed is the blocker of a source that did not follow a translation.
func unconfirmed(after *Post, lag Lag) Blocker {
	b := blocker(RuleTogether, lag.Locale, "blocker.unconfirmed")
	b.Field = "body"
	b.Args["n"] = after.Translation(lag.Locale).Live
	b.Args["beside"], b.Args["besideN"] = string(lag.Beside), after.Translation(lag.Beside).Live
	return b
}

// ahead finds a source that would not be live while another language is.
func ahead(after *Post) []Blocker {
	if slices.Contains(after.LiveLocales(), after.SourceLocale) {
		return nil
	}
	return []Blocker{blocker(RuleSourceFirst, after.SourceLocale, "blocker.source_not_live")}
}

// overdue finds languages that lag for longer than they may, where the source
// would go on without them. A source that changes in form alone does not.
func overdue(after *Post, r Readiness) []Blocker {
	source := after.Translation(after.SourceLocale)
	if r.Grace == 0 || source == nil || source.Live == 0 || r.Course.Same(source.Locale, liveOf(r.Before, source.Locale), source.Live) {
		return nil
	}
	var list []Blocker
	for _, lag := range Lags(after, r) {
		if over := r.At.Sub(lag.Since) - r.Grace; over > 0 && lag.Why != LagUnconfirmed {
			b := blocker(RuleSourceFirst, lag.Locale, "blocker.grace_over")
			b.Args["until"] = lag.Since.Add(r.Grace).UTC().Format(time.RFC3339)
			list = append(list, b)
		}
	}
	return list
}
