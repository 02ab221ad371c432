package hugo

import (
	"path"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/porting"
)

// attachments are the endings of files that links lead to for themselves. Pictures are
// among them: a small one often leads to a larger one.
var attachments = []string{
	".pdf", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".epub", ".zip", ".csv", ".txt",
	".mp3", ".m4a", ".ogg", ".mp4", ".webm", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg",
}

// attached finds the files of the site that the body links to. One that is not there
// is let be: whoever follows the link may find it elsewhere.
func (b *builder) attached() {
	if !b.mayAttach() {
		return
	}
	for _, l := range markup.Links(b.html(b.page.Body)) {
		if l.Element != "a" || !isAttachment(l.URL) || strings.Contains(l.URL, "{{") ||
			slices.ContainsFunc(b.page.Images, func(i porting.BodyImage) bool { return i.Src == l.URL }) {
			continue
		}
		local, ok := b.local(l.URL)
		if !ok {
			continue
		}
		if file, err := b.locate(local); err == nil {
			b.page.Images = append(b.page.Images, porting.BodyImage{Src: l.URL, File: file})
		}
	}
}

// mayAttach spares most bodies the parsing.
func (b *builder) mayAttach() bool {
	lower := strings.ToLower(b.page.Body)
	return slices.ContainsFunc(attachments, func(ending string) bool { return strings.Contains(lower, ending) }) &&
		(strings.Contains(lower, "href") || strings.Contains(lower, "]"))
}

// isAttachment reports whether a link leads to a file. One with a query or a fragment
// says more than which file is meant.
func isAttachment(u string) bool {
	return !strings.ContainsAny(u, "?#") && slices.Contains(attachments, strings.ToLower(path.Ext(u)))
}
