package httpapi

import (
	"context"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/reading"
)

// ReadFeed answers GET /content/v1/feeds/{locale}/{file}.
func (a *API) ReadFeed(c echo.Context, tag apigen.PathLocale, file apigen.ReadFeedParamsFile, _ apigen.ReadFeedParams) error {
	q := reading.FeedQuery{
		Locale: tag, File: string(file), Tag: c.QueryParam("tag"), Author: c.QueryParam("author"), Series: c.QueryParam("series"),
		Content: c.QueryParam("content"), Archive: c.QueryParam("archive"),
	}
	return a.deliver(c, func(ctx context.Context) (reading.Answer, error) { return a.Reading.Feed(ctx, q) })
}

// ReadLLMs answers GET /content/v1/llms.txt.
func (a *API) ReadLLMs(c echo.Context, _ apigen.ReadLLMsParams) error {
	return a.deliver(c, func(ctx context.Context) (reading.Answer, error) {
		return a.Reading.LLMs(ctx, choiceOf(c), a.Words.Say)
	})
}
