package content

import "time"

// An Action is what happens to named revisions of a post.
type Action string

// The actions.
const (
	ToPublish   Action = "publish"
	ToUnpublish Action = "unpublish"
)

// An Item asks for an action on one post.
type Item struct {
	Post        PostID      `json:"post"`
	Action      Action      `json:"action"`
	Publication Publication `json:"publication"`
}

// Do does what the item asks for to the post, or refuses and leaves it as it is:
// as [Post.Publish] and [Post.Unpublish].
func (i Item) Do(p *Post, at time.Time) (Change, error) {
	if i.Action == ToUnpublish {
		return p.Unpublish(i.Publication)
	}
	return p.Publish(at, i.Publication)
}

// Cause is what the ledger calls the action.
func (i Item) Cause() Cause {
	if i.Action == ToUnpublish {
		return ByUnpublication
	}
	return ByPublication
}

// A Done says what an item did to a post.
type Done struct {
	Post     PostID    `json:"post"`
	Change   Change    `json:"change"`
	Warnings []Warning `json:"warnings,omitempty"`
}

// Foreseen returns why the item can never be done to the post, whatever is
// published meanwhile. A revision that is to be taken away later may go live by
// then.
func (i Item) Foreseen(p *Post) error {
	return p.nameable(i.Publication, i.Action == ToPublish && p.Live == 0)
}
