package manage

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/pkg/client/rest"
)

// A Publication names what goes live, or away: the revisions that somebody has
// looked at. A later publication may leave the shared part out.
type Publication struct {
	Shared       int            `json:"shared,omitempty"`
	Translations map[string]int `json:"translations"` // by locale; never empty
	Override     *Override      `json:"override,omitempty"`
}

// An Override sets the parity rule aside, for who may, and says why. What makes
// a translation incomplete cannot be set aside.
type Override struct {
	Reason string `json:"reason"` // kept in the ledger
}

// Heads names the newest revisions of the locales and of the shared part, as
// they stand in p: those that were looked at.
func (p Post) Heads(locales ...string) Publication {
	pub := Publication{Shared: p.Head, Translations: make(map[string]int)}
	for _, tag := range locales {
		pub.Translations[tag] = p.Translations[tag].Head
	}
	return pub
}

// A When is an instant to come: RFC 3339 with an offset, or a local time such
// as "2026-11-02T09:00" in the time zone, an IANA name; empty: the site's. See
// [At].
type When struct {
	At       string `json:"at"`
	TimeZone string `json:"timeZone,omitempty"`
}

// At is the instant t.
func At(t time.Time) When { return When{At: t.Format(time.RFC3339)} }

// A PublicationState says what is live of a post, and what a command changed or
// would change.
type PublicationState struct {
	Post          string               `json:"post"`
	SourceLocale  string               `json:"sourceLocale"`
	TargetLocales []string             `json:"targetLocales"`
	Parity        string               `json:"parity"` // empty: the site's
	Shared        PartState            `json:"shared"`
	Translations  map[string]PartState `json:"translations"` // by locale
	DryRun        bool                 `json:"dryRun"`
	Changed       Changed              `json:"changed"`
	Blockers      []Blocker            `json:"blockers"` // of a dry run
	Warnings      []Warning            `json:"warnings"`
}

// A PartState says how one part of a post stands to its readers.
type PartState struct {
	Head        int        `json:"head"`
	Live        int        `json:"live"`   // 0: readers do not see it
	LiveAt      *time.Time `json:"liveAt"` // when that revision was made live
	Status      string     `json:"status"`
	PublishedAt *time.Time `json:"publishedAt"` // when the language first went live
}

// A Changed names what a command changed.
type Changed struct {
	Shared  bool     `json:"shared"`
	Locales []string `json:"locales"`
}

// Publication returns what is live of a post.
func (c *Client) Publication(ctx context.Context, post string) (PublicationState, error) {
	r, err := rest.NewGetPublicationRequest(c.server, post)
	return answer[PublicationState](c.get(ctx, r, err))
}

// Publish makes the named revisions live, all at one instant, or none. What
// stands in the way is in the [Problem]'s Blockers.
func (c *Client) Publish(ctx context.Context, post string, p Publication) (PublicationState, error) {
	r, err := rest.NewPublishPostRequestWithBody(c.server, post, nil, jsonType, document(p))
	return answer[PublicationState](c.post(ctx, "", r, err))
}

// TryPublish says what [Client.Publish] would do, and what stands in the way,
// and changes nothing.
func (c *Client) TryPublish(ctx context.Context, post string, p Publication) (PublicationState, error) {
	r, err := rest.NewPublishPostRequestWithBody(c.server, post, &rest.PublishPostParams{DryRun: new(true)}, jsonType, document(p))
	return answer[PublicationState](c.post(ctx, "", r, err))
}

// Unpublish takes languages from readers, all at one instant, or none; it names
// their live revisions.
func (c *Client) Unpublish(ctx context.Context, post string, p Publication) (PublicationState, error) {
	r, err := rest.NewUnpublishPostRequestWithBody(c.server, post, nil, jsonType, document(p))
	return answer[PublicationState](c.post(ctx, "", r, err))
}

// TryUnpublish says what [Client.Unpublish] would do, and changes nothing.
func (c *Client) TryUnpublish(ctx context.Context, post string, p Publication) (PublicationState, error) {
	r, err := rest.NewUnpublishPostRequestWithBody(c.server, post, &rest.UnpublishPostParams{DryRun: new(true)}, jsonType, document(p))
	return answer[PublicationState](c.post(ctx, "", r, err))
}
