package manage

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/pkg/client/rest"
)

// A Suggestion is what could stand in a segment: a text of the memory, or a term
// of the glossary.
type Suggestion struct {
	Kind      string         `json:"kind"`    // "memory", "machine" or "glossary"
	Score     int            `json:"score"`   // 0 to 100
	Context   bool           `json:"context"` // the same text at the same place
	Source    string         `json:"source"`
	Target    string         `json:"target"`
	Diff      []SegmentPiece `json:"diff"` // from the remembered source to the segment's; nil: the same
	Origin    string         `json:"origin"`
	By        string         `json:"by"` // id
	ByName    string         `json:"byName"`
	At        *time.Time     `json:"at"`
	Post      string         `json:"post"` // id; empty: none that the caller may read
	Locale    string         `json:"locale"`
	Note      string         `json:"note"`                // of a term
	Forbidden []string       `json:"forbidden,omitempty"` // of a term: what must not be written
}

// A SuggestionCut bounds suggestions. The zero value means five texts of 70 or more.
type SuggestionCut struct {
	Limit     int
	Threshold int // the lowest score
}

// Suggestions returns what could stand in a segment, best first.
func (c *Client) Suggestions(ctx context.Context, p Panel, segment string, cut SuggestionCut) ([]Suggestion, error) {
	r, err := rest.NewListSuggestionsRequest(c.server, p.Post, p.Locale, segment, &rest.ListSuggestionsParams{Limit: given(cut.Limit), Threshold: given(cut.Threshold)})
	page, err := answer[Page[Suggestion]](c.get(ctx, r, err))
	return page.Items, err
}

// A Pretranslation says what missing segments are filled from, beside texts of the
// very same source.
type Pretranslation struct {
	Machine bool `json:"machine,omitempty"` // what is left, by the site's translation service
	Fuzzy   int  `json:"fuzzy,omitempty"`   // the lowest score of similar texts, 85 or more; 0: none
}

// A Pretranslated says what was filled.
type Pretranslated struct {
	SegmentsSaved
	Counts struct {
		Exact   int `json:"exact"`
		Fuzzy   int `json:"fuzzy"`
		Machine int `json:"machine"`
		Left    int `json:"left"` // still missing
	} `json:"counts"`
}

// Pretranslate fills what is missing in a translation, which has the entity tag, as
// a draft. Where the translation itself is missing the tag is empty.
func (c *Client) Pretranslate(ctx context.Context, p Panel, etag string, how Pretranslation) (Pretranslated, error) {
	r, err := rest.NewPretranslateRequestWithBody(c.server, p.Post, p.Locale, nil, jsonType, document(how))
	return answer[Pretranslated](c.post(ctx, etag, r, err))
}
