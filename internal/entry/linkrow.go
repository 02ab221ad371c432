package entry

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Link is one of a live text that does not simply lead its readers to a page of
// the site in their language. The same one several times in a text is one.
type Link struct {
	Post     content.PostID // whose text it stands in
	Locale   locale.Tag
	N        int    // its place among those of the text, from 1
	Href     string // as the text has it
	Text     string // the words of the first one, cut
	State    LinkState
	Reason   LinkReason
	Target   content.PostID // that it means, of the site's; empty: none
	Language locale.Tag     // in which the reader gets it; empty: none is live
	URL      string         // that the reader gets, or by which the other server is asked; empty: none
	Fragment string         // the place in the page, decoded; empty: none
	Found    bool           // the page has that place
	Count    int            // how often it stands there
}

// A LinkState says what is the matter with a link.
type LinkState string

// The states.
const (
	LinkBroken        LinkState = "broken"         // it leads nowhere
	LinkFallsBack     LinkState = "falls_back"     // its page is not live in the text's language, but in another
	LinkUnpublished   LinkState = "unpublished"    // its page is not live at all
	LinkWrongLanguage LinkState = "wrong_language" // to another language, where the text's own is live or could be
	LinkExternal      LinkState = "external"       // to another site
)

// LinkStates returns every state, in the order of lists.
func LinkStates() []LinkState {
	return []LinkState{LinkBroken, LinkFallsBack, LinkUnpublished, LinkWrongLanguage, LinkExternal}
}

// A LinkReason says why.
type LinkReason string

// The reasons.
const (
	NoPage         LinkReason = "no_page"         // broken: no post is or was at the address
	NoPost         LinkReason = "no_post"         // broken: the post that it names does not exist, or was deleted
	NoFragment     LinkReason = "no_fragment"     // broken: the page has no such place in any language
	FragmentElse   LinkReason = "fragment_else"   // broken: the page has such a place in another language alone
	NoFile         LinkReason = "no_file"         // broken: the file that it names does not exist
	NotLive        LinkReason = "not_live"        // unpublished
	NotTranslated  LinkReason = "not_translated"  // falls_back
	SaysLanguage   LinkReason = "says_language"   // wrong_language: it asks for another one by its hreflang
	OtherLanguages LinkReason = "other_languages" // wrong_language: a page that is no post's, under another language's address
)

const (
	mostLinks    = 1000 // of one text that are kept for the report
	linkTextSize = 120  // characters
	linkSize     = 2000 // bytes of an address that is kept
)

// A Mark is what is kept of a live text beside its entry.
type Mark struct {
	Anchors string // its places, as JSON
	Links   string // a hash of its [Link]s, empty without any: nothing is written where it is the same
}

// Mark returns what is kept beside the entry.
func (r *Rendered) Mark() Mark {
	m := Mark{Anchors: "[]"}
	if len(r.Anchors) > 0 {
		m.Anchors = string(compact(r.Anchors))
	}
	if len(r.Links) > 0 {
		sum := sha256.Sum256(compact(r.Links))
		m.Links = hex.EncodeToString(sum[:8])
	}
	return m
}
