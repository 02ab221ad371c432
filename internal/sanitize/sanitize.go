// Package sanitize decides which HTML may be stored and served. It keeps what
// authors write, removes what executes, tracks or loads from strangers, and
// reports everything that went: nothing an author wrote is lost silently.
//
// A body is parsed as a browser parses it, its tree is cleaned token by token
// (a bad class costs a class, not the attribute), and the result is given to
// bluemonday, which is known only here, as a second judge with a policy of its own.
package sanitize

// Version is the version of the policy. It grows with each change that makes
// other HTML of the same body; revisions remember the one they were made with.
const Version = 2

// GalleryAttribute of a figure says that the post's pictures stand there: those
// whose names it holds, with commas between, or else those whose role is gallery.
// Rendering fills the figure.
const GalleryAttribute = "data-gallery"

// Options are what a site may set.
type Options struct {
	// DeniedClasses are class tokens to remove, besides hs-*. One that ends in
	// "*" denies all that begin so.
	DeniedClasses []string
	// EmbedHosts are hosts whose https pages may stand in an iframe, besides the
	// ones that every site may embed. A host stands for itself, not for its subdomains.
	EmbedHosts []string
}

// A Result is a body that may be served, and what was done to make it so.
type Result struct {
	// HTML is well formed: parsing and rendering it changes nothing, and
	// sanitizing it again neither changes nor reports anything.
	HTML     string
	Findings []Finding // in the order of their places
}

// A Finding is one thing that was removed or repaired.
type Finding struct {
	Code    string         // message key, such as "sanitize.element_removed"
	Args    map[string]any // values for the message: element, attribute, …
	Excerpt string         // the beginning of what it was about, as submitted
	Line    int            // of the first place in the submitted text, from 1
	Column  int            // in that line, in characters, from 1
	Count   int            // how often the same was found
}
