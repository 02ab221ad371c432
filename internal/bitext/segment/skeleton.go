package segment

import (
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/markup"
)

// Skeleton returns the structure of a source text without its words: empty blocks,
// pictures and embeds, and what is not translated, such as code; no slug, no title.
// It fails on Markdown that is too complex.
func Skeleton(source content.Text) (content.Text, error) {
	return content.Text{Format: source.Format, HTML: markup.Skeleton(source.HTML)}, nil
}
