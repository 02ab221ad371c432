package remembering

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
)

// together is how many units or terms one transaction takes in.
const together = 400

// A spool is a file that came in, kept on disk while it is read: nobody who sends
// slowly holds anything up, and a request that comes twice is known by the bytes.
type spool struct {
	*os.File
	sum string
}

// spooled keeps a file of at most most bytes. Close it after use.
func spooled(r io.Reader, most int64) (*spool, error) {
	f, err := os.CreateTemp("", "diptych-*")
	if err != nil {
		return nil, err
	}
	s := &spool{File: f}
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, h), io.LimitReader(r, most+1))
	if err == nil && n > most {
		err = fault.New(fault.TooLarge, "memory.too_large", "most", most>>20)
	}
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	s.sum = hex.EncodeToString(h.Sum(nil))
	return s, nil
}

// Close deletes the file.
func (s *spool) Close() error { return errors.Join(s.File.Close(), os.Remove(s.Name())) }

// bring brings a file in: take reads it and writes what it holds, in transactions of
// its own that tell of it. A request that comes twice is answered as the first time;
// one that broke off goes on where it was, since what is there already stays as it is.
func (s *Service) bring(ctx context.Context, cmd Import, most int64, take func(context.Context, io.ReadSeeker) (Report, error)) (report Report, err error) {
	file, err := spooled(cmd.File, most)
	if err != nil {
		return Report{}, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	key := cmd.Once
	if key.Name != "" {
		key = key.With(file.sum)
	}
	again := false
	if key.Name != "" {
		err = s.Write(ctx, func(tx Tx) (err error) {
			report, again, err = once.Again[Report](ctx, tx, cmd.Actor.ID, key)
			return err
		})
	}
	if err != nil || again {
		return report, err
	}
	if report, err = take(ctx, file); err != nil || key.Name == "" {
		return report, err
	}
	return report, s.Write(ctx, func(tx Tx) error {
		report, err = once.Do(ctx, tx, cmd.Actor.ID, key, func() (Report, error) { return report, nil })
		return err
	})
}

// A site knows its languages by what files call them.
type site []locale.Tag

// siteOf reads the site's languages.
func (s *Service) siteOf(ctx context.Context) (site, error) {
	var tags site
	err := s.Read(ctx, func(r Snapshot) error {
		locales, err := r.Locales(ctx)
		tags = tagsOf(locales)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the site's languages: %w", err)
	}
	return tags, nil
}

func tagsOf(locales []content.Locale) site {
	tags := make(site, len(locales))
	for i, l := range locales {
		tags[i] = l.Tag
	}
	return tags
}

// find returns the site's language that a file means: the very one, or the only one
// that is another region's.
func (s site) find(name string) (locale.Tag, bool) {
	tag, err := locale.Parse(name)
	if err != nil {
		return "", false
	}
	if slices.Contains(s, tag) {
		return tag, true
	}
	var same []locale.Tag
	for _, have := range s {
		if have.Base() == tag.Base() {
			same = append(same, have)
		}
	}
	if len(same) != 1 {
		return "", false
	}
	return same[0], true
}
