package content

import (
	"time"

	"github.com/diptych-cms/diptych/internal/fault"
)

// A Schedule is an item, of one post, or a release, that is to happen at an
// instant by itself, as the person who asked for it.
type Schedule struct {
	ID        string // a UUIDv7
	Version   int64
	Item      Item   // its Post is empty for a release
	Release   string // or empty
	State     ScheduleState
	Due       time.Time // the instant that At says
	At        string    // as it was asked for: with an offset, or local
	TimeZone  string    // of a local At: an IANA name; else what was given, or empty
	OnBlocked OnBlocked
	Override  string // the reason for setting parity aside, or empty
	By        string // the actor who asked for it, or changed it last: as whom it fires
	ByName    string // what people call the actor; set where it is shown
	CreatedAt time.Time
	FiredAt   time.Time // zero while it waits
	Outcome   *Outcome  // why it is held or failed, or nil
}

// Late returns how long after its instant the schedule was fired.
func (s *Schedule) Late() time.Duration {
	if s.FiredAt.IsZero() {
		return 0
	}
	return max(s.FiredAt.Sub(s.Due), 0)
}

// Waits reports whether the schedule may still be changed or cancelled.
func (s *Schedule) Waits() bool { return s.State == SchedulePending || s.State == ScheduleHeld }

// A ScheduleState says what became of a schedule.
type ScheduleState string

// The states. A held schedule did nothing, and waits for a person.
const (
	SchedulePending   ScheduleState = "pending"
	ScheduleDone      ScheduleState = "done"
	ScheduleHeld      ScheduleState = "held"
	ScheduleFailed    ScheduleState = "failed"
	ScheduleCancelled ScheduleState = "cancelled"
)

// OnBlocked says what becomes of a schedule that cannot do what it should.
type OnBlocked string

// Hold waits for a person; Fail ends the schedule.
const (
	Hold OnBlocked = "hold"
	Fail OnBlocked = "fail"
)

// An Outcome says why a schedule or a release did not do what it should: a fault
// with what it holds, as it was when it was tried.
type Outcome struct {
	Kind     fault.Kind     `json:"kind"`
	Code     string         `json:"code"` // message key
	Args     map[string]any `json:"args,omitempty"`
	Fields   []OutcomeField `json:"fields,omitempty"`
	Blockers []Blocker      `json:"blockers,omitempty"`
}

// An OutcomeField is one place that was wrong.
type OutcomeField struct {
	Pointer string         `json:"pointer"`
	Code    string         `json:"code"`
	Args    map[string]any `json:"args,omitempty"`
}

// A ScheduleQuery chooses schedules, soonest first.
type ScheduleQuery struct {
	Post    PostID // of this post, by itself or in a release
	Release string
	State   ScheduleState
	Waiting bool // only those that wait for their time, or are held
	After   *ScheduleKey
	Limit   int
}

// A ScheduleKey is a place in a list of schedules.
type ScheduleKey struct {
	Due time.Time
	ID  string
}

// OutcomeOf returns what a fault says, as it can be kept.
func OutcomeOf(f *fault.Error) *Outcome {
	o := &Outcome{Kind: f.Kind, Code: f.Code, Args: f.Args}
	for _, field := range f.Fields {
		o.Fields = append(o.Fields, OutcomeField(field))
	}
	o.Blockers, _ = f.Extra["blockers"].([]Blocker)
	return o
}

// Fault returns the fault that the outcome was made of.
func (o *Outcome) Fault() *fault.Error {
	f := fault.New(o.Kind, o.Code)
	f.Args = o.Args
	for _, field := range o.Fields {
		f.Fields = append(f.Fields, fault.Field(field))
	}
	if len(o.Blockers) > 0 {
		f = f.With("blockers", o.Blockers)
	}
	return f
}
