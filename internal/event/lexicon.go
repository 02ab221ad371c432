package event

import (
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// GlossarySaved says that a term of the glossary was made or changed.
type GlossarySaved struct {
	Term   string     `json:"term"`
	Source locale.Tag `json:"source"`
	Target locale.Tag `json:"target"`
	Words  string     `json:"words"` // the term in its source
	By     string     `json:"by"`
}

// Type implements [Event].
func (GlossarySaved) Type() string { return "glossary.saved" }

// Subject implements [Event].
func (GlossarySaved) Subject() content.PostID { return "" }

// Deed implements [Event].
func (e GlossarySaved) Deed() Deed {
	return Deed{By: e.By, Locales: []locale.Tag{e.Source, e.Target}, About: "glossary:" + e.Term}
}

// GlossaryDeleted says that a term left the glossary.
type GlossaryDeleted struct {
	Term   string     `json:"term"`
	Source locale.Tag `json:"source"`
	Target locale.Tag `json:"target"`
	Words  string     `json:"words"`
	By     string     `json:"by"`
}

// Type implements [Event].
func (GlossaryDeleted) Type() string { return "glossary.deleted" }

// Subject implements [Event].
func (GlossaryDeleted) Subject() content.PostID { return "" }

// Deed implements [Event].
func (e GlossaryDeleted) Deed() Deed {
	return Deed{By: e.By, Locales: []locale.Tag{e.Source, e.Target}, About: "glossary:" + e.Term}
}

// GlossaryImported says that terms came in from a file.
type GlossaryImported struct {
	Added   int          `json:"added"`
	Changed int          `json:"changed"`
	Locales []locale.Tag `json:"locales"` // that they are translated into
	By      string       `json:"by"`
}

// Type implements [Event].
func (GlossaryImported) Type() string { return "glossary.imported" }

// Subject implements [Event].
func (GlossaryImported) Subject() content.PostID { return "" }

// Deed implements [Event].
func (e GlossaryImported) Deed() Deed { return Deed{By: e.By, Locales: e.Locales, About: "glossary"} }

// MemoryImported says that texts came into the memory from a file.
type MemoryImported struct {
	Added   int          `json:"added"`
	Locales []locale.Tag `json:"locales"` // that they are translated into
	By      string       `json:"by"`
}

// Type implements [Event].
func (MemoryImported) Type() string { return "memory.imported" }

// Subject implements [Event].
func (MemoryImported) Subject() content.PostID { return "" }

// Deed implements [Event].
func (e MemoryImported) Deed() Deed { return Deed{By: e.By, Locales: e.Locales, About: "memory"} }

// MemoryDeleted says that the memory forgot a text.
type MemoryDeleted struct {
	Entry  int64      `json:"entry"`
	Source locale.Tag `json:"source"`
	Target locale.Tag `json:"target"`
	Words  string     `json:"words"` // the text in its source
	By     string     `json:"by"`
}

// Type implements [Event].
func (MemoryDeleted) Type() string { return "memory.deleted" }

// Subject implements [Event].
func (MemoryDeleted) Subject() content.PostID { return "" }

// Deed implements [Event].
func (e MemoryDeleted) Deed() Deed {
	return Deed{By: e.By, Locales: []locale.Tag{e.Source, e.Target}, About: "memory"}
}
