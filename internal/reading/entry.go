package reading

import (
	"context"
	"fmt"

	"golang.org/x/text/unicode/norm"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Entry answers GET /posts/{id} and GET /posts/by-slug/{slug}. A post that was
// absorbed by another, an old slug, and another language's slug of a post that is
// live in this one too are the fault.NotFound "post.moved" with "redirect", a
// [Redirect]. A post that is live in other languages alone is
// "post.not_translated" with "alternates": who asks for English is led to no French.
// Everything else that readers cannot see is "post.unknown".
func (s *Service) Entry(ctx context.Context, q EntryQuery) (Answer, error) {
	q.Slug = norm.NFC.String(q.Slug)
	answer, ok, err := s.glance(ctx, q)
	if err != nil {
		return Answer{}, fmt.Errorf("read entry: %w", err)
	}
	if ok {
		return answer, nil
	}
	answer, err = s.readThen(ctx, func(src Source) (making, error) {
		c, err := choose(ctx, src, q.Choice)
		if err != nil {
			return nil, err
		}
		e, err := findEntry(ctx, src, q, c)
		if err != nil {
			return nil, err
		}
		var heads *entry.Heads
		if q.Head && !q.Markdown {
			if heads, err = s.headsOf(ctx, src); err != nil {
				return nil, err
			}
		}
		return func() (Answer, error) { return q.answer(e, c, heads) }, nil
	})
	if err != nil {
		return answer, fmt.Errorf("read entry: %w", err)
	}
	return answer, nil
}

// glance answers with what is there in the language that is named, which one statement
// gives, without settings; ok is false where that is not the answer.
func (s *Service) glance(ctx context.Context, q EntryQuery) (answer Answer, ok bool, err error) {
	tag, ok := q.named()
	if !ok || q.Head || s.Live == nil {
		return Answer{}, false, nil
	}
	e, ok, err := lookFor(ctx, s.Live, q, tag)
	if !ok || err != nil {
		return Answer{}, false, err
	}
	answer, err = q.answer(e, chosen{tag: tag}, nil)
	answer.Generation, answer.Post = e.Generation, e.Post
	return answer, err == nil, err
}

// answer answers with an entry that was found; with heads, that of its page is added.
func (q EntryQuery) answer(e entry.Stored, c chosen, heads *entry.Heads) (Answer, error) {
	switch {
	case q.Markdown:
		return asMarkdown(e, c)
	case heads != nil:
		return headed(e, c, heads)
	}
	return wholeEntry(e, c), nil
}

// lookFor returns the entry that the query names in one language.
func lookFor(ctx context.Context, src Source, q EntryQuery, tag locale.Tag) (entry.Stored, bool, error) {
	if q.Post != "" {
		return src.Entry(ctx, q.Post, tag)
	}
	return src.EntryBySlug(ctx, tag, q.Slug)
}

// findEntry returns the entry that the query names, or the fault that says
// where it went.
func findEntry(ctx context.Context, src Source, q EntryQuery, c chosen) (entry.Stored, error) {
	if q.Post != "" {
		return findByID(ctx, src, q.Post, c)
	}
	return findBySlug(ctx, src, q.Slug, c)
}

func findByID(ctx context.Context, src Source, post content.PostID, c chosen) (entry.Stored, error) {
	e, ok, err := c.entry(ctx, src, post)
	if ok || err != nil {
		return e, err
	}
	into, merged, err := src.Merged(ctx, post)
	if err != nil {
		return e, err
	}
	if !merged {
		return e, c.absent(ctx, src, post, string(post))
	}
	if e, ok, err = c.entry(ctx, src, into); err != nil {
		return e, err
	}
	if !ok {
		return e, c.absent(ctx, src, into, string(post))
	}
	return e, moved(redirectTo(e, 301))
}

// absent returns why a post, which the reader calls so, is not shown: it is live in other
// languages, or in none.
func (c chosen) absent(ctx context.Context, src Source, post content.PostID, called string) error {
	locales, err := src.Locales(ctx)
	if err != nil {
		return err
	}
	e, ok, err := src.Entry(ctx, post, tagsOf(locales)...)
	if err != nil {
		return err
	}
	if !ok {
		return fault.New(fault.NotFound, "post.unknown", "post", called)
	}
	return c.notTranslated(e)
}

// notTranslated says where else the entry's post is live.
func (c chosen) notTranslated(e entry.Stored) error {
	return fault.New(fault.NotFound, "post.not_translated", "locale", string(c.tag)).With("alternates", e.Alternates)
}

// findBySlug looks for the slug in each language that may be shown. A slug of a
// language that is only borrowed from leads to the reader's own one, if the
// post is live in it.
func findBySlug(ctx context.Context, src Source, slug string, c chosen) (entry.Stored, error) {
	for i, tag := range c.chain {
		e, ok, err := src.EntryBySlug(ctx, tag, slug)
		if err != nil {
			return e, err
		}
		if !ok {
			continue
		}
		if i == 0 {
			return e, nil
		}
		better, ok, err := src.Entry(ctx, e.Post, c.chain[:i]...)
		if err != nil {
			return e, err
		}
		if ok {
			return e, moved(redirectTo(better, 301))
		}
		return e, nil
	}
	to, status, ok, err := whereSlugWent(ctx, src, c.tag, slug)
	if err != nil {
		return entry.Stored{}, err
	}
	if !ok {
		return entry.Stored{}, fault.New(fault.NotFound, "post.unknown", "post", slug)
	}
	if to.Locale == c.tag {
		return entry.Stored{}, moved(redirectTo(to, status))
	}
	borrowed, ok, err := c.entry(ctx, src, to.Post)
	if err != nil {
		return entry.Stored{}, err
	}
	if !ok {
		return entry.Stored{}, c.notTranslated(to)
	}
	return entry.Stored{}, moved(redirectTo(borrowed, status))
}

// whereSlugWent returns where a slug leads that no live translation of the
// language has, and how: to the slug that followed it, or, of another language's slug,
// to the post in this language, for good, or in its own, for now.
func whereSlugWent(ctx context.Context, src Source, tag locale.Tag, slug string) (e entry.Stored, status int, ok bool, err error) {
	post, ok, err := src.OldSlug(ctx, tag, slug)
	if err != nil {
		return e, 0, false, err
	}
	if ok {
		if e, ok, err = src.Entry(ctx, post, tag); ok || err != nil {
			return e, 301, ok, err
		}
	}
	others, err := src.SlugElsewhere(ctx, tag, slug)
	if err != nil {
		return e, 0, false, err
	}
	for _, other := range others {
		if e, ok, err = src.Entry(ctx, other.Post, tag); ok || err != nil {
			return e, 301, ok, err
		}
	}
	if len(others) == 0 {
		return e, 0, false, nil
	}
	e, ok, err = src.Entry(ctx, others[0].Post, others[0].Locale)
	return e, 302, ok, err
}

// redirectTo leads to where the entry is.
func redirectTo(e entry.Stored, status int) Redirect {
	return Redirect{Status: status, URL: urlIn(e.Alternates, e.Locale), Locale: e.Locale, Slug: e.Slug, ID: e.Post}
}

// moved says that the answer stands elsewhere.
func moved(r Redirect) error {
	return fault.New(fault.NotFound, "post.moved", "url", r.URL).With("redirect", r)
}

// wholeEntry returns the stored bytes, or, in a language that is borrowed, the
// same with the body's language said in it: at the address of another language it is no
// language version, and leads to the original.
func wholeEntry(e entry.Stored, c chosen) Answer {
	a := Answer{
		Body: c.whole(e), ETag: e.ETag, Languages: c.spoken(e), Varied: c.varied,
		Canonical: text(e.Card, "seo", "canonical"), Keys: entryKeys(e, c),
	}
	if c.borrows(e.Locale) {
		a.ETag = entry.ETag(a.Body)
	} else {
		a.Hreflangs = entry.Hreflangs(e.Locale, e.Alternates)
	}
	return a
}

// entryKeys are those of the post, and, of a borrowed one, of the lists that it is not
// in: by a slug another post may be found there one day.
func entryKeys(e entry.Stored, c chosen) []string {
	further := []string{entry.PostKey(e.Post)}
	if e.Locale != c.tag {
		for _, tag := range c.chain {
			if tag == e.Locale {
				break
			}
			further = append(further, entry.ListKey(tag))
		}
	}
	return keysOf([]locale.Tag{e.Locale}, further...)
}
