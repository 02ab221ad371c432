package mcp

import (
	"context"

	"github.com/diptych-cms/diptych/pkg/client/manage"
)

// ChecksIn asks for checks.
type ChecksIn struct {
	Post     string `json:"post" jsonschema:"id"`
	Locale   string `json:"locale"`
	Severity string `json:"severity,omitempty" jsonschema:"error for what stands in the way of publication alone, or warning; both by default"`
}

// ChecksOut is what was found.
type ChecksOut struct {
	Errors   int       `json:"errors"`
	Warnings int       `json:"warnings"`
	Findings []Finding `json:"findings"`
}

// A Finding is one thing that may be wrong.
type Finding struct {
	Check    string `json:"check"`
	Severity string `json:"severity"`
	Segment  string `json:"segment,omitempty" jsonschema:"id; none where it is about the whole"`
	Message  string `json:"message"`
	Excerpt  string `json:"excerpt,omitempty"`
	Fix      string `json:"fix,omitempty" jsonschema:"the segment's text, mended"`
}

func (s *Server) runChecks(ctx context.Context, in ChecksIn) (ChecksOut, error) {
	found, err := s.Client.Checks(ctx, manage.Panel{Post: in.Post, Locale: in.Locale}, manage.CheckQuery{Severity: in.Severity})
	out := ChecksOut{Errors: found.Sums.Error, Warnings: found.Sums.Warning, Findings: []Finding{}}
	for _, f := range found.Items {
		if f.Dismissed == nil {
			out.Findings = append(out.Findings, findingOf(f))
		}
	}
	return out, err
}

func findingOf(f manage.Finding) Finding {
	to := Finding{Check: f.Check, Severity: f.Severity, Segment: f.Segment, Message: f.Message, Excerpt: f.Excerpt}
	if f.Fix != nil {
		to.Fix = f.Fix.After
	}
	return to
}
