package main

import (
	"context"

	"github.com/google/uuid"

	"github.com/diptych-cms/diptych/internal/app"
	"github.com/diptych-cms/diptych/internal/config"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/store"
)

// A pairCmd joins two posts by hand.
type pairCmd struct {
	A      string `arg:"" name:"a" help:"arg.pair_a"`
	B      string `arg:"" name:"b" help:"arg.pair_b"`
	Source string `default:"hugo" placeholder:"NAME" help:"option.source"`
}

// Run moves the translations of the second post into the first. URLs and
// revisions stay; the second id answers as a redirect from then on.
func (c pairCmd) Run(ctx context.Context, k *console, s *config.Common) error {
	return k.house(ctx, s, false, func(h *app.House) error {
		a, err := postOf(ctx, h, c.Source, c.A)
		if err != nil {
			return err
		}
		b, err := postOf(ctx, h, c.Source, c.B)
		if err != nil {
			return err
		}
		saved, err := h.Editing.Merge(ctx, editing.Merge{Actor: cliActor(), Post: a, Version: etag.Any, Absorbed: b})
		if err != nil {
			return err
		}
		for _, w := range saved.Warnings {
			k.note("cli.warning", "place", w.Pointer, "message", k.words(w.Code, w.Args))
		}
		k.print("cli.paired", "post", a, "absorbed", b)
		return nil
	})
}

// A splitCmd parts a pair by hand.
type splitCmd struct {
	Post   string `arg:"" help:"arg.split_post"`
	Locale string `arg:"" help:"arg.split_locale"`
	Source string `default:"hugo" placeholder:"NAME" help:"option.source"`
}

// Run makes a post of its own of one translation. URLs and revisions stay.
func (c splitCmd) Run(ctx context.Context, k *console, s *config.Common) error {
	tag, err := locale.Parse(c.Locale)
	if err != nil {
		return &misuse{err}
	}
	return k.house(ctx, s, false, func(h *app.House) error {
		id, err := postOf(ctx, h, c.Source, c.Post)
		if err != nil {
			return err
		}
		parted, err := h.Editing.Split(ctx, editing.Split{Actor: cliActor(), Post: id, Version: etag.Any, Locale: tag})
		if err != nil {
			return err
		}
		k.print("cli.split", "post", id, "locale", tag, "made", parted.New.Post.ID)
		return nil
	})
}

// postOf returns the post that a person names by its id, or by the path of the
// file that an import made it from, as the report writes it.
func postOf(ctx context.Context, h *app.House, source, name string) (content.PostID, error) {
	if id, err := uuid.Parse(name); err == nil {
		return content.PostID(id.String()), nil
	}
	var files []content.Imported
	err := h.Store.Read(ctx, func(s *store.Snapshot) (err error) {
		files, err = s.Imports(ctx, source)
		return err
	})
	if err != nil {
		return "", err
	}
	for _, f := range files {
		if f.Path == name && f.Post != "" {
			return f.Post, nil
		}
	}
	return "", fault.New(fault.NotFound, "cli.no_such_post", "name", name, "source", source)
}
