package bitext

import (
	"time"

	"github.com/diptych-cms/diptych/internal/locale"
)

// A Term of the glossary is a word or several, and what they are called in another
// language.
type Term struct {
	ID            string    `json:"id"`
	Version       int64     `json:"version"`
	Source        TermSide  `json:"source"`
	Target        TermSide  `json:"target"`
	Forbidden     []string  `json:"forbidden"` // what the target must not be called
	Note          string    `json:"note"`
	CaseSensitive bool      `json:"caseSensitive"`
	By            string    `json:"by"`
	At            time.Time `json:"at"`
}

// A TermSide is what a term is called in one language.
type TermSide struct {
	Locale locale.Tag `json:"locale"`
	Term   string     `json:"term"`
	Forms  []string   `json:"forms"` // that its stem does not find, or that are as good
}

// A TermSideName is what a term is called in which language.
type TermSideName struct {
	Locale locale.Tag
	Term   string
}

// Name returns what the term is called in which language.
func (s TermSide) Name() TermSideName { return TermSideName{s.Locale, s.Term} }

// A TermQuery asks for a page of terms. Empty members ask for all.
type TermQuery struct {
	Source locale.Tag
	Target locale.Tag
	Text   string // that the term or what it is called has in it, whatever case and accents
	Limit  int    // the most terms

	AfterTerm  string // the last term of the page before, and what it is called; empty: the first page
	AfterMeant string
	AfterID    string
}

// A TermRow is a term that was read from a file.
type TermRow struct {
	Line    int // where it begins, from 1
	Term    Term
	CaseSet bool   // the file says whether case counts
	Problem string // why it cannot be taken: the key of a message, or ""
	Excerpt string // of what it says, then
}
