package manage

import (
	"context"
	"io"
	"strings"

	"github.com/diptych-cms/diptych/pkg/client/rest"
)

// An Exchange says what files for translators' tools hold. The zero value means all
// segments, as XLIFF 2.1.
type Exchange struct {
	Format       string   // "xliff-1.2", "xliff-2.1" or "po"
	States       []string // of segments
	Segmentation string   // "paragraph", the default, or "sentence"
}

// ExportTranslation returns a translation as a file for a translator's own tool. The
// caller closes it.
func (c *Client) ExportTranslation(ctx context.Context, p Panel, e Exchange) (io.ReadCloser, error) {
	r, err := rest.NewExportTranslationRequest(c.server, p.Post, p.Locale, &rest.ExportTranslationParams{
		Format: given(rest.ExportTranslationParamsFormat(e.Format)), State: given(strings.Join(e.States, ",")),
		Segmentation: given(rest.ExportTranslationParamsSegmentation(e.Segmentation)),
	})
	return stream(c.get(ctx, r, err))
}

// ExportTranslations returns translations into a language, of the posts named or of
// all that have something to do, as a zip of files. The caller closes it.
func (c *Client) ExportTranslations(ctx context.Context, locale string, e Exchange, posts ...string) (io.ReadCloser, error) {
	r, err := rest.NewExportManyRequest(c.server, &rest.ExportManyParams{
		Locale: locale, Posts: given(strings.Join(posts, ",")), Format: given(rest.ExportManyParamsFormat(e.Format)),
		State: given(strings.Join(e.States, ",")), Segmentation: given(rest.ExportManyParamsSegmentation(e.Segmentation)),
	})
	return stream(c.get(ctx, r, err))
}

// An Exchanged says what became of a file that came back.
type Exchanged struct {
	Post     string       `json:"post"`
	Locale   string       `json:"locale"`
	Units    []Unit       `json:"units"` // in the order of the file
	Sums     ExchangeSums `json:"sums"`
	Revision int          `json:"revision"` // 0: the translation is missing
	ETag     string       `json:"etag"`
	Warnings []Warning    `json:"warnings"`
	Code     string       `json:"code,omitempty"` // of many: why nothing of the post was taken
	Detail   string       `json:"detail,omitempty"`
}

// A Unit says what became of one unit of a file.
type Unit struct {
	ID      string `json:"id"`      // as the file names it
	Segment string `json:"segment"` // id; empty: the unit does not say
	Outcome string `json:"outcome"` // "applied", "applied_but_source_moved", "unchanged", "conflict" or "rejected"
	State   string `json:"state"`   // of the segment, after that
	Code    string `json:"code"`    // why it is not applied
	Detail  string `json:"detail"`  // in the client's language
	Target  string `json:"target"`  // the text that was not applied
	Current string `json:"current"` // of a conflict: what stands there now
	Place   struct {
		File string `json:"file"` // in an archive
		Line int    `json:"line"` // 0: not known
	} `json:"place"`
}

// ExchangeSums count units.
type ExchangeSums struct {
	Applied               int `json:"applied"`
	AppliedButSourceMoved int `json:"appliedButSourceMoved"`
	Unchanged             int `json:"unchanged"`
	Conflict              int `json:"conflict"`
	Rejected              int `json:"rejected"`
}

// ImportTranslation brings a file back, "xliff" or "po", or says what would come of
// that.
func (c *Client) ImportTranslation(ctx context.Context, p Panel, format string, file io.Reader, dryRun bool) (Exchanged, error) {
	media := "application/xliff+xml"
	if format == "po" {
		media = "text/x-gettext-translation"
	}
	r, err := rest.NewImportTranslationRequestWithBody(c.server, p.Post, p.Locale, &rest.ImportTranslationParams{DryRun: given(dryRun)}, media, file)
	return answer[Exchanged](c.post(ctx, "", r, err))
}

// An ExchangedMany says what became of an archive that came back.
type ExchangedMany struct {
	Posts []Exchanged `json:"posts"`
	Units []Unit      `json:"units"` // that say nothing of their post
}

// ImportTranslations brings a zip of files back, or says what would come of that.
// Each post stands for itself.
func (c *Client) ImportTranslations(ctx context.Context, archive io.Reader, dryRun bool) (ExchangedMany, error) {
	r, err := rest.NewImportManyRequestWithBody(c.server, &rest.ImportManyParams{DryRun: given(dryRun)}, "application/zip", archive)
	return answer[ExchangedMany](c.post(ctx, "", r, err))
}
