package content

import (
	"strings"

	"github.com/diptych-cms/diptych/internal/locale"
)

// A LivePost is what readers may see of a post: the rows that its entries are
// rendered from. It holds no draft.
type LivePost struct {
	Post   *Post           // with all its translations' pointers
	Shared *SharedRevision // the live one; nil if no language is live
	Texts  []Revision      // the live ones, ordered by locale
	// Segments say how the translations stand to the live source; those left out are
	// level with it.
	Segments map[locale.Tag]Segments
}

// A Named is a set of ids that a text or a shared part names. Terms stand by
// what they are named as: an author that is named as a tag does not exist.
type Named struct {
	Own     string // who names them, if to them only their own posts exist and those that readers see; empty: all exist
	Posts   []PostID
	Authors []TermID
	Tags    []TermID
	Series  []TermID
	Assets  []AssetID
}

// Empty reports that nothing is named.
func (n Named) Empty() bool {
	return len(n.Posts)+len(n.Authors)+len(n.Tags)+len(n.Series)+len(n.Assets) == 0
}

// A Warning tells the writer of something that was done and is not a fault:
// what sanitizing removed, a slug that was made another, a redirect that ends.
type Warning struct {
	Code    string         // message key
	Pointer string         // where it stands in the request, a JSON pointer (RFC 6901)
	Args    map[string]any // values for the message
	Excerpt string         // the text that it is about, cut
}

// A Reference is a URL by which a body names something of the site:
// cms:asset/{id}, cms:post/{id} or cms:post/{id}#fragment.
type Reference struct {
	Asset    AssetID
	Post     PostID
	Fragment string // with its #, or empty
}

// referenceScheme begins every reference.
const referenceScheme = "cms:"

// IsReference reports whether the URL claims to be a reference.
func IsReference(url string) bool {
	return len(url) >= len(referenceScheme) && strings.EqualFold(url[:len(referenceScheme)], referenceScheme)
}

// ParseReference reads a reference; ok is false for every other URL and for one
// that names nothing.
func ParseReference(url string) (r Reference, ok bool) {
	if !IsReference(url) {
		return Reference{}, false
	}
	kind, id, _ := strings.Cut(url[len(referenceScheme):], "/")
	if at := strings.IndexByte(id, '#'); at >= 0 {
		id, r.Fragment = id[:at], id[at:]
	}
	switch {
	case id == "":
	case kind == "asset" && r.Fragment == "":
		r.Asset = AssetID(id)
		return r, true
	case kind == "post":
		r.Post = PostID(id)
		return r, true
	}
	return Reference{}, false
}
