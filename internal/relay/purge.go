package relay

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/outbound"
)

// A Caller asks another server.
type Caller interface {
	Do(r *http.Request) (*outbound.Answer, error)
}

// A Purge tells a cache that stands before the server what to forget, by the tags that
// answers carry as Cache-Tag and Surrogate-Key.
//
// It sends POST with the JSON {"tags": ["post:0197…", "list:fr", …]}, and the same tags in
// the headers Cache-Tag (separated by commas), Surrogate-Key and xkey-purge (by spaces);
// the secret comes as a bearer. So the API of Cloudflare can be called as it is
// (https://api.cloudflare.com/client/v4/zones/ZONE/purge_cache), and a few lines of VCL
// are enough for Varnish with its module xkey. An address with {tag} in it is called once
// for each tag instead, which others want.
//
// Any answer of 2xx says that it was done.
type Purge struct {
	URL    string
	Secret string // empty: none is sent
	Call   Caller
}

// mostTags is how many tags one request has: Cloudflare takes 30.
const mostTags = 30

// tagPlace stands in an address for one tag.
const tagPlace = "{tag}"

// Name implements [Consumer].
func (p *Purge) Name() string { return "purge" }

// Wants implements [Consumer].
func (p *Purge) Wants() []string { return []string{event.ContentChanged{}.Type()} }

// Take implements [Consumer].
func (p *Purge) Take(ctx context.Context, e event.Recorded) error {
	var changed event.ContentChanged
	if err := json.Unmarshal(e.Body, &changed); err != nil {
		return fmt.Errorf("read %s: %w", e.Type, err)
	}
	tags := TagsOf(changed)
	if strings.Contains(p.URL, tagPlace) {
		for _, tag := range tags {
			if err := p.forget(ctx, strings.ReplaceAll(p.URL, tagPlace, url.PathEscape(tag)), []string{tag}); err != nil {
				return err
			}
		}
		return nil
	}
	for some := range slices.Chunk(tags, mostTags) {
		if err := p.forget(ctx, p.URL, some); err != nil {
			return err
		}
	}
	return nil
}

// TagsOf returns the tags of all public answers that may have changed, ordered.
func TagsOf(c event.ContentChanged) []string {
	tags := make(map[string]bool)
	for _, item := range c.Items {
		tags[entry.PostKey(item.Post)] = true
		tags[entry.ListKey(item.Locale)] = true
	}
	for _, term := range c.Terms {
		tags[entry.TermKey(term.Term)] = true
		tags[entry.ListKey(term.Locale)] = true
	}
	if len(tags) > 0 {
		tags[entry.ListKey(entry.Everywhere)] = true
	}
	if len(c.Settings) > 0 {
		tags[entry.SiteKey] = true
	}
	for _, file := range c.Files {
		tags[entry.MediaKey(file)] = true
	}
	list := make([]string, 0, len(tags))
	for tag := range tags {
		list = append(list, tag)
	}
	slices.Sort(list)
	return list
}

// forget sends one request.
func (p *Purge) forget(ctx context.Context, to string, tags []string) error {
	body, err := json.Marshal(map[string][]string{"tags": tags})
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Cache-Tag", strings.Join(tags, ","))
	r.Header.Set("Surrogate-Key", strings.Join(tags, " "))
	r.Header.Set("Xkey-Purge", strings.Join(tags, " "))
	if p.Secret != "" {
		r.Header.Set("Authorization", "Bearer "+p.Secret)
	}
	a, err := p.Call.Do(r)
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err // without the address: a key may be in it, and why a delivery failed is logged and kept
	}
	if err != nil {
		return err
	}
	if a.Status < 200 || a.Status > 299 {
		return fmt.Errorf("the cache answered %d", a.Status) // what it says may repeat what it was sent, the secret too
	}
	return nil
}
