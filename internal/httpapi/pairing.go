package httpapi

import (
	"math"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A halfAnswer is a post that lacks a language, and who may be the other half.
type halfAnswer struct {
	Post       content.PostID        `json:"post"`
	Titles     map[locale.Tag]string `json:"titles"`
	Missing    []locale.Tag          `json:"missing"`
	Candidates []partnerAnswer       `json:"candidates"`
}

// A partnerAnswer is a post that may be one work with another.
type partnerAnswer struct {
	Post    content.PostID        `json:"post"`
	Titles  map[locale.Tag]string `json:"titles"`
	Score   float64               `json:"score"`
	Reasons []content.PairReason  `json:"reasons"`
}

// ReportPairing answers GET /manage/v1/reports/pairing.
func (a *API) ReportPairing(c echo.Context, p apigen.ReportPairingParams) error {
	page, err := a.Editing.Pairing(c.Request().Context(), editing.GetPairing{Actor: actorOf(c), Limit: either(p.Limit), Cursor: c.QueryParam("cursor")})
	if err != nil {
		return err
	}
	return sendPage(c, page.Items, page.Next, func(h editing.Half) halfAnswer {
		answer := halfAnswer{Post: h.Post, Titles: object(h.Titles), Missing: h.Missing, Candidates: []partnerAnswer{}}
		for _, p := range h.Partners {
			answer.Candidates = append(answer.Candidates, partnerAnswer{
				Post: p.Post, Titles: p.Titles, Score: math.Round(p.Score*100) / 100, Reasons: p.Reasons,
			})
		}
		return answer
	})
}
