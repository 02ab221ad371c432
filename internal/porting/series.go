package porting

import (
	"slices"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// pairSeries makes one series, with a name in each language, of those that the documents
// of one post name: a post is in one series, whatever its languages call it. The first
// post says so. A name that another series has by then stays apart, as does one that
// would be a second name in its language; the file that has it is told so when it is read.
func (n *names) pairSeries(tasks []task) error {
	called := make(map[content.TermID]map[locale.Tag]bool)
	for _, t := range tasks {
		named := slices.DeleteFunc(slices.Clone(t.files), func(f file) bool { return f.Series == "" })
		if len(named) < 2 {
			continue
		}
		slices.SortStableFunc(named, func(a, b file) int { return n.seriesRank(a, t.source) - n.seriesRank(b, t.source) })
		drawn, err := n.draw(content.Series, named[0].Locale, []string{named[0].Series})
		if err != nil {
			return err
		}
		for _, m := range drawn {
			if called[m.id] == nil {
				called[m.id] = make(map[locale.Tag]bool)
			}
			called[m.id][m.tag] = true
			for _, f := range named[1:] {
				n.alsoCalled(m.id, f, called[m.id])
			}
		}
	}
	return nil
}

// seriesRank orders documents by who has most to say which series it is: one whose name
// is known goes first, then the source's.
func (n *names) seriesRank(f file, source locale.Tag) int {
	_, known := n.known(content.Series, f.Locale, f.Series)
	switch {
	case known && f.Locale == source:
		return 0
	case known:
		return 1
	case f.Locale == source:
		return 2
	}
	return 3
}

// alsoCalled lets the series be known by the name that a document has for it, where the
// name is nobody's and the series has none in that language. called are the languages
// in which this import has found one.
func (n *names) alsoCalled(id content.TermID, f file, called map[locale.Tag]bool) {
	if _, named := n.written[id][f.Locale]; f.Series == "" || called[f.Locale] || named {
		return
	}
	if _, known := n.known(content.Series, f.Locale, f.Series); !known {
		n.ids[keyOf(content.Series, f.Series)] = id
		called[f.Locale] = true
	}
}

// leaveSeries takes out what the file says of a series that is not the shared part's,
// and tells so: it has no place of its own in a translation.
func (p *part) leaveSeries(shared content.Shared) {
	said := p.said.Series
	if said == nil || shared.Series != nil && shared.Series.Term == said.Term {
		return
	}
	p.mentions = slices.DeleteFunc(p.mentions, func(m mention) bool { return m.kind == content.Series })
	p.notes = append(p.notes, Note{
		Level: Warning, Code: "import.series_apart", Path: p.file.Path, Args: map[string]any{"series": p.page.Series[0]},
	})
}
