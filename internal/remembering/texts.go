package remembering

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/memory"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/bitext/tmx"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/recall"
)

// mostMemory bounds a file of the memory, in bytes.
const mostMemory = 256 << 20

// mostExcerpt is how much of a text a warning shows, in characters.
const mostExcerpt = 80

// ImportMemory takes texts into the memory from TMX. Each counts as brought in by the
// actor; where the file says when a text was written, that is kept. It asks for
// permission in every language that is translated into; a unit in another one is
// refused, and so is one that says nothing in two languages of the site.
func (s *Service) ImportMemory(ctx context.Context, cmd Import) (Report, error) {
	report, err := s.importMemory(ctx, cmd)
	if err != nil {
		return Report{}, fmt.Errorf("import into the memory: %w", err)
	}
	return report, nil
}

func (s *Service) importMemory(ctx context.Context, cmd Import) (Report, error) {
	if err := cmd.Actor.CheckBest(access.Lexicon); err != nil {
		return Report{}, err
	}
	tags, err := s.siteOf(ctx)
	if err != nil {
		return Report{}, err
	}
	in := &intake{Service: s, cmd: cmd, site: tags, said: make(map[int64]bool)}
	return s.bring(ctx, cmd, mostMemory, in.read)
}

// An intake is a file of the memory while it is taken in.
type intake struct {
	*Service
	cmd    Import
	site   site
	report Report
	batch  []bitext.Entry
	said   map[int64]bool // sums of what a dry run has seen
}

// read reads the whole file before it writes anything, so that of a broken one nothing
// is there.
func (in *intake) read(ctx context.Context, file io.ReadSeeker) (Report, error) {
	if err := tmx.Read(file, func(tmx.Unit) error { return nil }); err != nil {
		return Report{}, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return Report{}, err
	}
	err := tmx.Read(file, func(u tmx.Unit) error {
		in.unit(u)
		if len(in.batch) < together {
			return nil
		}
		return in.flush(ctx)
	})
	if err == nil {
		err = in.flush(ctx)
	}
	return in.report, err
}

// unit takes in what one unit says in the site's languages.
func (in *intake) unit(u tmx.Unit) {
	texts := make(map[locale.Tag]tmx.Variant)
	for _, v := range u.Variants {
		if tag, ok := in.site.find(v.Language); ok {
			if _, twice := texts[tag]; !twice {
				texts[tag] = v
			}
		}
	}
	sources := slices.Sorted(maps.Keys(texts))
	if u.Source != tmx.AnyLanguage {
		tag, ok := in.site.find(u.Source)
		if _, there := texts[tag]; !ok || !there {
			in.refuse(u, "memory.no_source", "locale", shownTag(u.Source))
			return
		}
		sources = []locale.Tag{tag}
	}
	if len(texts) < 2 {
		in.refuse(u, "memory.no_target")
		return
	}
	for _, source := range sources {
		for _, target := range slices.Sorted(maps.Keys(texts)) {
			if target.Base() != source.Base() {
				in.pair(u, bitext.Direction{Source: source, Target: target}, texts)
			}
		}
	}
}

// pair takes in two texts of a unit.
func (in *intake) pair(u tmx.Unit, d bitext.Direction, texts map[locale.Tag]tmx.Variant) {
	if err := in.cmd.Actor.Check(access.Lexicon, d.Target); err != nil {
		in.refuse(u, "memory.forbidden", "locale", string(d.Target))
		return
	}
	e := bitext.Entry{Direction: d, Origin: u.Origin, By: in.cmd.Actor.ID, At: u.At, Brought: true}
	e.Source, e.Target, e.Tags = tmx.Pair(texts[d.Source], texts[d.Target])
	if e.Origin == "" {
		e.Origin = bitext.Human
	}
	switch {
	case e.Origin == bitext.MachineUnreviewed:
		in.refuse(u, "memory.unread")
	case len(e.Source) > memory.LongestKept || len(e.Target) > memory.LongestKept:
		in.refuse(u, "memory.too_long", "most", memory.LongestKept)
	case !memory.Keeps(e):
		in.refuse(u, "memory.says_nothing")
	default:
		in.batch = append(in.batch, e)
	}
}

func (in *intake) refuse(u tmx.Unit, code string, args ...any) {
	w := Warning{Line: u.Line, Code: code, Args: fault.New(fault.Invalid, code, args...).Args}
	for _, v := range u.Variants {
		w.Excerpt = excerpt(segment.Plain(v.Text()))
		break
	}
	in.report.refuse(w)
}

// shownTag cuts what a file calls a language.
func shownTag(name string) string { return string([]rune(name)[:min(len([]rune(name)), 40)]) }

// excerpt returns the beginning of a text.
func excerpt(text string) string {
	runes := []rune(text)
	if len(runes) <= mostExcerpt {
		return text
	}
	return string(runes[:mostExcerpt]) + "…"
}

// flush writes what was gathered, or finds out what would be new of it.
func (in *intake) flush(ctx context.Context) error {
	batch := in.batch
	in.batch = nil
	if len(batch) == 0 {
		return nil
	}
	added := 0
	var err error
	if in.cmd.Dry {
		added, err = in.fresh(ctx, batch)
	} else {
		err = in.Write(ctx, func(tx Tx) error {
			added, err = in.keep(ctx, tx, batch)
			return err
		})
	}
	in.report.Added += added
	in.report.Unchanged += len(batch) - added
	return err
}

// keep puts entries into the memory, direction by direction, and tells of it.
func (in *intake) keep(ctx context.Context, tx Tx, batch []bitext.Entry) (added int, err error) {
	fed := make(map[bitext.Direction][]recall.Fed)
	into := make(map[locale.Tag]bool)
	for _, e := range batch {
		if e.At.IsZero() || e.At.After(tx.Now()) {
			e.At = tx.Now()
		}
		fed[e.Direction] = append(fed[e.Direction], recall.Fed{Entry: e})
		into[e.Direction.Target] = true
	}
	for _, d := range slices.SortedFunc(maps.Keys(fed), func(a, b bitext.Direction) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Target, b.Target))
	}) {
		n, err := recall.Feed(ctx, tx, d.Source, d.Target, fed[d])
		if err != nil {
			return 0, err
		}
		added += n
	}
	if added == 0 {
		return 0, nil
	}
	return added, tx.Emit(ctx, event.MemoryImported{Added: added, Locales: slices.Sorted(maps.Keys(into)), By: in.cmd.Actor.ID})
}

// fresh returns how many of the entries would be new.
func (in *intake) fresh(ctx context.Context, batch []bitext.Entry) (n int, err error) {
	err = in.Read(ctx, func(r Snapshot) error {
		directions, err := r.MemoryDirections(ctx)
		if err != nil {
			return err
		}
		for _, e := range batch {
			sum := memory.SumOf(e.Source, e.Target) ^ memory.SumOf(string(e.Direction.Source), string(e.Direction.Target))
			if in.said[sum] {
				continue
			}
			in.said[sum] = true
			known := false
			for _, d := range directions {
				if d.Source == e.Direction.Source && d.Target == e.Direction.Target {
					if known, err = r.MemoryHas(ctx, d, memory.SumOf(e.Source, e.Target)); err != nil {
						return err
					}
				}
			}
			if !known {
				n++
			}
		}
		return nil
	})
	return n, err
}
