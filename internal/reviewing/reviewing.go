// Package reviewing is what a team does around translations: who takes which until
// when, what waits for whom, what colleagues say about a text or one piece of it, and
// who finds it right. It writes no text and makes nothing live.
package reviewing

import (
	"context"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/standing"
	"github.com/diptych-cms/diptych/internal/work"
)

// A Service carries out the commands of people who work together on translations.
type Service struct {
	Write func(context.Context, func(Tx) error) error       // runs a function in a write transaction
	Read  func(context.Context, func(Snapshot) error) error // runs a function over one state of the database

	// Settle brings up to date what lists look at, for up to most posts; hurried leaves
	// out those that nobody waits for. It returns how many it did. Nil: others do.
	Settle func(ctx context.Context, hurried bool, most int) (done int, err error)
}

// mostSettled bounds what one request for a list brings up to date first.
const mostSettled = 200

// A Tx is what reviewing needs of one write transaction.
type Tx interface {
	Reads
	Writes
	projection.Tx
	once.Tx // Now, too: the instant of the transaction, the same at every call
}

// A Snapshot is what reviewing reads outside a write.
type Snapshot interface {
	Reads
	Lists
	standing.Reads
}

// Reads are the reads that writes need too.
type Reads interface {
	PostReads
	PeopleReads
	AssignmentReads
	CommentReads
	ReviewReads
}

// PostReads find posts, what their revisions say, and the settings.
type PostReads interface {
	// Post returns the post with its translations, or a fault.NotFound. Absorbed
	// posts and those in the trash are returned too.
	Post(ctx context.Context, id content.PostID) (*content.Post, error)
	// Revision returns a revision of a translation, or a fault.NotFound.
	Revision(ctx context.Context, id content.PostID, tag locale.Tag, n int) (*content.Revision, error)
	Site(ctx context.Context) (*content.Site, error)
	// Locales returns the site's locales, ordered by tag.
	Locales(ctx context.Context) ([]content.Locale, error)
}

// PeopleReads know who there is.
type PeopleReads interface {
	// Actor returns the actor with its present roles; whoever is gone is a
	// fault.NotFound.
	Actor(ctx context.Context, id string) (access.Actor, error)
	// People returns the actors with the ids as lists name them, those that are gone
	// too.
	People(ctx context.Context, ids []string) (map[string]work.Person, error)
}

// AssignmentReads know who is to do what.
type AssignmentReads interface {
	// Assignment returns who is to do the translation; ok is false if nobody was said.
	Assignment(ctx context.Context, post content.PostID, tag locale.Tag) (a work.Assignment, ok bool, err error)
	// Assignments returns the assignments of the post, ordered by locale.
	Assignments(ctx context.Context, post content.PostID) ([]work.Assignment, error)
}

// CommentReads find what colleagues said.
type CommentReads interface {
	// Thread returns the thread with its comments, or a fault.NotFound.
	Thread(ctx context.Context, id string) (work.Thread, error)
	// ThreadOf returns the thread that the comment stands in, or a fault.NotFound.
	ThreadOf(ctx context.Context, comment string) (work.Thread, error)
	// Threads returns threads about the translation with their comments, newest first.
	Threads(ctx context.Context, post content.PostID, tag locale.Tag, q work.ThreadQuery) ([]work.Thread, error)
	// CountThreads returns how many threads there are about the translation.
	CountThreads(ctx context.Context, post content.PostID, tag locale.Tag) (int, error)
}

// ReviewReads find what was decided of revisions, and who wrote them.
type ReviewReads interface {
	// Approvals returns the revisions of the translation that are approved, in order.
	Approvals(ctx context.Context, post content.PostID, tag locale.Tag) ([]work.Approval, error)
	// WrittenBy reports whether the actor saved a revision of the part after the one
	// with the number.
	WrittenBy(ctx context.Context, part content.Part, after int, actor string) (bool, error)
}

// Lists are pages of work, and reports on it.
type Lists interface {
	// Work returns a page of the work that the view shows.
	Work(ctx context.Context, view work.View, q work.Query) (work.Page, error)
	// Coverage returns how far the work that the view shows has come.
	Coverage(ctx context.Context, view work.View, q work.CoverageQuery) (work.Report, error)
}

// Writes are what reviewing changes.
type Writes interface {
	AssignmentWrites
	CommentWrites
	// SaveTranslation writes the translation's status if it still has its version, and
	// adds one to it; otherwise it returns a fault.Stale.
	SaveTranslation(ctx context.Context, post content.PostID, t *content.Translation) error
	// AddReview writes a step of a review, at the instant of the transaction.
	AddReview(ctx context.Context, post content.PostID, tag locale.Tag, step work.Review) error
	// Emit adds events to the outbox. They leave it only if the transaction commits.
	Emit(ctx context.Context, events ...event.Event) error
}

// AssignmentWrites say who is to do what.
type AssignmentWrites interface {
	// PutAssignment writes the assignment, with one more than its version, at the
	// instant of the transaction.
	PutAssignment(ctx context.Context, a *work.Assignment) error
	// DropAssignment deletes the assignment, if there is one.
	DropAssignment(ctx context.Context, post content.PostID, tag locale.Tag) error
}

// CommentWrites keep what colleagues say.
type CommentWrites interface {
	// AddThread writes a new thread, without its comments.
	AddThread(ctx context.Context, t work.Thread) error
	// SaveThread writes whether and by whom the thread is resolved.
	SaveThread(ctx context.Context, t work.Thread) error
	// AddComment writes a new comment, as version 1, at the instant of the transaction.
	AddComment(ctx context.Context, c *work.Comment) error
	// SaveComment writes the comment if it still has its version, and adds one to it;
	// otherwise it returns a fault.Stale.
	SaveComment(ctx context.Context, c *work.Comment) error
	// DropComment deletes the comment, and the thread with its last one.
	DropComment(ctx context.Context, c work.Comment) error
}

// translationNotFound is the one answer about languages that a post does not have
// and is not to have.
func translationNotFound(id content.PostID, tag locale.Tag) error {
	return fault.New(fault.NotFound, "translation.not_found", "post", string(id), "locale", string(tag))
}

// wanted returns nil if the post has a translation in the language, or should.
func wanted(ctx context.Context, r PostReads, p *content.Post, tag locale.Tag) error {
	if p.Translation(tag) != nil {
		return nil
	}
	locales, err := r.Locales(ctx)
	if err != nil {
		return err
	}
	tags := make([]locale.Tag, len(locales))
	for i, l := range locales {
		tags[i] = l.Tag
	}
	for _, target := range p.TargetsOf(tags) {
		if target == tag {
			return nil
		}
	}
	return translationNotFound(p.ID, tag)
}
