// Package access decides who may do what, to which locale, in one table.
package access

import (
	"slices"

	"github.com/diptych-cms/diptych/internal/locale"
)

// An Actor is who asks: a person or a machine, with the roles of its credential.
type Actor struct {
	ID    string // such as "token:0197…", "cli", "import:hugo"
	Name  string
	Admin bool
	Roles map[locale.Tag][]Role // by locale; the key "*" counts for every locale
}

// Everywhere is the key of roles that count for every locale.
const Everywhere locale.Tag = "*"

// A Role is what an actor is in one locale.
type Role string

// The roles, as DESIGN §4 gives them.
const (
	RoleEditor     Role = "editor"     // writes and publishes
	RoleAuthor     Role = "author"     // writes own posts
	RoleReviewer   Role = "reviewer"   // approves and returns
	RoleTranslator Role = "translator" // writes where the locale is not the source
	RoleReader     Role = "reader"     // reads drafts
)

// Has reports whether the actor has the role in the locale.
func (a Actor) Has(role Role, tag locale.Tag) bool {
	return slices.Contains(a.Roles[tag], role) || slices.Contains(a.Roles[Everywhere], role)
}

// System is the actor of commands that the machine's owner runs.
func System(id string) Actor { return Actor{ID: id, Name: id, Admin: true} }
