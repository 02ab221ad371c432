package standing

import (
	"context"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Kept returns what must be kept of a post's lineages before revisions of one of its
// languages are pruned: what cannot be found out afterwards. That is, of the language
// itself, what follows right after a gap; and of every translation what readers and
// editors have of it, which may have been approved against texts that go.
func Kept(ctx context.Context, r Reads, p *content.Post, tag locale.Tag, pruned []int) ([]Lineage, error) {
	gone := make(map[int]bool, len(pruned))
	for _, n := range pruned {
		gone[n] = true
	}
	savings, err := r.Savings(ctx, p.ID, tag)
	if err != nil {
		return nil, err
	}
	k := &keeper{r: r, post: p, done: make(map[lineageOf]bool)}
	for i, s := range savings {
		before := s.N - 1
		if gap := s.N > 1 && !gone[s.N] && (gone[before] || i == 0 || savings[i-1].N != before); gap {
			if err := k.keep(ctx, tag, s.N); err != nil {
				return nil, err
			}
		}
	}
	for _, t := range p.Translations {
		if t.Locale == p.SourceLocale {
			continue
		}
		for _, n := range []int{t.Head, t.Live} {
			if err := k.keep(ctx, t.Locale, n); err != nil {
				return nil, err
			}
		}
	}
	return k.list, nil
}

// A keeper collects lineages.
type keeper struct {
	r    Reads
	post *content.Post
	list []Lineage
	done map[lineageOf]bool
}

type lineageOf struct {
	tag locale.Tag
	n   int
}

// keep collects what a revision's segments are called and, of a translation, what
// they are approved against.
func (k *keeper) keep(ctx context.Context, tag locale.Tag, n int) error {
	if n == 0 || k.done[lineageOf{tag, n}] {
		return nil
	}
	k.done[lineageOf{tag, n}] = true
	of := Heads(k.post, tag)
	w, err := walk(ctx, k.r, of)
	if err != nil {
		return err
	}
	if tag == k.post.SourceLocale || of.SourceN == 0 {
		doc, err := w.target.at(ctx, n)
		if err == nil && doc != nil {
			k.list = append(k.list, Lineage{Locale: tag, Lineage: bitext.Lineage{N: n, Names: names(doc)}})
		}
		return err
	}
	s, err := w.to(ctx, n)
	if err != nil || s == nil {
		return err
	}
	k.list = append(k.list, Lineage{Locale: tag, Lineage: bitext.Lineage{N: n, Names: names(s.doc)}},
		Lineage{Locale: tag, Beside: of.Source, Lineage: s.lineage})
	return nil
}
