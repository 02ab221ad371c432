package parity_test

import (
	"context"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/parity"
)

// A counting desk has revisions that say what they mean and were made from, and
// counts how often it is asked how they came about.
type counting struct {
	*desk
	means, basedOn, asked int
}

func (c *counting) Revision(_ context.Context, _ content.PostID, tag locale.Tag, n int) (*content.Revision, error) {
	rev := &content.Revision{Locale: tag, N: n, Means: n, Text: c.texts[tag]}
	if tag == "en" {
		rev.Means = c.means
	} else {
		rev.BasedIn, rev.BasedOn = "en", c.basedOn
	}
	return rev, nil
}

func (c *counting) Course(context.Context, content.PostID, ...content.StepKey) (content.Course, error) {
	c.asked++
	return c.course, nil
}

// TestCourseIsReadWhereItDecides holds that a source that never meant this before,
// with a translation made from it, needs nothing else to be known; all else does.
func TestCourseIsReadWhereItDecides(t *testing.T) {
	for name, tt := range map[string]struct {
		before, after  *content.Post
		means, basedOn int
		asked          int
	}{
		"for the first time":                   {post(0, 0), post(1, 1), 1, 1, 0},
		"both anew":                            {post(1, 1), post(2, 2), 2, 2, 0},
		"a source that means what it did":      {post(1, 1), post(2, 2), 1, 2, 1},
		"a source older than meanings":         {post(1, 1), post(2, 2), 0, 2, 1},
		"a translation of what was before":     {post(1, 1), post(2, 2), 2, 1, 1},
		"a translation that nobody knows from": {post(1, 1), post(2, 2), 2, 0, 1},
		"the source alone":                     {post(1, 1), post(2, 1), 2, 2, 1},
		"the translation alone":                {post(1, 1), post(1, 2), 1, 1, 1},
	} {
		d := &counting{desk: newDesk(content.Together), means: tt.means, basedOn: tt.basedOn}
		if _, err := parity.Judge(t.Context(), d, tt.before, tt.after, noon); err != nil {
			t.Fatal(err)
		}
		if d.asked != tt.asked {
			t.Errorf("%s: asked %d times, want %d", name, d.asked, tt.asked)
		}
	}
}
