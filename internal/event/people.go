package event

import (
	"github.com/diptych-cms/diptych/internal/content"
)

// A UserJoined says that somebody took up an invitation, or set Diptych up.
type UserJoined struct {
	User string `json:"user"`
	By   string `json:"by"`
}

// A UserChanged says what is different about somebody: "name", "email", "admin",
// "roles", "disabled", "password".
type UserChanged struct {
	User    string   `json:"user"`
	Changed []string `json:"changed"`
	By      string   `json:"by"`
}

// A SignedIn says that somebody's session began, and SignedOut that one ended.
type SignedIn struct {
	User    string `json:"user"`
	Session string `json:"session"`
	By      string `json:"by"`
}

// A SignedOut says that somebody's session ended before its time.
type SignedOut struct {
	User    string `json:"user"`
	Session string `json:"session"`
	By      string `json:"by"`
}

// A LinkMade says that a one-time link was handed out: to set Diptych up, to
// invite somebody, or to choose another password.
type LinkMade struct {
	Kind  string `json:"kind"`
	Link  string `json:"link"`
	User  string `json:"user,omitempty"` // whose password it sets
	By    string `json:"by"`
	Email string `json:"-"` // whom it invites: for the audit alone
}

// An InvitationWithdrawn says that an invitation was taken back.
type InvitationWithdrawn struct {
	Invitation string `json:"invitation"`
	By         string `json:"by"`
}

// A TokenCreated says that a token was made, and TokenRevoked that it is dead.
type TokenCreated struct {
	Token string `json:"token"`
	Name  string `json:"name"`
	By    string `json:"by"`
}

// A TokenRevoked says that a token opens nothing any more.
type TokenRevoked struct {
	Token string `json:"token"`
	By    string `json:"by"`
}

// Type implements [Event].
func (UserJoined) Type() string { return "user.joined" }

// Subject implements [Event].
func (UserJoined) Subject() content.PostID { return "" }

// Deed implements [Event].
func (e UserJoined) Deed() Deed { return Deed{By: e.By, About: "user:" + e.User} }

// Type implements [Event].
func (UserChanged) Type() string { return "user.changed" }

// Subject implements [Event].
func (UserChanged) Subject() content.PostID { return "" }

// Deed implements [Event].
func (e UserChanged) Deed() Deed { return Deed{By: e.By, About: "user:" + e.User} }

// Type implements [Event].
func (SignedIn) Type() string { return "session.began" }

// Subject implements [Event].
func (SignedIn) Subject() content.PostID { return "" }

// Deed implements [Event].
func (e SignedIn) Deed() Deed { return Deed{By: e.By, About: "session:" + e.Session} }

// Type implements [Event].
func (SignedOut) Type() string { return "session.ended" }

// Subject implements [Event].
func (SignedOut) Subject() content.PostID { return "" }

// Deed implements [Event].
func (e SignedOut) Deed() Deed { return Deed{By: e.By, About: "session:" + e.Session} }

// Type implements [Event].
func (LinkMade) Type() string { return "link.made" }

// Subject implements [Event].
func (LinkMade) Subject() content.PostID { return "" }

// Deed implements [Event].
func (e LinkMade) Deed() Deed {
	return Deed{By: e.By, About: e.Kind + ":" + e.Link, Detail: struct {
		LinkMade
		Email string `json:"email,omitempty"`
	}{e, e.Email}}
}

// Type implements [Event].
func (InvitationWithdrawn) Type() string { return "invitation.withdrawn" }

// Subject implements [Event].
func (InvitationWithdrawn) Subject() content.PostID { return "" }

// Deed implements [Event].
func (e InvitationWithdrawn) Deed() Deed { return Deed{By: e.By, About: "invite:" + e.Invitation} }

// Type implements [Event].
func (TokenCreated) Type() string { return "token.created" }

// Subject implements [Event].
func (TokenCreated) Subject() content.PostID { return "" }

// Deed implements [Event].
func (e TokenCreated) Deed() Deed { return Deed{By: e.By, About: "token:" + e.Token} }

// Type implements [Event].
func (TokenRevoked) Type() string { return "token.revoked" }

// Subject implements [Event].
func (TokenRevoked) Subject() content.PostID { return "" }

// Deed implements [Event].
func (e TokenRevoked) Deed() Deed { return Deed{By: e.By, About: "token:" + e.Token} }
