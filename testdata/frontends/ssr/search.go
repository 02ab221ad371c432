package main

import (
	"errors"
	"html/template"
	"net/http"
	"strings"

	"github.com/diptych-cms/diptych/pkg/client"
)

// found is what the search page says.
type found struct {
	Asked string
	Told  string
	Items []client.Result
}

func (f *front) search(r *http.Request, langs []language, in language) (*page, error) {
	p := newPage("search", langs, in)
	p.leadsTo(everywhere(langs, func(l language) string { return l.Search }))
	p.Path, p.Hidden, p.Heading = in.Search, true, say(in.Tag(), "searchFor")
	p.Title = say(in.Tag(), "search") + " – " + in.Title
	p.Found = &found{Asked: strings.TrimSpace(r.URL.Query().Get("q"))}
	if p.Found.Asked == "" {
		return p, nil
	}
	results, err := f.cms.Search(r.Context(), client.Search{
		Words: p.Found.Asked, Choice: client.Choice{Locale: in.Tag(), Fallback: "chain"}, Cursor: r.URL.Query().Get("cursor"),
	})
	if problem, ok := problemOf(err); ok && problem.Status == http.StatusBadRequest {
		results, err = client.Results{}, nil // such as words without a letter
	}
	if err != nil {
		return nil, err
	}
	p.Found.Items, p.Found.Told = results.Items, told(in.Tag(), p.Found.Asked, results)
	p.Older, p.Newer = results.Next, results.Previous
	return p, nil
}

// told says how much was found, and for which words.
func told(tag, asked string, r client.Results) string {
	if len(r.Items) == 0 {
		return say(tag, "noResults", "asked", asked)
	}
	word := "foundAtLeast"
	if r.TotalIsExact {
		word = "found"
	}
	if r.Total == 1 {
		word = "foundOne"
	}
	text := say(tag, word, "n", r.Total) + "."
	if r.Query.Corrected {
		text = say(tag, "corrected", "asked", asked, "used", r.Query.Used) + " " + text
	}
	return text
}

func problemOf(err error) (*client.Problem, bool) { return errors.AsType[*client.Problem](err) }

// safeHTML takes HTML that the contract says is safe to show.
func safeHTML(text string) template.HTML { return template.HTML(text) } //nolint:gosec // see above
