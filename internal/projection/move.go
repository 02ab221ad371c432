package projection

import (
	"context"
	"slices"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// move makes the addresses of the live texts live, and those that they left old.
// This is the one place where what is live holds or leaves an address. It returns what
// links may lead elsewhere by: addresses that the post came to hold, and freed ones.
func (v *view) move(ctx context.Context, in *entry.Input, how manner) ([]entry.Ref, error) {
	wanted := in.Addresses()
	have, err := v.tx.Addresses(ctx, in.Live.Post.ID)
	if err != nil {
		return nil, err
	}
	var strange []content.Address
	for _, w := range wanted {
		if !slices.ContainsFunc(have, w.SameKey) {
			strange = append(strange, w)
		}
	}
	holders := have
	if len(strange) > 0 {
		others, err := v.tx.Holders(ctx, strange)
		if err != nil {
			return nil, err
		}
		holders = slices.Concat(have, others)
	}
	var newest []locale.Tag
	for _, t := range in.Live.Post.Translations {
		if t.Live > 0 && t.Live == t.Head {
			newest = append(newest, t.Locale)
		}
	}
	m := content.MoveAddresses(wanted, have, holders, newest)
	if len(m.Taken) > 0 && how == insist {
		return nil, taken(m.Taken)
	}
	if len(m.Drop) > 0 {
		if err := v.tx.DropAddresses(ctx, m.Drop); err != nil {
			return nil, err
		}
	}
	if len(m.Put) > 0 {
		if err := v.tx.PutAddresses(ctx, m.Put); err != nil {
			return nil, err
		}
	}
	return refsOf(m), nil
}

// refsOf names the addresses of a move by which links may lead elsewhere now. What a
// post had and leaves leads to it as before.
func refsOf(m content.Move) []entry.Ref {
	var refs []entry.Ref
	for _, a := range m.Put {
		if a.State == content.AddressLive {
			refs = append(refs, refTo(a))
		}
	}
	for _, a := range m.Drop {
		refs = append(refs, refTo(a))
	}
	return refs
}

func refTo(a content.Address) entry.Ref {
	if a.Kind == content.AddressSlug {
		return entry.Ref{Kind: entry.ToSlug, Target: entry.SlugTarget(a)}
	}
	return entry.Ref{Kind: entry.ToPath, Target: a.Key}
}

// taken says which addresses of which languages somebody else has.
func taken(list []content.Address) error {
	f := fault.New(fault.Conflict, "path.taken", "address", list[0].Key)
	if list[0].Kind == content.AddressSlug {
		f = fault.New(fault.Conflict, "slug.taken", "address", list[0].Key)
	}
	for _, a := range list {
		code, member := "path.taken", "/slug"
		switch a.Kind {
		case content.AddressSlug:
			code = "slug.taken"
		case content.AddressAlias:
			member = "/aliases"
		}
		f.Fields = append(f.Fields, fault.Field{
			Pointer: "/translations/" + string(a.Locale) + member, Code: code, Args: map[string]any{"address": a.Key},
		})
	}
	return f
}
