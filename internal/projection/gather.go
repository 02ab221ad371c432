package projection

import (
	"context"
	"fmt"
	"slices"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/imaging"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
)

// Gather reads what rendering the post of the input needs beside its rows and the
// settings: the terms and files that it shows, and what is live of the posts that
// it links to. Whoever shows a post otherwise than live (a preview) gathers the
// same, and keeps nothing of it.
func Gather(ctx context.Context, r Shown, in *entry.Input) error {
	named := in.Names()
	in.Terms = make(map[content.TermID]content.Term, len(named.Tags))
	if len(named.Tags) > 0 {
		terms, err := r.TermsByID(ctx, named.Tags)
		if err != nil {
			return err
		}
		for _, t := range terms {
			in.Terms[t.ID] = t
		}
	}
	in.Files = make(map[content.AssetID]entry.File, len(named.Assets))
	if len(named.Assets) > 0 {
		assets, err := r.AssetsByID(ctx, named.Assets)
		if err != nil {
			return err
		}
		for i := range assets {
			in.Files[assets[i].ID] = fileOf(&assets[i])
		}
	}
	return gatherLinked(ctx, r, in, named.Posts)
}

// gatherLinked reads what is known of the posts that the texts link to: those named,
// and those that hold the addresses which the texts have instead of names.
func gatherLinked(ctx context.Context, r Linked, in *entry.Input, posts []content.PostID) error {
	needs := in.Needs()
	if len(needs.Addresses) > 0 {
		holders, err := r.Leads(ctx, needs.Addresses)
		if err != nil {
			return err
		}
		in.Holders = content.HoldersOf(holders)
		for _, a := range holders {
			posts = append(posts, a.Post)
		}
		slices.Sort(posts)
		posts = slices.Compact(posts)
	}
	if len(posts) == 0 {
		return nil
	}
	var err error
	if in.Links, err = r.LiveAlternates(ctx, posts); err != nil {
		return err
	}
	if ids := in.Fragments(needs); len(ids) > 0 {
		if in.Anchors, err = r.LiveAnchors(ctx, ids); err != nil {
			return err
		}
	}
	unread := slices.DeleteFunc(slices.Clone(posts), func(id content.PostID) bool { return len(in.Links[id]) > 0 || id == in.Live.Post.ID })
	if len(unread) > 0 {
		in.Unread, err = r.Unread(ctx, unread)
	}
	return err
}

func fileOf(a *media.Asset) entry.File {
	f := entry.File{
		Type: a.Type, Width: a.Width, Height: a.Height, Bytes: a.Bytes, Moves: a.Look.Frames > 1,
		Alone:       a.Look.Version > 0 && a.Look.Frames == 0 || a.Look.Version == 0 && a.Type == imaging.GIF,
		Placeholder: a.Look.Placeholder, Colour: a.Look.Colour, Texts: make(map[locale.Tag]entry.FileText, len(a.Texts)),
	}
	if a.Focus != nil {
		x, y := a.Focus.Percent()
		f.Focus = fmt.Sprintf("%d%% %d%%", x, y)
	}
	for tag, text := range a.Texts {
		f.Texts[tag] = entry.FileText(text)
	}
	return f
}
