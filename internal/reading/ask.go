package reading

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
)

const (
	defaultLimit = 20
	maxLimit     = 100
	maxBodies    = 20 // posts of a page with bodies, or with heads

	headField = "head" // comes only where it is named
)

// An ask is a list's query as it was read, before any language or term is known.
type ask struct {
	everywhere  bool // locale=*
	kind        content.TermKind
	slug        string // of the term; empty: no facet
	availableIn string
	since       bound
	until       bound
	order       entry.Order
	keep        map[string]bool // members to keep; nil: whole cards
	bodies      bool
	limit       int
	total       bool
}

// A bound is an instant, or a day in the site's zone.
type bound struct {
	at   time.Time
	day  bool
	text string // as written
}

// read reads a list's query. What it cannot read, or may not be asked together,
// is a fault.Malformed.
func (q ListQuery) read() (ask, error) {
	a := ask{everywhere: q.Locale == string(entry.Everywhere), availableIn: q.AvailableIn, order: entry.NewestFirst}
	for _, step := range []func(*ask) error{
		q.readFacet, q.readSort, q.readBounds, q.readFields, q.readLimit, q.readTotal, q.check,
	} {
		if err := step(&a); err != nil {
			return ask{}, err
		}
	}
	return a, nil
}

func (q ListQuery) readFacet(a *ask) error {
	for _, f := range []struct {
		kind content.TermKind
		slug string
	}{{content.Tag, q.Tag}, {content.Author, q.Author}, {content.Series, q.Series}} {
		switch {
		case f.slug == "":
		case a.slug != "":
			return clash(string(a.kind), string(f.kind))
		default:
			a.kind, a.slug = f.kind, f.slug
		}
	}
	return nil
}

func (q ListQuery) readSort(a *ask) error {
	switch order := entry.Order(q.Sort); order {
	case "":
	case entry.NewestFirst, entry.OldestFirst, entry.RecentlyUpdated, entry.ByPlace:
		a.order = order
	default:
		return fault.New(fault.Malformed, "list.order", "value", q.Sort)
	}
	return nil
}

func (q ListQuery) readBounds(a *ask) (err error) {
	if a.since, err = readBound("since", q.Since); err != nil {
		return err
	}
	a.until, err = readBound("until", q.Until)
	return err
}

func readBound(name, s string) (bound, error) {
	if s == "" {
		return bound{}, nil
	}
	if at, err := time.Parse(time.RFC3339, s); err == nil {
		return bound{at: at, text: s}, nil
	}
	if at, err := time.Parse(time.DateOnly, s); err == nil {
		return bound{at: at, day: true, text: s}, nil
	}
	return bound{}, fault.New(fault.Malformed, "list.date", "name", name, "value", s)
}

// from returns the first instant that since lets in.
func (b bound) from(zone *time.Location) time.Time {
	if !b.day {
		return b.at
	}
	return startOfDay(b.at.Year(), b.at.Month(), b.at.Day(), zone)
}

// before returns the first instant that until leaves out: its day counts, and
// so does its instant, which rows keep to the microsecond.
func (b bound) before(zone *time.Location) time.Time {
	switch {
	case b.text == "":
		return time.Time{}
	case !b.day:
		return b.at.Truncate(time.Microsecond).Add(time.Microsecond)
	}
	return startOfDay(b.at.Year(), b.at.Month(), b.at.Day()+1, zone)
}

// fields returns the members of an entry that a list can be cut to.
func fields() []string {
	return []string{
		"id", "locale", "url", "slug", "title", "summary", "excerpt", "body", "date", "lastmod", "publishedAt", "updatedAt",
		"authors", "tags", "series", "wordCount", "readingMinutes", "toc", "thumbnail", "resources", "params", "seo",
		"alternates", "languages", "translation", headField,
	}
}

// readFields reads which members are wanted. What a card is stays in any case,
// and so does what says its languages: nothing is borrowed in silence.
func (q ListQuery) readFields(a *ask) error {
	if q.Fields == "" {
		return nil
	}
	a.keep = map[string]bool{"id": true, "locale": true}
	for name := range strings.SplitSeq(q.Fields, ",") {
		name = strings.TrimSpace(name)
		if !slices.Contains(fields(), name) {
			return fault.New(fault.Malformed, "list.fields", "value", name)
		}
		a.keep[name] = true
	}
	if q.borrows() {
		a.keep["languages"] = true
	}
	a.bodies = a.keep["body"] || a.keep["toc"]
	return nil
}

func (q ListQuery) readLimit(a *ask) error {
	most := maxLimit
	if a.bodies || a.keep[headField] {
		most = maxBodies
	}
	a.limit = defaultLimit
	if q.Limit == "" {
		return nil
	}
	n, err := strconv.Atoi(q.Limit)
	if err != nil || n < 1 || n > most {
		return fault.New(fault.Malformed, "list.limit", "limit", q.Limit, "most", most)
	}
	a.limit = n
	return nil
}

func (q ListQuery) readTotal(a *ask) error {
	switch q.Total {
	case "", "false":
	case "true":
		a.total = true
	default:
		return fault.New(fault.Malformed, "list.total", "value", q.Total)
	}
	return nil
}

// check refuses what is no single range of one index, or cannot be counted
// without walking it.
func (q ListQuery) check(a *ask) error {
	updated, place := a.order == entry.RecentlyUpdated, a.order == entry.ByPlace
	switch {
	case place && a.slug == "":
		return fault.New(fault.Malformed, "list.place")
	case place && a.kind != content.Series:
		return clash("sort=place", string(a.kind))
	case place && a.since.text != "":
		return clash("sort=place", "since")
	case place && a.until.text != "":
		return clash("sort=place", "until")
	case updated && a.slug != "":
		return clash("sort=-updated", string(a.kind))
	case updated && a.availableIn != "":
		return clash("sort=-updated", "available_in")
	case updated && q.borrows():
		return clash("sort=-updated", "fallback")
	case updated && a.everywhere:
		return clash("sort=-updated", "locale=*")
	case a.everywhere && q.borrows():
		return clash("locale=*", "fallback")
	case a.total && a.since.text != "":
		return clash("total", "since")
	case a.total && a.until.text != "":
		return clash("total", "until")
	}
	return nil
}

// clash says which two parameters cannot be asked together.
func clash(first, second string) error {
	return fault.New(fault.Malformed, "list.combination", "first", first, "second", second).
		With("parameters", []string{first, second})
}
