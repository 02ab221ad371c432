package manage

import (
	"context"
	"fmt"
	"net/http"

	"github.com/diptych-cms/diptych/pkg/client/rest"
)

// A Kind tells tags, authors and series apart.
type Kind string

// The kinds of terms.
const (
	Tags    Kind = "tags"
	Authors Kind = "authors"
	Series  Kind = "series"
)

// A NewTerm is a tag, an author or a series to be made.
type NewTerm struct {
	Translations map[string]TermText `json:"translations"`     // by locale
	Avatar       string              `json:"avatar,omitempty"` // authors: id of an asset, or a URL
	Links        []string            `json:"links,omitempty"`  // authors
}

// A TermText is what a term is called in a language.
type TermText struct {
	Name        string `json:"name"`
	Slug        string `json:"slug,omitempty"`        // empty: made from the name
	Description string `json:"description,omitempty"` // of an author the biography
	Role        string `json:"role,omitempty"`        // authors
}

// A Term is a tag, an author or a series, in all languages. Its names are live
// when saved.
type Term struct {
	ID   string `json:"id"`
	Kind string `json:"kind"` // "tag", "author" or "series"
	ETag string `json:"etag"`
	NewTerm
}

// A TermUsage says which posts use a term.
type TermUsage struct {
	Heads int       `json:"heads"` // posts whose newest state uses it
	Live  int       `json:"live"`  // posts where readers see it
	Items []TermUse `json:"items"`
	Next  string    `json:"next"` // cursor; empty: this is the last page
}

// A TermUse is one post that uses a term.
type TermUse struct {
	Post  string `json:"post"`
	Title string `json:"title"`
	Head  bool   `json:"head"`
	Live  bool   `json:"live"`
}

// Terms returns one page of the terms of a kind.
func (c *Client) Terms(ctx context.Context, kind Kind, cut Cut) (Page[Term], error) {
	p := rest.ListTagsParams{Limit: given(cut.Limit), Cursor: given(cut.Cursor)}
	r, err := of(kind,
		func() (*http.Request, error) { return rest.NewListTagsRequest(c.server, &p) },
		func() (*http.Request, error) {
			return rest.NewListAuthorsRequest(c.server, (*rest.ListAuthorsParams)(&p))
		},
		func() (*http.Request, error) {
			return rest.NewListAllSeriesRequest(c.server, (*rest.ListAllSeriesParams)(&p))
		})
	return answer[Page[Term]](c.get(ctx, r, err))
}

// Term returns one term.
func (c *Client) Term(ctx context.Context, kind Kind, id string) (Term, error) {
	r, err := of(kind,
		func() (*http.Request, error) { return rest.NewGetTagRequest(c.server, id) },
		func() (*http.Request, error) { return rest.NewGetAuthorRequest(c.server, id) },
		func() (*http.Request, error) { return rest.NewGetSeriesRequest(c.server, id) })
	return answer[Term](c.get(ctx, r, err))
}

// CreateTerm makes a term.
func (c *Client) CreateTerm(ctx context.Context, kind Kind, n NewTerm) (Term, error) {
	body := document(n)
	r, err := of(kind,
		func() (*http.Request, error) { return rest.NewCreateTagRequestWithBody(c.server, nil, jsonType, body) },
		func() (*http.Request, error) {
			return rest.NewCreateAuthorRequestWithBody(c.server, nil, jsonType, body)
		},
		func() (*http.Request, error) {
			return rest.NewCreateSeriesRequestWithBody(c.server, nil, jsonType, body)
		})
	return answer[Term](c.post(ctx, "", r, err))
}

// PatchTerm renames or describes a term, which has the entity tag, by a merge
// patch. Readers see it at once.
func (c *Client) PatchTerm(ctx context.Context, kind Kind, t Term, patch Patch) (Term, error) {
	body := document(patch)
	r, err := of(kind,
		func() (*http.Request, error) {
			return rest.NewPatchTagRequestWithBody(c.server, t.ID, nil, jsonType, body)
		},
		func() (*http.Request, error) {
			return rest.NewPatchAuthorRequestWithBody(c.server, t.ID, nil, jsonType, body)
		},
		func() (*http.Request, error) {
			return rest.NewPatchSeriesRequestWithBody(c.server, t.ID, nil, jsonType, body)
		})
	return answer[Term](c.change(ctx, t.ETag, r, err))
}

// DeleteTerm deletes a term that no post uses and that has the entity tag.
func (c *Client) DeleteTerm(ctx context.Context, kind Kind, t Term) error {
	r, err := of(kind,
		func() (*http.Request, error) { return rest.NewDeleteTagRequest(c.server, t.ID, nil) },
		func() (*http.Request, error) { return rest.NewDeleteAuthorRequest(c.server, t.ID, nil) },
		func() (*http.Request, error) { return rest.NewDeleteSeriesRequest(c.server, t.ID, nil) })
	return done(c.change(ctx, t.ETag, r, err))
}

// MergeTerm joins another term of the kind, by its id, to t, which has the
// entity tag: what used the other uses t from now on.
func (c *Client) MergeTerm(ctx context.Context, kind Kind, t Term, other string) (Term, error) {
	body := document(struct {
		Term string `json:"term"`
	}{other})
	r, err := of(kind,
		func() (*http.Request, error) {
			return rest.NewMergeTagRequestWithBody(c.server, t.ID, nil, jsonType, body)
		},
		func() (*http.Request, error) {
			return rest.NewMergeAuthorRequestWithBody(c.server, t.ID, nil, jsonType, body)
		},
		func() (*http.Request, error) {
			return rest.NewMergeSeriesRequestWithBody(c.server, t.ID, nil, jsonType, body)
		})
	return answer[Term](c.post(ctx, t.ETag, r, err))
}

// TermUsage returns which posts use a term.
func (c *Client) TermUsage(ctx context.Context, kind Kind, id string, cut Cut) (TermUsage, error) {
	p := rest.GetTagUsageParams{Limit: given(cut.Limit), Cursor: given(cut.Cursor)}
	r, err := of(kind,
		func() (*http.Request, error) { return rest.NewGetTagUsageRequest(c.server, id, &p) },
		func() (*http.Request, error) {
			return rest.NewGetAuthorUsageRequest(c.server, id, (*rest.GetAuthorUsageParams)(&p))
		},
		func() (*http.Request, error) {
			return rest.NewGetSeriesUsageRequest(c.server, id, (*rest.GetSeriesUsageParams)(&p))
		})
	return answer[TermUsage](c.get(ctx, r, err))
}

// of makes the request for the kind.
func of(kind Kind, tags, authors, series func() (*http.Request, error)) (*http.Request, error) {
	switch kind {
	case Tags:
		return tags()
	case Authors:
		return authors()
	case Series:
		return series()
	}
	return nil, fmt.Errorf("there is no kind of terms %q", kind)
}
