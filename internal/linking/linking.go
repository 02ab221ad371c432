// Package linking tells where the links of live texts lead, and asks other servers
// whether those to them still lead somewhere.
package linking

import (
	"context"
	"net/http"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/outbound"
)

// A Service carries out the commands of people who look after links, and asks other
// servers.
type Service struct {
	Write func(context.Context, func(Tx) error) error       // runs a function in a write transaction
	Read  func(context.Context, func(Snapshot) error) error // runs a function over one state of the database
	Now   func() time.Time

	Ask   Asker  // asks other servers; nil: nobody does
	Agent string // how the program names itself to them
}

// An Asker asks another server for an address, and returns what it says, without what
// is there. Faults are those of [outbound.Client.Look].
type Asker interface {
	Look(r *http.Request) (*outbound.Answer, error)
}

// A Tx is what linking needs of one write transaction.
type Tx interface {
	OutsideReads
	OutsideWrites
	once.Tx // Now, too: the instant of the transaction, the same at every call
	// Emit adds events to the outbox. They leave it only if the transaction commits.
	Emit(ctx context.Context, events ...event.Event) error
}

// A Snapshot is what linking reads outside a write.
type Snapshot interface {
	// Locales returns the site's locales, ordered by tag.
	Locales(ctx context.Context) ([]content.Locale, error)
	Links
	OutsideReads
}

// Links are the links of live texts.
type Links interface {
	// LinksReport returns up to the query's limit of links that the view shows, in the
	// order of [entry.LinkKey].
	LinksReport(ctx context.Context, view entry.LinkView, q entry.LinkQuery) ([]entry.ReportedLink, error)
	// LinkSums returns how many links the view shows in each state, whatever state the
	// query asks for.
	LinkSums(ctx context.Context, view entry.LinkView, q entry.LinkQuery) (map[entry.LinkState]int, error)
	// Rerendering returns how many targets have posts that link to them and were not
	// looked at again yet.
	Rerendering(ctx context.Context) (int, error)
}

// OutsideReads know what other servers said.
type OutsideReads interface {
	// Outside returns what other servers said of the addresses, of those that were ever
	// wanted.
	Outside(ctx context.Context, urls []string) (map[string]entry.Outside, error)
	// OutsideDue returns up to limit addresses that are to be asked, those that wait
	// longest first.
	OutsideDue(ctx context.Context, now time.Time, limit int) ([]entry.Outside, error)
	// OutsideAsked returns how many addresses were asked since.
	OutsideAsked(ctx context.Context, since time.Time) (int, error)
	// OutsideLinks returns up to limit addresses of other sites that live texts link to,
	// in order, after the given one.
	OutsideLinks(ctx context.Context, after string, limit int) ([]string, error)
	// LinkedOutside reports whether a live text links to the address.
	LinkedOutside(ctx context.Context, url string) (bool, error)
}

// OutsideWrites keep what other servers say.
type OutsideWrites interface {
	// PutOutside writes what is known of an address.
	PutOutside(ctx context.Context, o entry.Outside) error
	// DropOutside forgets an address.
	DropOutside(ctx context.Context, url string) error
}
