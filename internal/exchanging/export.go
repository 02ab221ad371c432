package exchanging

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/standing"
)

// An Export asks for a translation as a file.
type Export struct {
	Actor  access.Actor
	Post   content.PostID
	Locale locale.Tag
	Choice
}

// A Choice says what goes into files, and how.
type Choice struct {
	Format  Format
	States  []bitext.State // segments in these alone; none: all but those that are left out
	Cut     bool           // segments without a translation are cut into sentences, in XLIFF
	Prefill bool           // and have the source in its place, in XLIFF 1.2
	At      time.Time      // the instant that the file names
}

// A File is one that was made.
type File struct {
	Name string // "meetups.fr.xlf"
	Body []byte
}

// Export returns the heads of the source and of its translation, as a file; a
// missing translation is given out too. Where there is no segment in the states it is
// a fault.Conflict "exchange.nothing".
func (s *Service) Export(ctx context.Context, cmd Export) (*File, error) {
	var file *File
	err := s.Read(ctx, func(r Snapshot) error {
		f, name, err := made(ctx, r, cmd, true)
		if err != nil {
			return err
		}
		if len(f.Units) == 0 {
			return fault.New(fault.Conflict, "exchange.nothing")
		}
		var b bytes.Buffer
		if err := cmd.Format.write(&b, f); err != nil {
			return err
		}
		file = &File{Name: name + cmd.Format.extension(), Body: b.Bytes()}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("export translation %s of post %s: %w", cmd.Locale, cmd.Post, err)
	}
	return file, nil
}

// made makes the file of one post, and its name without extension. With help it
// holds what memory and glossary have, which takes time.
func made(ctx context.Context, r Snapshot, cmd Export, help bool) (f *exchange.File, name string, err error) {
	p, err := exportable(ctx, r, cmd.Actor, cmd.Post, cmd.Locale)
	if err != nil {
		return nil, "", err
	}
	pair, err := standing.Of(ctx, r, standing.Heads(p, cmd.Locale))
	if err != nil {
		return nil, "", err
	}
	of := pair.Pairing
	f = &exchange.File{
		Post: of.Post, Source: of.Source, Target: of.Target, SourceN: of.SourceN, TargetN: of.TargetN,
		At: cmd.At, Prefill: cmd.Prefill, Cut: cmd.Cut,
	}
	source := pair.Source.Of()
	f.Title = source.Title
	t := p.Translation(cmd.Locale)
	for _, row := range chosen(pair, cmd.States) {
		f.Units = append(f.Units, unitOf(f, row, t))
	}
	if err := remark(ctx, r, p.ID, f); err != nil {
		return nil, "", err
	}
	if help {
		err = assist(ctx, r, pair, f)
	}
	return f, nameOf(p.ID, source.Slug, cmd.Locale), err
}

// exportable returns the post if the actor may see its source beside its translation,
// which may be missing.
func exportable(ctx context.Context, r Posts, actor access.Actor, id content.PostID, tag locale.Tag) (*content.Post, error) {
	p, err := access.Known(ctx, r, actor, id)
	if err != nil {
		return nil, err
	}
	if err := mayExport(actor, p, tag); err != nil {
		return nil, err
	}
	return p, wanted(ctx, r, p, tag)
}

// chosen returns the rows that go into a file: those with a source that says
// something, in one of the states.
func chosen(pair *standing.Pair, states []bitext.State) []*standing.Row {
	if len(states) == 0 {
		states = []bitext.State{bitext.Missing, bitext.Stale, bitext.Current}
	}
	var rows []*standing.Row
	for i := range pair.Rows {
		row := &pair.Rows[i]
		words := strings.TrimSpace(segment.Plain(row.SourceText())) // a picture alone says nothing
		if words != "" && slices.Contains(states, row.State) {
			rows = append(rows, row)
		}
	}
	return rows
}

// nameOf returns the name of a post's file: its slug in the source, where that is
// plain, or else its id.
func nameOf(id content.PostID, slug string, tag locale.Tag) string {
	if !plain(slug) {
		slug = string(id)
	}
	return slug + "." + string(tag)
}

// plain reports whether a slug can be the name of a file everywhere.
func plain(slug string) bool {
	for _, c := range slug {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return slug != "" && len(slug) <= 100
}
