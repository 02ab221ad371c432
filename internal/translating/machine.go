package translating

import (
	"context"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/machine"
	"github.com/diptych-cms/diptych/internal/patch"
	"github.com/diptych-cms/diptych/internal/standing"
)

// byMachine has the site's service translate the sources of rows of the pair, and
// returns them as writes that nobody has looked at. A text that came back without
// its tags, or with nothing in it, is left out, with a warning that shows it. Without a
// service that is a fault.Conflict "machine.none". It waits for another server, and
// is not for a transaction.
func (s *Service) byMachine(ctx context.Context, service *content.Machine, pair *standing.Pair, rows []*standing.Row) ([]patch.Write, []content.Warning, error) {
	if service == nil || s.Ask == nil {
		return nil, nil, fault.New(fault.Conflict, "machine.none")
	}
	sources := make([]segment.Segment, len(rows))
	job := machine.Job{Service: *service, Source: pair.Pairing.Source, Target: pair.Pairing.Target, Texts: make([]string, len(rows))}
	for i, row := range rows {
		sources[i] = segment.Whole(row.Source)
		job.Texts[i] = sources[i].Text
	}
	texts, err := s.Ask(ctx, job)
	if err != nil {
		return nil, nil, err
	}
	var (
		writes []patch.Write
		left   []content.Warning
	)
	for i, row := range rows {
		if !machine.Fits(sources[i].Text, texts[i]) {
			left = append(left, content.Warning{Code: "machine.unfit", Pointer: sources[i].Place, Excerpt: excerpt(texts[i])})
			continue
		}
		writes = append(writes, patch.Write{ID: row.ID, SourceHash: sources[i].Hash, Target: texts[i], Origin: bitext.MachineUnreviewed})
	}
	return writes, left, nil
}

// mostShown is how many characters of a text that was left out are shown.
const mostShown = 200

// excerpt returns the beginning of a text.
func excerpt(text string) string {
	count := 0
	for i := range text {
		if count == mostShown {
			return text[:i] + "…"
		}
		count++
	}
	return text
}
