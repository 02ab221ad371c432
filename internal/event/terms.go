package event

import (
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// TermMerged says that one term absorbed another, which was called so.
type TermMerged struct {
	Term     content.TermID                  `json:"term"`
	Kind     content.TermKind                `json:"kind"`
	Absorbed content.TermID                  `json:"absorbed"`
	Names    map[locale.Tag]content.TermText `json:"names"`
	By       string                          `json:"by"`
}

// Type implements [Event].
func (TermMerged) Type() string { return "term.merged" }

// Subject implements [Event].
func (TermMerged) Subject() content.PostID { return "" }

// Deed implements [Event].
func (e TermMerged) Deed() Deed { return Deed{By: e.By, About: string(e.Kind) + ":" + string(e.Term)} }

// TermDeleted says that a term is gone for good. It was called so.
type TermDeleted struct {
	Term  content.TermID                  `json:"term"`
	Kind  content.TermKind                `json:"kind"`
	Names map[locale.Tag]content.TermText `json:"names"`
	By    string                          `json:"by"`
}

// Type implements [Event].
func (TermDeleted) Type() string { return "term.deleted" }

// Subject implements [Event].
func (TermDeleted) Subject() content.PostID { return "" }

// Deed implements [Event].
func (e TermDeleted) Deed() Deed { return Deed{By: e.By, About: string(e.Kind) + ":" + string(e.Term)} }
