package event

import (
	"encoding/json"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Deed is what the audit tells of an event beside its type and its post.
type Deed struct {
	By      string       // the actor; empty: nobody, the event follows from others and is not in the audit
	Locales []locale.Tag // the languages that it touched
	About   string       // what else it is about, as kind and id: "tag:0197…"; empty for the post alone
	Detail  any          // what is told of it; nil: the event's own JSON
}

// An Outcome says how an attempt ended.
type Outcome string

// The outcomes.
const (
	Succeeded Outcome = "done"
	Refused   Outcome = "refused"
)

// A Record is one row of the audit: who did what, or tried to, to which locale,
// when, from where.
type Record struct {
	ID        int64
	At        time.Time
	Actor     string // its id; empty: nobody who is known
	Name      string // what people called the actor then
	Operation string // the event's type, or the operation that was refused
	Outcome   Outcome
	Post      content.PostID
	Locales   []locale.Tag
	About     string
	Origin    Origin
	Detail    json.RawMessage // an object
}

// A Place is where a page of the audit goes on.
type Place struct {
	At time.Time
	ID int64
}

// A Query chooses rows of the audit, newest first. Empty members choose all.
type Query struct {
	Oldest    bool // oldest first
	Actor     string
	Post      content.PostID
	Locale    locale.Tag
	Operation string
	Outcome   Outcome
	Since     time.Time // at or after
	Until     time.Time // before
	From      *Place    // where the last page ended; nil: the first page
	Limit     int       // the most rows
}

// A Page is one page of the audit. Next is nil on the last. A page may be short,
// even empty, and not be the last: one request looks at a bounded number of rows.
type Page struct {
	Records []Record
	Next    *Place
}
