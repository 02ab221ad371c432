package manage

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// A Problem is an answer that says what went wrong (RFC 9457). Find it in an
// error with [errors.AsType].
type Problem struct {
	Type       string    `json:"type"` // always "about:blank"
	Status     int       `json:"status"`
	Code       string    `json:"code"`       // stable: what programs switch on; empty if a proxy answered
	Title      string    `json:"title"`      // for people, in the client's language
	Detail     string    `json:"detail"`     // what to do about it
	Errors     []Wrong   `json:"errors"`     // each wrong input
	Blockers   []Blocker `json:"blockers"`   // everything that stands in the way of a publication
	ETag       string    `json:"etag"`       // the current one, of what is stale
	Current    *Current  `json:"current"`    // what is there now, of what is stale
	MergedInto string    `json:"mergedInto"` // id of the post that absorbed this one
	Parameters []string  `json:"parameters"` // that cannot be combined
	Segments   []Gone    `json:"segments"`   // that are no longer there

	Uses  []AssetUse `json:"uses"`  // of a file that is used
	Used  int64      `json:"used"`  // bytes of a quota that is reached
	Quota int64      `json:"quota"` // bytes
}

// A Gone is a segment that is no longer there, with the text that was sent for it.
type Gone struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// A Wrong is one wrong input.
type Wrong struct {
	Pointer string `json:"pointer"` // JSON pointer into what was sent, or "?name" for a query parameter
	Code    string `json:"code"`
	Detail  string `json:"detail"`
}

// A Current says what somebody else saved meanwhile.
type Current struct {
	ETag        string    `json:"etag"`
	Head        int       `json:"head"`
	SavedBy     string    `json:"savedBy"` // id
	SavedByName string    `json:"savedByName"`
	SavedAt     time.Time `json:"savedAt"`
	Changed     []string  `json:"changed"` // JSON pointers; none where that is not known
}

// A Blocker is one reason why a publication is refused.
type Blocker struct {
	Post   string `json:"post,omitempty"` // where a command is about several
	Rule   string `json:"rule"`           // "completeness", "together", "source_first" or "translation"
	Locale string `json:"locale"`
	Field  string `json:"field"` // empty where it is about the whole translation
	Code   string `json:"code"`
	Count  int    `json:"count"`  // how many, where that says more
	Detail string `json:"detail"` // in the client's language
}

// A Warning is something that a write did and its writer should know.
type Warning struct {
	Post    string `json:"post,omitempty"` // where a command is about several
	Code    string `json:"code"`
	Pointer string `json:"pointer"` // JSON pointer into what was sent
	Excerpt string `json:"excerpt"`
	Detail  string `json:"detail"` // in the client's language
}

// mostSaid is how many wrong inputs and blockers the words of a problem tell: a
// log's line stays one.
const mostSaid = 3

// Error implements error. It tells the first wrong inputs and blockers too: the
// title alone does not say what to mend.
func (p *Problem) Error() string {
	if p.Code == "" {
		return fmt.Sprintf("diptych: status %d", p.Status)
	}
	var said []string
	for _, w := range p.Errors {
		said = append(said, w.Pointer+": "+w.Detail)
	}
	for _, b := range p.Blockers {
		said = append(said, b.Detail)
	}
	words := fmt.Sprintf("diptych: %d %s: %s", p.Status, p.Code, p.Title)
	if len(said) == 0 {
		return words
	}
	if len(said) > mostSaid {
		said = append(said[:mostSaid], "…")
	}
	return words + " [" + strings.Join(said, " | ") + "]"
}

// NotFound reports that there is no such thing, or none that the caller may see.
func (p *Problem) NotFound() bool { return p.Status == http.StatusNotFound }

// Stale reports that somebody saved it since it was read.
func (p *Problem) Stale() bool { return p.Status == http.StatusPreconditionFailed }

// Blocked reports that rules of publication stand in the way; Blockers says
// which.
func (p *Problem) Blocked() bool { return len(p.Blockers) > 0 }

// problemOf reads a problem. What a proxy in between wrote is none, and its
// status is all that is kept.
func problemOf(status int, body []byte) *Problem {
	var p Problem
	if err := json.Unmarshal(body, &p); err != nil {
		p = Problem{}
	}
	p.Status = status
	return &p
}
