// Package proof gives the checks what they ask for (the site's settings, the
// glossary) and takes away what people dismissed: what a translation is found to
// have wrong, for whoever wants to show it, mend it, or keep it from going live.
package proof

import (
	"context"
	"slices"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/align"
	"github.com/diptych-cms/diptych/internal/bitext/check"
	"github.com/diptych-cms/diptych/internal/bitext/glossary"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
)

// Reads are what it reads, in a transaction or in a snapshot.
type Reads interface {
	Site(ctx context.Context) (*content.Site, error)
	// Locales returns the site's locales, ordered by tag.
	Locales(ctx context.Context) ([]content.Locale, error)
	// Holders returns the addresses of any post that have one of the wanted keys
	// (of slugs, in the same locale), whatever their kind and state.
	Holders(ctx context.Context, wanted []content.Address) ([]content.Address, error)
	// AssetsByID returns the assets of the ids that exist, with texts, in no order.
	AssetsByID(ctx context.Context, ids []content.AssetID) ([]media.Asset, error)
	People
}

// People are what they said of words.
type People interface {
	// GlossaryByStems returns the terms between the two languages that begin with one
	// of the stems in either.
	GlossaryByStems(ctx context.Context, source, target locale.Tag, stems []uint32) ([]bitext.Term, error)
	// Dismissals returns what people found right in the translation though a check
	// found it wrong.
	Dismissals(ctx context.Context, id content.PostID, tag locale.Tag) ([]bitext.Dismissal, error)
}

// Texts are what is looked at: a translation beside its source, as they are
// aligned; or a text by itself, without Source and Beads.
type Texts struct {
	Post   content.PostID
	Source *segment.Document
	Target *segment.Document
	Beads  []align.Bead
	// Resources are those of the shared part; nil: pictures beside the body are not
	// looked at.
	Resources []content.Resource

	mended int // bytes that Mended has returned
}

// mostMended bounds what [Texts.Mended] returns of one pair, in bytes: a segment may be as
// long as a book, and have thousands of fixes.
const mostMended = 16 << 20

// A Proof is what was found.
type Proof struct {
	Findings  []check.Finding
	Dismissed map[string]bitext.Dismissal // by the id of the finding; those of texts that changed since too
}

// Errors counts the errors that nobody dismissed: they stand in the way of publication.
func (p *Proof) Errors() int {
	return check.Blocking(p.Findings, func(id string) bool { _, ok := p.Dismissed[id]; return ok })
}

// Names returns what people call the piece that each segment of the target is of.
func (t *Texts) Names() []string {
	names := make([]string, len(t.Target.Segments))
	for i := range names {
		names[i] = t.Target.Segments[i].ID
	}
	for i := range t.Beads {
		for _, at := range t.Beads[i].Target {
			names[at] = t.Beads[i].Name(t.Source, t.Target)
		}
	}
	return names
}

// Mended returns the text of the finding's piece before and after its fix, with tags
// as they are shown and written beside the source; both empty where there is no fix, or
// where so much was returned before that nobody could read it.
func (t *Texts) Mended(f *check.Finding) (before, after string) {
	if f.Fix == nil || t.mended >= mostMended {
		return "", ""
	}
	at := []int{f.Fix.Segment}
	var source []segment.Segment
	if f.Bead >= 0 && f.Bead < len(t.Beads) {
		at = t.Beads[f.Bead].Target
		for _, i := range t.Beads[f.Bead].Source {
			source = append(source, t.Source.Segments[i])
		}
	}
	was, is := make([]segment.Segment, len(at)), make([]segment.Segment, len(at))
	for i, n := range at {
		was[i] = t.Target.Segments[n]
		is[i] = was[i]
		if n == f.Fix.Segment {
			is[i].Text, _ = check.Apply(was[i].Text, []check.Fix{*f.Fix})
		}
	}
	beside := segment.Together(source)
	before, after = segment.Beside(beside, segment.Together(was)).Text, segment.Beside(beside, segment.Together(is)).Text
	t.mended += len(before) + len(after)
	return before, after
}

// Of looks at the texts by the site's settings. It takes milliseconds for a long
// post, and is not for a transaction that somebody waits for.
func Of(ctx context.Context, r Reads, t Texts) (*Proof, error) {
	in, err := input(ctx, r, t)
	if err != nil {
		return nil, err
	}
	list, err := r.Dismissals(ctx, t.Post, t.Target.Locale)
	if err != nil {
		return nil, err
	}
	p := &Proof{Findings: check.Run(in), Dismissed: make(map[string]bitext.Dismissal, len(list))}
	for i := range p.Findings {
		if f := &p.Findings[i]; f.Bead >= 0 && f.Bead < len(t.Beads) {
			f.Segment = t.Beads[f.Bead].Name(t.Source, t.Target)
		}
	}
	for _, d := range list {
		p.Dismissed[d.Finding] = d
	}
	return p, nil
}

// input gathers what the checks ask for.
func input(ctx context.Context, r Reads, t Texts) (check.Input, error) {
	site, err := r.Site(ctx)
	if err != nil {
		return check.Input{}, err
	}
	locales, err := r.Locales(ctx)
	if err != nil {
		return check.Input{}, err
	}
	in := check.Input{
		Target: check.SideOf(t.Target, typography(locales, t.Target.Locale)), Locales: locales, Hosts: site.Settings.Hosts,
		Severities: make(map[check.Name]check.Severity),
	}
	for name, severity := range site.Settings.Checks {
		in.Severities[check.Name(name)] = check.Severity(severity)
	}
	if t.Resources != nil {
		if in.Files, err = files(ctx, r, t); err != nil {
			return in, err
		}
	}
	if t.Source == nil {
		return in, nil
	}
	in.Source = check.SideOf(t.Source, typography(locales, t.Source.Locale))
	for _, b := range t.Beads {
		in.Beads = append(in.Beads, check.Bead{Source: b.Source, Target: b.Target})
	}
	if in.Posts, err = posts(ctx, r, content.NewSiteLinks(site.Settings, locales), t); err != nil {
		return in, err
	}
	in.Terms, err = terms(ctx, r, t)
	return in, err
}

// typography returns the profile of a locale; "" for one that the site has not.
func typography(locales []content.Locale, tag locale.Tag) string {
	i := slices.IndexFunc(locales, func(l content.Locale) bool { return l.Tag == tag })
	if i < 0 {
		return ""
	}
	return locales[i].Settings.Typography
}

// terms asks the glossary about each bead.
func terms(ctx context.Context, r Reads, t Texts) ([]check.Term, error) {
	texts := make([]string, len(t.Source.Segments))
	for i := range t.Source.Segments {
		texts[i] = t.Source.Segments[i].Text
	}
	known, err := r.GlossaryByStems(ctx, t.Source.Locale, t.Target.Locale, glossary.Stems(texts, t.Source.Locale))
	if err != nil || len(known) == 0 {
		return nil, err
	}
	words := glossary.New(known, t.Source.Locale, t.Target.Locale)
	var list []check.Term
	for b, bead := range t.Beads {
		list = append(list, beadTerms(words, t, b, bead)...)
	}
	return list, nil
}

// beadTerms asks about one bead: a term of one of its source segments may be in any
// of its target segments.
func beadTerms(words *glossary.Glossary, t Texts, b int, bead align.Bead) []check.Term {
	said := ""
	for k, i := range bead.Target {
		if k > 0 {
			said += "\n"
		}
		said += t.Target.Segments[i].Text
	}
	if said == "" {
		return nil
	}
	var list []check.Term
	for k, i := range bead.Source {
		for _, f := range words.Judge(t.Source.Segments[i].Text, said) {
			term := check.Term{Bead: b, Source: f.Form, Wanted: []string{f.Expected}, At: k, Start: f.Start, Length: f.End - f.Start}
			if f.Wrong != nil {
				term.Forbidden = f.Wrong.Form
				term.At, term.Start = placed(t, bead, f.Wrong.Start)
				term.Length = f.Wrong.End - f.Wrong.Start
			}
			list = append(list, term)
		}
	}
	return list
}

// placed returns which of the bead's target segments the byte of their joined texts
// is in, and where.
func placed(t Texts, bead align.Bead, at int) (k, start int) {
	for k, i := range bead.Target {
		n := len(t.Target.Segments[i].Text)
		if at <= n {
			return k, at
		}
		at -= n + 1
	}
	return 0, 0
}
