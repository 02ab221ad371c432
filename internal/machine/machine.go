// Package machine asks a translation service over HTTP: one that speaks our own
// small contract, or as DeepL or LibreTranslate do. Inline tags are protected as
// elements that carry nothing but their number, since all of these take marked-up
// text; whether they came back is for the caller to judge.
package machine

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/outbound"
)

// The bounds of one job.
const (
	MaxTexts = 2000
	MaxBytes = 1 << 20 // of all texts
	MaxTime  = 4 * time.Minute
)

// A Job is texts to be translated, in the small markup of package segment.
type Job struct {
	Service content.Machine
	Source  locale.Tag
	Target  locale.Tag
	Texts   []string
}

// Options say how services are asked.
type Options struct {
	Key   string           // what opens the service; empty: nothing
	Hosts []string         // to which alone the key is sent, by name or with a port
	Call  *outbound.Client //

	Wait func(context.Context, time.Duration) error // between tries; nil: for real
}

// A Translator asks translation services. It may be used by many at once.
type Translator struct {
	key   string
	hosts []string
	call  *outbound.Client
	wait  func(context.Context, time.Duration) error
}

// New returns a translator.
func New(o Options) *Translator {
	t := &Translator{key: o.Key, hosts: o.Hosts, call: o.Call, wait: o.Wait}
	if t.wait == nil {
		t.wait = wait
	}
	return t
}

// wait waits for d, or until ctx ends.
func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Translate returns the translation of each text, in the same markup, but for the
// tags that the service lost or made up. Empty texts stay empty and are not sent.
// What stands in the way is a fault with a code that begins with "machine.".
func (t *Translator) Translate(ctx context.Context, job Job) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, MaxTime)
	defer cancel()
	speak, err := speaks(job.Service.Preset)
	if err != nil {
		return nil, err
	}
	to, key, err := t.opened(job.Service.URL)
	if err != nil {
		return nil, err
	}
	batches, err := cut(job.Texts, speak)
	if err != nil {
		return nil, err
	}
	out := make([]string, len(job.Texts))
	for _, batch := range batches {
		q := question{job: job, key: key, texts: make([]string, len(batch))}
		for i, n := range batch {
			q.texts[i] = speak.mark.protect(job.Texts[n])
		}
		back, err := t.ask(ctx, to, speak, q)
		if err != nil {
			return nil, fmt.Errorf("translate by %s: %w", to.Host, err)
		}
		for i, n := range batch {
			out[n] = speak.mark.restore(back[i])
		}
	}
	return out, nil
}

// opened returns where the service is, and what opens it. The key goes nowhere but
// to the hosts that whoever runs the program named: a site's settings alone cannot
// send it elsewhere, nor over an open line.
func (t *Translator) opened(address string) (to *url.URL, key string, err error) {
	to, err = url.Parse(address)
	if err != nil || to.Host == "" || to.Scheme != "https" && to.Scheme != "http" || to.User != nil {
		return nil, "", fault.New(fault.Conflict, "machine.url")
	}
	if t.key == "" {
		return to, "", nil
	}
	known := slices.ContainsFunc(t.hosts, func(host string) bool {
		if to.Scheme == "https" && strings.EqualFold(host, to.Hostname()) {
			return true
		}
		return to.Port() != "" && strings.EqualFold(host, to.Host)
	})
	if !known {
		return nil, "", fault.New(fault.Conflict, "machine.host", "host", to.Host)
	}
	return to, t.key, nil
}

// cut makes batches of places in texts, as large as the service takes them.
func cut(texts []string, s speech) ([][]int, error) {
	var batches [][]int
	var batch []int
	size, all := 0, 0
	for n, text := range texts {
		if text == "" {
			continue
		}
		all += len(text)
		if all > MaxBytes || n >= MaxTexts {
			return nil, fault.New(fault.TooLarge, "machine.too_large", "texts", MaxTexts, "kilobytes", MaxBytes>>10)
		}
		if len(batch) == s.most || len(batch) > 0 && size+len(text) > s.bytes {
			batches, batch, size = append(batches, batch), nil, 0
		}
		batch, size = append(batch, n), size+len(text)
	}
	if len(batch) > 0 {
		batches = append(batches, batch)
	}
	return batches, nil
}

// header returns the header lines that every question has.
func header() http.Header {
	h := make(http.Header)
	h.Set("Content-Type", "application/json")
	h.Set("Accept", "application/json")
	h.Set("User-Agent", "diptych")
	return h
}
