package content

import (
	"maps"
	"slices"
	"time"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Publication names revisions: those that are to go live together, or the
// live ones that are to be taken away. There is no default "all".
type Publication struct {
	Shared       int                `json:"shared"`       // 0: the live one stays
	Translations map[locale.Tag]int `json:"translations"` // never empty
}

// Locales returns the locales that the publication names, in order.
func (p Publication) Locales() []locale.Tag {
	return slices.Sorted(maps.Keys(p.Translations))
}

// A Change says what a command did to the live pointers of a post.
type Change struct {
	Shared  bool
	Locales []locale.Tag // in order
}

// None reports that everything is as it was.
func (c Change) None() bool { return !c.Shared && len(c.Locales) == 0 }

// Publish makes the named revisions live, all of them or none. It returns what
// changed; what is live already changes nothing and is no fault. A first
// publication must name the shared part. A revision that does not exist is
// Invalid; one that is older than the live one is a Conflict, since somebody
// published a newer one meanwhile. A refused Publish leaves the post untouched.
func (p *Post) Publish(at time.Time, pub Publication) (Change, error) {
	if err := p.publishable(pub); err != nil {
		return Change{}, err
	}
	var done Change
	if pub.Shared > p.Live {
		p.Live, p.LiveAt, done.Shared = pub.Shared, at, true
	}
	for _, tag := range pub.Locales() {
		t, n := p.Translation(tag), pub.Translations[tag]
		if t.Live == n {
			continue
		}
		t.Live, t.LiveAt = n, at
		if t.FirstPublishedAt.IsZero() {
			t.FirstPublishedAt = at
		}
		done.Locales = append(done.Locales, tag)
	}
	return done, nil
}

// publishable returns why the publication cannot be, every wrong place in one
// fault.
func (p *Post) publishable(pub Publication) error {
	return p.nameable(pub, p.Live == 0)
}

// nameable returns why the publication names what is not there, or is older than
// the live one, or leaves the shared part out where that is needed.
func (p *Post) nameable(pub Publication, needsShared bool) error {
	if len(pub.Translations) == 0 {
		return fault.Wrong("/translations", "publication.no_locale")
	}
	var unknown, older []fault.Field
	judge := func(pointer string, n, head, live int) {
		switch {
		case n < 1 || n > head:
			unknown = append(unknown, fault.Field{Pointer: pointer, Code: "revision.unknown", Args: map[string]any{"n": n, "head": head}})
		case n < live:
			older = append(older, fault.Field{Pointer: pointer, Code: "revision.older_than_live", Args: map[string]any{"n": n, "live": live}})
		}
	}
	switch {
	case pub.Shared != 0:
		judge("/shared", pub.Shared, p.Head, p.Live)
	case needsShared:
		unknown = append(unknown, fault.Field{Pointer: "/shared", Code: "publication.shared_required"})
	}
	for _, tag := range pub.Locales() {
		if t := p.Translation(tag); t != nil {
			judge(place(tag), pub.Translations[tag], t.Head, t.Live)
		} else {
			unknown = append(unknown, fault.Field{Pointer: place(tag), Code: "translation.missing", Args: map[string]any{"locale": string(tag)}})
		}
	}
	switch {
	case len(unknown) > 0:
		return &fault.Error{Kind: fault.Invalid, Code: "invalid", Fields: unknown}
	case len(older) > 0:
		return &fault.Error{Kind: fault.Conflict, Code: "publication.overtaken", Fields: older}
	}
	return nil
}

// Unpublish takes the named live revisions away from readers, all or none, and
// the shared part with the last of them. It returns what changed; a translation
// that is not live changes nothing. Another revision being live than the one
// named is a Conflict. A refused Unpublish leaves the post untouched.
func (p *Post) Unpublish(pub Publication) (Change, error) {
	if err := p.unpublishable(pub); err != nil {
		return Change{}, err
	}
	var done Change
	for _, tag := range pub.Locales() {
		t := p.Translation(tag)
		if t.Live == 0 {
			continue
		}
		t.Live, t.LiveAt = 0, time.Time{}
		done.Locales = append(done.Locales, tag)
	}
	if p.Live > 0 && len(p.LiveLocales()) == 0 {
		p.Live, p.LiveAt, done.Shared = 0, time.Time{}, true
	}
	return done, nil
}

func (p *Post) unpublishable(pub Publication) error {
	if len(pub.Translations) == 0 {
		return fault.Wrong("/translations", "publication.no_locale")
	}
	var unknown, other []fault.Field
	judge := func(pointer string, n, live int) {
		if live != 0 && n != live {
			other = append(other, fault.Field{Pointer: pointer, Code: "revision.not_live", Args: map[string]any{"n": n, "live": live}})
		}
	}
	if pub.Shared != 0 {
		judge("/shared", pub.Shared, p.Live)
	}
	for _, tag := range pub.Locales() {
		if t := p.Translation(tag); t != nil {
			judge(place(tag), pub.Translations[tag], t.Live)
		} else {
			unknown = append(unknown, fault.Field{Pointer: place(tag), Code: "translation.missing", Args: map[string]any{"locale": string(tag)}})
		}
	}
	switch {
	case len(unknown) > 0:
		return &fault.Error{Kind: fault.Invalid, Code: "invalid", Fields: unknown}
	case len(other) > 0:
		return &fault.Error{Kind: fault.Conflict, Code: "unpublication.overtaken", Fields: other}
	}
	return nil
}

// place is the JSON pointer of a translation in a request about publication.
func place(tag locale.Tag) string { return "/translations/" + string(tag) }

// A Behind is a named revision that is no longer the head: it is live as it was
// looked at, and the caller is told.
type Behind struct {
	Pointer string
	N, Head int
}

// Behind returns the named revisions that are live and not the heads, shared
// part first.
func (p *Post) Behind(pub Publication) []Behind {
	var list []Behind
	if n := pub.Shared; n != 0 && n == p.Live && n != p.Head {
		list = append(list, Behind{"/shared", n, p.Head})
	}
	for _, tag := range pub.Locales() {
		if t, n := p.Translation(tag), pub.Translations[tag]; t != nil && n != 0 && n == t.Live && n != t.Head {
			list = append(list, Behind{place(tag), n, t.Head})
		}
	}
	return list
}
