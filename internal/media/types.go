package media

import (
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/imaging"
)

// A kind is a type of file that is taken in.
type kind struct {
	mediaType  string
	sniffed    string   // what its bytes look like; types over a common container share it
	extensions []string // without dot; the first one is given to a file that has none
	inline     bool     // safe to show in a page of the site's own origin
}

// kinds returns the types that are taken, of one container the plain one first.
// What can run where it is shown (SVG, PDF) is for download, and HTML is not
// taken at all. They are written down once: every file that is sent is looked up.
var kinds = sync.OnceValue(func() []kind {
	return []kind{
		{imaging.JPEG, imaging.JPEG, []string{"jpg", "jpeg", "jpe", "jfif"}, true},
		{imaging.PNG, imaging.PNG, []string{"png"}, true},
		{imaging.GIF, imaging.GIF, []string{"gif"}, true},
		{imaging.WebP, imaging.WebP, []string{"webp"}, true},
		{imaging.SVG, imaging.SVG, []string{"svg"}, false},
		{imaging.PDF, imaging.PDF, []string{"pdf"}, false},
		{imaging.MP4, imaging.MP4, []string{"mp4", "m4v"}, true},
		{imaging.WebM, imaging.WebM, []string{"webm"}, true},
		{imaging.M4A, imaging.M4A, []string{"m4a"}, true},
		{imaging.MP3, imaging.MP3, []string{"mp3"}, true},
		{"audio/ogg", imaging.Ogg, []string{"ogg", "oga", "opus"}, true},
		{imaging.Text, imaging.Text, []string{"txt"}, false},
		{"text/csv", imaging.Text, []string{"csv"}, false},
		{"text/vtt", imaging.Text, []string{"vtt"}, true},
		{imaging.ZIP, imaging.ZIP, []string{"zip"}, false},
		{"application/epub+zip", imaging.ZIP, []string{"epub"}, false},
		{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", imaging.ZIP, []string{"docx"}, false},
		{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", imaging.ZIP, []string{"xlsx"}, false},
		{"application/vnd.openxmlformats-officedocument.presentationml.presentation", imaging.ZIP, []string{"pptx"}, false},
		{"application/vnd.oasis.opendocument.text", imaging.ZIP, []string{"odt"}, false},
		{"application/vnd.oasis.opendocument.spreadsheet", imaging.ZIP, []string{"ods"}, false},
		{"application/vnd.oasis.opendocument.presentation", imaging.ZIP, []string{"odp"}, false},
	}
})

// Inline reports whether a file of the media type may be shown in a page of
// the site's own origin. Everything else is sent as a download.
func Inline(mediaType string) bool {
	i := slices.IndexFunc(kinds(), func(k kind) bool { return k.mediaType == mediaType })
	return i >= 0 && kinds()[i].inline
}

// Picture reports whether files of the media type have a width and a height.
func Picture(mediaType string) bool {
	switch mediaType {
	case imaging.JPEG, imaging.PNG, imaging.GIF, imaging.WebP:
		return true
	}
	return false
}

// typeOf returns the media type that a file is taken as, whose bytes look like
// sniffed. Bytes and name must agree; a name without extension claims nothing.
// It returns a fault.Unsupported where they do not, or the type is not taken.
func typeOf(sniffed, name string) (string, error) {
	extension := extensionOf(name)
	var plain string
	for _, k := range kinds() {
		if k.sniffed != sniffed {
			continue
		}
		if slices.Contains(k.extensions, extension) {
			return k.mediaType, nil
		}
		if plain == "" {
			plain = k.mediaType
		}
	}
	claims := slices.ContainsFunc(kinds(), func(k kind) bool { return slices.Contains(k.extensions, extension) })
	switch {
	case plain == "" && !claims:
		return "", fault.New(fault.Unsupported, "media.type_not_taken", "type", sniffed)
	case plain != "" && extension == "":
		return plain, nil
	}
	return "", fault.New(fault.Unsupported, "media.type_mismatch", "name", SafeName(name), "type", sniffed)
}

// MayBeCalled reports whether a file of the media type may have the name: its extension
// says nothing else than what the file is. Without extension it says nothing.
func MayBeCalled(mediaType, name string) bool {
	extension := extensionOf(name)
	return extension == "" || slices.ContainsFunc(kinds(), func(k kind) bool {
		return k.mediaType == mediaType && slices.Contains(k.extensions, extension)
	})
}

// extensionOf returns the extension of a file name, lower-case, without dot.
func extensionOf(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
}

// renamed returns the name with the extension of the media type.
func renamed(name, mediaType string) string {
	for _, k := range kinds() {
		if k.mediaType == mediaType && !slices.Contains(k.extensions, extensionOf(name)) {
			return strings.TrimSuffix(name, path.Ext(name)) + "." + k.extensions[0]
		}
	}
	return name
}

// Unclaimed returns the name without extensions at its end that no type of file that is
// taken has: it claims nothing by them.
func Unclaimed(name string) string {
	for extension := extensionOf(name); extension != ""; extension = extensionOf(name) {
		if slices.ContainsFunc(kinds(), func(k kind) bool { return slices.Contains(k.extensions, extension) }) {
			return name
		}
		name = SafeName(strings.TrimSuffix(name, path.Ext(name)))
	}
	return name
}
