package entry

// A Kind says of what a change is: of a post, of a term (its own kind), or of settings.
type Kind string

// The kinds beside those of terms.
const (
	OfPost Kind = "post"
	OfSite Kind = "site"
)

// SiteID stands where the change of a post or a term has its id.
const SiteID = "site"
