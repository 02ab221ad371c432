// Package change says how much a text of one language changed between two states
// of it: in form alone, or in what it says. A translation of a text that changed
// in form alone is still right.
//
// The rule is made so that people can foresee it, and errs on the safe side:
//
//   - Minor are spaces, line breaks, capital or small letters, punctuation, quotes,
//     apostrophes, dashes and hyphens, no-break and invisible spaces, ligatures (œ, oe),
//     accents on capital letters, superscripts, digits grouped another way
//     (1 500, 1,500), marks such as bold, another way to write the same address
//     (http and https, a slash at the end, what counts visitors). A reference in the
//     place of an address, which saving puts there, is no change at all.
//   - Words that are joined or parted are minor as long as every letter is the same
//     (“week-end”, “weekend”), but where a negation comes or goes by it.
//   - An accent on a small letter makes another word in French (“ou”, “où”), and in most
//     languages. In English it does not, but for a few words that were borrowed.
//   - All else is substantive: every word, little ones too (“in”, “on”), another order
//     of words, numbers, dates, units, symbols, pictures, code, where links lead. A
//     corrected spelling is one too: only a dictionary could tell “form” for “from” from
//     another word. Whoever corrects one says so when saving.
//
// Words that are struck out (del, s) count as not there.
package change

import (
	"maps"
	"slices"

	"golang.org/x/text/unicode/norm"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Reason names one thing that changed.
type Reason string

// The reasons of substantive changes.
const (
	Word     Reason = "word"
	Number   Reason = "number"
	Date     Reason = "date" // the name of a month or a day, or a number beside one
	Negation Reason = "negation"
	Symbol   Reason = "symbol" // a currency, a per cent sign, an emoji
	Link     Reason = "link"
	Picture  Reason = "picture" // a picture or an embed
	Code     Reason = "code"
)

// The reasons of minor changes.
const (
	Space       Reason = "space"
	Case        Reason = "case"
	Punctuation Reason = "punctuation"
	Typography  Reason = "typography"
	Markup      Reason = "markup"
)

// Reasons returns every reason, in the order that they are listed in.
func Reasons() []Reason {
	return []Reason{Number, Date, Negation, Word, Symbol, Link, Picture, Code, Case, Punctuation, Typography, Space, Markup}
}

// Classify says how much a segment's text, with its numbered tags, changed: "" is
// not at all. What the tags are is not known to it: a pair of tags that came or went
// is minor, one that stands alone substantive.
func Classify(from, to string, tag locale.Tag) bitext.Class {
	class, _ := ClassifySegments(segment.Segment{Text: from}, segment.Segment{Text: to}, tag)
	return class
}

// ClassifySegments is [Classify] for segments with their tags, and says what it
// was that changed, each reason once. Attributes that say something count (href,
// src, datetime) as substantive, others (class, style) as minor; package standing
// does not even ask about those, since hashes of segments leave them out. Where one of the two has no
// Tags, those of its text are taken as not known. Kind and level do not count.
func ClassifySegments(from, to segment.Segment, tag locale.Tag) (bitext.Class, []Reason) {
	from.Text, to.Text = norm.NFC.String(from.Text), norm.NFC.String(to.Text)
	sameTags := slices.EqualFunc(from.Tags, to.Tags, equalTags)
	if from.Text == to.Text && sameTags {
		return "", nil
	}
	if from.Text == to.Text && slices.EqualFunc(from.Tags, to.Tags, equalButNamed) {
		return "", nil // nobody wrote that
	}
	known := (from.Tags != nil || !hasTag(from.Text)) && (to.Tags != nil || !hasTag(to.Text))
	if from.Text == to.Text && !known {
		return "", nil
	}
	f := newForm(tag)
	a, b := f.read(from, known), f.read(to, known)
	found := make(map[Reason]bool)
	f.compareWords(a, b, found)
	compareTargets(a.targets, b.targets, found)
	if len(found) > 0 {
		return bitext.Substantive, ordered(found)
	}
	minor(from, to, sameTags, found)
	return bitext.Minor, ordered(found)
}

func equalTags(a, b segment.Tag) bool {
	return a.Element == b.Element && a.Void == b.Void && a.Opaque == b.Opaque && a.Text == b.Text && maps.Equal(a.Attrs, b.Attrs)
}

// equalButNamed is [equalTags] where an address may have become a reference.
func equalButNamed(a, b segment.Tag) bool {
	for _, name := range []string{"href", "src"} {
		if x, y := a.Attrs[name], b.Attrs[name]; x != y && content.IsReference(y) && sameTarget(address(x), address(y)) {
			b.Attrs = maps.Clone(b.Attrs)
			b.Attrs[name] = x
		}
	}
	return equalTags(a, b)
}

func ordered(found map[Reason]bool) []Reason {
	var list []Reason
	for _, r := range Reasons() {
		if found[r] {
			list = append(list, r)
		}
	}
	return list
}
