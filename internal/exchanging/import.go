package exchanging

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/patch"
)

// An Import brings a file back to one translation.
type Import struct {
	Actor  access.Actor
	Post   content.PostID
	Locale locale.Tag
	Kind   Kind
	Body   io.Reader
	DryRun bool
	Once   once.Key
}

// Import judges each unit by itself and writes what can be applied, as one revision;
// nothing else changes. A missing translation is made. What is not applied is in the
// report with its text. A file that cannot be read is a fault, and does nothing.
func (s *Service) Import(ctx context.Context, cmd Import) (*Report, error) {
	report, err := s.importOne(ctx, cmd)
	if err != nil {
		return nil, fmt.Errorf("import translation %s of post %s: %w", cmd.Locale, cmd.Post, err)
	}
	return report, nil
}

func (s *Service) importOne(ctx context.Context, cmd Import) (*Report, error) {
	if err := cmd.Actor.CheckBest(access.Write, cmd.Locale); err != nil {
		return nil, err
	}
	// Whoever may not write the post is not made to wait for the file.
	err := s.Read(ctx, func(r Snapshot) error {
		_, err := writable(ctx, r, cmd.Actor, cmd.Post, cmd.Locale)
		return err
	})
	if err != nil {
		return nil, err
	}
	hash := sha256.New()
	body := io.TeeReader(cmd.Body, hash)
	units, err := unitsIn(cmd.Kind, body)
	if err != nil {
		return nil, err
	}
	if _, err := io.Copy(io.Discard, body); err != nil {
		return nil, err
	}
	cmd.Once = cmd.Once.With(hex.EncodeToString(hash.Sum(nil)))
	l := landing{s: s, actor: cmd.Actor, post: cmd.Post, tag: cmd.Locale, units: units, dry: cmd.DryRun, once: cmd.Once}
	return l.land(ctx)
}

// unitsIn returns the units of all posts in a file, in order.
func unitsIn(kind Kind, body io.Reader) ([]*incoming, error) {
	var units []*incoming
	err := kind.read(body, func(f *exchange.File) error {
		if len(units)+len(f.Units) > exchange.MaxUnits {
			return exchange.TooMany(exchange.MaxUnits)
		}
		for i := range f.Units {
			units = append(units, &incoming{Unit: f.Units[i], kind: kind, sourceN: f.SourceN})
		}
		return nil
	})
	return units, err
}

// writable returns the post if the actor may write its translation, which may be
// missing.
func writable(ctx context.Context, r Posts, actor access.Actor, id content.PostID, tag locale.Tag) (*content.Post, error) {
	p, err := access.Known(ctx, r, actor, id)
	if err != nil {
		return nil, err
	}
	if err := actor.CheckOn(access.Write, access.SubjectOf(p), tag); err != nil {
		return nil, err
	}
	return p, wanted(ctx, r, p, tag)
}

// placeOf returns the number that begins a pointer: 3 of "/3/target".
func placeOf(pointer string) (n int, ok bool) {
	first, _, _ := strings.Cut(strings.TrimPrefix(pointer, "/"), "/")
	n, err := strconv.Atoi(first)
	return n, err == nil && n >= 0
}

// overtaken reports whether somebody saved the text between a plan and its saving.
func overtaken(err error) bool {
	f, ok := fault.Of(err)
	return ok && f.Code == patch.Overtaken
}
