package httpapi

import (
	"time"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/change"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/difference"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/patch"
	"github.com/diptych-cms/diptych/internal/proofreading"
	"github.com/diptych-cms/diptych/internal/translating"
)

// A segmentListAnswer is one page of a translation beside its source.
type segmentListAnswer struct {
	Post           string          `json:"post"`
	Locale         locale.Tag      `json:"locale"`
	SourceLocale   locale.Tag      `json:"sourceLocale"`
	Revision       int             `json:"revision"`
	SourceRevision int             `json:"sourceRevision"`
	ETag           *string         `json:"etag"`
	Sums           segmentSums     `json:"sums"`
	Items          []segmentAnswer `json:"items"`
	Next           *string         `json:"next"`
}

// A segmentSums counts the segments of a pair.
type segmentSums struct {
	Current     int                   `json:"current"`
	Minor       int                   `json:"minor"`
	Substantive int                   `json:"substantive"`
	Missing     int                   `json:"missing"`
	Empty       int                   `json:"empty"`
	Local       int                   `json:"local"`
	Omitted     int                   `json:"omitted"`
	Words       bitext.Words          `json:"words"`
	Origins     map[bitext.Origin]int `json:"origins"`
}

func sumsOf(s bitext.Sums) segmentSums {
	sums := segmentSums{
		Current: s.Current, Minor: s.Minor, Substantive: s.Substantive, Missing: s.Missing, Empty: s.Empty, Local: s.Local, Omitted: s.Omitted,
		Words: s.Words, Origins: s.Origins,
	}
	if sums.Origins == nil {
		sums.Origins = map[bitext.Origin]int{}
	}
	return sums
}

// A segmentAnswer is a row as translators see it.
type segmentAnswer struct {
	ID          string              `json:"id"`
	Kind        segment.Kind        `json:"kind"`
	Level       int                 `json:"level"`
	Place       string              `json:"place"`
	State       bitext.State        `json:"state"`
	Change      *string             `json:"change"`
	Changed     []change.Reason     `json:"changed,omitempty"`
	Source      *segmentSource      `json:"source"`
	Target      *segmentTarget      `json:"target"`
	Approved    *approvedAnswer     `json:"approved"`
	Diff        []wordAnswer        `json:"diff"`
	Origin      *string             `json:"origin"`
	By          *string             `json:"by"`
	ByName      *string             `json:"byName"`
	At          *time.Time          `json:"at"`
	Confidence  float64             `json:"confidence"`
	Moved       bool                `json:"moved"`
	Reason      *string             `json:"reason"`
	Comments    int                 `json:"comments"`
	Suggestions *[]suggestionAnswer `json:"suggestions,omitempty"`
	Findings    *[]findingAnswer    `json:"findings,omitempty"`
	Sentences   *sentencesAnswer    `json:"sentences,omitempty"`
}

type segmentSource struct {
	Text  string      `json:"text"`
	Hash  string      `json:"hash"`
	Words int         `json:"words"`
	Tags  []tagAnswer `json:"tags"`
	IDs   []string    `json:"ids"`
}

type segmentTarget struct {
	Text string      `json:"text"`
	Hash string      `json:"hash"`
	IDs  []string    `json:"ids"`
	Tags []tagAnswer `json:"tags"`
}

// A tagAnswer says what a number stands for.
type tagAnswer struct {
	N       int    `json:"n"`
	Element string `json:"element"`
	Void    bool   `json:"void"`
	Href    string `json:"href,omitempty"`
	Src     string `json:"src,omitempty"`
	Text    string `json:"text,omitempty"`
}

type approvedAnswer struct {
	Text     string     `json:"text"`
	Revision int        `json:"revision"`
	At       *time.Time `json:"at"`
	By       string     `json:"by"`
	ByName   string     `json:"byName"`
}

type wordAnswer struct {
	Op   difference.Op `json:"op"`
	Text string        `json:"text"`
}

type sentencesAnswer struct {
	Source []string `json:"source"`
	Target []string `json:"target"`
}

// segmentsOf returns rows in the caller's language.
func (a *API) segmentsOf(c echo.Context, items []translating.Item) []segmentAnswer {
	answers := make([]segmentAnswer, len(items))
	for i := range items {
		answers[i] = segmentOf(&items[i], a.speakerOf(c))
	}
	return answers
}

func segmentOf(it *translating.Item, s speaker) segmentAnswer {
	answer := segmentAnswer{
		ID: it.ID, Kind: it.Kind, Level: it.Level, Place: it.Place, State: it.State, Change: filled(string(it.Change)), Changed: it.Changed,
		Origin: filled(string(it.Origin)), By: filled(it.By), ByName: filled(it.Person.Name), At: instant(it.At), Confidence: it.Confidence, Moved: it.Moved, Reason: filled(it.Reason),
		Comments: it.Comments,
	}
	if it.Person.ID == "" || it.By == "" {
		answer.ByName = nil
	}
	if it.Source != nil {
		answer.Source = &segmentSource{
			Text: it.Source.Text, Hash: it.Source.Hash, Words: segment.Words(it.Source.Text), Tags: tagsIn(it.Source.Tags), IDs: it.SourceIDs,
		}
	}
	if it.Target != nil {
		answer.Target = &segmentTarget{Text: it.Target.Text, Hash: it.Target.Hash, IDs: it.TargetIDs, Tags: tagsIn(it.Target.Tags)}
	}
	if ap := it.Approval; ap != nil {
		answer.Approved = &approvedAnswer{Text: ap.Text, Revision: ap.SourceN, At: instant(ap.At), By: ap.By, ByName: it.ApprovedBy.Name}
	}
	answer.Diff = piecesOf(it.Diff)
	if it.Suggestions != nil {
		answer.Suggestions = new(suggestionsOf(it.Suggestions, ""))
	}
	if it.Findings != nil {
		answer.Findings = new(findingsIn(it.Findings, s))
	}
	if it.Sentences != nil {
		answer.Sentences = &sentencesAnswer{Source: atLeast(it.Sentences[0]), Target: atLeast(it.Sentences[1])}
	}
	return answer
}

// atLeast returns a list that is never null.
func atLeast[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func tagsIn(tags []segment.Tag) []tagAnswer {
	answers := make([]tagAnswer, len(tags))
	for i, t := range tags {
		answers[i] = tagAnswer{
			N: i + 1, Element: t.Element, Void: t.Void || t.Opaque, Href: t.Attrs["href"], Src: t.Attrs["src"], Text: t.Text,
		}
	}
	return answers
}

func piecesOf(list []difference.Piece) []wordAnswer {
	if list == nil {
		return nil
	}
	answers := make([]wordAnswer, len(list))
	for i, p := range list {
		answers[i] = wordAnswer{p.Op, p.Text}
	}
	return answers
}

func findingsIn(list []translating.Finding, s speaker) []findingAnswer {
	answers := make([]findingAnswer, len(list))
	for i, f := range list {
		found := proofreading.Found{Finding: f.Finding, Before: f.Before, After: f.After}
		if f.Dismissed != nil {
			found.Dismissed = &proofreading.Dismissed{Dismissal: *f.Dismissed, Person: f.Person}
		}
		answers[i] = findingOf(found, s)
	}
	return answers
}

// A suggestionAnswer is a text that could stand in a segment, or a term.
type suggestionAnswer struct {
	Kind      string       `json:"kind"`
	Score     int          `json:"score"`
	Context   bool         `json:"context"`
	Source    string       `json:"source"`
	Target    string       `json:"target"`
	Diff      []wordAnswer `json:"diff"`
	Origin    *string      `json:"origin"`
	By        *string      `json:"by"`
	ByName    *string      `json:"byName"`
	At        *time.Time   `json:"at"`
	Post      *string      `json:"post"`
	Locale    locale.Tag   `json:"locale"`
	Note      *string      `json:"note"`
	Forbidden []string     `json:"forbidden,omitempty"`
}

type suggestionListAnswer struct {
	Items []suggestionAnswer `json:"items"`
}

func suggestionsOf(list []translating.Suggestion, tag locale.Tag) []suggestionAnswer {
	answers := make([]suggestionAnswer, len(list))
	for i, s := range list {
		answer := suggestionAnswer{
			Kind: "memory", Score: min(s.Score, 100), Context: s.Context, Source: s.Source, Target: s.Fitted, Diff: piecesOf(s.Diff),
			Origin: filled(string(s.Origin)), By: filled(s.By), ByName: filled(s.Person.Name), At: instant(s.At), Post: filled(string(s.Post)),
			Locale: s.Direction.Target,
		}
		if answer.Locale == "" {
			answer.Locale = tag
		}
		if t := s.Term; t != nil {
			answer.Kind, answer.Note, answer.Forbidden, answer.Locale = "glossary", filled(t.Note), t.Forbidden, s.TermLocale
			answer.By, answer.At = filled(t.By), instant(t.At)
			answer.Source, answer.Target = segment.Escape(s.Source), segment.Escape(s.Target)
		}
		answers[i] = answer
	}
	return answers
}

// A patchedAnswer is a translation after its segments were written.
type patchedAnswer struct {
	Revision    int               `json:"revision"`
	ETag        string            `json:"etag"`
	Results     []resultAnswer    `json:"results"`
	Warnings    []warningAnswer   `json:"warnings"`
	Translation translationAnswer `json:"translation"`
}

type resultAnswer struct {
	ID      string        `json:"id"`
	Outcome patch.Outcome `json:"outcome"`
	State   bitext.State  `json:"state"`
}

type pretranslatedAnswer struct {
	patchedAnswer
	Counts countsAnswer `json:"counts"`
}

type countsAnswer struct {
	Exact   int `json:"exact"`
	Fuzzy   int `json:"fuzzy"`
	Machine int `json:"machine"`
	Left    int `json:"left"`
}

type confirmedAnswer struct {
	Sums      segmentSums     `json:"sums"`
	Confirmed int             `json:"confirmed"`
	Items     []segmentAnswer `json:"items"`
}

type linkedAnswer struct {
	Sums  segmentSums     `json:"sums"`
	Items []segmentAnswer `json:"items"`
}

func (a *API) patchedOf(c echo.Context, done translating.Patched) (patchedAnswer, error) {
	d, err := a.docs(c)
	if err != nil {
		return patchedAnswer{}, err
	}
	answer := patchedAnswer{
		Revision: done.Revision, ETag: etag.Of(done.Translation.Version), Results: make([]resultAnswer, len(done.Results)),
		Warnings: warningsOf(done.Warnings, a.speakerOf(c)), Translation: d.translation(done.Translation, done.Text),
	}
	for i, r := range done.Results {
		answer.Results[i] = resultAnswer(r)
	}
	return answer, nil
}
