package config

import (
	"net/url"

	"github.com/diptych-cms/diptych/internal/fault"
)

// A PurgeURL is where a cache is told what to forget; {tag} in it stands for one tag.
type PurgeURL string

// UnmarshalText takes an absolute http or https URL without fragment or password.
func (p *PurgeURL) UnmarshalText(text []byte) error {
	u, err := url.Parse(string(text))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.Fragment != "" {
		return fault.New(fault.Invalid, "config.purge_url", "value", shownURL(u, text))
	}
	*p = PurgeURL(text)
	return nil
}

// shownURL is the text of a URL as it may stand in a log: without a password.
func shownURL(u *url.URL, text []byte) string {
	if u == nil || u.User == nil {
		return string(text)
	}
	return u.Redacted()
}
