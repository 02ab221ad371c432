// Package previewing shows drafts on the real site: it hands out links that read
// one post, and answers them, and tokens that may preview, from heads in the
// shapes of delivery. Nothing that it renders is kept.
package previewing

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/variants"
)

// A Service hands out previews and answers them.
type Service struct {
	Write    func(context.Context, func(Tx) error) error       // runs a function in a write transaction
	Read     func(context.Context, func(Snapshot) error) error // runs a function over one state of the database
	Variants *variants.Maker                                   // gives the files of assets
	Now      func() time.Time                                  // decides what has expired, and is when heads would go live
}

// A CreateLink asks for a link to the heads of a post.
type CreateLink struct {
	Actor   access.Actor
	Post    content.PostID
	Locales []locale.Tag  // at least one, each with a translation that the actor may preview
	Expires time.Duration // from now; 0: a day
	Note    string        // for colleagues
}

// A Created is a new link with its secret, which nobody can ask for again.
type Created struct {
	Link     access.PreviewLink
	Token    string    // "dpv_" and 43 signs of base64url (RFC 4648 §5)
	Openings []Opening // in the order of Link.Locales
	Warnings []content.Warning
}

// An Opening is the page of the public site that shows a language of the post.
type Opening struct {
	Locale locale.Tag
	URL    string // empty: a warning says why
}

// A ListLinks asks for the links to a post that still open something.
type ListLinks struct {
	Actor access.Actor
	Post  content.PostID
}

// A Listed is a link with the name of who made it.
type Listed struct {
	access.PreviewLink
	ByName string
}

// A RevokeLink asks that a link open nothing any more, at once.
type RevokeLink struct {
	Actor access.Actor
	Post  content.PostID
	Link  string
}

// A MediaQuery asks for a file of a preview by the address that an entry gave.
type MediaQuery struct {
	Asset     content.AssetID
	Variant   string // as [content.Variant.Name] writes it
	Grant     string // whose address it is: "link:" or "token:" and an id
	Expires   string // seconds since 1970
	Signature string // base64url
}
