package recall

import (
	"cmp"
	"time"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/memory"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/standing"
)

// Translations returns what a pair has for the memory: of its rows those that are
// current, of one segment in each language, and whose words no machine wrote unread.
// saved is when and by whom the translation was, for rows that do not say it.
func Translations(p *standing.Pair, by string, saved time.Time) []Fed {
	if p.Source == nil {
		return nil
	}
	place := make(map[string]int, len(p.Source.Segments))
	for i := range p.Source.Segments {
		place[p.Source.Segments[i].ID] = i
	}
	var list []Fed
	for i := range p.Rows {
		row := &p.Rows[i]
		if row.State != bitext.Current || len(row.Source) != 1 || len(row.Target) != 1 || row.Origin == bitext.MachineUnreviewed {
			continue
		}
		source := row.Source[0]
		e := bitext.Entry{
			Source: source.Text, Target: row.Target[0].Text, Tags: memory.Elements(source.Tags),
			Origin: cmp.Or(row.Origin, bitext.Human), By: cmp.Or(row.By, by), At: row.At,
			Post: content.PostID(p.Pairing.Post), Segment: source.ID,
		}
		if e.At.IsZero() {
			e.At = saved
		}
		before, after := Neighbours(p.Source, place[source.ID])
		list = append(list, Fed{Entry: e, Before: before, After: after})
	}
	return list
}

// Neighbours returns the hashes of the texts that the segment stands between, as uses
// keep them.
func Neighbours(d *segment.Document, i int) (before, after int64) {
	if i > 0 {
		before = memory.Sum(d.Segments[i-1].Text)
	}
	if i+1 < len(d.Segments) {
		after = memory.Sum(d.Segments[i+1].Text)
	}
	return before, after
}
