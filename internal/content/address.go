package content

import "github.com/diptych-cms/diptych/internal/locale"

// An Address is a slug or a public URL that a translation holds, or held. Saving
// reserves addresses; only a change of what is live moves them, so that no save
// changes what a reader finds.
type Address struct {
	Kind   AddressKind
	Locale locale.Tag // of the translation that holds it
	Key    string     // a slug, unique in its locale; or an URL in lookup form ([AddressKey]), unique in the site
	Post   PostID
	State  AddressState
}

// An AddressKind tells slugs, the one URL of a translation, and aliases apart.
// Page and alias share one space of keys: a URL leads to one translation.
type AddressKind string

// The kinds of addresses.
const (
	AddressSlug  AddressKind = "slug"  // table slugs
	AddressPage  AddressKind = "page"  // table paths, kind current, or old in state old
	AddressAlias AddressKind = "alias" // table paths, kind alias
)

// An AddressState says what an address is to readers.
type AddressState string

// The states.
const (
	AddressReserved AddressState = "reserved" // kept for a text that is not live: readers find nothing
	AddressLive     AddressState = "live"
	AddressOld      AddressState = "old" // once live: leads to where the translation is now; another post may take it
)
