package httpapi

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
)

// A useAnswer is one place that names a file: a part of a post, of which the shared one
// has no locale, or an author, who has no post.
type useAnswer struct {
	Post   *content.PostID `json:"post"`
	Author *content.TermID `json:"author"`
	Locale *locale.Tag     `json:"locale"`
	Title  string          `json:"title"`
	Live   bool            `json:"live"`
	State  media.UseState  `json:"state"`
}

func usesOf(uses []media.Use) []useAnswer {
	answers := make([]useAnswer, len(uses))
	for i, u := range uses {
		answers[i] = useAnswer{Title: u.Title, Live: u.State == media.UseLive, State: u.State}
		if u.Post != "" {
			answers[i].Post = &u.Post
		}
		if u.Author != "" {
			answers[i].Author = &u.Author
		}
		if u.Locale != "" {
			answers[i].Locale = &u.Locale
		}
	}
	return answers
}

// A sumAnswer is how much is uploaded, and how much may be.
type sumAnswer struct {
	Files int    `json:"files"`
	Bytes int64  `json:"bytes"`
	Quota *int64 `json:"quota"`
}

func sumOf(s media.Sum, quota int64) sumAnswer {
	answer := sumAnswer{Files: s.Files, Bytes: s.Bytes}
	if quota > 0 {
		answer.Quota = &quota
	}
	return answer
}

// AssetUsage answers GET /manage/v1/assets/usage.
func (a *API) AssetUsage(c echo.Context) error {
	stock, err := a.Uploading.Stock(c.Request().Context(), actorOf(c))
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, echo.MIMEApplicationJSON, struct {
		Site sumAnswer `json:"site"`
		Own  sumAnswer `json:"own"`
	}{sumOf(stock.Usage.Site, stock.Quota.Site), sumOf(stock.Usage.Own, stock.Quota.User)})
}
