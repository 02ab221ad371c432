package manage

import (
	"context"
	"io"
	"time"

	"github.com/diptych-cms/diptych/pkg/client/rest"
)

// A Parity says how the languages of a post stand together.
type Parity struct {
	Post    string                  `json:"post"`
	Rule    string                  `json:"rule"` // "together", "source_first" or "independent"
	Targets []string                `json:"targets"`
	State   string                  `json:"state"` // "together", "apart" or "none"
	Since   *time.Time              `json:"since"`
	Lags    []Lag                   `json:"lags"` // those that lag now
	Locales map[string]LocaleParity `json:"locales"`
	Ledger  []LedgerEntry           `json:"ledger"` // newest first
	Next    string                  `json:"next"`   // cursor of the ledger's next page
}

// A LocaleParity says how one language stands beside the source.
type LocaleParity struct {
	Live            int        `json:"live"`
	Head            int        `json:"head"`
	LiveAt          *time.Time `json:"liveAt"`
	BehindRevisions int        `json:"behindRevisions"`
	Stale           bool       `json:"stale"`
	Confirmed       int        `json:"confirmed"` // the source's revision beside which it was said to be right; 0: none
}

// A Lag is a language that does not stand beside the others.
type Lag struct {
	Locale string    `json:"locale"`
	Why    string    `json:"why"`    // "missing", "not_live", "stale" or "unconfirmed"
	Beside string    `json:"beside"` // the translation that an unconfirmed source did not follow
	Since  time.Time `json:"since"`
}

// A LedgerEntry is what happened to the languages of a post together.
type LedgerEntry struct {
	ID          string    `json:"id"`
	At          time.Time `json:"at"`
	Kind        string    `json:"kind"`   // "live", "gone", "diverged", "lagging", "converged", "overridden", "held" or "failed"
	Cause       string    `json:"cause"`  // such as "publication"
	Rule        string    `json:"rule"`   // in force; empty where none was looked at
	Lags        []Lag     `json:"lags"`   // the languages that lag from now on
	Locale      string    `json:"locale"` // empty: of the whole post
	Revision    int       `json:"revision"`
	By          string    `json:"by"` // id
	ByName      string    `json:"byName"`
	Transaction int64     `json:"transaction"` // the same for all that one transaction did
	Release     string    `json:"release"`
	Schedule    string    `json:"schedule"`
	Reason      string    `json:"reason"` // why the rule was set aside, or what held a schedule
	Blockers    []Blocker `json:"blockers"`
}

// Parity returns how the languages of a post stand together, with a page of its
// ledger.
func (c *Client) Parity(ctx context.Context, post string, cut Cut) (Parity, error) {
	r, err := rest.NewGetParityRequest(c.server, post, &rest.GetParityParams{Limit: given(cut.Limit), Cursor: given(cut.Cursor)})
	return answer[Parity](c.get(ctx, r, err))
}

// A Parting is one time that the live languages of a post were apart.
type Parting struct {
	Post        string     `json:"post"`
	Title       string     `json:"title"`
	Rule        string     `json:"rule"`
	DivergedAt  time.Time  `json:"divergedAt"`
	ConvergedAt *time.Time `json:"convergedAt"` // nil: they still are
	LagSeconds  int64      `json:"lagSeconds"`
	Locales     []string   `json:"locales"` // that were not there, or stale
	By          string     `json:"by"`      // id
	ByName      string     `json:"byName"`
	Transaction int64      `json:"transaction"`
	Override    bool       `json:"override"` // a rule was set aside for it
	Reason      string     `json:"reason"`
}

// A Span is a span of time; a zero end is open.
type Span struct{ From, To time.Time }

// ParityReport returns one page of the times that languages were apart, oldest
// first.
func (c *Client) ParityReport(ctx context.Context, s Span, cut Cut) (Page[Parting], error) {
	r, err := rest.NewReportParityRequest(c.server, &rest.ReportParityParams{From: day(s.From), To: day(s.To), Limit: given(cut.Limit), Cursor: given(cut.Cursor)})
	return answer[Page[Parting]](c.get(ctx, r, err))
}

// ParityCSV returns the whole report as CSV (RFC 4180). The caller closes it.
func (c *Client) ParityCSV(ctx context.Context, s Span) (io.ReadCloser, error) {
	r, err := rest.NewReportParityRequest(c.server, &rest.ReportParityParams{From: day(s.From), To: day(s.To), Format: new(rest.ReportParityParamsFormatCsv)})
	return stream(c.get(ctx, r, err))
}

func day(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return new(t.UTC().Format(time.RFC3339Nano))
}

// A Pairing is a post that lacks a language, with those that may be its other
// half, the likeliest first.
type Pairing struct {
	Post       string             `json:"post"`
	Titles     map[string]string  `json:"titles"` // by locale
	Missing    []string           `json:"missing"`
	Candidates []PairingCandidate `json:"candidates"`
}

// A PairingCandidate is a post that may be the other half of one.
type PairingCandidate struct {
	Post    string            `json:"post"`
	Titles  map[string]string `json:"titles"`
	Score   float64           `json:"score"`   // how likely, from 0 to 1
	Reasons []string          `json:"reasons"` // "key", "date", "resources", "links", "slug"; the weightiest first
}

// PairingReport returns one page of the posts that lack a language. Nothing is
// joined by itself: [Client.MergePost] does that.
func (c *Client) PairingReport(ctx context.Context, cut Cut) (Page[Pairing], error) {
	r, err := rest.NewReportPairingRequest(c.server, &rest.ReportPairingParams{Limit: given(cut.Limit), Cursor: given(cut.Cursor)})
	return answer[Page[Pairing]](c.get(ctx, r, err))
}
