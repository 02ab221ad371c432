package entry

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

const (
	excerptLength  = 200 // characters
	wordsPerMinute = 213 // as Hugo counts
)

// A page is one live translation while it is rendered.
type page struct {
	in         *Input
	rev        *content.Revision
	text       *parsed
	alternates []Alternate

	facets   []content.TermID
	refs     []Ref
	reported []*Link
	pictures int          // how many the body has shown
	first    firstPicture // of the body
}

func (p *page) render() Rendered {
	text, post := &p.rev.Text, p.in.Live.Post
	t := post.Translation(p.rev.Locale)
	body := p.body()
	own := p.alternates[slices.IndexFunc(p.alternates, func(a Alternate) bool { return a.Locale == p.rev.Locale })]
	card := Card{
		ID: post.ID, Locale: p.rev.Locale, URL: own.URL, Slug: text.Slug, Title: text.Title,
		Summary: text.Summary, Excerpt: cmp.Or(text.Summary, body.excerpt),
		Date: p.in.Place(p.rev).Date.UTC(), LastMod: p.lastMod(),
		PublishedAt: t.FirstPublishedAt.UTC(), UpdatedAt: p.updated().UTC(),
		WordCount: body.words, ReadingMinutes: (body.words + wordsPerMinute - 1) / wordsPerMinute,
		Params:     orEmpty(text.Overrides.Params.Or(p.shared().Params)),
		Alternates: p.alternates,
		Languages:  Languages{Title: p.rev.Locale, Summary: p.rev.Locale, Body: p.rev.Locale},
	}
	card.Authors = p.terms(text.Overrides.Authors.Or(p.shared().Authors))
	card.Tags = p.terms(text.Overrides.Tags.Or(p.shared().Tags))
	card.Series = p.series()
	resources := p.list()
	card.Thumbnail = p.thumbnail(resources)
	card.Resources = p.resources(resources)
	card.SEO = p.seo(card, resources)
	card.Translation = p.standing()
	return p.keep(card, body)
}

// keep makes the row of a card and a body.
func (p *page) keep(card Card, body body) Rendered {
	row := Row{
		Post: card.ID, Locale: card.Locale, Slug: card.Slug, Date: Date(p.in.Live), UpdatedAt: card.UpdatedAt,
		Text: p.rev.N, Shared: p.in.Live.Shared.N, Format: Format, Alternates: p.alternates,
		Card: compact(card), Body: body.part(), Ties: p.ties(card),
	}
	row.ETag = ETag(Join(row.Card, row.Body))
	slices.Sort(p.facets)
	row.Facets = slices.Compact(p.facets)
	slices.SortFunc(p.refs, func(a, b Ref) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Target, b.Target))
	})
	return Rendered{Row: row, Refs: slices.Compact(p.refs), Links: p.noted(), Anchors: p.in.Anchors[card.ID][card.Locale]}
}

// ties returns what joins the text to other posts. A series without a name in the
// language is none.
func (p *page) ties(card Card) Ties {
	month := p.in.in(Date(p.in.Live))
	t := Ties{Month: month.Year()*100 + int(month.Month()), Related: p.shared().Related}
	if card.Series != nil {
		t.Series, t.Place = p.shared().Series.Term, p.shared().Series.Place
	}
	return t
}

func (p *page) shared() *content.Shared { return &p.in.Live.Shared.Shared }

func (p *page) refer(kind RefKind, target string) { p.refs = append(p.refs, Ref{kind, target}) }

// updated returns when what readers see was last published. An import brings live what was
// written before: while nothing else is published, that is the text's date.
func (p *page) updated() time.Time {
	post, shared := p.in.Live.Post, p.in.Live.Shared
	t := post.Translation(p.rev.Locale)
	if asImported(p.rev.N, p.rev.Meta, t.LiveAt) && asImported(shared.N, shared.Meta, post.LiveAt) {
		return t.FirstPublishedAt
	}
	return later(t.LiveAt, post.LiveAt)
}

// asImported reports whether a live revision is the first of its part, which the import
// that made it brought live.
func asImported(n int, meta content.Meta, liveAt time.Time) bool {
	return n == 1 && meta.Origin == content.FromImport && meta.At.Equal(liveAt)
}

func (p *page) lastMod() *time.Time {
	m := p.rev.Text.Overrides.LastMod.Or(p.shared().LastMod)
	if m == nil {
		return nil
	}
	return new(m.At.UTC())
}

// terms returns those of the terms that have a name in the language.
func (p *page) terms(ids []content.TermID) []Term {
	list := []Term{}
	for _, id := range ids {
		if t, ok := p.term(id); ok {
			list = append(list, t)
		}
	}
	return list
}

func (p *page) term(id content.TermID) (Term, bool) {
	p.refer(ToTerm, string(id))
	text, ok := p.in.Terms[id].Texts[p.rev.Locale]
	if !ok || text.Name == "" {
		return Term{}, false
	}
	p.facets = append(p.facets, id)
	return Term{Slug: text.Slug, Name: text.Name}, true
}

func (p *page) series() *Series {
	place := p.shared().Series
	if place == nil {
		return nil
	}
	t, ok := p.term(place.Term)
	if !ok {
		return nil
	}
	return &Series{Term: t, Place: place.Place}
}

func (p *page) seo(card Card, resources []content.Resource) SEO {
	seo := p.rev.Text.SEO
	out := SEO{
		Title:       cmp.Or(seo.Title, card.Title),
		Description: cmp.Or(seo.Description, card.Excerpt),
		Canonical:   cmp.Or(seo.Canonical, card.URL),
		NoIndex:     seo.NoIndex,
	}
	i := slices.IndexFunc(resources, func(r content.Resource) bool { return r.Name == seo.Image })
	switch {
	case i >= 0:
		out.Image = p.linked(resources[i])
	case isURL(seo.Image):
		out.Image = new(seo.Image)
	}
	return out
}

// isURL tells an URL from the name of a resource that is not there.
func isURL(s string) bool {
	return content.IsWebURL(s) && (strings.HasPrefix(s, "/") || strings.Contains(s, "://"))
}

// standing compares the live text with the source's live revision.
func (p *page) standing() Standing {
	segments := p.in.Live.Segments[p.rev.Locale]
	s := Standing{SourceLocale: p.in.Live.Post.SourceLocale, State: StateCurrent, Origins: segments.Origins}
	if s.Origins == nil {
		s.Origins = map[string]int{}
	}
	switch {
	case segments.Behind > 0:
		s.State, s.Change = StateStale, new(Substantive)
	case segments.Minor > 0:
		s.State, s.Change = StateStale, new(Minor)
	default:
		return s
	}
	s.BehindRevisions, s.StaleSegments = segments.Since, segments.Stale+segments.Minor
	return s
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// orEmpty returns an object where there is none.
func orEmpty(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return m
}

// hreflang returns how a language is named to machines.
func (in *Input) hreflang(tag locale.Tag) string {
	return cmp.Or(in.locale(tag).Settings.Hreflang, string(tag))
}
