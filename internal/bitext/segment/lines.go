package segment

import (
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A lineEdit is a writing into Markdown.
type lineEdit struct {
	at      int // the segment; -1: a new one
	source  int // of a new one
	writing int
	pieces  []Piece
	slots   []slot
}

func (w *writer) writeLines() (*Joined, error) {
	for _, one := range w.lines {
		w.at = one.writing
		w.wrongly("segment.not_writable", nil)
	}
	return nil, w.failed()
}

func markdownSkeleton(tag locale.Tag, bare content.Text) (content.Text, error) {
	return bare, nil
}
