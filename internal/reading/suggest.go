package reading

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/search"
)

const (
	defaultSuggestions = 5
	mostSuggestions    = 10
	leastTyped         = 2      // letters of the last word, for titles
	mostTyped          = 8      // words
	mostNames          = 20_000 // that are looked through
	titlesCompared     = 50     // the newest that match
)

// A SuggestionsQuery asks what a reader may be about to type.
type SuggestionsQuery struct {
	Choice // without Fallback
	Text   string
	Limit  string
}

// Named finds what is called so.
type Named interface {
	// Titles returns the ids of rows of the newest entries that have all of the tokens
	// in their title, the last one as the beginning of a word.
	Titles(ctx context.Context, tokens []string, limit int) ([]int64, error)
	// Names returns up to limit terms with a name and a live post in the language.
	Names(ctx context.Context, tag locale.Tag, limit int) ([]search.Name, error)
}

// suggestions is the answer of GET /search/suggestions.
type suggestions struct {
	Items []suggestion `json:"items"`
}

// A suggestion is a title or a name, and where it leads.
type suggestion struct {
	Text  string `json:"text"`
	Kind  string `json:"kind"`
	URL   string `json:"url"`
	Count int    `json:"count"`

	first bool // it begins with what was typed
}

// Suggestions answers GET /search/suggestions: names and titles in the language that
// have the words typed, the last one as the beginning of a word. What begins with them
// comes first; then names before titles, of names those of most posts, of titles the
// newest.
func (s *Service) Suggestions(ctx context.Context, q SuggestionsQuery) (Answer, error) {
	q.Fallback = noFallback
	limit, err := limitOf(q.Limit, defaultSuggestions, mostSuggestions)
	if err == nil && utf8.RuneCountInString(q.Text) > search.Longest {
		err = fault.New(fault.Malformed, "search.long", "most", search.Longest)
	}
	if err != nil {
		return Answer{}, fmt.Errorf("suggest searches: %w", err)
	}
	answer, err := s.over(ctx, func(src Source) (Answer, error) {
		c, err := choose(ctx, src, q.Choice)
		if err != nil {
			return Answer{}, err
		}
		list, err := suggest(ctx, src, c.tag, q.Text)
		if err != nil {
			return Answer{}, err
		}
		waits, err := src.Wordless(ctx)
		if err != nil {
			return Answer{}, err
		}
		answer, err := compose(suggestions{Items: list[:min(len(list), limit)]})
		answer.Passing = waits
		answer.Languages, answer.Varied, answer.Keys = []locale.Tag{c.tag}, c.varied, listKeys(c.chain)
		return answer, err
	})
	if err != nil {
		return answer, fmt.Errorf("suggest searches: %w", err)
	}
	return answer, nil
}

func suggest(ctx context.Context, src Source, tag locale.Tag, text string) ([]suggestion, error) {
	cutter := search.NewCutter(tag)
	typed, _ := cutter.Cut(search.Clean(text))
	typed = typed[:min(len(typed), mostTyped)]
	if len(typed) == 0 {
		return []suggestion{}, nil
	}
	names, err := suggestNames(ctx, src, cutter, tag, typed)
	if err != nil {
		return nil, err
	}
	titles, err := suggestTitles(ctx, src, cutter, tag, typed)
	list := append(append([]suggestion{}, names...), titles...)
	slices.SortStableFunc(list, func(a, b suggestion) int {
		switch {
		case a.first == b.first:
			return 0
		case a.first:
			return -1
		}
		return 1
	})
	return list, err
}

// suggestNames returns the terms that are called so, those of most posts first.
func suggestNames(ctx context.Context, src Source, cutter *search.Cutter, tag locale.Tag, typed []search.Word) ([]suggestion, error) {
	names, err := src.Names(ctx, tag, mostNames)
	if err != nil {
		return nil, err
	}
	locales, err := src.Locales(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(names, func(a, b search.Name) int {
		return cmp.Or(cmp.Compare(b.Entries, a.Entries), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	var list []suggestion
	for _, n := range names {
		ok, first := says(cutter, n.Name, typed)
		if !ok {
			continue
		}
		u := termURL(settings(locales, tag), &content.Term{ID: n.ID, Kind: n.Kind}, content.TermText{Slug: n.Slug})
		list = append(list, suggestion{Text: n.Name, Kind: string(n.Kind), URL: u, Count: n.Entries, first: first})
		if len(list) == mostSuggestions {
			break
		}
	}
	return list, nil
}

// suggestTitles returns the posts that are called so, the newest first.
func suggestTitles(ctx context.Context, src Source, cutter *search.Cutter, tag locale.Tag, typed []search.Word) ([]suggestion, error) {
	if utf8.RuneCountInString(typed[len(typed)-1].Exact) < leastTyped {
		return nil, nil
	}
	tokens := make([]string, len(typed))
	for i, w := range typed {
		tokens[i] = search.Exact.Token(tag, w.Exact)
	}
	ids, err := src.Titles(ctx, tokens, titlesCompared)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	rows, err := src.ByRow(ctx, ids)
	if err != nil {
		return nil, err
	}
	entries := make([]entry.Stored, 0, len(rows))
	for _, row := range rows {
		entries = append(entries, row)
	}
	slices.SortFunc(entries, func(a, b entry.Stored) int {
		return cmp.Or(b.Date.Compare(a.Date), cmp.Compare(a.Post, b.Post))
	})
	var list []suggestion
	for _, e := range entries {
		title := text(e.Card, "title")
		_, first := says(cutter, title, typed)
		list = append(list, suggestion{Text: title, Kind: "post", URL: text(e.Card, "url"), Count: 1, first: first})
	}
	return list, nil
}

// says reports whether a name has the words, the last one as the beginning of a word;
// first says that it begins with them.
func says(cutter *search.Cutter, name string, typed []search.Word) (ok, first bool) {
	list, joints := cutter.Cut(search.Clean(name))
	have := make([]string, 0, len(list)+len(joints))
	for _, w := range list {
		have = append(have, w.Exact)
	}
	first = len(have) >= len(typed)
	for i, w := range typed {
		same := func(word string) bool {
			return word == w.Exact || i == len(typed)-1 && strings.HasPrefix(word, w.Exact)
		}
		first = first && same(have[i])
		whole := slices.ContainsFunc(joints, func(j search.Joint) bool { return same(j.Whole.Exact) })
		if !whole && !slices.ContainsFunc(have, same) {
			return false, false
		}
	}
	return true, first
}
