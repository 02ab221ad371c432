package event

import (
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// PreviewLinkCreated says that drafts of a post were opened to whoever has the link.
type PreviewLinkCreated struct {
	Post    content.PostID `json:"post"`
	Link    string         `json:"link"`
	Locales []locale.Tag   `json:"locales"`
	By      string         `json:"by"`
}

// Type implements [Event].
func (PreviewLinkCreated) Type() string { return "preview_link.created" }

// Subject implements [Event].
func (e PreviewLinkCreated) Subject() content.PostID { return e.Post }

// Deed implements [Event].
func (e PreviewLinkCreated) Deed() Deed {
	return Deed{By: e.By, Locales: e.Locales, About: "preview_link:" + e.Link}
}

// PreviewLinkRevoked says that a link to drafts opens nothing any more.
type PreviewLinkRevoked struct {
	Post    content.PostID `json:"post"`
	Link    string         `json:"link"`
	Locales []locale.Tag   `json:"locales"`
	By      string         `json:"by"`
}

// Type implements [Event].
func (PreviewLinkRevoked) Type() string { return "preview_link.revoked" }

// Subject implements [Event].
func (e PreviewLinkRevoked) Subject() content.PostID { return e.Post }

// Deed implements [Event].
func (e PreviewLinkRevoked) Deed() Deed {
	return Deed{By: e.By, Locales: e.Locales, About: "preview_link:" + e.Link}
}
