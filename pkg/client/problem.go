package client

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// A Problem is an answer that says what went wrong (RFC 9457). Find it in an
// error with [errors.AsType].
type Problem struct {
	Status   int       `json:"status"`
	Code     string    `json:"code"`     // stable: what programs switch on; empty if a proxy answered
	Title    string    `json:"title"`    // for people, in the client's language
	Detail   string    `json:"detail"`   // what to do about it
	Redirect *Redirect `json:"redirect"` // where the post or term went, if it did

	Alternates []Alternate `json:"alternates"` // of what is not translated: the languages that there are
}

// A Redirect says where something went.
type Redirect struct {
	Status int    `json:"status"` // HTTP status to send readers on with: 301, 302, 307 or 308
	URL    string `json:"url"`
	Locale string `json:"locale"` // of what stands there; empty if it has none
	Slug   string `json:"slug"`
	ID     string `json:"id"` // of the post
}

// Error implements error.
func (p *Problem) Error() string {
	if p.Code == "" {
		return fmt.Sprintf("diptych: status %d", p.Status)
	}
	return fmt.Sprintf("diptych: %d %s: %s", p.Status, p.Code, p.Title)
}

// NotFound reports that there is no such thing, or none that readers may see.
func (p *Problem) NotFound() bool { return p.Status == http.StatusNotFound }

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
