package work

import (
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// The bounds of what colleagues say.
const (
	MaxComment = 4000 // characters of one comment
	MaxExcerpt = 200  // characters of what it is about
	MaxThreads = 2000 // threads about one translation
	MaxReplies = 200  // comments in one thread
)

// A Thread is what colleagues say about one thing: a translation, or one of its
// segments.
type Thread struct {
	ID         string
	Post       content.PostID
	Locale     locale.Tag
	Segment    string // empty: the whole translation
	Excerpt    string // of the segment, as it was when the thread began: it may be gone since
	OfSource   bool   // the excerpt is of the source: not for everybody who may read the translation
	Gone       bool   // the segment is
	Revision   int    // that was before the one who began; 0: the translation was missing
	ResolvedAt time.Time
	ResolvedBy Person
	Comments   []Comment // in order; at least one
}

// Open reports whether the thread waits for an answer.
func (t Thread) Open() bool { return t.ResolvedAt.IsZero() }

// A Comment is what one person said, as plain text.
type Comment struct {
	ID       string
	Thread   string
	Version  int64
	Text     string
	By       Person
	At       time.Time
	EditedAt time.Time // zero: never
}

// A ThreadQuery chooses threads of a translation, newest first.
type ThreadQuery struct {
	Segment string // about it alone; empty: all
	Open    *bool
	Before  string // the id of a thread; empty: from the newest
	Limit   int
}
