package housetest

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
)

// absent is the number of a post that readers do not see.
const absent = ""

// A stormReader looks at the site from outside, without a credential.
type stormReader struct {
	*storm
	c    *client
	r    *rand.Rand
	ids  []string
	twin map[string]string
	slug map[string]string // the last address seen, by language
}

func newStormReader(s *storm, n int) *stormReader {
	r := &stormReader{storm: s, c: &client{url: s.url}, r: rand.New(rand.NewPCG(7, uint64(n))), slug: make(map[string]string)}
	r.ids, r.twin = s.publishable()
	return r
}

// work looks by every way until ctx ends.
func (r *stormReader) work(ctx context.Context) error {
	looks := []func(context.Context) error{r.pair, r.list, r.byTag, r.bySlug, r.resolve, r.counts}
	for i := r.r.IntN(len(looks)); ctx.Err() == nil; i++ {
		if err := looks[i%len(looks)](ctx); err != nil {
			return err
		}
	}
	return nil
}

// A storyEntry is what readers get of one translation.
type storyEntry struct {
	ID, Locale, Slug, Title, Body string
	Alternates                    []struct{ Locale, Slug string }
}

// number returns the number that a title carries.
func (e storyEntry) number() string {
	_, digits, _ := strings.Cut(e.Title, " ")
	return digits
}

// get asks for an address, and looks whether the answer is one that readers may
// get: ok is false if it says that there is nothing.
func (r *stormReader) get(ctx context.Context, path string, v any) (ok bool, err error) {
	a, err := r.c.do(ctx, "GET", path, nil)
	if err != nil {
		return false, err
	}
	r.answers.Add(1)
	if a.status >= 500 {
		r.lie("GET %s: %d %s", path, a.status, a.body)
		return false, nil
	}
	if bytes.Contains(bytes.ToLower(a.body), []byte(marker)) {
		r.lie("GET %s shows a draft: %d %.500s", path, a.status, a.body)
	}
	for name, lines := range a.header {
		if strings.Contains(strings.ToLower(name+strings.Join(lines, " ")), marker) {
			r.lie("GET %s names a draft in %s: %q", path, name, lines)
		}
	}
	switch {
	case a.status == 404:
		return false, nil
	case a.status != 200:
		return false, fmt.Errorf("GET %s: %d %s", path, a.status, a.body)
	}
	return true, decode(a.body, v)
}

// one reads an entry, and returns its number.
func (r *stormReader) one(ctx context.Context, path string) (string, error) {
	var e storyEntry
	ok, err := r.get(ctx, path, &e)
	if err != nil || !ok {
		return absent, err
	}
	r.judge(path, e)
	if !strings.Contains(e.Body, " "+e.number()+"<") {
		r.lie("GET %s: title %q beside body %q", path, e.Title, e.Body)
	}
	return e.number(), nil
}

// judge looks at what an entry says of itself: both languages are there or none,
// and its address is that of its text.
func (r *stormReader) judge(path string, e storyEntry) {
	if len(e.Alternates) != 2 {
		r.lie("GET %s: %s of %s has %d alternates", path, e.Locale, e.ID, len(e.Alternates))
	}
	for _, a := range e.Alternates {
		if !strings.HasSuffix(a.Slug, "-"+e.number()) {
			r.lie("GET %s: %q beside the address %s", path, e.Title, a.Slug)
		}
	}
	if !strings.HasSuffix(e.Slug, "-"+e.number()) {
		r.lie("GET %s: %q at the address %s", path, e.Title, e.Slug)
	}
	r.slug[e.Locale] = e.Slug
}

// pair reads French, English, French: a number that both French answers show was
// live all the time between, since none is live twice.
func (r *stormReader) pair(ctx context.Context) error {
	id := r.ids[r.r.IntN(len(r.ids))]
	var shown [3]string
	for i, tag := range []string{"fr", "en", "fr"} {
		var err error
		if shown[i], err = r.one(ctx, "/content/v1/posts/"+id+"?locale="+tag); err != nil {
			return err
		}
	}
	if shown[0] == absent || shown[0] != shown[2] {
		return nil
	}
	if shown[1] != shown[0] {
		r.lie("French of %s showed %q before and after, English %q between", id, shown[0], shown[1])
	}
	r.whole.Add(1)
	return nil
}

// A storyList is one page of entries.
type storyList struct {
	Items []storyEntry
	Total *int
}

// list reads both languages in one answer: each post by both its halves or not at
// all, and both posts of a set with one number.
func (r *stormReader) list(ctx context.Context) error {
	const path = "/content/v1/posts?locale=*&limit=100"
	var page storyList
	if _, err := r.get(ctx, path, &page); err != nil {
		return err
	}
	numbers := make(map[string][]string)
	for _, e := range page.Items {
		r.judge(path, e)
		numbers[e.ID] = append(numbers[e.ID], e.number())
	}
	for id, both := range numbers {
		if len(both) != 2 || both[0] != both[1] {
			r.lie("one list shows %v of %s", both, id)
		}
	}
	for left, right := range r.twin {
		if a, b := numbers[left], numbers[right]; fmt.Sprint(a) != fmt.Sprint(b) {
			r.lie("one list shows %v and %v of one set", a, b)
		}
	}
	return nil
}

// byTag reads the list of the tag in one language.
func (r *stormReader) byTag(ctx context.Context) error {
	for tag, slug := range map[string]string{"fr": r.tag.fr, "en": r.tag.en} {
		path := "/content/v1/posts?limit=100&total=true&locale=" + tag + "&tag=" + slug
		var page storyList
		if _, err := r.get(ctx, path, &page); err != nil {
			return err
		}
		for _, e := range page.Items {
			r.judge(path, e)
		}
		if page.Total != nil && *page.Total != len(page.Items) {
			r.lie("GET %s counts %d and shows %d", path, *page.Total, len(page.Items))
		}
	}
	return nil
}

// bySlug reads the last address seen, and one that only a draft has.
func (r *stormReader) bySlug(ctx context.Context) error {
	for tag, slug := range r.slug {
		if _, err := r.one(ctx, "/content/v1/posts/by-slug/"+slug+"?locale="+tag); err != nil {
			return err
		}
	}
	a, err := r.c.do(ctx, "GET", "/content/v1/posts/by-slug/"+marker+"-fr-0-3?locale=fr", nil)
	if err == nil && a.status != 404 {
		r.lie("the address of a draft answers %d %s", a.status, a.body)
	}
	return err
}

// resolve asks what the last addresses seen lead to.
func (r *stormReader) resolve(ctx context.Context) error {
	for tag, slug := range r.slug {
		var found map[string]any
		if _, err := r.get(ctx, "/content/v1/resolve?url="+url.QueryEscape("/"+tag+"/"+slug+"/"), &found); err != nil {
			return err
		}
	}
	return nil
}

// counts reads how many posts there are, by language and by tag: never more than
// are ever published.
func (r *stormReader) counts(ctx context.Context) error {
	for _, tag := range []string{"fr", "en"} {
		var page storyList
		if _, err := r.get(ctx, "/content/v1/posts?limit=1&total=true&locale="+tag, &page); err != nil {
			return err
		}
		if page.Total == nil || *page.Total > len(r.ids) {
			r.lie("%s counts %v posts, of at most %d", tag, page.Total, len(r.ids))
		}
		var tags struct {
			Items []struct {
				Slug  string
				Count int
			}
		}
		if _, err := r.get(ctx, "/content/v1/tags?locale="+tag, &tags); err != nil {
			return err
		}
		for _, t := range tags.Items {
			if t.Count > len(r.ids) {
				r.lie("the tag %s counts %d posts, of at most %d", t.Slug, t.Count, len(r.ids))
			}
		}
	}
	return nil
}
