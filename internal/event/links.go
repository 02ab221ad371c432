package event

import "github.com/diptych-cms/diptych/internal/content"

// LinkCheckAsked says that somebody wants to know whether links to other sites still
// lead somewhere.
type LinkCheckAsked struct {
	Links int    `json:"links"` // addresses that will be asked
	Hosts int    `json:"hosts"` // of so many servers
	By    string `json:"by"`
}

// Type implements [Event].
func (LinkCheckAsked) Type() string { return "links.check_asked" }

// Subject implements [Event].
func (LinkCheckAsked) Subject() content.PostID { return "" }

// Deed implements [Event].
func (e LinkCheckAsked) Deed() Deed { return Deed{By: e.By, About: "site"} }
