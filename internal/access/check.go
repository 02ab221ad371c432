package access

import (
	"slices"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Subject is what an operation is done to, as far as permission asks.
type Subject struct {
	CreatedBy string     // the id of the actor that made the post
	Source    locale.Tag // the post's source locale
}

// Check returns nil if the actor may do the operation in every locale named,
// on whatever post. An operation on posts without a locale is Forbidden: a loop
// over none would let anyone pass. The zero actor is Unauthenticated.
func (a Actor) Check(op Operation, tags ...locale.Tag) error {
	return a.check(op, Any, Subject{}, tags)
}

// CheckOn is [Actor.Check] on one post: authors may on their own, translators
// where the locale is not the source.
func (a Actor) CheckOn(op Operation, s Subject, tags ...locale.Tag) error {
	return a.check(op, Own, s, tags)
}

// CheckBest returns nil if there may be a post on which the actor may do the
// operation in every locale named, or in some locale if none is. It is what can
// be asked before the post is read; [Actor.CheckOn] follows.
func (a Actor) CheckBest(op Operation, tags ...locale.Tag) error {
	if r := row(op); len(tags) == 0 && r.Extent == PerLocale && a.somewhere(r, Own) {
		return nil
	}
	return a.check(op, Own, Subject{CreatedBy: a.ID}, tags)
}

func (a Actor) check(op Operation, least Reach, s Subject, tags []locale.Tag) error {
	if a.ID == "" {
		return fault.New(fault.Unauthenticated, "access.unauthenticated")
	}
	if a.Machine() && !slices.Contains(Machines(), op) {
		return fault.New(fault.Forbidden, "access.scope", "scope", string(ScopeManage))
	}
	if a.Admin {
		return nil
	}
	r := row(op)
	switch {
	case r.Extent == Anywhere && a.somewhere(r, Any):
		return nil
	case r.Extent != PerLocale || len(tags) == 0:
		return fault.New(fault.Forbidden, "access.forbidden", "operation", string(op))
	}
	for _, tag := range tags {
		if !a.allowed(r, least, s, tag) {
			return fault.New(fault.Forbidden, "access.forbidden_locale", "operation", string(op), "locale", string(tag))
		}
	}
	return nil
}

// somewhere reports whether a role in some locale allows the row's operation,
// with at least the reach.
func (a Actor) somewhere(r Row, least Reach) bool {
	for _, roles := range a.Roles {
		for _, role := range roles {
			if r.Reach[role] >= least {
				return true
			}
		}
	}
	return false
}

// allowed reports whether a role in the locale reaches the subject; reaches
// below least do not count.
func (a Actor) allowed(r Row, least Reach, s Subject, tag locale.Tag) bool {
	for role, reach := range r.Reach {
		if reach < least || !a.Has(role, tag) {
			continue
		}
		switch reach {
		case Any:
			return true
		case Own:
			if s.CreatedBy == a.ID {
				return true
			}
		case NotSource:
			if s.Source != tag {
				return true
			}
		}
	}
	reads := r.Operation == Read || r.Operation == Preview
	return reads && least < Any && a.translates(s, tag)
}

// translates reports whether the locale is the source that a translator of
// another one works from, and so must be able to read.
func (a Actor) translates(s Subject, tag locale.Tag) bool {
	if s.Source != "" && s.Source != tag { // empty: CheckBest, the post is not known yet
		return false
	}
	for _, roles := range a.Roles {
		if slices.Contains(roles, RoleTranslator) {
			return true
		}
	}
	return false
}

// Sees reports whether the actor may know of the post and read its shared
// part: whoever may read drafts in some locale, and authors their own posts.
// To everybody else the post does not exist.
func (a Actor) Sees(s Subject) bool {
	v := a.View()
	return v.All || v.Posts || (v.Own && s.CreatedBy == a.ID)
}

// A View is what the actor may read in the management's lists, in words that
// a query can use. The zero view shows nothing.
type View struct {
	Actor   string       // whose view it is, for Own and OwnIn
	All     bool         // everything
	Posts   bool         // the shared part of every post, whoever made it
	Own     bool         // the posts that the actor made, with the locales in OwnIn
	Source  bool         // translations in their post's source locale
	Locales []locale.Tag // translations in these, of every post; "*" is every locale
	OwnIn   []locale.Tag // translations in these, of the actor's own posts; "*" is every locale
}

// View returns what the actor may read, locales in order.
func (a Actor) View() View {
	if a.ID == "" || a.Admin {
		return View{Actor: a.ID, All: a.Admin && a.ID != ""}
	}
	v := View{Actor: a.ID}
	reach := row(Read).Reach
	for tag, roles := range a.Roles {
		for _, role := range roles {
			switch reach[role] {
			case Any:
				v.Posts = true
				v.Locales = append(v.Locales, tag)
			case Own:
				v.Own = true
				v.OwnIn = append(v.OwnIn, tag)
			}
			v.Source = v.Source || role == RoleTranslator
		}
	}
	v.Locales, v.OwnIn = ordered(v.Locales), ordered(v.OwnIn)
	return v
}

// Reads reports whether the view shows translations in the locale whoever made
// their post.
func (v View) Reads(tag locale.Tag) bool { return v.All || within(v.Locales, tag) }

// ReadsOwn reports whether the view shows translations in the locale of the
// actor's own posts.
func (v View) ReadsOwn(tag locale.Tag) bool { return v.Reads(tag) || within(v.OwnIn, tag) }

func within(tags []locale.Tag, tag locale.Tag) bool {
	return slices.Contains(tags, tag) || slices.Contains(tags, Everywhere)
}

func ordered(tags []locale.Tag) []locale.Tag {
	slices.Sort(tags)
	return slices.Compact(tags)
}
