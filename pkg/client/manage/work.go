package manage

import (
	"context"
	"io"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/pkg/client/rest"
)

// A WorkItem is a translation that waits for somebody, there or still missing.
type WorkItem struct {
	Post           string       `json:"post"`
	Title          string       `json:"title"` // of the source
	SourceLocale   string       `json:"sourceLocale"`
	Locale         string       `json:"locale"`
	State          string       `json:"state"`    // "missing", "partial", "stale" or "current"
	Status         string       `json:"status"`   // empty: it is missing
	Revision       int          `json:"revision"` // 0: it is missing
	SourceRevision int          `json:"sourceRevision"`
	Words          WorkWords    `json:"words"`
	Segments       WorkSegments `json:"segments"`
	Since          *time.Time   `json:"since"` // when it began to wait
	Due            *time.Time   `json:"due"`
	Assignee       *Person      `json:"assignee"`
	Comments       int          `json:"comments"` // open threads
}

// WorkWords count words of a source.
type WorkWords struct {
	All   int `json:"all"`
	New   int `json:"new"` // nothing stands beside them
	Stale int `json:"stale"`
	Fuzzy int `json:"fuzzy"` // among the new: the memory has something near
	Exact int `json:"exact"` // among the new: the memory has the same
}

// WorkSegments count segments.
type WorkSegments struct {
	Missing int `json:"missing"`
	Stale   int `json:"stale"`
	Current int `json:"current"`
}

// A Person is somebody as lists name them.
type Person struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Active bool   `json:"active"` // may still sign in
}

// A WorkQuery chooses work. The zero value means all that is missing, partial or
// stale, what is due first.
type WorkQuery struct {
	Locale    string
	States    []string // of segments' states, or "in_review" alone
	Assignee  string   // id, "me" or "none"
	DueBefore time.Time
	Since     time.Time
	Tag       string // id
	Sort      string // "due", "age", "-age", "words", "-words", "title" or "-title"
	Cut
}

// A WorkPage is one page of work.
type WorkPage struct {
	Page[WorkItem]
	Pending int `json:"pending"` // changed, and not looked at again yet
}

// Work returns one page of translations that wait for somebody.
func (c *Client) Work(ctx context.Context, q WorkQuery) (WorkPage, error) {
	r, err := rest.NewListWorkRequest(c.server, &rest.ListWorkParams{
		Locale: given(q.Locale), State: given(strings.Join(q.States, ",")), Assignee: given(q.Assignee), DueBefore: day(q.DueBefore), Since: day(q.Since),
		Tag: given(q.Tag), Sort: given(rest.ListWorkParamsSort(q.Sort)), Limit: given(q.Limit), Cursor: given(q.Cursor),
	})
	return answer[WorkPage](c.get(ctx, r, err))
}

// An Assignment says who is to do a translation.
type Assignment struct {
	Post     string     `json:"post"`
	Locale   string     `json:"locale"`
	ETag     string     `json:"etag"`
	Assignee Person     `json:"assignee"`
	Due      *time.Time `json:"due"`
	Note     string     `json:"note"`
	By       Person     `json:"by"`
	At       time.Time  `json:"at"`
}

// A NewAssignment gives a translation to somebody.
type NewAssignment struct {
	Assignee string `json:"assignee"` // id of a person, or "me"
	Due      string `json:"due,omitempty"`
	Note     string `json:"note,omitempty"`
}

// Assignments returns who is to translate a post, by language.
func (c *Client) Assignments(ctx context.Context, post string) ([]Assignment, error) {
	r, err := rest.NewListAssignmentsRequest(c.server, post)
	page, err := answer[Page[Assignment]](c.get(ctx, r, err))
	return page.Items, err
}

// Assign gives a translation to somebody. Where somebody has it already, the
// assignment's entity tag says that this is known.
func (c *Client) Assign(ctx context.Context, p Panel, etag string, a NewAssignment) (Assignment, error) {
	r, err := rest.NewPutAssignmentRequestWithBody(c.server, p.Post, p.Locale, nil, jsonType, document(a))
	return answer[Assignment](c.change(ctx, etag, r, err))
}

// Unassign takes a translation from who has it.
func (c *Client) Unassign(ctx context.Context, p Panel, etag string) error {
	r, err := rest.NewDeleteAssignmentRequest(c.server, p.Post, p.Locale, nil)
	return done(c.change(ctx, etag, r, err))
}

// A Review is one step of the review of a revision.
type Review struct {
	Revision int    `json:"revision"`
	Decision string `json:"decision"` // "submit", "approve" or "return"
	Comment  string `json:"comment,omitempty"`
}

// ReviewTranslation submits the newest revision of a translation, approves it, or
// returns it with a comment.
func (c *Client) ReviewTranslation(ctx context.Context, p Panel, step Review) (Translation, error) {
	r, err := rest.NewReviewTranslationRequestWithBody(c.server, p.Post, p.Locale, nil, jsonType, document(step))
	return answer[Translation](c.post(ctx, "", r, err))
}

// A Coverage says how far translations have come.
type Coverage struct {
	Items   []CoverageGroup `json:"items"`
	Pending int             `json:"pending"` // changed, and not looked at again yet
}

// A CoverageGroup is the translations into one language, of all posts or of those
// with one term.
type CoverageGroup struct {
	Locale string `json:"locale"`
	Term   *struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"term"`
	Posts        int `json:"posts"`
	Translated   int `json:"translated"`
	Current      int `json:"current"`
	Stale        int `json:"stale"`
	Missing      int `json:"missing"`
	Words        int `json:"words"`
	WordsDone    int `json:"wordsDone"`
	Percent      int `json:"percent"` // of words
	TimeToParity struct {
		Count         int   `json:"count"`
		MedianSeconds int64 `json:"medianSeconds"`
		P90Seconds    int64 `json:"p90Seconds"`
	} `json:"timeToParity"`
}

// A CoverageQuery chooses what is counted. The zero value means every language.
type CoverageQuery struct {
	By     string // "locale", the default, "tag" or "author"
	Locale string
	Limit  int // of terms
}

// Coverage returns how far translations have come.
func (c *Client) Coverage(ctx context.Context, q CoverageQuery) (Coverage, error) {
	r, err := rest.NewReportCoverageRequest(c.server, q.params(""))
	return answer[Coverage](c.get(ctx, r, err))
}

// CoverageChart returns the same as a small picture, in SVG. The caller closes it.
func (c *Client) CoverageChart(ctx context.Context, q CoverageQuery) (io.ReadCloser, error) {
	r, err := rest.NewReportCoverageRequest(c.server, q.params(rest.ReportCoverageParamsFormatSvg))
	return stream(c.get(ctx, r, err))
}

func (q CoverageQuery) params(format rest.ReportCoverageParamsFormat) *rest.ReportCoverageParams {
	return &rest.ReportCoverageParams{By: given(rest.ReportCoverageParamsBy(q.By)), Locale: given(q.Locale), Limit: given(q.Limit), Format: given(format)}
}
