package work

import (
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// MaxNote bounds the characters of an assignment's note.
const MaxNote = 1000

// An Assignment says who is to do a translation, which need not be there yet.
type Assignment struct {
	Post     content.PostID
	Locale   locale.Tag
	Version  int64 // 1 at first; 0: it is not there
	Assignee Person
	Due      time.Time // zero: whenever
	Note     string
	By       Person // who gave it
	At       time.Time
}
