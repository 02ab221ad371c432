package reading

import (
	"cmp"
	"context"
	"slices"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/search"
)

const (
	leastBegun = 3     // letters that the beginning of a word has to have to be looked for as one
	mostWhole  = 1_000 // entries that have a word by itself, for it to be looked for as the beginning of others
	mostBegun  = 12    // words that the last one of a query may begin
	// How much of the vocabulary is read for what a word may begin: words, and entries
	// with them.
	begunWords, begunWeight    = 400, 40_000
	mostMended, splitsVerified = 4, 10
)

// begin finds out what the last word of a query may be the beginning of: the words that
// most titles have, and those of texts that come first.
func (k *seeker) begin(ctx context.Context, q search.Query) (try, error) {
	t := try{query: q}
	if len(q.Terms) == 0 {
		return t, nil
	}
	last := q.Terms[len(q.Terms)-1]
	if !last.Begun || last.Empty || len(last.Words) != 1 || utf8.RuneCountInString(last.Words[0].Exact) < leastBegun {
		return t, nil
	}
	beginning := last.Words[0].Exact
	for _, titles := range []bool{true, false} {
		words, err := k.words(ctx, q.Locale, beginning, search.Span{Titles: titles, Most: begunWords, Weight: begunWeight})
		if err != nil {
			return t, err
		}
		if len(words) > 0 && words[0].Word == beginning && words[0].Entries >= mostWhole {
			t.begins = nil // it is the first in order: a word that many have is no beginning
			return t, nil
		}
		slices.SortStableFunc(words, func(a, b search.Counted) int { return cmp.Compare(b.Entries, a.Entries) })
		for _, w := range words {
			if len(t.begins) < mostBegun && w.Word != beginning && !slices.Contains(t.begins, w.Word) {
				t.begins = append(t.begins, w.Word)
			}
		}
	}
	return t, nil
}

// words returns those of live texts with the beginning.
func (k *seeker) words(ctx context.Context, tag locale.Tag, beginning string, s search.Span) ([]search.Counted, error) {
	s.From, s.Before = search.Between(tag, beginning)
	list, err := k.src.Vocabulary(ctx, s)
	for i := range list {
		list[i].Word = search.WordOf(list[i].Word, tag)
	}
	return list, err
}

// mend puts in the place of words that no text has, in any form, those that were most
// likely meant, and looks for words that are joined as one, or one by one. It reports
// whether that makes another query.
func (k *seeker) mend(ctx context.Context) (bool, error) {
	changed := false
	for n, t := range k.tries {
		q, fused, err := k.fused(ctx, t.query)
		if err != nil {
			return false, err
		}
		q, parted := q.Apart()
		if fused || parted {
			if t, err = k.begin(ctx, q); err != nil {
				return false, err
			}
		}
		t, mended, err := k.mended(ctx, t)
		if err != nil {
			return false, err
		}
		if mended {
			unknown := t.unknown
			if t, err = k.begin(ctx, t.query); err != nil {
				return false, err
			}
			t.unknown = unknown
		}
		k.tries[n], changed = t, changed || fused || parted || mended
		if n == 0 {
			k.parts, k.mends = parted, fused || mended
		}
	}
	return changed, nil
}

// mended returns the try with other words for those that no text has, if there are any
// that are near enough.
func (k *seeker) mended(ctx context.Context, t try) (_ try, did bool, err error) {
	left := mostMended
	for i := len(t.query.Terms) - 1; i >= 0 && left > 0; i-- {
		unknown, err := k.unknown(ctx, t, i)
		if err != nil {
			return t, false, err
		}
		if !unknown {
			continue
		}
		left--
		words, err := k.meant(ctx, t.query.Locale, t.query.Terms[i].Words[0].Exact)
		if err != nil {
			return t, false, err
		}
		if len(words) > 0 {
			t.query, did = t.query.Instead(i, words...), true
		} else {
			t.unknown = append(t.unknown, t.query.Terms[i].Text)
		}
	}
	return t, did, nil
}

// unknown reports whether no text has the term, which is one word, in any form.
func (k *seeker) unknown(ctx context.Context, t try, i int) (bool, error) {
	term := t.query.Terms[i]
	if len(term.Words) != 1 || term.Quoted || term.Not || term.Empty || term.Begun && len(t.begins) > 0 {
		return false, nil
	}
	m := search.Match{All: []search.Choice{t.query.Says(i, nil)}}
	n, whole, err := k.matching(ctx, m, 1)
	k.passing = k.passing || !whole // with more time it might have been mended
	return whole && n == 0, err
}

// meant returns the word, or the two, that a word which nobody wrote stands for.
func (k *seeker) meant(ctx context.Context, tag locale.Tag, word string) ([]string, error) {
	if best, ok, err := k.nearest(ctx, tag, word); ok || err != nil {
		return []string{best}, err
	}
	return k.parted(ctx, tag, word)
}

// nearest returns the word of texts that is nearest to one which nobody wrote. ok is false
// if none is near enough.
func (k *seeker) nearest(ctx context.Context, tag locale.Tag, word string) (_ string, ok bool, err error) {
	letters := []rune(word)
	if search.Slips(len(letters)) == 0 {
		return "", false, nil
	}
	// Words that begin alike, which most slips leave as they are, then all that titles have,
	// then all with the same letter: the first to have one that is near enough.
	for _, p := range []part{{tag, false, string(letters[:3])}, {tag, false, string(letters[:2])}, {tag, true, ""}, {tag, false, string(letters[:1])}} {
		words, err := k.alike(ctx, p)
		if err != nil {
			return "", false, err
		}
		if best, ok := search.Nearest(word, words); ok {
			return best.Word, true, nil
		}
	}
	return "", false, nil
}

// parted returns the two words that were typed as one, if any text has them together.
func (k *seeker) parted(ctx context.Context, tag locale.Tag, word string) ([]string, error) {
	var best []string
	most := 0
	for _, s := range search.Splits(word) {
		m := search.Match{All: []search.Choice{{{search.Exact.Token(tag, s.First), search.Exact.Token(tag, s.Second)}}}}
		n, whole, err := k.matching(ctx, m, splitsVerified)
		if err != nil || !whole {
			k.passing = true
			return best, err
		}
		if n > most {
			best, most = []string{s.First, s.Second}, n
		}
	}
	return best, nil
}
