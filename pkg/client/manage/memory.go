package manage

import (
	"context"
	"io"
	"time"

	"github.com/diptych-cms/diptych/pkg/client/rest"
)

// A Remembered is a text in the memory, with its translation.
type Remembered struct {
	ID           string    `json:"id"`
	Score        int       `json:"score"` // how like it is, 0 to 100
	Source       string    `json:"source"`
	Target       string    `json:"target"`
	SourceLocale string    `json:"sourceLocale"`
	TargetLocale string    `json:"targetLocale"`
	Origin       string    `json:"origin"`
	By           string    `json:"by"` // id
	ByName       string    `json:"byName"`
	At           time.Time `json:"at"`
	Post         string    `json:"post"` // id; empty: it was brought in, or the caller may not read it
	Segment      string    `json:"segment"`
}

// A Direction is from one language into another.
type Direction struct{ Source, Target string }

// A MemoryQuery asks what was translated before.
type MemoryQuery struct {
	Direction
	Text string // words, or a whole text
	Mode string // "concordance", the default, or "match"
	Cut
}

// Memory returns one page of what was translated before.
func (c *Client) Memory(ctx context.Context, q MemoryQuery) (Page[Remembered], error) {
	r, err := rest.NewSearchMemoryRequest(c.server, &rest.SearchMemoryParams{
		Source: q.Source, Target: q.Target, Q: q.Text, Mode: given(rest.SearchMemoryParamsMode(q.Mode)), Limit: given(q.Limit), Cursor: given(q.Cursor),
	})
	return answer[Page[Remembered]](c.get(ctx, r, err))
}

// Forget takes a text out of the memory.
func (c *Client) Forget(ctx context.Context, id string) error {
	r, err := rest.NewDeleteMemoryRequest(c.server, id)
	return done(c.change(ctx, "", r, err))
}

// ExportMemory returns the memory of a direction as TMX 1.4b. The caller closes it.
func (c *Client) ExportMemory(ctx context.Context, d Direction) (io.ReadCloser, error) {
	r, err := rest.NewExportMemoryRequest(c.server, &rest.ExportMemoryParams{Source: d.Source, Target: d.Target})
	return stream(c.get(ctx, r, err))
}

// An Imported says what became of a file of texts or terms.
type Imported struct {
	Added     int             `json:"added"`
	Changed   int             `json:"changed"`
	Unchanged int             `json:"unchanged"`
	Refused   int             `json:"refused"`
	Warnings  []ImportWarning `json:"warnings"` // why something was refused
}

// An ImportWarning says why something of a file was refused.
type ImportWarning struct {
	Line    int    `json:"line"`
	Code    string `json:"code"`
	Detail  string `json:"detail"` // in the client's language
	Excerpt string `json:"excerpt"`
}

// ImportMemory adds the texts of a TMX file to the memory, or says what would come
// of that.
func (c *Client) ImportMemory(ctx context.Context, tmx io.Reader, dryRun bool) (Imported, error) {
	r, err := rest.NewImportMemoryRequestWithBody(c.server, &rest.ImportMemoryParams{DryRun: given(dryRun)}, "application/x-tmx+xml", tmx)
	return answer[Imported](c.post(ctx, "", r, err))
}
