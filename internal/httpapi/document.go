package httpapi

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/locale"
)

// The documents that clients edit. They are the domain's own values, embedded,
// with the few members in front that look different on the wire.

// A sharedDoc is a post's shared part and its own settings.
type sharedDoc struct {
	SourceLocale  locale.Tag      `json:"sourceLocale"`
	TargetLocales []locale.Tag    `json:"targetLocales"`
	Parity        *content.Parity `json:"parity"`
	content.Shared
	Date    *moment `json:"date"`
	LastMod *moment `json:"lastmod"`
}

// A textDoc is what one translation says.
type textDoc struct {
	content.Text
	Path      content.Override[*string] `json:"path,omitzero"`
	Overrides overridesDoc              `json:"overrides"`
}

// An overridesDoc is what a translation says differently.
type overridesDoc struct {
	content.Overrides
	Date    content.Override[*moment] `json:"date,omitzero"`
	LastMod content.Override[*moment] `json:"lastmod,omitzero"`
}

// An editDoc is what may accompany a save.
type editDoc struct {
	Edit    string `json:"edit"`
	Note    string `json:"note"`
	BasedOn struct {
		Locale   locale.Tag `json:"locale"`
		Revision int        `json:"revision"`
	} `json:"basedOn"`
}

func (d editDoc) edit() editing.Edit {
	return editing.Edit{Minor: d.Edit == "minor", Note: d.Note, BasedOn: d.BasedOn.Revision, BasedIn: d.BasedOn.Locale}
}

// A moment is an instant as people write it: RFC 3339, or a bare day, which is
// one of the site's zone.
type moment string

// momentOf writes an instant, in UTC; one that was a bare day as that day.
func momentOf(m *content.Moment, zone *time.Location) *moment {
	if m == nil {
		return nil
	}
	if m.DateOnly {
		return new(moment(m.At.In(zone).Format(time.DateOnly)))
	}
	return new(moment(m.At.UTC().Format(time.RFC3339Nano)))
}

// in reads the moment; what is neither instant nor day is wrong at pointer.
func (m *moment) in(zone *time.Location, pointer string, bad *wrongs) *content.Moment {
	if m == nil {
		return nil
	}
	if at, err := time.ParseInLocation(time.DateOnly, string(*m), zone); err == nil {
		return &content.Moment{At: at, DateOnly: true}
	}
	at, err := time.Parse(time.RFC3339, string(*m))
	if err != nil {
		bad.add(pointer, "member.moment")
	}
	return &content.Moment{At: at}
}

// A docs turns posts into documents and back, in one site's zone.
type docs struct{ zone *time.Location }

func (d docs) shared(w editing.Whole) sharedDoc {
	doc := sharedDoc{SourceLocale: w.Source, TargetLocales: w.Targets, Shared: w.Shared}
	if w.Parity != "" {
		doc.Parity = &w.Parity
	}
	doc.Shared.Authors, doc.Shared.Tags, doc.Shared.Related = list(w.Shared.Authors), list(w.Shared.Tags), list(w.Shared.Related)
	doc.Shared.Resources, doc.Shared.Params = list(w.Shared.Resources), object(w.Shared.Params)
	doc.Date, doc.LastMod = momentOf(w.Shared.Date, d.zone), momentOf(w.Shared.LastMod, d.zone)
	return doc
}

// whole reads a shared part from a document; its places are below at.
func (d docs) whole(doc sharedDoc, bad *wrongs) editing.Whole {
	w := editing.Whole{Shared: doc.Shared, Source: bad.tag("/sourceLocale", doc.SourceLocale)}
	if doc.TargetLocales != nil {
		w.Targets = make([]locale.Tag, len(doc.TargetLocales))
	}
	for i, t := range doc.TargetLocales {
		w.Targets[i] = bad.tag(fmt.Sprintf("/targetLocales/%d", i), t)
	}
	if doc.Parity != nil {
		w.Parity = *doc.Parity
	}
	w.Shared.Date = doc.Date.in(d.zone, "/date", bad)
	w.Shared.LastMod = doc.LastMod.in(d.zone, "/lastmod", bad)
	return w
}

func (d docs) text(t content.Text) textDoc {
	doc := textDoc{Text: t}
	if t.Path != "" {
		doc.Path = content.Instead(&t.Path)
	}
	doc.Text.Aliases, doc.Text.Resources = list(t.Aliases), object(t.Resources)
	doc.Overrides.Overrides = t.Overrides
	if o := t.Overrides.Date; o.Set {
		doc.Overrides.Date = content.Instead(momentOf(o.Value, d.zone))
	}
	if o := t.Overrides.LastMod; o.Set {
		doc.Overrides.LastMod = content.Instead(momentOf(o.Value, d.zone))
	}
	return doc
}

// said reads what a translation says from a document; its places are below at.
func (d docs) said(doc textDoc, at string, bad *wrongs) content.Text {
	t := doc.Text
	if doc.Path.Value != nil {
		t.Path = *doc.Path.Value
	}
	t.Overrides = doc.Overrides.Overrides
	if o := doc.Overrides.Date; o.Set {
		t.Overrides.Date = content.Instead(o.Value.in(d.zone, at+"/overrides/date", bad))
	}
	if o := doc.Overrides.LastMod; o.Set {
		t.Overrides.LastMod = content.Instead(o.Value.in(d.zone, at+"/overrides/lastmod", bad))
	}
	return t
}

// readWhole and readText read documents that stand alone.
func (d docs) readWhole(text []byte) (editing.Whole, error) {
	var doc sharedDoc
	var bad wrongs
	if err := json.Unmarshal(text, &doc); err != nil {
		return editing.Whole{}, unfit(err)
	}
	w := d.whole(doc, &bad)
	return w, bad.fault()
}

func (d docs) readText(text []byte) (content.Text, error) {
	var doc textDoc
	var bad wrongs
	if err := json.Unmarshal(text, &doc); err != nil {
		return content.Text{}, unfit(err)
	}
	t := d.said(doc, "", &bad)
	return t, bad.fault()
}

// list and object make what is empty look so on the wire, and not null.
func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}

func object[K comparable, V any](m map[K]V) map[K]V {
	if m == nil {
		return map[K]V{}
	}
	return m
}

// editable is the document of a text as a client may send it: without what is
// made from it.
func (d docs) editable(t content.Text) (any, error) {
	tree, err := treeOf(d.text(t))
	if members, ok := tree.(map[string]any); ok {
		delete(members, "html")
	}
	return tree, err
}
