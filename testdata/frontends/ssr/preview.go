package main

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/diptych-cms/diptych/pkg/client"
)

// Where preview links lead in each language, and what they call the token. The
// settings of the languages say the same to the server, in their pattern preview:
// "/apercu/{id}/?jeton={token}".
var previews = map[string]struct{ above, token string }{
	"en": {"/preview/", "token"},
	"fr": {"/apercu/", "jeton"},
}

// previewOf reads the address of a preview link.
func previewOf(u *url.URL, langs []language) (id string, in language, token string, ok bool) {
	for _, l := range langs {
		at, known := previews[l.Tag()]
		if rest, found := strings.CutPrefix(u.Path, at.above); known && found {
			return strings.TrimSuffix(rest, "/"), l, u.Query().Get(at.token), true
		}
	}
	return "", language{}, "", false
}

// A draft is what a preview link asks for.
type draft struct {
	langs []language
	id    string
	lang  language
	token string
}

// preview shows the newest state of a post to who has its link, as the page will
// be, and to nobody else: no cache keeps it, and no search engine.
func (f *front) preview(w http.ResponseWriter, r *http.Request, d draft) {
	p := newPage("missing", d.langs, d.lang)
	p.Draft, p.Hidden = true, true
	drafts, err := client.New(f.api, client.WithHTTPClient(f.asks), client.WithPreview(d.token))
	var whole client.Post
	if err == nil {
		whole, err = drafts.Post(r.Context(), d.id, client.Choice{Locale: d.lang.Tag()})
	}
	if err != nil {
		p.Title, p.Lead = say(d.lang.Tag(), "notFoundTitle"), say(d.lang.Tag(), "previewOver")
		f.write(w, r, p, http.StatusNotFound)
		return
	}
	p.Kind, p.Heading, p.Title = "post", whole.Title, whole.Title+" – "+d.lang.Title
	p.Post = dress(whole, d.langs)
	p.Switch = nil
	for _, l := range others(d.langs, d.lang.Tag()) {
		to := choice{Lang: l, Path: l.Home}
		if at, known := previews[l.Tag()]; known {
			if _, err := drafts.Post(r.Context(), d.id, client.Choice{Locale: l.Tag()}); err == nil {
				to.Path, to.Translated = at.above+url.PathEscape(d.id)+"/?"+url.Values{at.token: {d.token}}.Encode(), true
			}
		}
		p.Switch = append(p.Switch, to)
	}
	f.write(w, r, p, http.StatusOK)
}
