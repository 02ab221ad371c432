package content

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// A FieldChange is one member of a document that differs between two of its
// revisions. A value is nil where there was, or is, none.
type FieldChange struct {
	Pointer  string // JSON pointer (RFC 6901)
	From, To any
}

// Changes returns what differs in b, member by member; lists are compared whole.
// What is made from the others, the HTML, is left out.
func (t Text) Changes(b Text) []FieldChange {
	var c changes
	c.put("/title", t.Title, b.Title)
	c.put("/slug", t.Slug, b.Slug)
	c.put("/path", optional(t.Path), optional(b.Path))
	c.put("/aliases", some(t.Aliases), some(b.Aliases))
	c.put("/summary", t.Summary, b.Summary)
	c.put("/seo/title", t.SEO.Title, b.SEO.Title)
	c.put("/seo/description", t.SEO.Description, b.SEO.Description)
	c.put("/seo/image", t.SEO.Image, b.SEO.Image)
	c.put("/seo/canonical", t.SEO.Canonical, b.SEO.Canonical)
	c.put("/seo/noindex", t.SEO.NoIndex, b.SEO.NoIndex)
	c.put("/format", t.Format, b.Format)
	c.put("/body", t.Body, b.Body)
	for _, name := range names(t.Resources, b.Resources) {
		c.put(pointer("/resources", name), member(t.Resources, name), member(b.Resources, name))
	}
	return append(c, t.Overrides.changes(b.Overrides)...)
}

// changes of overrides: as a whole where one that is there says none, which could
// not be told from one that is not there.
func (o Overrides) changes(b Overrides) []FieldChange {
	if hidden(o.Date, b.Date) || hidden(o.LastMod, b.LastMod) || hidden(o.Authors, b.Authors) || hidden(o.Tags, b.Tags) ||
		hidden(o.Params, b.Params) || hidden(o.Resources, b.Resources) {
		return changes{{"/overrides", o, b}}
	}
	var c changes
	c.put("/overrides/date", said(o.Date), said(b.Date))
	c.put("/overrides/lastmod", said(o.LastMod), said(b.LastMod))
	c.put("/overrides/authors", said(o.Authors), said(b.Authors))
	c.put("/overrides/tags", said(o.Tags), said(b.Tags))
	c.put("/overrides/resources", said(o.Resources), said(b.Resources))
	if o.Params.Set && b.Params.Set {
		c.params("/overrides/params", o.Params.Value, b.Params.Value)
	} else {
		c.put("/overrides/params", said(o.Params), said(b.Params))
	}
	return c
}

// hidden reports whether one override is absent and the other says null.
func hidden[T any](a, b Override[T]) bool {
	return a.Set != b.Set && same(a.Value, nil) && same(b.Value, nil)
}

// said returns what an override says, nil if it is absent.
func said[T any](o Override[T]) any {
	if !o.Set {
		return nil
	}
	return o.Value
}

// Changes returns what differs in b, member by member; lists are compared whole.
func (s Shared) Changes(b Shared) []FieldChange {
	var c changes
	c.put("/date", s.Date, b.Date)
	c.put("/lastmod", s.LastMod, b.LastMod)
	c.put("/authors", some(s.Authors), some(b.Authors))
	c.put("/tags", some(s.Tags), some(b.Tags))
	c.put("/series", s.Series, b.Series)
	c.put("/related", some(s.Related), some(b.Related))
	c.params("/params", s.Params, b.Params)
	c.put("/resources", some(s.Resources), some(b.Resources))
	return c
}

// changes collects what differs.
type changes []FieldChange

func (c *changes) put(pointer string, from, to any) {
	if !same(from, to) {
		*c = append(*c, FieldChange{pointer, from, to})
	}
}

// params compares two free maps, into the maps that both hold.
func (c *changes) params(at string, from, to map[string]any) {
	for _, name := range names(from, to) {
		a, inner := from[name].(map[string]any)
		b, both := to[name].(map[string]any)
		if inner && both {
			c.params(pointer(at, name), a, b)
			continue
		}
		if !has(from, name) || !has(to, name) { // a member that is null is there
			*c = append(*c, FieldChange{pointer(at, name), from[name], to[name]})
			continue
		}
		c.put(pointer(at, name), from[name], to[name])
	}
}

func has[V any](m map[string]V, name string) bool {
	_, ok := m[name]
	return ok
}

// same compares by what the values are on the wire.
func same(a, b any) bool {
	x, err := json.Marshal(a)
	if err != nil {
		return false
	}
	y, err := json.Marshal(b)
	return err == nil && string(x) == string(y)
}

// names returns the names of both maps, in order.
func names[V any](a, b map[string]V) []string {
	all := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(all)
	return slices.Compact(all)
}

func member[V any](m map[string]V, name string) any {
	if v, ok := m[name]; ok {
		return v
	}
	return nil
}

func optional(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// pointer names a member below a JSON pointer.
func pointer(at, name string) string {
	return at + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}
