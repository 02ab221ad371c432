package reading

import (
	"context"
	"fmt"
	"time"

	"github.com/diptych-cms/diptych/internal/entry"
)

// mostMonths bounds an archive: two hundred years of a post each month.
const mostMonths = 2400

// archives is the answer of GET /archives.
type archives struct {
	Items []archive `json:"items"`
}

// An archive is one month of the site's zone. Since and Until are its first and last
// day, as lists take them.
type archive struct {
	Year  int    `json:"year"`
	Month int    `json:"month"`
	Count int    `json:"count"`
	Since string `json:"since"`
	Until string `json:"until"`
}

// Archives answers GET /archives: how many live posts of the language there are of
// each month, of all or of those with one term, the newest month first. A term that
// no live post has has none, whether it exists or not.
func (s *Service) Archives(ctx context.Context, q ArchivesQuery) (Answer, error) {
	a, err := ListQuery{Choice: q.Choice, Tag: q.Tag, Author: q.Author, Series: q.Series}.read()
	if err != nil {
		return Answer{}, fmt.Errorf("read archives: %w", err)
	}
	a.everywhere = false
	answer, err := s.over(ctx, func(src Source) (Answer, error) {
		p, err := prepare(ctx, src, a, q.Choice)
		if err != nil {
			return Answer{}, err
		}
		items := []archive{}
		if !p.none {
			months, err := monthsOf(ctx, src, p.tag, p.facet, mostMonths)
			if err != nil {
				return Answer{}, err
			}
			for _, m := range months {
				items = append(items, archiveOf(m))
			}
		}
		answer, err := compose(archives{Items: items})
		answer.Languages, answer.Varied, answer.Keys = p.spoken(), p.varied, listKeys(p.chain)
		return answer, err
	})
	if err != nil {
		return answer, fmt.Errorf("read archives: %w", err)
	}
	return answer, nil
}

func archiveOf(m entry.Month) archive {
	first := time.Date(m.Year, time.Month(m.Month), 1, 0, 0, 0, 0, time.UTC)
	return archive{
		Year: m.Year, Month: m.Month, Count: m.Posts,
		Since: first.Format(time.DateOnly), Until: first.AddDate(0, 1, -1).Format(time.DateOnly),
	}
}
