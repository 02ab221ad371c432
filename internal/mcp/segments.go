package mcp

import (
	"context"

	"github.com/diptych-cms/diptych/pkg/client/manage"
)

// A page of segments is one that a model can keep in mind.
const (
	usualSegments = 40
	mostSegments  = 200
)

// SegmentsIn asks for segments.
type SegmentsIn struct {
	Post   string   `json:"post" jsonschema:"id"`
	Locale string   `json:"locale" jsonschema:"of the translation, such as fr"`
	States []string `json:"states,omitempty" jsonschema:"only in these states: missing, stale, current, local, omitted"`
	Limit  int      `json:"limit,omitempty" jsonschema:"how many, 40 by default and at most 200"`
	Cursor string   `json:"cursor,omitempty" jsonschema:"next of the page before"`
}

// SegmentsOut is a page of a translation beside its source.
type SegmentsOut struct {
	Post         string    `json:"post"`
	Locale       string    `json:"locale"`
	SourceLocale string    `json:"sourceLocale"`
	ETag         string    `json:"etag,omitempty" jsonschema:"for propose_segments; none where the translation is missing"`
	Missing      int       `json:"missing" jsonschema:"segments of the whole translation with nothing beside them"`
	Stale        int       `json:"stale" jsonschema:"segments of the whole translation whose source changed"`
	Segments     []Segment `json:"segments"`
	Next         string    `json:"next,omitempty" jsonschema:"cursor of the next page; none on the last"`
}

// A Segment is a heading, a paragraph or the like, with its counterpart.
type Segment struct {
	ID          string    `json:"id"`
	Kind        string    `json:"kind" jsonschema:"such as title, heading, paragraph, item, alt"`
	State       string    `json:"state"`
	Change      string    `json:"change,omitempty" jsonschema:"of what is stale: minor or substantive"`
	Source      string    `json:"source,omitempty"`
	SourceHash  string    `json:"sourceHash,omitempty" jsonschema:"for propose_segments"`
	Before      string    `json:"sourceBefore,omitempty" jsonschema:"what the source said when the target was approved"`
	Target      string    `json:"target,omitempty"`
	Origin      string    `json:"origin,omitempty" jsonschema:"where the target came from"`
	Tags        []Tag     `json:"tags,omitempty"`
	Suggestions []Known   `json:"suggestions,omitempty"`
	Terms       []Term    `json:"terms,omitempty"`
	Findings    []Finding `json:"findings,omitempty"`
}

// A Tag says what a number stands for.
type Tag struct {
	N       int    `json:"n"`
	Element string `json:"element"`
	Alone   bool   `json:"alone" jsonschema:"written <n/>; otherwise <n>…</n>"`
	Leads   string `json:"leads,omitempty" jsonschema:"where a link leads, or what a picture shows"`
}

// A Known text was approved before.
type Known struct {
	Score  int    `json:"score" jsonschema:"0 to 100: how similar its source is"`
	Source string `json:"source"`
	Target string `json:"target"`
}

// A Term is one of the glossary that stands in the source.
type Term struct {
	Source    string   `json:"source"`
	Target    string   `json:"target"`
	Forbidden []string `json:"forbidden,omitempty"`
	Note      string   `json:"note,omitempty"`
}

func (s *Server) readSegments(ctx context.Context, in SegmentsIn) (SegmentsOut, error) {
	if in.Limit == 0 {
		in.Limit = usualSegments
	}
	page, err := s.Client.Segments(ctx, manage.Panel{Post: in.Post, Locale: in.Locale}, manage.SegmentQuery{
		States: in.States, Suggest: true, Checks: true, Cut: manage.Cut{Limit: min(in.Limit, mostSegments), Cursor: in.Cursor},
	})
	out := SegmentsOut{
		Post: page.Post, Locale: page.Locale, SourceLocale: page.SourceLocale, ETag: page.ETag,
		Missing: page.Sums.Missing, Stale: page.Sums.Minor + page.Sums.Substantive,
		Segments: make([]Segment, len(page.Items)), Next: page.Next,
	}
	for i := range page.Items {
		out.Segments[i] = segmentOf(&page.Items[i])
	}
	return out, err
}

func segmentOf(from *manage.Segment) Segment {
	to := Segment{ID: from.ID, Kind: from.Kind, State: from.State, Change: from.Change, Origin: from.Origin}
	if from.Source != nil {
		to.Source, to.SourceHash = from.Source.Text, from.Source.Hash
		for _, t := range from.Source.Tags {
			to.Tags = append(to.Tags, Tag{N: t.N, Element: t.Element, Alone: t.Void, Leads: t.Href + t.Src})
		}
	}
	if from.Target != nil {
		to.Target = from.Target.Text
	}
	if from.State == "stale" && from.Approved != nil {
		to.Before = from.Approved.Text
	}
	for _, k := range from.Suggestions {
		if k.Kind == "glossary" {
			to.Terms = append(to.Terms, Term{Source: k.Source, Target: k.Target, Forbidden: k.Forbidden, Note: k.Note})
		} else {
			to.Suggestions = append(to.Suggestions, Known{Score: k.Score, Source: k.Source, Target: k.Target})
		}
	}
	for _, f := range from.Findings {
		to.Findings = append(to.Findings, findingOf(f))
	}
	return to
}

// ProposalIn is drafts of segments.
type ProposalIn struct {
	Post     string     `json:"post" jsonschema:"id"`
	Locale   string     `json:"locale"`
	ETag     string     `json:"etag,omitempty" jsonschema:"as read_segments gave it; none where the translation is missing"`
	Segments []Proposal `json:"segments" jsonschema:"at most 200"`
}

// A Proposal is the draft of one segment.
type Proposal struct {
	ID         string `json:"id"`
	SourceHash string `json:"sourceHash" jsonschema:"as read_segments gave it"`
	Target     string `json:"target" jsonschema:"the translation, with every numbered tag of the source"`
}

// ProposalOut says what became of the drafts.
type ProposalOut struct {
	ETag     string    `json:"etag" jsonschema:"for the next propose_segments"`
	Results  []Outcome `json:"results"`
	Warnings []string  `json:"warnings,omitempty"`
}

// An Outcome says what became of one draft.
type Outcome struct {
	ID      string `json:"id"`
	Outcome string `json:"outcome" jsonschema:"applied; applied_but_source_moved: kept, and stale at once; unchanged"`
	State   string `json:"state"`
}

// proposeSegments writes drafts. Whatever the model says of itself, they are a
// machine's, and nobody has looked at them.
func (s *Server) proposeSegments(ctx context.Context, in ProposalIn) (ProposalOut, error) {
	writes := make([]manage.SegmentWrite, len(in.Segments))
	for i, p := range in.Segments {
		writes[i] = manage.SegmentWrite{ID: p.ID, SourceHash: p.SourceHash, Target: p.Target, Origin: "machine_unreviewed"}
	}
	saved, err := s.Client.WriteSegments(ctx, manage.Panel{Post: in.Post, Locale: in.Locale}, in.ETag, writes...)
	out := ProposalOut{ETag: saved.ETag, Results: make([]Outcome, len(saved.Results))}
	for i, r := range saved.Results {
		out.Results[i] = Outcome{ID: r.ID, Outcome: r.Outcome, State: r.State}
	}
	for _, w := range saved.Warnings {
		out.Warnings = append(out.Warnings, w.Pointer+": "+w.Detail)
	}
	return out, err
}
