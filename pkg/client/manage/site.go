package manage

import (
	"context"

	"github.com/diptych-cms/diptych/pkg/client/rest"
)

// A Site is the settings that all languages share.
type Site struct {
	ETag          string         `json:"etag"`
	TimeZone      string         `json:"timeZone"` // IANA name
	XDefault      string         `json:"xDefault"`
	Hosts         []string       `json:"hosts"`
	MediaBaseURL  string         `json:"mediaBaseURL"`
	Parity        string         `json:"parity"`
	ParityGrace   string         `json:"parityGrace"` // under "source_first"
	Review        bool           `json:"review"`
	CORSOrigins   []string       `json:"corsOrigins"`
	DeniedClasses []string       `json:"deniedClasses"`
	EmbedHosts    []string       `json:"embedHosts"`
	Params        map[string]any `json:"params"`
	Revisions     Retention      `json:"revisions"`
	TrashDays     int            `json:"trashDays"` // 0: until somebody purges

	Tolerance             Tolerance         `json:"tolerance"`
	ReviewerNotTranslator bool              `json:"reviewerNotTranslator"` // nobody approves what they wrote
	Checks                map[string]string `json:"checks"`                // "error", "warning" or "off", by name of check
	Machine               *Machine          `json:"machine"`               // nil: none
	Media                 Media             `json:"media"`
}

// Media says how a site shows its pictures and the pages of others.
type Media struct {
	Widths            []int    `json:"widths"` // pixels, ascending: those that pictures are made in
	Ratios            []string `json:"ratios"` // shapes that pictures are cropped to, such as "16:9"
	Sizes             string   `json:"sizes"`  // how wide pages show a picture, as HTML's sizes says it
	ThumbnailFromBody bool     `json:"thumbnailFromBody"`
	Embeds            string   `json:"embeds"`    // "frame" or "card"
	SiteQuota         int64    `json:"siteQuota"` // bytes; 0: no bound
	UserQuota         int64    `json:"userQuota"` // bytes; 0: no bound
}

// A Tolerance says how much may be wrong where languages go live together.
type Tolerance struct {
	Missing int `json:"missing"` // segments
	Stale   int `json:"stale"`   // segments
	Errors  int `json:"errors"`  // that checks found
}

// A Machine is the translation service that a site uses.
type Machine struct {
	URL       string `json:"url"`
	Preset    string `json:"preset"`              // "diptych", "deepl" or "libretranslate"
	Formality string `json:"formality,omitempty"` // "more" or "less"
}

// A Retention says which revisions are kept, beside those that are needed.
type Retention struct {
	Keep int `json:"keep"` // how many of each part; 0: all
	Days int `json:"days"` // 0: for ever
}

// A Locale is the settings of one language.
type Locale struct {
	Tag         string         `json:"tag"`
	ETag        string         `json:"etag,omitempty"`
	Hreflang    string         `json:"hreflang,omitempty"`
	Title       string         `json:"title,omitempty"`
	Description string         `json:"description,omitempty"`
	BaseURL     string         `json:"baseURL,omitempty"`
	Fallback    []string       `json:"fallback,omitempty"`
	Typography  string         `json:"typography,omitempty"`
	Paths       *Paths         `json:"paths,omitempty"`
	Params      map[string]any `json:"params,omitempty"`

	PublishRequires string `json:"publishRequires,omitempty"` // "anything", "reviewed" or "approved"; empty: as the site's review says
}

// Paths are the patterns of public paths, with {slug}, {id}, {year}, {month} and
// {day}; Preview also has {token} and {locale}, and may be a whole URL.
type Paths struct {
	Post    string `json:"post,omitempty"`
	Tag     string `json:"tag,omitempty"`
	Author  string `json:"author,omitempty"`
	Series  string `json:"series,omitempty"`
	List    string `json:"list,omitempty"`
	Feed    string `json:"feed,omitempty"`
	Preview string `json:"preview,omitempty"`
}

// Site returns the settings that all languages share.
func (c *Client) Site(ctx context.Context) (Site, error) {
	r, err := rest.NewGetSiteRequest(c.server)
	return answer[Site](c.get(ctx, r, err))
}

// PatchSite changes the settings that all languages share, if they still have
// the entity tag.
func (c *Client) PatchSite(ctx context.Context, etag string, patch Patch) (Site, error) {
	r, err := rest.NewPatchSiteRequestWithBody(c.server, nil, jsonType, document(patch))
	return answer[Site](c.change(ctx, etag, r, err))
}

// Locales returns the settings of every language, ordered by tag.
func (c *Client) Locales(ctx context.Context) ([]Locale, error) {
	r, err := rest.NewListLocalesRequest(c.server)
	page, err := answer[Page[Locale]](c.get(ctx, r, err))
	return page.Items, err
}

// Locale returns the settings of one language.
func (c *Client) Locale(ctx context.Context, tag string) (Locale, error) {
	r, err := rest.NewGetLocaleRequest(c.server, tag)
	return answer[Locale](c.get(ctx, r, err))
}

// CreateLocale adds a language to the site. Its ETag is not sent.
func (c *Client) CreateLocale(ctx context.Context, l Locale) (Locale, error) {
	l.ETag = ""
	r, err := rest.NewCreateLocaleRequestWithBody(c.server, nil, jsonType, document(l))
	return answer[Locale](c.post(ctx, "", r, err))
}

// PatchLocale changes the settings of a language, if they still have the entity
// tag.
func (c *Client) PatchLocale(ctx context.Context, tag, etag string, patch Patch) (Locale, error) {
	r, err := rest.NewPatchLocaleRequestWithBody(c.server, tag, nil, jsonType, document(patch))
	return answer[Locale](c.change(ctx, etag, r, err))
}

// DeleteLocale takes a language, in which nothing is written, from the site.
func (c *Client) DeleteLocale(ctx context.Context, tag, etag string) error {
	r, err := rest.NewDeleteLocaleRequest(c.server, tag, nil)
	return done(c.change(ctx, etag, r, err))
}
