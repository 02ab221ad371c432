package content

import "github.com/diptych-cms/diptych/internal/locale"

// A Part is what has revisions of its own: a translation, or the shared part of a
// post, which has no locale.
type Part struct {
	Post   PostID
	Locale locale.Tag
}
