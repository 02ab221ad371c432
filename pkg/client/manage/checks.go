package manage

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/pkg/client/rest"
)

// A Finding is what a check found.
type Finding struct {
	ID          string            `json:"id"` // the same as long as its text is
	Check       string            `json:"check"`
	Severity    string            `json:"severity"` // "error" or "warning"
	Profile     string            `json:"profile"`  // of typography, such as "fr-CA"
	Segment     string            `json:"segment"`  // id; empty: about the whole
	Place       FindingPlace      `json:"place"`
	Message     string            `json:"message"`     // in the client's language
	Explanation string            `json:"explanation"` // and why that matters
	Excerpt     string            `json:"excerpt"`
	Values      map[string]string `json:"values"`
	Fix         *TextChange       `json:"fix"` // nil: only a person can mend it
	Dismissed   *Dismissed        `json:"dismissed"`
}

// A FindingPlace says where it is.
type FindingPlace struct {
	Pointer string `json:"pointer"` // of the segment, such as "/body/4"
	Field   string `json:"field"`   // "source" or "target"
	Start   int    `json:"start"`   // in Unicode code points
	Length  int    `json:"length"`
}

// A TextChange is a segment's text before and after.
type TextChange struct {
	Before string `json:"before"`
	After  string `json:"after"`
}

// A Dismissed says who said that a finding is right as it stands, and why.
type Dismissed struct {
	Reason string    `json:"reason"`
	By     string    `json:"by"` // id
	ByName string    `json:"byName"`
	At     time.Time `json:"at"`
}

// Findings are what the checks found in a translation.
type Findings struct {
	Revision       int       `json:"revision"`
	SourceRevision int       `json:"sourceRevision"`
	Sums           CheckSums `json:"sums"`
	Items          []Finding `json:"items"`
}

// CheckSums count findings.
type CheckSums struct {
	Error     int `json:"error"`
	Warning   int `json:"warning"`
	Dismissed int `json:"dismissed"` // counted in neither
}

// A CheckQuery chooses findings. The zero value means all.
type CheckQuery struct {
	Severity string
	Check    string
	Basis    string // "head", the default, or "live"
}

// Checks returns what the checks find in a translation beside its source.
func (c *Client) Checks(ctx context.Context, p Panel, q CheckQuery) (Findings, error) {
	r, err := rest.NewListChecksRequest(c.server, p.Post, p.Locale, &rest.ListChecksParams{
		Severity: given(rest.ListChecksParamsSeverity(q.Severity)), Check: given(q.Check), Basis: given(rest.ListChecksParamsBasis(q.Basis)),
	})
	return answer[Findings](c.get(ctx, r, err))
}

// A Fix names what is to be mended: what some checks found, some findings, or all.
type Fix struct {
	Checks []string `json:"checks,omitempty"`
	IDs    []string `json:"ids,omitempty"`
	All    bool     `json:"all,omitempty"`
}

// A Fixed says what was mended.
type Fixed struct {
	Revision    int         `json:"revision"`
	ETag        string      `json:"etag"`
	Changes     []FixChange `json:"changes"`
	Warnings    []Warning   `json:"warnings"`
	Translation Translation `json:"translation"`
}

// A FixChange is a segment that was mended.
type FixChange struct {
	Segment string   `json:"segment"`
	Place   string   `json:"place"`
	Checks  []string `json:"checks"`
	TextChange
}

// FixChecks mends a translation, which has the entity tag, where that is safe.
func (c *Client) FixChecks(ctx context.Context, p Panel, etag string, what Fix) (Fixed, error) {
	return c.fix(ctx, p, etag, what, nil)
}

// TryFixChecks says what FixChecks would do, and changes nothing.
func (c *Client) TryFixChecks(ctx context.Context, p Panel, etag string, what Fix) (Fixed, error) {
	return c.fix(ctx, p, etag, what, new(true))
}

func (c *Client) fix(ctx context.Context, p Panel, etag string, what Fix, dry *bool) (Fixed, error) {
	r, err := rest.NewFixChecksRequestWithBody(c.server, p.Post, p.Locale, &rest.FixChecksParams{DryRun: dry}, jsonType, document(what))
	return answer[Fixed](c.post(ctx, etag, r, err))
}

// DismissFinding says that a finding is right as it stands.
func (c *Client) DismissFinding(ctx context.Context, p Panel, finding, reason string) (Finding, error) {
	r, err := rest.NewDismissCheckRequestWithBody(c.server, p.Post, p.Locale, finding, jsonType, document(rest.Dismissal{Reason: reason}))
	return answer[Finding](c.change(ctx, "", r, err))
}

// RestoreFinding takes a dismissal back.
func (c *Client) RestoreFinding(ctx context.Context, p Panel, finding string) error {
	r, err := rest.NewRestoreCheckRequest(c.server, p.Post, p.Locale, finding)
	return done(c.change(ctx, "", r, err))
}
