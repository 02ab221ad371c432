// Package access decides who may do what, to which locale, in one table.
package access

import (
	"slices"

	"github.com/diptych-cms/diptych/internal/locale"
)

// An Actor is who asks: a person or a machine, with the roles that they have now
// and that the credential leaves them.
type Actor struct {
	ID     string // such as "user:0197…", "token:0197…", "cli", "import:hugo"
	Name   string
	Admin  bool
	Roles  map[locale.Tag][]Role // by locale; the key "*" counts for every locale
	Via    string                // the credential, where it is not the actor: "session:0197…", "token:0197…"
	Scopes []Scope               // which interfaces the credential opens; nil: the management alone
}

// Everywhere is the key of roles that count for every locale.
const Everywhere locale.Tag = "*"

// A Role is what an actor is in one locale.
type Role string

// The roles.
const (
	RoleEditor     Role = "editor"     // writes and publishes
	RoleAuthor     Role = "author"     // writes own posts
	RoleReviewer   Role = "reviewer"   // approves and returns
	RoleTranslator Role = "translator" // writes where the locale is not the source
	RoleReader     Role = "reader"     // reads drafts
	RoleOverride   Role = "override"   // goes live against the rule of parity, and nothing else
)

// A Scope is an interface that a token opens.
type Scope string

// The scopes.
const (
	ScopeManage    Scope = "manage"
	ScopePreview   Scope = "preview"
	ScopeTranslate Scope = "translate" // what a machine needs that drafts translations
)

// Scopes returns every scope.
func Scopes() []Scope { return []Scope{ScopeManage, ScopePreview, ScopeTranslate} }

// Opens reports whether the actor's credential opens the interface.
func (a Actor) Opens(s Scope) bool {
	if a.Scopes == nil {
		return s == ScopeManage
	}
	return slices.Contains(a.Scopes, s)
}

// Machine reports whether the actor's credential is one for a machine that drafts
// translations: it does what [Machines] names, as far as the roles allow, and nobody
// has looked at what it writes.
func (a Actor) Machine() bool { return a.Opens(ScopeTranslate) && !a.Opens(ScopeManage) }

// Has reports whether the actor has the role in the locale.
func (a Actor) Has(role Role, tag locale.Tag) bool {
	return slices.Contains(a.Roles[tag], role) || slices.Contains(a.Roles[Everywhere], role)
}

// System is the actor of commands that the machine's owner runs.
func System(id string) Actor { return Actor{ID: id, Name: id, Admin: true} }

// OwnOnly returns the actor's id if it may know of no posts but its own, and those that
// readers see: naming others tells it nothing of them. Else it is "".
func (a Actor) OwnOnly() string {
	if v := a.View(); v.All || v.Posts {
		return ""
	}
	return a.ID
}
