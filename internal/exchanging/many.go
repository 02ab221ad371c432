package exchanging

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/work"
)

// An ExportMany asks for translations of many posts into one language.
type ExportMany struct {
	Actor  access.Actor
	Locale locale.Tag
	Posts  []content.PostID // none: all that have segments in the states, or if there are none something to do, and that the actor may write
	Choice
	Progress func(done, total int) // nil: nobody asks
}

// mostSettled bounds what one request brings up to date first.
const mostSettled = 200

// ExportMany gives the file of each post to each, with names that differ, and
// returns how many there were. Posts with nothing in the states are left out; of those
// that are named, one that is not there is a fault. It ends with the first error of
// each.
func (s *Service) ExportMany(ctx context.Context, cmd ExportMany, each func(*File) error) (n int, err error) {
	posts := cmd.Posts
	if len(posts) == 0 {
		posts, err = s.todo(ctx, cmd)
	} else {
		err = s.named(ctx, cmd)
	}
	names := make(map[string]int)
	for i, id := range posts {
		if err != nil {
			break
		}
		var file *File
		if file, err = s.oneOf(ctx, cmd, id, names); err == nil && file != nil {
			n++
			err = each(file)
		}
		if cmd.Progress != nil {
			cmd.Progress(i+1, len(posts))
		}
	}
	if err != nil {
		return n, fmt.Errorf("export translations into %s: %w", cmd.Locale, err)
	}
	return n, nil
}

// named returns nil if every post that is named can be given out, so that no archive is
// begun that cannot be ended.
func (s *Service) named(ctx context.Context, cmd ExportMany) error {
	if err := cmd.Actor.Check(access.Browse); err != nil {
		return err
	}
	if len(cmd.Posts) > exchange.MaxFiles {
		return exchange.TooMany(exchange.MaxFiles)
	}
	return s.Read(ctx, func(r Snapshot) error {
		for _, id := range cmd.Posts {
			if _, err := exportable(ctx, r, cmd.Actor, id, cmd.Locale); err != nil {
				return err
			}
		}
		return nil
	})
}

// oneOf makes the file of one post, or none where there is nothing in it.
func (s *Service) oneOf(ctx context.Context, cmd ExportMany, id content.PostID, names map[string]int) (*File, error) {
	var f *exchange.File
	var name string
	err := s.Read(ctx, func(r Snapshot) (err error) {
		f, name, err = made(ctx, r, Export{Actor: cmd.Actor, Post: id, Locale: cmd.Locale, Choice: cmd.Choice}, false)
		return err
	})
	if err != nil || len(f.Units) == 0 {
		if len(cmd.Posts) == 0 && (fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden) || fault.Is(err, fault.Conflict)) {
			err = nil // it was a moment ago
		}
		return nil, err
	}
	if names[name]++; names[name] > 1 { // two posts of different sources may have one slug
		name += "-" + strconv.Itoa(names[name])
	}
	var b bytes.Buffer
	err = cmd.Format.write(&b, f)
	return &File{Name: name + cmd.Format.extension(), Body: b.Bytes()}, err
}

// todo returns the posts whose translation the actor may write and that have
// segments in the states, those that came to be so last first.
func (s *Service) todo(ctx context.Context, cmd ExportMany) ([]content.PostID, error) {
	if err := cmd.Actor.CheckBest(access.Write, cmd.Locale); err != nil {
		return nil, err
	}
	if s.Settle != nil {
		if _, err := s.Settle(ctx, true, mostSettled); err != nil {
			return nil, err
		}
	}
	var posts []content.PostID
	err := s.Read(ctx, func(r Snapshot) error {
		view, err := workOf(ctx, r, cmd)
		if err != nil {
			return err
		}
		q := work.Query{Locale: cmd.Locale, States: statesOf(cmd.States), Sort: work.NewestWait, Limit: 100}
		for {
			page, err := r.Work(ctx, view, q)
			if err != nil {
				return err
			}
			for _, item := range page.Items {
				if len(posts) == exchange.MaxFiles {
					return nil
				}
				posts = append(posts, item.Post)
			}
			if q.After = page.Next; q.After == nil {
				return nil
			}
		}
	})
	return posts, err
}

// workOf returns whose work counts: of posts that the actor may write in the language.
func workOf(ctx context.Context, r Posts, cmd ExportMany) (work.View, error) {
	view := work.View{Actor: cmd.Actor.ID}
	locales, err := r.Locales(ctx)
	if err != nil {
		return view, err
	}
	if !slices.ContainsFunc(locales, func(l content.Locale) bool { return l.Tag == cmd.Locale }) {
		return view, fault.New(fault.NotFound, "locale.not_found", "locale", string(cmd.Locale))
	}
	switch cmd.Actor.Permissions([]locale.Tag{cmd.Locale})[access.ReadSource][cmd.Locale] {
	case access.Any:
		view.Any = []locale.Tag{cmd.Locale}
	case access.Own:
		view.Own = []locale.Tag{cmd.Locale}
	}
	return view, nil
}

// statesOf returns the states of translations that have, or may have, segments in the
// states; of none, of those that have something to do.
func statesOf(segments []bitext.State) []work.State {
	if len(segments) == 0 {
		segments = []bitext.State{bitext.Missing, bitext.Stale}
	}
	var states []work.State
	for _, s := range segments {
		switch s {
		case bitext.Missing:
			states = append(states, work.Missing, work.Partial, work.Unjudged)
		case bitext.Stale:
			states = append(states, work.Stale, work.Partial, work.Unjudged)
		case bitext.Current, bitext.Omitted, bitext.Local:
			return nil // any may have some
		}
	}
	slices.Sort(states)
	return slices.Compact(states)
}

// Zip returns what puts files into an archive that is written to w, and what ends
// the archive.
func Zip(w io.Writer, at time.Time) (each func(*File) error, end func() error) {
	z := zip.NewWriter(w)
	each = func(f *File) error {
		entry, err := z.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate, Modified: at})
		if err != nil {
			return err
		}
		_, err = entry.Write(f.Body)
		return err
	}
	return each, z.Close
}
