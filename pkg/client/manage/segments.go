package manage

import (
	"context"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/pkg/client/rest"
)

// A Segment is a heading, a paragraph or the like of a source with its counterpart, or of a translation
// alone. Texts are plain, with inline tags as numbers: <1>…</1> for a pair, <2/> for
// what stands alone; a literal & < > is written &amp; &lt; &gt;.
type Segment struct {
	ID          string         `json:"id"`                // kept through edits
	Kind        string         `json:"kind"`              // such as "title", "heading", "paragraph", "alt"
	Level       int            `json:"level"`             // of a heading
	Place       string         `json:"place"`             // such as "/body/4"
	State       string         `json:"state"`             // "missing", "stale", "current", "local" or "omitted"
	Change      string         `json:"change"`            // of what is stale: "minor" or "substantive"
	Changed     []string       `json:"changed,omitempty"` // of what is stale: "number", "link", "word" and the like
	Source      *SegmentText   `json:"source"`
	Target      *SegmentText   `json:"target"`
	Approved    *Approval      `json:"approved"` // what the source said when the target was approved
	Diff        []SegmentPiece `json:"diff"`     // of what is stale: from then to now
	Origin      string         `json:"origin"`   // of the words, such as "human" or "machine_unreviewed"
	By          string         `json:"by"`       // id of who wrote or confirmed it
	ByName      string         `json:"byName"`
	At          *time.Time     `json:"at"`
	Confidence  float64        `json:"confidence"` // that the two belong together, 0 to 1
	Moved       bool           `json:"moved"`      // it stands elsewhere than its source
	Reason      string         `json:"reason"`     // why it was left out
	Comments    int            `json:"comments"`   // open ones
	Suggestions []Suggestion   `json:"suggestions,omitempty"`
	Findings    []Finding      `json:"findings,omitempty"`
	Sentences   *Sentences     `json:"sentences,omitempty"`
}

// A SegmentText is one side of a segment.
type SegmentText struct {
	Text  string       `json:"text"`
	Hash  string       `json:"hash"`
	Words int          `json:"words"` // of a source
	IDs   []string     `json:"ids"`   // of the segments it is made of
	Tags  []SegmentTag `json:"tags"`
}

// A SegmentTag says what a number in a text stands for.
type SegmentTag struct {
	N       int    `json:"n"`
	Element string `json:"element"`
	Void    bool   `json:"void"` // it stands alone
	Href    string `json:"href"`
	Src     string `json:"src"`
	Text    string `json:"text"` // what it says, where that is not translated
}

// An Approval is the source text that a target was approved against.
type Approval struct {
	Text     string     `json:"text"`
	Revision int        `json:"revision"` // of the source; 0: not known
	At       *time.Time `json:"at"`
	By       string     `json:"by"`
	ByName   string     `json:"byName"`
}

// A SegmentPiece is a piece of a text that stayed, came or went.
type SegmentPiece struct {
	Op   string `json:"op"` // "equal", "insert" or "delete"
	Text string `json:"text"`
}

// Sentences are those of a segment.
type Sentences struct {
	Source []string `json:"source"`
	Target []string `json:"target"`
}

// SegmentSums count the segments of a pair.
type SegmentSums struct {
	Current     int            `json:"current"`
	Minor       int            `json:"minor"`       // stale, in form alone
	Substantive int            `json:"substantive"` // stale, in what it says
	Missing     int            `json:"missing"`
	Empty       int            `json:"empty"` // among the missing: an empty block stands there
	Local       int            `json:"local"`
	Omitted     int            `json:"omitted"`
	Words       SegmentWords   `json:"words"`
	Origins     map[string]int `json:"origins"`
}

// SegmentWords count words of the source.
type SegmentWords struct {
	All     int `json:"all"`
	Missing int `json:"missing"`
	Stale   int `json:"stale"`
}

// Segments are a translation beside its source, or a page of that.
type Segments struct {
	Post           string      `json:"post"`
	Locale         string      `json:"locale"`
	SourceLocale   string      `json:"sourceLocale"`
	Revision       int         `json:"revision"` // of the translation; 0: it is missing
	SourceRevision int         `json:"sourceRevision"`
	ETag           string      `json:"etag"` // for the next write; empty: it is missing
	Sums           SegmentSums `json:"sums"` // of all of them
	Page[Segment]
}

// A SegmentQuery chooses segments. The zero value means all, without more.
type SegmentQuery struct {
	States    []string
	Change    string // "minor" or "substantive"
	Kind      string
	Basis     string // "head", the default, or "live"
	Suggest   bool   // with what memory and glossary have
	Checks    bool   // with what checks find
	Sentences bool
	Cut       // at most 2000 a page; 0: 500
}

// Segments returns a translation beside its source, in the order of that.
func (c *Client) Segments(ctx context.Context, p Panel, q SegmentQuery) (Segments, error) {
	r, err := rest.NewListSegmentsRequest(c.server, p.Post, p.Locale, &rest.ListSegmentsParams{
		State: given(strings.Join(q.States, ",")), Change: given(rest.ListSegmentsParamsChange(q.Change)), Kind: given(rest.SegmentKind(q.Kind)),
		Basis: given(rest.ListSegmentsParamsBasis(q.Basis)), Suggest: given(q.Suggest), Checks: given(q.Checks), Sentences: given(q.Sentences),
		Limit: given(q.Limit), Cursor: given(q.Cursor),
	})
	return answer[Segments](c.get(ctx, r, err))
}

// A SegmentWrite is a new text for one segment, or with State that it is left out
// ("omitted", with a reason), "local", or neither any more ("current").
type SegmentWrite struct {
	ID         string `json:"id"`
	SourceHash string `json:"sourceHash,omitempty"` // of the source that was looked at
	Target     string `json:"target,omitempty"`
	State      string `json:"state,omitempty"`
	Reason     string `json:"reason,omitempty"`
	Origin     string `json:"origin,omitempty"` // empty: a person
}

// SegmentsSaved says what became of segment writes.
type SegmentsSaved struct {
	Revision    int             `json:"revision"`
	ETag        string          `json:"etag"`
	Results     []SegmentResult `json:"results"` // in the order of the writes
	Warnings    []Warning       `json:"warnings"`
	Translation Translation     `json:"translation"`
}

// A SegmentResult says what became of one write.
type SegmentResult struct {
	ID      string `json:"id"`
	Outcome string `json:"outcome"` // "applied", "applied_but_source_moved" or "unchanged"
	State   string `json:"state"`
}

// WriteSegments writes segments of a translation, which has the entity tag, as one
// revision, all or none. Where the translation is missing the tag is empty, and it
// is begun.
func (c *Client) WriteSegments(ctx context.Context, p Panel, etag string, writes ...SegmentWrite) (SegmentsSaved, error) {
	r, err := rest.NewPatchSegmentsRequestWithBody(c.server, p.Post, p.Locale, nil, jsonType, document(writes))
	return answer[SegmentsSaved](c.change(ctx, etag, r, err))
}

// A SegmentConfirmation names segments that are right as they stand, or All of
// those that are "minor" or "stale".
type SegmentConfirmation struct {
	Segments []SeenSegment `json:"segments,omitempty"`
	All      string        `json:"all,omitempty"`
}

// A SeenSegment is a segment as somebody looked at it.
type SeenSegment struct {
	ID         string `json:"id"`
	SourceHash string `json:"sourceHash"`
}

// SegmentsConfirmed are segments as they stand after somebody's word.
type SegmentsConfirmed struct {
	Sums      SegmentSums `json:"sums"`
	Confirmed int         `json:"confirmed"`
	Items     []Segment   `json:"items"`
}

// ConfirmSegments says that segments are right beside the source as it is now. No
// text changes.
func (c *Client) ConfirmSegments(ctx context.Context, p Panel, that SegmentConfirmation) (SegmentsConfirmed, error) {
	r, err := rest.NewConfirmSegmentsRequestWithBody(c.server, p.Post, p.Locale, nil, jsonType, document(that))
	return answer[SegmentsConfirmed](c.post(ctx, "", r, err))
}

// A SegmentLink says which segments belong together, by their ids.
type SegmentLink struct {
	Action string   `json:"action"` // "link", "unlink", "local" or "restore"
	Source []string `json:"source,omitempty"`
	Target []string `json:"target,omitempty"`
}

// LinkSegments gives a person's word on which segments belong together. It is kept
// through later edits. The segments concerned come back.
func (c *Client) LinkSegments(ctx context.Context, p Panel, that SegmentLink) (SegmentsConfirmed, error) {
	r, err := rest.NewLinkSegmentsRequestWithBody(c.server, p.Post, p.Locale, nil, jsonType, document(that))
	return answer[SegmentsConfirmed](c.post(ctx, "", r, err))
}
