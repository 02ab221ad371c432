package main

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/accounts"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// The values of options read themselves from text, so that a wrong one is told
// with its option before anything is made or opened.

// A localeTag names a language.
type localeTag locale.Tag

// UnmarshalText takes BCP 47 tags.
func (t *localeTag) UnmarshalText(text []byte) error {
	tag, err := locale.Parse(strings.TrimSpace(string(text)))
	*t = localeTag(tag)
	return err
}

// A hostName names a host, perhaps with a port.
type hostName string

// UnmarshalText takes names such as "blog.example".
func (h *hostName) UnmarshalText(text []byte) error {
	*h = hostName(text)
	if !content.IsHost(string(text)) {
		return fault.New(fault.Invalid, "settings.host", "value", string(text))
	}
	return nil
}

// A sourceName tells one import from others.
type sourceName string

// UnmarshalText takes what can stand in a line of a report.
func (n *sourceName) UnmarshalText(text []byte) error {
	const most = 100
	s := string(text)
	*n = sourceName(s)
	if s == "" || content.CleanLine(s) != s || utf8.RuneCountInString(s) > most {
		return fault.New(fault.Invalid, "cli.source", "max", most)
	}
	return nil
}

// A roleName names what a token may do.
type roleName string

// UnmarshalText takes the roles that a token can have.
func (r *roleName) UnmarshalText(text []byte) error {
	*r = roleName(text)
	if names := accounts.RoleNames(); !slices.Contains(names, string(text)) {
		return fault.New(fault.Invalid, "token.role", "role", string(text), "roles", strings.Join(names, ", "))
	}
	return nil
}

// A scopeName names what a token opens.
type scopeName access.Scope

// UnmarshalText takes the scopes that there are.
func (n *scopeName) UnmarshalText(text []byte) error {
	*n = scopeName(text)
	if !slices.Contains(access.Scopes(), access.Scope(text)) {
		return fault.New(fault.Invalid, "token.scope", "scope", string(text))
	}
	return nil
}

// A grant is a role, and where it counts.
type grant struct {
	role string
	in   locale.Tag
}

// UnmarshalText takes "admin", "editor" and "editor:fr".
func (g *grant) UnmarshalText(text []byte) error {
	role, tag, bound := strings.Cut(string(text), ":")
	*g = grant{role: role, in: access.Everywhere}
	if names := accounts.RoleNames(); !slices.Contains(names, role) {
		return fault.New(fault.Invalid, "token.role", "role", role, "roles", strings.Join(names, ", "))
	}
	if !bound {
		return nil
	}
	if role == accounts.Admin {
		return fault.New(fault.Invalid, "token.admin_locales")
	}
	var err error
	g.in, err = locale.Parse(tag)
	return err
}

// texts returns the values as plain texts.
func texts[T ~string](values []T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}
