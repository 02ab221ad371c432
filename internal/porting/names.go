package porting

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"sync"
	"unicode"

	"github.com/google/uuid"
	"golang.org/x/text/cases"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/locale"
)

// fold returns the form under which two names are one term: without case,
// accents, kinds of apostrophes and runs of spaces.
func fold(name string) string {
	marks := transform.Chain(norm.NFKD, runes.Remove(runes.In(unicode.Mn)), norm.NFC)
	folded, _, err := transform.String(marks, name)
	if err != nil {
		folded = name // as it stands is safe: the worst is one term too many
	}
	folded = strings.NewReplacer("’", "'", "‘", "'", "ʼ", "'").Replace(folded)
	return cases.Fold().String(strings.Join(strings.Fields(folded), " "))
}

// A mention is a name of a term as a document has it, and the term drawn for it.
type mention struct {
	id   content.TermID
	kind content.TermKind
	tag  locale.Tag
	name string

	shown bool   // readers of the foreign site see the document that has it
	slug  string // that the term got for it, once written
}

type nameKey struct {
	kind   content.TermKind
	folded string
}

func keyOf(kind content.TermKind, name string) nameKey {
	return nameKey{kind, fold(content.CleanLine(name))}
}

// A names finds the term of a name, in whatever language it was first met. Ids
// are drawn while documents are prepared; rows are written in the transaction
// that needs them first.
type names struct {
	by   string                                                          // who makes the terms
	slug func(kind content.TermKind, tag locale.Tag, name string) string // see [Site.TermSlug]

	mu  sync.Mutex // guards ids, which several documents are prepared against at once
	ids map[nameKey]content.TermID

	former map[content.TermKind]map[string]content.TermID // by slugs that lead to a term

	written map[content.TermID]map[locale.Tag]string // slugs, in committed transactions
	staged  []mention                                // in the transaction that runs
}

// loadNames reads every term. The first term that claims a name keeps it. What an
// editor renamed or merged is known by its old name too: an import that is done
// again brings no term back.
func loadNames(ctx context.Context, s Snapshot, by string, site *Site) (*names, error) {
	n := &names{
		by: by, slug: site.TermSlug, ids: make(map[nameKey]content.TermID), written: make(map[content.TermID]map[locale.Tag]string),
		former: make(map[content.TermKind]map[string]content.TermID),
	}
	const page = 500
	for _, kind := range []content.TermKind{content.Tag, content.Author, content.Series} {
		var err error
		if n.former[kind], err = s.FormerSlugs(ctx, kind); err != nil {
			return nil, err
		}
		var after content.TermID
		for {
			terms, err := s.Terms(ctx, kind, after, page)
			if err != nil {
				return nil, err
			}
			for _, t := range terms {
				n.load(t)
				after = t.ID
			}
			if len(terms) < page {
				break
			}
		}
	}
	return n, nil
}

func (n *names) load(t *content.Term) {
	n.written[t.ID] = make(map[locale.Tag]string)
	for tag, text := range t.Texts {
		n.written[t.ID][tag] = text.Slug
		key := nameKey{t.Kind, fold(text.Name)}
		if _, taken := n.ids[key]; !taken {
			n.ids[key] = t.ID
		}
	}
}

// draw returns the mentions of the names, each term once, in order.
func (n *names) draw(kind content.TermKind, tag locale.Tag, list []string) ([]mention, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	var out []mention
	seen := make(map[content.TermID]bool)
	for _, name := range list {
		name = content.CleanLine(name)
		key := keyOf(kind, name)
		if key.folded == "" {
			continue
		}
		id, ok := n.known(kind, tag, name)
		if !ok {
			drawn, err := uuid.NewV7()
			if err != nil {
				return nil, fmt.Errorf("draw an id: %w", err)
			}
			id = content.TermID(drawn.String())
			n.ids[key] = id
		}
		if !seen[id] {
			seen[id] = true
			out = append(out, mention{id: id, kind: kind, tag: tag, name: name})
		}
	}
	return out, nil
}

// known returns the term that has the name, or had it.
func (n *names) known(kind content.TermKind, tag locale.Tag, name string) (content.TermID, bool) {
	id, ok := n.ids[keyOf(kind, name)]
	if !ok {
		id, ok = n.former[kind][n.slugOf(kind, tag, name)]
	}
	if !ok { // as imports made it that did not ask the site
		id, ok = n.former[kind][content.MakeSlug(name)]
	}
	return id, ok
}

// slugOf returns the slug that a name would have: that of its page on the foreign site,
// so that its address stays, else one of ours.
func (n *names) slugOf(kind content.TermKind, tag locale.Tag, name string) string {
	return cmp.Or(n.pageOf(kind, tag, name), content.MakeSlug(name))
}

// pageOf returns the segment of the page that the foreign site has for a name, or "".
func (n *names) pageOf(kind content.TermKind, tag locale.Tag, name string) string {
	if n.slug == nil {
		return ""
	}
	return n.slug(kind, tag, name)
}

// idsOf returns the terms of the mentions; never nil, since an empty list says
// none where nil says nothing.
func idsOf(list []mention) []content.TermID {
	ids := make([]content.TermID, 0, len(list))
	for _, m := range list {
		ids = append(ids, m.id)
	}
	return ids
}

// A naming is what the writing of a mention did.
type naming struct {
	renamed bool   // a known term has a new name: what shows it must be rendered again
	notes   []Note // the foreign site's page of the name belongs to another term here
}

// write makes the term of a mention, or names it in the mention's language,
// where that is not done yet.
func (n *names) write(ctx context.Context, tx Tx, m mention) (naming, error) {
	known, slug, named := n.state(m)
	if named {
		return naming{}, n.lead(ctx, tx, m, slug)
	}
	var err error
	m.slug, err = freeSlug(ctx, tx, m, cmp.Or(n.slugOf(m.kind, m.tag, m.name), string(m.kind)))
	if err != nil {
		return naming{}, err
	}
	text := content.TermText{Name: m.name, Slug: m.slug}
	if known {
		err = nameAlso(ctx, tx, m, text)
	} else {
		err = tx.AddTerm(ctx, &content.Term{ID: m.id, Kind: m.kind, Texts: map[locale.Tag]content.TermText{m.tag: text}})
	}
	if err != nil {
		return naming{}, err
	}
	n.staged = append(n.staged, m)
	return naming{known, n.taken(m)}, tx.Emit(ctx, event.TermSaved{Term: m.id, Kind: m.kind, By: n.by})
}

// taken tells where a mention did not get the slug of its page on the foreign site.
func (n *names) taken(m mention) []Note {
	page := n.pageOf(m.kind, m.tag, m.name)
	if page == "" || page == m.slug {
		return nil
	}
	return []Note{{Level: Warning, Code: "import.term_slug_taken", Args: map[string]any{"term": m.name, "slug": page, "now": m.slug}}}
}

// lead lets the page that the foreign site has for a name lead to that of its term, where
// that stands elsewhere: "ete" is the term "Été", whose slug is "été".
func (n *names) lead(ctx context.Context, tx Tx, m mention, slug string) error {
	elsewhere := n.pageOf(m.kind, m.tag, m.name)
	if !m.shown || elsewhere == "" || elsewhere == slug {
		return nil
	}
	return tx.LeadToTerm(ctx, m.kind, m.tag, elsewhere, m.id)
}

// state says whether the mention's term has a row, and whether it has a name in
// the mention's language, with which slug.
func (n *names) state(m mention) (known bool, slug string, named bool) {
	in, known := n.written[m.id]
	slug, named = in[m.tag]
	for _, s := range n.staged {
		if s.id == m.id {
			known = true
			if s.tag == m.tag {
				slug, named = s.slug, true
			}
		}
	}
	return known, slug, named
}

// commit keeps what the transaction wrote; rollback forgets it.
func (n *names) commit() {
	for _, m := range n.staged {
		if n.written[m.id] == nil {
			n.written[m.id] = make(map[locale.Tag]string)
		}
		n.written[m.id][m.tag] = m.slug
	}
	n.staged = nil
}

func (n *names) rollback() { n.staged = nil }

// nameAlso names a known term in one more language.
func nameAlso(ctx context.Context, tx Tx, m mention, text content.TermText) error {
	t, err := tx.Term(ctx, m.id)
	if err != nil {
		return err
	}
	if t.Texts == nil {
		t.Texts = make(map[locale.Tag]content.TermText)
	}
	t.Texts[m.tag] = text
	return tx.SaveTerm(ctx, t)
}

// freeSlug returns the slug, with a number where another term has it.
func freeSlug(ctx context.Context, tx Tx, m mention, base string) (string, error) {
	slug := base
	for i := 2; ; i++ {
		_, taken, err := tx.TermBySlug(ctx, m.kind, m.tag, slug)
		if err != nil || !taken {
			return slug, err
		}
		slug = fmt.Sprintf("%s-%d", base, i)
	}
}
