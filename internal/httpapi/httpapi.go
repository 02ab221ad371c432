// Package httpapi joins the contract of package openapi to the use cases. It
// turns requests into commands, and what comes back into JSON; it owns the
// table from kinds of faults to statuses, problem+json, entity tags, and what
// stands before a handler: credentials, limits, and the strict reading of
// parameters and bodies. It decides nothing about content.
//
// The server's interface is generated (package apigen). It is the plain one and
// not the strict one, for three reasons: delivery sends bytes that are ready,
// a merge patch must reach its command as the document it is, and the strict
// one escapes the HTML in every body.
package httpapi

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/accounts"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/exchanging"
	"github.com/diptych-cms/diptych/internal/linking"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/previewing"
	"github.com/diptych-cms/diptych/internal/proofreading"
	"github.com/diptych-cms/diptych/internal/publishing"
	"github.com/diptych-cms/diptych/internal/reading"
	"github.com/diptych-cms/diptych/internal/remembering"
	"github.com/diptych-cms/diptych/internal/reviewing"
	"github.com/diptych-cms/diptych/internal/translating"
	"github.com/diptych-cms/diptych/internal/uploading"
)

// Words gives messages by key.
type Words interface {
	// Say returns the message in the language of tag, or the nearest there is.
	Say(tag locale.Tag, key string, args map[string]any) string
	// Has reports whether there is a message with the key.
	Has(key string) bool
	// Match returns the language that an Accept-Language header is best answered in.
	Match(header string) locale.Tag
}

// Keys knows who holds a credential.
type Keys interface {
	// Authenticate returns whose token it is, or a fault.Unauthenticated.
	Authenticate(ctx context.Context, token string) (access.Actor, error)
	// Session returns whose cookie it is, or a fault.Unauthenticated.
	Session(ctx context.Context, cookie string) (access.Actor, error)
	// Refused notes that the actor was refused something. It takes no time.
	Refused(actor access.Actor, r event.Record)
}

// Generations know how new what is public is.
type Generations interface {
	// Generation returns the newest that this process knows of.
	Generation() entry.Generation
	// Raise tells of one that was read.
	Raise(g entry.Generation)
}

// Limits bound what a request may cost. The zero value of each is its default.
type Limits struct {
	Body     int64         // bytes of a JSON body; 8 MiB
	Upload   int64         // bytes of a multipart upload, its envelope included; 65 MiB
	Request  time.Duration // for everything but uploads and media; 30 s
	Sending  time.Duration // for an upload; 10 minutes
	Writing  time.Duration // to write an answer that the client may be slow to take: a file, a list of changes; 5 minutes
	Misses   int           // public answers that are made at once; four for each processor, 16 at least
	Markdown int           // posts that are written as Markdown at once, of these; one for two processors
	Searches int           // searches that are made at once, of these; one for each processor
	Queue    int           // that wait for one of these; 512
	Patience time.Duration // for which they do; 2 s
	Pages    int           // pages of changes that are made at once; two for each processor, 4 at least
	Waiting  int           // clients that wait for changes; 2,000, of which one address may keep half, and a tenth once half are taken
	Afloat   int64         // bytes of long public answers that are being sent, beside those in the cache; 32 MiB
}

// A Config is what the API is made of.
type Config struct {
	Accounts     *accounts.Service
	Reading      *reading.Service
	Editing      *editing.Service
	Exchanging   *exchanging.Service
	Linking      *linking.Service
	Previewing   *previewing.Service
	Proofreading *proofreading.Service
	Publishing   *publishing.Service
	Remembering  *remembering.Service
	Reviewing    *reviewing.Service
	Translating  *translating.Service
	Uploading    *uploading.Service
	Keys         Keys
	Words        Words
	Site         func(context.Context) (*content.Site, error) // the site's settings: its zone
	Ready        func(context.Context) error                  // nil while requests can be answered
	Log          *slog.Logger
	Now          func() time.Time // nil: time.Now
	Limits       Limits
	Answered     func(status int) // told of each answer; nil: nobody counts
	Cached       func(ready bool) // told of each public read whether its answer was kept; nil: likewise
	Serving      context.Context  // ends when the server stops: nobody is kept waiting then; nil: it never does

	Generations  Generations
	Cache        int64         // bytes of public answers to keep in memory; 0: none
	SharedMaxAge time.Duration // for which caches beside the server show public answers without asking
	PublicRate   int           // public requests a second and client address; 0: any number

	BaseURL        string         // where browsers reach the server, without final slash: for links that people follow, and for cookies
	TrustedProxies []netip.Prefix // whose word about the client's address counts
}

// An API answers HTTP requests. It is made by [New].
type API struct {
	Config
	contract  contract
	desk      *desk
	shared    string // Cache-Control of public answers
	listeners *listeners
	afloat    *afloat
	pages     *door // to the making of pages of changes
	shed      shedding
	shares    shedding // of those who wait in as many places as they may
}

// New returns the handler of the interfaces, of the page at / and of /livez and /readyz. An
// error means that the program was built with a wrong contract.
func New(c Config) (http.Handler, error) {
	c.Limits.Body = or(c.Limits.Body, 8<<20)
	c.Limits.Upload = or(c.Limits.Upload, 65<<20)
	c.Limits.Request = or(c.Limits.Request, 30*time.Second)
	c.Limits.Sending = or(c.Limits.Sending, 10*time.Minute)
	c.Limits.Writing = or(c.Limits.Writing, 5*time.Minute)
	c.Limits.Misses = or(c.Limits.Misses, max(16, 4*runtime.GOMAXPROCS(0)))
	c.Limits.Markdown = or(c.Limits.Markdown, max(1, runtime.GOMAXPROCS(0)/2))
	c.Limits.Searches = or(c.Limits.Searches, runtime.GOMAXPROCS(0))
	c.Limits.Pages = or(c.Limits.Pages, max(4, 2*runtime.GOMAXPROCS(0)))
	c.Limits.Queue = or(c.Limits.Queue, 512)
	c.Limits.Waiting = or(c.Limits.Waiting, 2000)
	c.Limits.Afloat = or(c.Limits.Afloat, 32<<20)
	c.Limits.Patience = or(c.Limits.Patience, 2*time.Second)
	if c.Now == nil {
		c.Now = time.Now
	}
	read, err := readContract()
	if err != nil {
		return nil, fmt.Errorf("read the contract: %w", err)
	}
	a := &API{
		Config: c, contract: read, desk: newDesk(c), shared: sharedFor(c.SharedMaxAge), listeners: newListeners(c.Limits.Waiting),
		afloat: &afloat{most: c.Cache + c.Limits.Afloat}, pages: newDoor(c.Limits.Pages, c.Limits),
	}
	accept, err := a.accept()
	if err != nil {
		return nil, err
	}
	return a.fast(a.routes(accept))
}

func or[T int | int64 | time.Duration](v, usual T) T {
	if v == 0 {
		return usual
	}
	return v
}
