package draft

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
)

// unnamedSlug is made of a title without a letter or a digit.
const unnamedSlug = "post"

// address gives the text its slug and decides what it reserves. Nothing is
// written yet.
func (s *save) address(ctx context.Context) error {
	made := s.o.Copied // of a copied slug, as of one that is made, the number matters to nobody
	if s.text.Slug == "" && s.head != nil {
		s.text.Slug = s.head.Text.Slug
	}
	if s.text.Slug == "" && s.text.Title != "" {
		made = true
		if s.text.Slug = content.MakeSlug(s.text.Title); s.text.Slug == "" {
			s.text.Slug = unnamedSlug
		}
	}
	have, err := s.tx.Addresses(ctx, s.post.ID)
	if err != nil {
		return err
	}
	if err := s.judge(ctx, have); err != nil {
		return err
	}
	if s.o.Yield {
		if err := s.yield(ctx, have); err != nil {
			return err
		}
	}
	if made || s.o.Yield {
		if err := s.number(ctx, have, made); err != nil {
			return err
		}
	}
	for _, a := range s.reservation.Ending {
		code := "path.redirect_ended"
		if a.Kind == content.AddressSlug {
			code = "slug.redirect_ended"
		}
		s.warn(code, a)
	}
	return s.refuse()
}

// judge fills the reservation for the text as it is.
func (s *save) judge(ctx context.Context, have []content.Address) error {
	wanted := s.place.Addresses(s.text)
	var strange []content.Address
	for _, w := range wanted {
		if !slices.ContainsFunc(have, w.SameKey) {
			strange = append(strange, w)
		}
	}
	holders := have
	if len(strange) > 0 {
		others, err := s.tx.Holders(ctx, strange)
		if err != nil {
			return err
		}
		holders = slices.Concat(have, others)
	}
	s.reservation = s.t.Reserve(wanted, have, holders)
	return nil
}

// taken reports whether an address of the kind is held by another translation.
func (s *save) taken(kind content.AddressKind) bool {
	return slices.ContainsFunc(s.reservation.Taken, func(a content.Address) bool { return a.Kind == kind })
}

// patience is the last number that is tried for a slug; beyond it, the post's id
// is, so that the thousandth post of one title does not ask a thousand times.
const patience = 20

// number gives the slug the first number, from 2, with which nobody holds it,
// nor the URL that is made of it. A given slug leaves the URL as it would be.
func (s *save) number(ctx context.Context, have []content.Address, made bool) error {
	base := s.text.Slug
	if !made && s.taken(content.AddressSlug) && !s.taken(content.AddressPage) {
		s.text.Path = s.place.Path(s.text)
	}
	for n := 2; s.taken(content.AddressSlug) || s.text.Path == "" && s.taken(content.AddressPage); n++ {
		s.text.Slug = base + "-" + strconv.Itoa(n)
		if id := string(s.post.ID); n > patience {
			s.text.Slug = fmt.Sprintf("%s-%s-%d", base, id[max(0, len(id)-8):], n-patience)
		}
		if err := s.judge(ctx, have); err != nil {
			return err
		}
	}
	if !made && s.text.Slug != base {
		s.warnings = append(s.warnings, content.Warning{
			Code: "slug.numbered", Pointer: s.p.at + "/slug", Args: map[string]any{"wanted": base, "slug": s.text.Slug},
		})
	}
	return nil
}

// yield leaves out a path and aliases that are taken, and says so.
func (s *save) yield(ctx context.Context, have []content.Address) error {
	left := false
	for _, a := range s.reservation.Taken {
		switch {
		case a.Kind == content.AddressAlias:
			s.text.Aliases = slices.DeleteFunc(slices.Clone(s.text.Aliases), func(alias string) bool { return s.means(alias, a) })
		case a.Kind == content.AddressPage && s.text.Path != "":
			s.text.Path = ""
		default:
			continue
		}
		left = true
		s.warn("path.yielded", a)
	}
	if !left {
		return nil
	}
	return s.judge(ctx, have)
}

// means reports whether the alias is that address.
func (s *save) means(alias string, a content.Address) bool {
	return slices.ContainsFunc(s.place.Addresses(content.Text{Aliases: []string{alias}}), func(own content.Address) bool {
		return own.Kind == content.AddressAlias && own.SameKey(a)
	})
}

// warn notes something about an address.
func (s *save) warn(code string, a content.Address) {
	s.warnings = append(s.warnings, content.Warning{Code: code, Pointer: s.pointer(a), Args: map[string]any{"address": a.Key}})
}

// pointer returns where the text names the address.
func (s *save) pointer(a content.Address) string {
	switch {
	case a.Kind == content.AddressAlias:
		for i, alias := range s.p.Text.Aliases {
			if s.means(alias, a) {
				return fmt.Sprintf("%s/aliases/%d", s.p.at, i)
			}
		}
		return s.p.at + "/aliases"
	case a.Kind == content.AddressPage && s.p.Text.Path != "":
		return s.p.at + "/path"
	}
	return s.p.at + "/slug"
}

// refuse returns a fault that names every address which is taken, or nil.
func (s *save) refuse() error {
	if len(s.reservation.Taken) == 0 {
		return nil
	}
	first := s.reservation.Taken[0]
	f := fault.New(fault.Conflict, "path.taken", "address", first.Key)
	if first.Kind == content.AddressSlug {
		f = fault.New(fault.Conflict, "slug.taken", "address", first.Key)
	}
	for _, a := range s.reservation.Taken {
		code := "path.taken"
		if a.Kind == content.AddressSlug {
			code = "slug.taken"
		}
		f.Fields = append(f.Fields, fault.Field{Pointer: s.pointer(a), Code: code, Args: map[string]any{"address": a.Key}})
	}
	return f
}

// reserve writes what address decided.
func (s *save) reserve(ctx context.Context) error {
	if len(s.reservation.Drop) > 0 {
		if err := s.tx.DropAddresses(ctx, s.reservation.Drop); err != nil {
			return err
		}
	}
	if len(s.reservation.Put) > 0 {
		return s.tx.PutAddresses(ctx, s.reservation.Put)
	}
	return nil
}
