package projection

import (
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
)

// Gather reads what rendering the post of the input needs beside its rows and the
// settings: the terms and files that it shows, and what is live of the posts that
// it links to. Whoever shows a post otherwise than live (a preview) gathers the
// same, and keeps nothing of it.
func Gather(ctx context.Context, r Shown, in *entry.Input) error {
	named := entry.Names(in.Live)
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
	if len(named.Posts) == 0 {
		return nil
	}
	links, err := r.LiveAlternates(ctx, named.Posts)
	in.Links = links
	return err
}

func fileOf(a *media.Asset) entry.File {
	f := entry.File{
		Type: a.Type, Width: a.Width, Height: a.Height, Bytes: a.Bytes, Moves: a.Look.Frames > 1,
		Placeholder: a.Look.Placeholder, Colour: a.Look.Colour, Texts: make(map[locale.Tag]entry.FileText, len(a.Texts)),
	}
	if a.Focus != nil {
		f.Focus = fmt.Sprintf("%.0f%% %.0f%%", 100*a.Focus.X, 100*a.Focus.Y)
	}
	for tag, text := range a.Texts {
		f.Texts[tag] = entry.FileText(text)
	}
	return f
}
