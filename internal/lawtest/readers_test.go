package lawtest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/reading"
)

// A reader asks everything that can be asked, and looks whether a word of a draft
// is in an answer (rule 11).
type reader struct {
	*world
	live map[string]bool // the words that readers may see
}

// readersSeeLiveAlone asks that readers see what is live, all of it, and nothing
// that is not.
func (w *world) readersSeeLiveAlone() {
	r := &reader{w, w.liveWords()}
	for _, tag := range locales {
		r.list(tag)
		r.terms(tag)
		for _, id := range w.posts() {
			r.entry(id, tag)
		}
	}
	for _, row := range w.rows["slugs"] {
		q := reading.EntryQuery{Choice: reading.Choice{Locale: w.at("slugs", row, "locale")}, Slug: w.at("slugs", row, "slug")}
		a, err := w.h.Reading.Entry(w.ctx(), q)
		r.look("slug "+q.Slug, a, err, q.Slug)
	}
	for _, row := range w.rows["paths"] {
		path := "https://" + strings.TrimPrefix(w.at("paths", row, "url"), "https://")
		a, err := w.h.Reading.Resolve(w.ctx(), reading.ResolveQuery{URL: strings.TrimPrefix(path, "https://")})
		r.look("path "+path, a, err, path)
	}
	for url, owner := range w.urls {
		r.url(url, owner)
	}
}

// liveWords returns the words that stand in what is live.
func (w *world) liveWords() map[string]bool {
	words := make(map[string]bool)
	add := func(text string) {
		for _, word := range marker.FindAllString(text, -1) {
			words[strings.ToLower(word)] = true
		}
	}
	for id, is := range w.live {
		for tag, n := range is {
			if tag == "" {
				row := w.rows["shared_revisions"][fmt.Sprintf("%s %d", id, n)]
				add(w.at("shared_revisions", row, "doc"))
				continue
			}
			row := w.rows["revisions"][fmt.Sprintf("%s %s %d", id, tag, n)]
			if row == nil {
				w.t.Fatalf("the live %s@%d of %s is gone", tag, n, id)
			}
			add(w.at("revisions", row, "doc"))
		}
	}
	return words
}

// look looks at an answer, or a refusal; what was asked may come back in it.
func (r *reader) look(what string, a reading.Answer, err error, asked string) {
	text := string(a.Body)
	if err != nil {
		f, ok := fault.Of(err)
		if !ok || f.Kind == fault.Internal {
			r.t.Fatalf("%s: %+v", what, err)
		}
		text = strings.ReplaceAll(r.json(f), asked, "")
	}
	for _, word := range marker.FindAllString(text, -1) {
		if !r.live[strings.ToLower(word)] {
			r.t.Fatalf("%s shows readers the draft's word %s:\n%s", what, word, text)
		}
	}
}

// list asks for all that is live in a language.
func (r *reader) list(tag locale.Tag) {
	a, err := r.h.Reading.List(r.ctx(), reading.ListQuery{Choice: reading.Choice{Locale: string(tag)}, Limit: "100", Total: "true"})
	r.must(err)
	r.look("the list of "+string(tag), a, err, "")
	var page struct {
		Items []struct{ ID content.PostID }
		Total int
	}
	r.must(json.Unmarshal(a.Body, &page))
	var ids, want []content.PostID
	for _, i := range page.Items {
		ids = append(ids, i.ID)
	}
	for id, is := range r.world.live {
		if is[tag] > 0 {
			want = append(want, id)
		}
	}
	slices.Sort(ids)
	slices.Sort(want)
	if !slices.Equal(ids, want) || page.Total != len(want) {
		r.t.Fatalf("the list of %s holds %d: %v\nlive are %v", tag, page.Total, ids, want)
	}
}

func (r *reader) terms(tag locale.Tag) {
	for _, kind := range []content.TermKind{content.Tag, content.Author} {
		a, err := r.h.Reading.Terms(r.ctx(), reading.TermQuery{Choice: reading.Choice{Locale: string(tag)}, Kind: kind})
		r.must(err)
		r.look(fmt.Sprintf("the %ss in %s", kind, tag), a, err, "")
	}
}

// entry asks for one text: it is there exactly if it is live, and then as the live
// revision has it.
func (r *reader) entry(id content.PostID, tag locale.Tag) {
	what := fmt.Sprintf("the entry of %s in %s", id, tag)
	a, err := r.h.Reading.Entry(r.ctx(), reading.EntryQuery{Choice: reading.Choice{Locale: string(tag)}, Post: id})
	r.look(what, a, err, "")
	n := r.world.live[id][tag]
	if err != nil {
		if n > 0 || !fault.Is(err, fault.NotFound) {
			r.t.Fatalf("%s, @%d: %v", what, n, err)
		}
		return
	}
	var got struct{ Title, Slug, URL string }
	r.must(json.Unmarshal(a.Body, &got))
	text, _ := r.text(r.rows, part(id, tag), n)
	if n == 0 || got.Title != text.Title || got.Slug != text.Slug {
		r.t.Fatalf("%s is %+v\nlive is @%d %q %q", what, got, n, text.Title, text.Slug)
	}
	r.urls[got.URL] = part(id, tag)
}

// url asks for a place where there once was a text: whoever has the link comes to
// that text, wherever it is now, while it is live.
func (r *reader) url(url string, owner content.Part) {
	place := url
	for hops := 0; ; hops++ {
		a, err := r.h.Reading.Resolve(r.ctx(), reading.ResolveQuery{URL: place})
		r.look("resolving "+place, a, err, place)
		live := r.world.live[owner.Post][owner.Locale] > 0
		if err != nil {
			if live || hops > 0 {
				r.t.Fatalf("%s, of %s, leads to %s: %v", url, owner, place, err)
			}
			return
		}
		var got struct {
			Entry *struct {
				ID     content.PostID
				Locale locale.Tag
			}
			Redirect *struct{ URL string }
		}
		r.must(json.Unmarshal(a.Body, &got))
		switch {
		case got.Redirect != nil && hops == 0:
			place = got.Redirect.URL
		case got.Entry == nil:
			r.t.Fatalf("%s leads to %s and there is no entry: %s", url, place, a.Body)
		case live && part(got.Entry.ID, got.Entry.Locale) != owner:
			r.t.Fatalf("%s was of %s, and leads to %+v", url, owner, *got.Entry)
		default:
			return
		}
	}
}

// editorsBorrowNothing is rule 5: what editors get of a language is what was saved
// in it.
func (w *world) editorsBorrowNothing() {
	ids := w.posts()
	if len(ids) == 0 {
		return
	}
	id := ids[(w.words+w.keys)%len(ids)]
	v, err := w.h.Editing.Get(w.ctx(), editing.GetPost{Actor: w.admin(), Post: id})
	if fault.Is(err, fault.NotFound) {
		return
	}
	w.must(err)
	p := w.known(id)
	if got := slices.Sorted(maps.Keys(v.Texts)); !slices.Equal(got, p.Locales()) {
		w.t.Fatalf("editors get %v of %s, which has %v", got, id, p.Locales())
	}
	for _, t := range p.Translations {
		if text, _ := w.text(w.rows, part(id, t.Locale), t.Head); text.Title != v.Texts[t.Locale].Title || text.Body != v.Texts[t.Locale].Body {
			w.t.Fatalf("editors get %+v of %s in %s, and its head is %+v", v.Texts[t.Locale], id, t.Locale, text)
		}
	}
}
