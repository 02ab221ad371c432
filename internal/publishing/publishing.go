// Package publishing puts posts before readers, and takes them away again:
// named revisions of one post, in one transaction, by the rules of
// publication.
package publishing

import (
	"context"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
)

// A Service carries out the publishing commands.
type Service struct {
	Write func(context.Context, func(Tx) error) error       // runs a function in a write transaction
	Read  func(context.Context, func(Snapshot) error) error // runs a function over one state of the database
}

// A Command asks to publish the named revisions of a post, or to unpublish
// them. It needs no version: the revisions say what the caller has seen.
type Command struct {
	Actor       access.Actor
	Post        content.PostID
	Publication content.Publication
	DryRun      bool // say what would happen and change nothing
}

// A Result is a post's publication as it is after the command, or as it would
// be in a dry run.
type Result struct {
	Post     *content.Post
	Change   content.Change
	Blockers []content.Blocker // dry run only: what the real command would be refused for
	Warnings []content.Warning
}

// A State asks what is live of a post.
type State struct {
	Actor access.Actor
	Post  content.PostID
}
