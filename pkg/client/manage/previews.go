package manage

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/pkg/client"
	"github.com/diptych-cms/diptych/pkg/client/rest"
)

// A NewPreviewLink says what a preview link shows, to whom and for how long.
type NewPreviewLink struct {
	Locales   []string `json:"locales"`
	ExpiresIn string   `json:"expiresIn,omitempty"` // such as "90d", the most; empty: "24h"
	Note      string   `json:"note,omitempty"`
}

// A PreviewLink lets somebody see the drafts of one post on the real site.
type PreviewLink struct {
	ID         string     `json:"id"`
	Locales    []string   `json:"locales"`
	Note       string     `json:"note"`
	By         string     `json:"by"` // id
	ByName     string     `json:"byName"`
	CreatedAt  time.Time  `json:"createdAt"`
	ExpiresAt  time.Time  `json:"expiresAt"`
	LastUsedAt *time.Time `json:"lastUsedAt"`
}

// A MadePreviewLink is a new link with what nobody can ask for again.
type MadePreviewLink struct {
	PreviewLink
	Token    string       `json:"token"`
	Links    []PreviewURL `json:"links"` // one for each locale
	Warnings []Warning    `json:"warnings"`
}

// A PreviewURL opens the real front end; it is empty where the locale has no
// preview pattern.
type PreviewURL struct {
	Locale string `json:"locale"`
	URL    string `json:"url"`
}

// CreatePreviewLink makes a preview link. It holds a secret, so it is sent once:
// where no answer came, make another one.
func (c *Client) CreatePreviewLink(ctx context.Context, post string, n NewPreviewLink) (MadePreviewLink, error) {
	r, err := rest.NewCreatePreviewLinkRequestWithBody(c.server, post, nil, jsonType, document(n))
	return answer[MadePreviewLink](c.change(ctx, "", r, err))
}

// PreviewLinks returns the links to a post that are alive, newest first.
func (c *Client) PreviewLinks(ctx context.Context, post string) ([]PreviewLink, error) {
	r, err := rest.NewListPreviewLinksRequest(c.server, post)
	page, err := answer[Page[PreviewLink]](c.get(ctx, r, err))
	return page.Items, err
}

// RevokePreviewLink makes a link dead at once.
func (c *Client) RevokePreviewLink(ctx context.Context, post, link string) error {
	r, err := rest.NewDeletePreviewLinkRequest(c.server, post, link)
	return done(c.change(ctx, "", r, err))
}

// Preview returns a post as readers would get it if its newest states were
// live, for the token of a preview link, or with scope "preview"; empty: the
// client's own.
func (c *Client) Preview(ctx context.Context, token string, p Panel) (client.Post, error) {
	r, err := rest.NewPreviewPostRequest(c.server, p.Post, &rest.PreviewPostParams{Locale: given(p.Locale)})
	return answer[client.Post](c.as(token).get(ctx, r, err))
}

// as is the client under another token, if one is given.
func (c *Client) as(token string) *Client {
	if token == "" {
		return c
	}
	other := *c
	other.token = token
	return &other
}
