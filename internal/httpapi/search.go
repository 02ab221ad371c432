package httpapi

import (
	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
)

// SearchPosts answers GET /content/v1/search.
func (a *API) SearchPosts(_ echo.Context, _ apigen.SearchPostsParams) error {
	return fault.New(fault.NotFound, "http.not_found")
}

// SuggestSearches answers GET /content/v1/search/suggestions.
func (a *API) SuggestSearches(_ echo.Context, _ apigen.SuggestSearchesParams) error {
	return fault.New(fault.NotFound, "http.not_found")
}
