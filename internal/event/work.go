package event

import (
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// AssignmentPut says who is to do a translation, until when.
type AssignmentPut struct {
	Post     content.PostID `json:"post"`
	Locale   locale.Tag     `json:"locale"`
	Assignee string         `json:"assignee"` // an actor
	Before   string         `json:"before,omitempty"`
	Due      time.Time      `json:"due,omitzero"`
	By       string         `json:"by"`
}

// Type implements [Event].
func (AssignmentPut) Type() string { return "assignment.put" }

// Subject implements [Event].
func (e AssignmentPut) Subject() content.PostID { return e.Post }

// Deed implements [Event].
func (e AssignmentPut) Deed() Deed { return Deed{By: e.By, Locales: one(e.Locale), About: e.Assignee} }

// AssignmentEnded says that a translation was taken from whoever had it, or given back.
type AssignmentEnded struct {
	Post     content.PostID `json:"post"`
	Locale   locale.Tag     `json:"locale"`
	Assignee string         `json:"assignee"`
	By       string         `json:"by"`
}

// Type implements [Event].
func (AssignmentEnded) Type() string { return "assignment.ended" }

// Subject implements [Event].
func (e AssignmentEnded) Subject() content.PostID { return e.Post }

// Deed implements [Event].
func (e AssignmentEnded) Deed() Deed {
	return Deed{By: e.By, Locales: one(e.Locale), About: e.Assignee}
}

// A Step is one of a review.
type Step struct {
	Post     content.PostID `json:"post"`
	Locale   locale.Tag     `json:"locale"`
	Revision int            `json:"revision"`
	Thread   string         `json:"thread,omitempty"` // what was said to it
	By       string         `json:"by"`
}

// Subject implements [Event].
func (s Step) Subject() content.PostID { return s.Post }

// Deed implements [Event].
func (s Step) Deed() Deed { return Deed{By: s.By, Locales: one(s.Locale)} }

// TranslationSubmitted says that a revision is ready to be looked at.
type TranslationSubmitted struct{ Step }

// Type implements [Event].
func (TranslationSubmitted) Type() string { return "translation.submitted" }

// TranslationApproved says that somebody found a revision right.
type TranslationApproved struct{ Step }

// Type implements [Event].
func (TranslationApproved) Type() string { return "translation.approved" }

// TranslationReturned says that somebody gave a revision back to be worked on.
type TranslationReturned struct{ Step }

// Type implements [Event].
func (TranslationReturned) Type() string { return "translation.returned" }

// A Remark is about a comment. What it says stays out of it: who wrote it may
// change that, and take it back.
type Remark struct {
	Post    content.PostID `json:"post"`
	Locale  locale.Tag     `json:"locale"`
	Thread  string         `json:"thread"`
	Comment string         `json:"comment,omitempty"` // empty: the thread as a whole
	Segment string         `json:"segment,omitempty"`
	By      string         `json:"by"`
}

// Subject implements [Event].
func (r Remark) Subject() content.PostID { return r.Post }

// Deed implements [Event].
func (r Remark) Deed() Deed {
	return Deed{By: r.By, Locales: one(r.Locale), About: "thread:" + r.Thread}
}

// CommentAdded says that somebody said something about a translation.
type CommentAdded struct{ Remark }

// Type implements [Event].
func (CommentAdded) Type() string { return "comment.added" }

// CommentChanged says that a comment has another text.
type CommentChanged struct{ Remark }

// Type implements [Event].
func (CommentChanged) Type() string { return "comment.changed" }

// CommentRemoved says that a comment is gone, and its thread with the last one.
type CommentRemoved struct{ Remark }

// Type implements [Event].
func (CommentRemoved) Type() string { return "comment.removed" }

// ThreadResolved says that a thread waits for no answer any more.
type ThreadResolved struct{ Remark }

// Type implements [Event].
func (ThreadResolved) Type() string { return "thread.resolved" }

// ThreadReopened says that it does again.
type ThreadReopened struct{ Remark }

// Type implements [Event].
func (ThreadReopened) Type() string { return "thread.reopened" }
