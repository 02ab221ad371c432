package httpapi

import (
	"context"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/reading"
)

// SearchPosts answers GET /content/v1/search.
func (a *API) SearchPosts(c echo.Context, _ apigen.SearchPostsParams) error {
	q := reading.SearchQuery{
		Choice: choiceOf(c), Text: c.QueryParam("q"),
		Tag: c.QueryParam("tag"), Author: c.QueryParam("author"), Series: c.QueryParam("series"),
		Since: c.QueryParam("since"), Until: c.QueryParam("until"),
		Limit: c.QueryParam("limit"), Cursor: c.QueryParam("cursor"),
	}
	return a.deliver(c, func(ctx context.Context) (reading.Answer, error) { return a.Reading.Search(ctx, q) })
}

// SuggestSearches answers GET /content/v1/search/suggestions.
func (a *API) SuggestSearches(c echo.Context, _ apigen.SuggestSearchesParams) error {
	q := reading.SuggestionsQuery{Choice: choiceOf(c), Text: c.QueryParam("q"), Limit: c.QueryParam("limit")}
	return a.deliver(c, func(ctx context.Context) (reading.Answer, error) { return a.Reading.Suggestions(ctx, q) })
}
