package hugo

import (
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/porting"
)

// mostExamples bounds the addresses that a note names.
const mostExamples = 3

// A termPage is the page that Hugo makes of a term.
type termPage struct{ plural, segment string }

// termPages returns the pages of terms that Hugo makes for what the front matter says,
// and those of them that stay where they are: not those of names that were split, nor of
// kinds that there are none of here.
func (b *builder) termPages() (made, kept []termPage) {
	if b.page.Draft || b.page.Hidden {
		return nil, nil
	}
	t := b.language.taxonomies
	for _, plural := range t.plurals {
		for _, name := range b.fields.list(plural) {
			if segment := b.language.pageOfTerm(plural, name); segment != "" {
				made = append(made, termPage{plural, segment})
			}
		}
	}
	for kind, names := range map[content.TermKind][]string{
		content.Tag: b.page.Tags, content.Author: b.page.Authors, content.Series: b.page.Series[:min(1, len(b.page.Series))],
	} {
		if b.language.termPattern(kind) == "" {
			continue
		}
		for _, name := range names {
			if segment := b.language.termSegment(t.plural(kind), name); segment != "" {
				kept = append(kept, termPage{t.plural(kind), segment})
			}
		}
	}
	return made, kept
}

// noteTerms tells, of each language, which addresses of Hugo's lead nowhere here: of
// pages of terms, and of the feed that each of them has.
func (r *reader) noteTerms(documents []found) {
	for i, l := range r.site.languages {
		made, kept := make(map[termPage]bool), make(map[termPage]bool)
		for _, d := range documents {
			if d.language != i {
				continue
			}
			for _, p := range d.termsMade {
				made[p] = true
			}
			for _, p := range d.termsKept {
				kept[p] = true
			}
		}
		var left []string
		for p := range made {
			if !kept[p] {
				left = append(left, strings.ReplaceAll(l.termPaths(p.plural), "{slug}", p.segment))
			}
		}
		slices.Sort(left)
		left = slices.Compact(left) // a rule may put several terms on one page
		if len(left) > 0 {
			r.notes = append(r.notes, porting.Note{Level: porting.Warning, Code: "import.terms_left", Args: map[string]any{
				"count": len(left), "locale": l.tag, "examples": strings.Join(left[:min(len(left), mostExamples)], ", "),
			}})
		}
		if l.taxonomies.feed != "" && len(made) > 0 {
			r.notes = append(r.notes, porting.Note{Level: porting.Info, Code: "import.term_feeds_left", Args: map[string]any{
				"count": len(made), "locale": l.tag, "feed": l.taxonomies.feed,
			}})
		}
	}
}
