package httpapi

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/chart"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/reviewing"
	"github.com/diptych-cms/diptych/internal/work"
)

// A coverageAnswer is one group of the report on coverage.
type coverageAnswer struct {
	Locale       locale.Tag  `json:"locale"`
	Term         *termNamed  `json:"term"`
	Posts        int         `json:"posts"`
	Translated   int         `json:"translated"`
	Current      int         `json:"current"`
	Stale        int         `json:"stale"`
	Missing      int         `json:"missing"`
	Words        int         `json:"words"`
	WordsDone    int         `json:"wordsDone"`
	Percent      int         `json:"percent"`
	TimeToParity timesAnswer `json:"timeToParity"`
}

// A termNamed is a term as reports name it.
type termNamed struct {
	ID   content.TermID `json:"id"`
	Name string         `json:"name"`
}

// A timesAnswer says how long something took.
type timesAnswer struct {
	Count         int   `json:"count"`
	MedianSeconds int64 `json:"medianSeconds"`
	P90Seconds    int64 `json:"p90Seconds"`
}

// seconds returns whole seconds, rounded.
func seconds(d time.Duration) int64 { return int64(d.Round(time.Second) / time.Second) }

func coverageOf(g work.Group) coverageAnswer {
	answer := coverageAnswer{
		Locale: g.Locale, Posts: g.Posts, Translated: g.Translated, Current: g.Current, Stale: g.Stale, Missing: g.Missing,
		Words: g.Words, WordsDone: g.Done, Percent: g.Percent(),
		TimeToParity: timesAnswer{g.Parity.N, seconds(g.Parity.Median), seconds(g.Parity.P90)},
	}
	if g.Term != "" {
		answer.Term = &termNamed{g.Term, g.Name}
	}
	return answer
}

// ReportCoverage answers GET /manage/v1/reports/coverage.
func (a *API) ReportCoverage(c echo.Context, p apigen.ReportCoverageParams) error {
	cmd := reviewing.Coverage{Actor: actorOf(c)}
	cmd.Query.By, cmd.Query.Limit = work.By(c.QueryParam("by")), either(p.Limit)
	if err := tagParam(c, "locale", &cmd.Query.Locale); err != nil {
		return err
	}
	report, err := a.Reviewing.Coverage(c.Request().Context(), cmd)
	if err != nil {
		return err
	}
	if c.QueryParam("format") == "svg" {
		return sendDrawing(c, coverageChart(report, cmd.Query.By, a.speakerOf(c)).SVG())
	}
	answer := struct {
		Items   []coverageAnswer `json:"items"`
		Pending int              `json:"pending"`
	}{Items: make([]coverageAnswer, len(report.Groups)), Pending: report.Pending}
	for i, g := range report.Groups {
		answer.Items[i] = coverageOf(g)
	}
	return send(c, http.StatusOK, echo.MIMEApplicationJSON, answer)
}

// sendDrawing answers with an SVG document, which may load and run nothing wherever
// it is opened.
func sendDrawing(c echo.Context, drawing []byte) error {
	h := c.Response().Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	return c.Blob(http.StatusOK, "image/svg+xml", drawing)
}

// coverageChart is the report as a chart, in the words of the speaker.
func coverageChart(r work.Report, by work.By, s speaker) chart.Coverage {
	title := "coverage.title"
	switch by {
	case work.ByTag:
		title = "coverage.title_tag"
	case work.ByAuthor:
		title = "coverage.title_author"
	}
	drawn := chart.Coverage{
		Lang: string(s.tag), Title: s.say(title, nil), Subtitle: s.say("coverage.subtitle", nil), Empty: s.say("coverage.empty", nil),
	}
	var says []string
	for _, g := range r.Groups {
		if g.Words == 0 {
			continue // nothing to translate is neither done nor missing
		}
		bar := barOf(g, s)
		drawn.Bars = append(drawn.Bars, bar)
		says = append(says, s.say("coverage.says", map[string]any{
			"label": bar.Label, "percent": bar.Percent, "words": grouped(g.Words, s.tag), "count": g.Posts, "translated": g.Translated, "stale": g.Stale,
		}))
	}
	drawn.Description = strings.Join(says, " ")
	if len(says) == 0 {
		drawn.Description = drawn.Empty
	}
	return drawn
}

// barOf is a group as a bar.
func barOf(g work.Group, s speaker) chart.Bar {
	args := map[string]any{"locale": string(g.Locale), "name": g.Name}
	bar := chart.Bar{
		Label:   s.say("coverage.language", args),
		Percent: s.say("coverage.percent", map[string]any{"percent": g.Percent()}),
		Note:    s.say("coverage.posts", map[string]any{"count": g.Posts, "translated": g.Translated}),
	}
	if g.Term != "" {
		bar.Label = s.say("coverage.term", args)
	}
	if g.Parity.N > 0 {
		bar.Aside = s.say("coverage.half", map[string]any{"span": spanOf(g.Parity.Median, s)})
	}
	for i, part := range []struct {
		size int
		key  string
	}{{g.Done, "coverage.done"}, {g.Old, "coverage.old"}, {g.Words - g.Done - g.Old, "coverage.new"}} {
		bar.Parts[i].Size = part.size
		if part.size > 0 {
			bar.Parts[i].Text = s.say(part.key, map[string]any{"n": grouped(part.size, s.tag)})
		}
	}
	return bar
}

// spanOf writes a length of time as people say it, in the largest unit of which there
// are at least two.
func spanOf(d time.Duration, s speaker) string {
	const day = 24 * time.Hour
	unit, key := time.Minute, "coverage.minutes"
	switch {
	case d >= 2*day:
		unit, key = day, "coverage.days"
	case d >= 2*time.Hour:
		unit, key = time.Hour, "coverage.hours"
	}
	return s.say(key, map[string]any{"n": int64(max(d.Round(unit)/unit, 1))})
}

// grouped writes a number with its thousands apart, as the language does: by a
// no-break space in French, by a comma in English.
func grouped(n int, tag locale.Tag) string {
	between := ","
	if tag.Base() == "fr" {
		between = "\u00a0"
	}
	digits := strconv.Itoa(n)
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(between)
		}
		b.WriteRune(d)
	}
	return b.String()
}
