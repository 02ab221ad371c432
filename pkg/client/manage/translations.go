package manage

import (
	"context"

	"github.com/diptych-cms/diptych/pkg/client/rest"
)

// A Panel names one language of a post.
type Panel struct {
	Post   string // id
	Locale string // BCP 47
}

// Translation returns the newest state of a translation.
func (c *Client) Translation(ctx context.Context, p Panel) (Translation, error) {
	r, err := rest.NewGetTranslationRequest(c.server, p.Post, p.Locale)
	return answer[Translation](c.get(ctx, r, err))
}

// PutTranslation writes a whole translation: a new one where the post has none
// in this locale and etag is empty, else one that replaces what has the tag.
func (c *Client) PutTranslation(ctx context.Context, p Panel, etag string, t Text) (Translation, error) {
	r, err := rest.NewPutTranslationRequestWithBody(c.server, p.Post, p.Locale, nil, jsonType, document(t))
	return answer[Translation](c.change(ctx, etag, r, err))
}

// PatchTranslation changes a translation, if it still has the entity tag.
// Neither the shared part nor another language is touched.
func (c *Client) PatchTranslation(ctx context.Context, p Panel, etag string, patch Patch) (Translation, error) {
	r, err := rest.NewPatchTranslationRequestWithBody(c.server, p.Post, p.Locale, nil, jsonType, document(patch))
	return answer[Translation](c.change(ctx, etag, r, err))
}

// DeleteTranslation removes a translation that is not live.
func (c *Client) DeleteTranslation(ctx context.Context, p Panel, etag string) error {
	r, err := rest.NewDeleteTranslationRequest(c.server, p.Post, p.Locale, nil)
	return done(c.change(ctx, etag, r, err))
}

// A Copy says how a missing translation is begun.
type Copy struct {
	From string `json:"from,omitempty"` // locale; empty: the source
	Mode string `json:"mode,omitempty"` // "empty", "text", the default, or "structure"
	Note string `json:"note,omitempty"`
}

// CopyTranslation begins a translation that the post lacks from another one, as
// a draft.
func (c *Client) CopyTranslation(ctx context.Context, p Panel, how Copy) (Translation, error) {
	r, err := rest.NewCopyTranslationRequestWithBody(c.server, p.Post, p.Locale, nil, jsonType, document(how))
	return answer[Translation](c.post(ctx, "", r, err))
}

// A Confirmation says beside what a revision of a translation is right: a
// revision of the source, or, for the source itself, With another language.
type Confirmation struct {
	Revision       int     `json:"revision"`
	SourceRevision int     `json:"sourceRevision,omitempty"`
	With           *Beside `json:"with,omitempty"`
}

// A Beside names the revision of another language.
type Beside struct {
	Locale   string `json:"locale"`
	Revision int    `json:"revision"`
}

// ConfirmTranslation says that a translation is right as it stands.
func (c *Client) ConfirmTranslation(ctx context.Context, p Panel, that Confirmation) (Translation, error) {
	r, err := rest.NewConfirmTranslationRequestWithBody(c.server, p.Post, p.Locale, nil, jsonType, document(that))
	return answer[Translation](c.post(ctx, "", r, err))
}
