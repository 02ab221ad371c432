package manage

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/pkg/client/rest"
)

// A Saved says who saved a revision, when, how and why.
type Saved struct {
	N      int       `json:"n"` // 1, 2, … in its part
	At     time.Time `json:"at"`
	By     string    `json:"by"` // id
	ByName string    `json:"byName"`
	Origin string    `json:"origin"` // "api", "import", "restore", "exchange", "merge" or "copy"
	Note   string    `json:"note"`
	Head   bool      `json:"head"` // it is the newest
	Live   bool      `json:"live"` // readers see it
}

// A RevisionInfo is a line in the history of a translation.
type RevisionInfo struct {
	Saved
	Edit    string   `json:"edit"` // "minor", or empty
	BasedOn *BasedOn `json:"basedOn"`
	Title   string   `json:"title"`
}

// A Revision is one saved state of a translation. It never changes.
type Revision struct {
	RevisionInfo
	Slug      string                  `json:"slug"`
	Path      *string                 `json:"path"`
	Aliases   []string                `json:"aliases"`
	Summary   string                  `json:"summary"`
	SEO       SEO                     `json:"seo"`
	Format    string                  `json:"format"`
	Body      string                  `json:"body"`      // what can be edited again
	HTML      string                  `json:"html"`      // sanitized
	Submitted string                  `json:"submitted"` // as it was sent
	Resources map[string]ResourceText `json:"resources"`
	Overrides map[string]any          `json:"overrides"`
}

// A SharedRevision is one saved state of a shared part. In lists only Saved is
// filled.
type SharedRevision struct {
	Saved
	Date      string         `json:"date"`
	LastMod   string         `json:"lastmod"`
	Authors   []string       `json:"authors"`
	Tags      []string       `json:"tags"`
	Series    *SeriesPlace   `json:"series"`
	Related   []string       `json:"related"`
	Params    map[string]any `json:"params"`
	Resources []Resource     `json:"resources"`
}

// A Diff is what changed between two revisions.
type Diff struct {
	From   int           `json:"from"` // 0: nothing at all
	To     int           `json:"to"`
	Change string        `json:"change"` // "none", "minor" or "substantive"; empty of a shared part
	Fields []FieldChange `json:"fields"`
	Body   BodyDiff      `json:"body"` // not of a shared part
}

// A FieldChange is a member that differs.
type FieldChange struct {
	Pointer string `json:"pointer"` // JSON pointer
	From    any    `json:"from"`
	To      any    `json:"to"`
}

// A BodyDiff is what changed in a body, word by word.
type BodyDiff struct {
	Pieces  []BodyPiece `json:"ops"`
	HTML    string      `json:"html"`    // both in one, sanitized, with ins and del around words
	Added   int         `json:"added"`   // words
	Removed int         `json:"removed"` // words
}

// A BodyPiece is a piece of a line that stayed, came or went.
type BodyPiece struct {
	Op      string `json:"op"`      // "equal", "insert" or "delete"
	HTML    string `json:"html"`    // well formed, without the block that it stands in
	Line    int    `json:"line"`    // 1, 2, …: pieces of one line stand in one block
	Element string `json:"element"` // name of that block; empty for none
}

// Revisions returns one page of the history of a translation, newest first.
func (c *Client) Revisions(ctx context.Context, p Panel, cut Cut) (Page[RevisionInfo], error) {
	r, err := rest.NewListRevisionsRequest(c.server, p.Post, p.Locale, &rest.ListRevisionsParams{Limit: given(cut.Limit), Cursor: given(cut.Cursor)})
	return answer[Page[RevisionInfo]](c.get(ctx, r, err))
}

// Revision returns a saved state of a translation, whole.
func (c *Client) Revision(ctx context.Context, p Panel, n int) (Revision, error) {
	r, err := rest.NewGetRevisionRequest(c.server, p.Post, p.Locale, n)
	return answer[Revision](c.get(ctx, r, err))
}

// Diff returns the change of a translation from one revision to another; from 0
// it is all of it.
func (c *Client) Diff(ctx context.Context, p Panel, from, to int) (Diff, error) {
	r, err := rest.NewDiffRevisionRequest(c.server, p.Post, p.Locale, to, &rest.DiffRevisionParams{With: &from})
	return answer[Diff](c.get(ctx, r, err))
}

// Restore makes a saved state of a translation, which has the entity tag, the
// newest again. Nothing else is touched, and what readers see stays.
func (c *Client) Restore(ctx context.Context, p Panel, etag string, n int) (Translation, error) {
	return c.RestoreAt(ctx, p, etag, n, "")
}

// RestoreAt is Restore of a state whose slug another post holds by now, which
// Restore refuses with "slug.taken": the translation gets the given one instead.
func (c *Client) RestoreAt(ctx context.Context, p Panel, etag string, n int, slug string) (Translation, error) {
	in := rest.RestoreInput{Slug: given(slug)}
	r, err := rest.NewRestoreRevisionRequestWithBody(c.server, p.Post, p.Locale, n, nil, jsonType, document(in))
	return answer[Translation](c.post(ctx, etag, r, err))
}

// SharedRevisions returns one page of the history of a shared part, newest
// first.
func (c *Client) SharedRevisions(ctx context.Context, post string, cut Cut) (Page[SharedRevision], error) {
	r, err := rest.NewListSharedRevisionsRequest(c.server, post, &rest.ListSharedRevisionsParams{Limit: given(cut.Limit), Cursor: given(cut.Cursor)})
	return answer[Page[SharedRevision]](c.get(ctx, r, err))
}

// SharedRevision returns a saved state of a shared part, whole.
func (c *Client) SharedRevision(ctx context.Context, post string, n int) (SharedRevision, error) {
	r, err := rest.NewGetSharedRevisionRequest(c.server, post, n)
	return answer[SharedRevision](c.get(ctx, r, err))
}

// SharedDiff returns the change of a shared part from one revision to another.
func (c *Client) SharedDiff(ctx context.Context, post string, from, to int) (Diff, error) {
	r, err := rest.NewDiffSharedRevisionRequest(c.server, post, to, &rest.DiffSharedRevisionParams{With: &from})
	return answer[Diff](c.get(ctx, r, err))
}

// RestoreShared makes a saved state of a shared part, which has the entity tag,
// the newest again. No translation is touched.
func (c *Client) RestoreShared(ctx context.Context, post, etag string, n int) (Post, error) {
	r, err := rest.NewRestoreSharedRevisionRequestWithBody(c.server, post, n, nil, jsonType, document(struct{}{}))
	return answer[Post](c.post(ctx, etag, r, err))
}
