package content

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/locale"
)

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

// A Placing is what the public URL of a translation follows from, besides its text.
type Placing struct {
	Post   PostID
	Locale Locale
	Zone   *time.Location
	Date   time.Time // displayed in this locale; zero while there is none
}

// Path returns the decoded public path of the text: its own if it has one, else
// the locale's pattern filled. It is empty while slug or date is wanting.
func (p Placing) Path(t Text) string {
	if t.Path != "" {
		return t.Path
	}
	return ExpandPath(p.Locale.Settings.Paths.Post, string(p.Post), t.Slug, p.day())
}

// day returns the date in the site's zone, or the zero time.
func (p Placing) day() time.Time {
	if p.Date.IsZero() {
		return time.Time{}
	}
	return p.Date.In(p.Zone)
}

// URL returns the public URL of the text, or "".
func (p Placing) URL(t Text) string {
	path := p.Path(t)
	if path == "" {
		return ""
	}
	return p.Locale.Settings.URL(path)
}

// Addresses returns what the text wants to hold, each key once, without State:
// slug, page, then aliases. An alias that is the page itself is left out.
func (p Placing) Addresses(t Text) []Address {
	var list []Address
	add := func(kind AddressKind, key string) {
		if !slices.ContainsFunc(list, func(a Address) bool { return a.Key == key && (a.Kind == AddressSlug) == (kind == AddressSlug) }) {
			list = append(list, Address{Kind: kind, Locale: p.Locale.Tag, Key: key, Post: p.Post})
		}
	}
	if t.Slug != "" {
		add(AddressSlug, t.Slug)
	}
	if key, ok := AddressKey(p.URL(t)); ok {
		add(AddressPage, key)
	}
	base, err := url.Parse(p.Locale.Settings.BaseURL)
	if err != nil {
		base = &url.URL{}
	}
	for _, alias := range t.Aliases {
		if strings.HasPrefix(alias, "/") {
			add(AddressAlias, PathKey(base.Host, alias))
		} else if key, ok := AddressKey(alias); ok {
			add(AddressAlias, key)
		}
	}
	return list
}

// SameKey reports whether two addresses would be one row: the same slug of a
// locale, or the same URL.
func (a Address) SameKey(b Address) bool {
	if (a.Kind == AddressSlug) != (b.Kind == AddressSlug) || a.Key != b.Key {
		return false
	}
	return a.Kind != AddressSlug || a.Locale == b.Locale
}

// mine reports whether the address belongs to the same translation as b.
func (a Address) mine(b Address) bool { return a.Post == b.Post && a.Locale == b.Locale }

// A Reservation is what a save does to addresses.
type Reservation struct {
	Put    []Address // to write
	Drop   []Address // to free
	Taken  []Address // wanted ones that another translation holds: refuse them
	Ending []Address // wanted ones that lead to another post as long as this text is not live
}

// Reserve decides what saving a text does: it reserves what is free, leaves
// what readers find as it is, and frees what the text before had reserved.
// have are the addresses of the post, holders those of anybody with a wanted
// key. What another post held once is not touched: publication takes it over.
func (t Translation) Reserve(wanted, have, holders []Address) Reservation {
	var r Reservation
	for _, w := range wanted {
		w.State = AddressReserved
		i := slices.IndexFunc(holders, w.SameKey)
		switch {
		case i < 0:
			r.Put = append(r.Put, w)
		case holders[i].mine(w):
			if holders[i].State == AddressReserved && holders[i].Kind != w.Kind {
				r.Put = append(r.Put, w)
			}
		case holders[i].State == AddressOld:
			r.Ending = append(r.Ending, w)
		default:
			r.Taken = append(r.Taken, w)
		}
	}
	for _, h := range have {
		if h.Locale != t.Locale || h.State != AddressReserved || slices.ContainsFunc(wanted, h.SameKey) {
			continue
		}
		if t.Live == 0 && !t.FirstPublishedAt.IsZero() && h.Kind != AddressAlias {
			h.State = AddressOld // it was public before it was taken down: it leads on
			r.Put = append(r.Put, h)
			continue
		}
		r.Drop = append(r.Drop, h)
	}
	return r
}

// A Move is what a change of live texts does to addresses.
type Move struct {
	Put   []Address
	Drop  []Address
	Taken []Address // wanted ones that another translation reserves or holds
}

// MoveAddresses decides what a change of live texts does: what they want
// becomes live, also what another post held once; what was live becomes old and
// leads on (an alias goes, since its author took it out), or is kept reserved
// where the whole translation went. What was kept so and is not wanted when the
// translation comes back leads on, too. have are the addresses of the post, holders
// those of anybody with a wanted key; of the languages in newest the newest texts
// are live, so that nothing is reserved for another one.
func MoveAddresses(wanted, have, holders []Address, newest []locale.Tag) Move {
	var m Move
	live := make(map[locale.Tag]bool)
	for i, w := range wanted {
		live[w.Locale] = true
		w.State = AddressLive
		j := slices.IndexFunc(holders, w.SameKey)
		switch {
		case slices.ContainsFunc(wanted[:i], w.SameKey):
			m.Taken = append(m.Taken, w)
		case j >= 0 && !holders[j].mine(w) && holders[j].State != AddressOld:
			m.Taken = append(m.Taken, w)
		case j < 0 || holders[j] != w:
			m.Put = append(m.Put, w)
		}
	}
	for _, h := range have {
		kept := h.State == AddressReserved && live[h.Locale] && slices.Contains(newest, h.Locale)
		if h.State != AddressLive && !kept || slices.ContainsFunc(wanted, h.SameKey) {
			continue
		}
		switch {
		case !live[h.Locale] && !replaced(h, have):
			h.State = AddressReserved
			m.Put = append(m.Put, h)
		case h.Kind == AddressAlias:
			m.Drop = append(m.Drop, h)
		default:
			h.State = AddressOld
			m.Put = append(m.Put, h)
		}
	}
	return m
}

// replaced reports whether a newer text reserves another address in the place of h.
func replaced(h Address, have []Address) bool {
	return h.Kind != AddressAlias && slices.ContainsFunc(have, func(a Address) bool {
		return a.State == AddressReserved && a.Kind == h.Kind && a.mine(h)
	})
}
