package manage

import (
	"context"
	"io"
	"time"

	"github.com/diptych-cms/diptych/pkg/client/rest"
)

// A GlossaryTerm is a word that is always translated the same way.
type GlossaryTerm struct {
	ID   string `json:"id"`
	ETag string `json:"etag"`
	NewGlossaryTerm
	By     string    `json:"by"` // id
	ByName string    `json:"byName"`
	At     time.Time `json:"at"`
}

// A NewGlossaryTerm is a term to be added.
type NewGlossaryTerm struct {
	Source        GlossarySide   `json:"source"`
	Target        GlossaryTarget `json:"target"`
	Note          string         `json:"note,omitempty"`
	CaseSensitive bool           `json:"caseSensitive,omitempty"`
}

// A GlossarySide is what a term is called in one language.
type GlossarySide struct {
	Locale string   `json:"locale"`
	Term   string   `json:"term"`
	Forms  []string `json:"forms,omitempty"`
}

// A GlossaryTarget also says what it must not be called.
type GlossaryTarget struct {
	GlossarySide
	Forbidden []string `json:"forbidden,omitempty"`
}

// A GlossaryQuery chooses terms. The zero value means all.
type GlossaryQuery struct {
	Direction
	Text string // how the term begins, in either language
	Cut
}

// Glossary returns one page of terms, in alphabetical order.
func (c *Client) Glossary(ctx context.Context, q GlossaryQuery) (Page[GlossaryTerm], error) {
	r, err := rest.NewListGlossaryRequest(c.server, &rest.ListGlossaryParams{
		Source: given(q.Source), Target: given(q.Target), Q: given(q.Text), Limit: given(q.Limit), Cursor: given(q.Cursor),
	})
	return answer[Page[GlossaryTerm]](c.get(ctx, r, err))
}

// CreateGlossaryTerm adds a term.
func (c *Client) CreateGlossaryTerm(ctx context.Context, t NewGlossaryTerm) (GlossaryTerm, error) {
	r, err := rest.NewCreateGlossaryTermRequestWithBody(c.server, nil, jsonType, document(t))
	return answer[GlossaryTerm](c.post(ctx, "", r, err))
}

// GlossaryTerm returns one term.
func (c *Client) GlossaryTerm(ctx context.Context, id string) (GlossaryTerm, error) {
	r, err := rest.NewGetGlossaryTermRequest(c.server, id)
	return answer[GlossaryTerm](c.get(ctx, r, err))
}

// PatchGlossaryTerm changes a term, if it still has the entity tag.
func (c *Client) PatchGlossaryTerm(ctx context.Context, id, etag string, patch Patch) (GlossaryTerm, error) {
	r, err := rest.NewPatchGlossaryTermRequestWithBody(c.server, id, nil, jsonType, document(patch))
	return answer[GlossaryTerm](c.change(ctx, etag, r, err))
}

// DeleteGlossaryTerm takes a term out of the glossary.
func (c *Client) DeleteGlossaryTerm(ctx context.Context, id, etag string) error {
	r, err := rest.NewDeleteGlossaryTermRequest(c.server, id, nil)
	return done(c.change(ctx, etag, r, err))
}

// ExportGlossary returns the terms of a direction as "csv" (RFC 4180) or "tbx". The
// caller closes it.
func (c *Client) ExportGlossary(ctx context.Context, d Direction, format string) (io.ReadCloser, error) {
	r, err := rest.NewExportGlossaryRequest(c.server, &rest.ExportGlossaryParams{
		Source: d.Source, Target: d.Target, Format: given(rest.ExportGlossaryParamsFormat(format)),
	})
	return stream(c.get(ctx, r, err))
}

// ImportGlossary adds the terms of a file, "csv" or "tbx", or says what would come
// of that.
func (c *Client) ImportGlossary(ctx context.Context, file io.Reader, format string, dryRun bool) (Imported, error) {
	media := "text/csv"
	if format == "tbx" {
		media = "application/x-tbx+xml"
	}
	r, err := rest.NewImportGlossaryRequestWithBody(c.server, &rest.ImportGlossaryParams{DryRun: given(dryRun)}, media, file)
	return answer[Imported](c.post(ctx, "", r, err))
}
