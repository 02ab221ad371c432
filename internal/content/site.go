package content

import (
	"time"

	"github.com/diptych-cms/diptych/internal/locale"
)

// A Site holds the settings that all locales share.
type Site struct {
	Epoch    string // changes when the database is restored from a copy
	Seq      int64  // grows when readers' bytes change
	Version  int64
	Settings SiteSettings
}

// SiteSettings are the part of a site that editors change.
type SiteSettings struct {
	TimeZone      string         `json:"timeZone"` // IANA name, such as "America/Toronto"
	XDefault      locale.Tag     `json:"xDefault"`
	Hosts         []string       `json:"hosts"` // other and former hosts of the public site, for links and resolve
	MediaBaseURL  string         `json:"mediaBaseURL"`
	Parity        Parity         `json:"parity"`
	ParityGrace   string         `json:"parityGrace"` // how long the others may lag where the source goes first, such as "72h"; "0" or empty: without end
	Review        bool           `json:"review"`
	CORSOrigins   []string       `json:"corsOrigins"`
	DeniedClasses []string       `json:"deniedClasses"` // class tokens that sanitizing removes
	EmbedHosts    []string       `json:"embedHosts"`    // hosts whose iframes are kept beside the built-in ones
	TrashDays     int            `json:"trashDays"`     // after which the trash forgets; 0: never
	Revisions     Retention      `json:"revisions"`     // which earlier revisions are kept
	Params        map[string]any `json:"params"`

	Tolerance             Tolerance         `json:"tolerance"`             // how much may be wrong before languages are kept apart
	ReviewerNotTranslator bool              `json:"reviewerNotTranslator"` // who wrote a revision does not approve it
	Checks                map[string]string `json:"checks"`                // by name of check: "error", "warning" or "off"; the others as they are made
	Machine               *Machine          `json:"machine"`               // the translation service; nil: none

	Media MediaSettings `json:"media"`
}

// A Tolerance says how many segments may be missing, or stale in what they say, and
// how many errors checks may find, where languages go live together.
type Tolerance struct {
	Missing int `json:"missing"`
	Stale   int `json:"stale"`
	Errors  int `json:"errors"`
}

// A Machine is a translation service that a site uses. What opens it is no
// setting: the program is told.
type Machine struct {
	URL       string `json:"url"`
	Preset    string `json:"preset"`              // what it speaks: one of [MachinePresets]
	Formality string `json:"formality,omitempty"` // "", "more" or "less"
}

// MachinePresets returns what translation services speak.
func MachinePresets() []string { return []string{"diptych", "deepl", "libretranslate"} }

// A Retention says which earlier revisions of a part are kept. With both limits,
// what either keeps is kept; without any, all are.
type Retention struct {
	Keep int `json:"keep"` // the newest so many; 0: all
	Days int `json:"days"` // so long after a newer one took their place; 0: for ever
}

// A Locale holds the settings of one language of the site.
type Locale struct {
	Tag      locale.Tag
	Version  int64
	Settings LocaleSettings
	Former   []FormerPages // where pages of it stood under earlier settings, the last first
}

// Hreflang returns how the language is named to machines, where the settings
// name it otherwise than by its tag; else "".
func (l Locale) Hreflang() string {
	if l.Settings.Hreflang == string(l.Tag) {
		return ""
	}
	return l.Settings.Hreflang
}

// LocaleSettings are the part of a locale that editors change.
type LocaleSettings struct {
	Hreflang    string         `json:"hreflang"` // empty: the tag
	Title       string         `json:"title"`
	Description string         `json:"description"`
	BaseURL     string         `json:"baseURL"`    // scheme and host of the public site, without final slash; empty: root-relative URLs
	Fallback    []locale.Tag   `json:"fallback"`   // the chain that delivery may borrow from, best first
	Typography  string         `json:"typography"` // "fr-CA", "fr-FR" or "en"
	Paths       Paths          `json:"paths"`
	Params      map[string]any `json:"params"`

	PublishRequires Requirement `json:"publishRequires"` // of a translation that is to be live
}

// A Requirement says who must have seen a translation before readers do.
type Requirement string

// The requirements. An empty one is [RequiresReviewed], or [RequiresApproved] on a
// site with review.
const (
	RequiresAnything Requirement = "anything" // nobody
	RequiresReviewed Requirement = "reviewed" // a person: no segment is as a machine wrote it
	RequiresApproved Requirement = "approved" // a reviewer, who approved the very revision
)

// Requirements returns every requirement.
func Requirements() []Requirement {
	return []Requirement{RequiresAnything, RequiresReviewed, RequiresApproved}
}

// Requires returns what is asked of a translation in the locale.
func (l LocaleSettings) Requires(site SiteSettings) Requirement {
	switch {
	case l.PublishRequires != "":
		return l.PublishRequires
	case site.Review:
		return RequiresApproved
	}
	return RequiresReviewed
}

// Paths are the patterns of a locale's public URLs. A pattern is a path with
// {slug} {id} {year} {month} {day}, the dates in the site's zone. That of previews
// has {token} and {locale} too, and may be an absolute URL: see [LocaleSettings.PreviewURL].
type Paths struct {
	Post    string `json:"post"`
	Tag     string `json:"tag"`
	Author  string `json:"author"`
	Series  string `json:"series"`
	List    string `json:"list"`
	Feed    string `json:"feed"`
	Preview string `json:"preview"`
}

// Zone returns the site's time zone; UTC where the setting names none.
func (s SiteSettings) Zone() *time.Location {
	if zone, err := time.LoadLocation(s.TimeZone); err == nil {
		return zone
	}
	return time.UTC
}

// MediaURL returns the public URL of an asset's own bytes: root-relative without
// a media base URL.
func (s SiteSettings) MediaURL(id AssetID) string {
	return s.MediaBaseURL + "/content/v1/media/" + string(id) + "/original"
}
