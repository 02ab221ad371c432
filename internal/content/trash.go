package content

import "time"

// A TrashKey is a post's place in the trash: what it is ordered by.
type TrashKey struct {
	At time.Time // Post.DeletedAt
	ID PostID
}
