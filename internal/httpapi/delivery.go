package httpapi

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/reading"
)

// choiceOf returns how the reader says which language they want.
func choiceOf(c echo.Context) reading.Choice {
	return reading.Choice{
		Locale:   c.QueryParam("locale"),
		Accept:   c.Request().Header.Get("Accept-Language"),
		Fallback: c.QueryParam("fallback"),
	}
}

// withHead reports whether the reader wants the head of the page too: the only thing
// that entries can include.
func withHead(c echo.Context) bool { return c.QueryParam("include") != "" }

// deliver asks for an answer within the limit of time and sends it.
func (a *API) deliver(c echo.Context, ask func(context.Context) (reading.Answer, error)) error {
	ctx, cancel := context.WithTimeout(c.Request().Context(), a.Limits.Request)
	defer cancel()
	answer, err := ask(ctx)
	// What was refused before anything was read says nothing of the state.
	if rec, ok := recording(c); ok && answer.Generation != (entry.Generation{}) {
		rec.generation, rec.post, rec.passing = answer.Generation, answer.Post, answer.Passing
	}
	if err != nil {
		return err
	}
	return a.sendAnswer(c, answer)
}

// ReadSite answers GET /content/v1/site.
func (a *API) ReadSite(c echo.Context, _ apigen.ReadSiteParams) error {
	return a.deliver(c, func(ctx context.Context) (reading.Answer, error) {
		return a.Reading.Site(ctx, choiceOf(c))
	})
}

// ReadLocales answers GET /content/v1/locales.
func (a *API) ReadLocales(c echo.Context) error { return a.deliver(c, a.Reading.Locales) }

// ReadPosts answers GET /content/v1/posts.
func (a *API) ReadPosts(c echo.Context, _ apigen.ReadPostsParams) error {
	q := reading.ListQuery{
		Choice: choiceOf(c),
		Tag:    c.QueryParam("tag"), Author: c.QueryParam("author"), Series: c.QueryParam("series"),
		AvailableIn: c.QueryParam("available_in"),
		Since:       c.QueryParam("since"), Until: c.QueryParam("until"),
		Sort: c.QueryParam("sort"), Fields: c.QueryParam("fields"),
		Limit: c.QueryParam("limit"), Cursor: c.QueryParam("cursor"), Total: c.QueryParam("total"),
	}
	return a.deliver(c, func(ctx context.Context) (reading.Answer, error) { return a.Reading.List(ctx, q) })
}

// ReadPost answers GET /content/v1/posts/{id}.
func (a *API) ReadPost(c echo.Context, id apigen.PostID, _ apigen.ReadPostParams) error {
	return a.entry(c, reading.EntryQuery{Choice: choiceOf(c), Post: content.PostID(id)})
}

// entry answers with an entry, in the form that the client rather has. Refusals are the
// same for all, but a cache beside the server may not know: they vary too.
func (a *API) entry(c echo.Context, q reading.EntryQuery) error {
	c.Response().Header().Add("Vary", "Accept")
	q.Head = withHead(c)
	q.Markdown = wantsMarkdown(strings.Join(c.Request().Header.Values("Accept"), ","))
	return a.deliver(c, func(ctx context.Context) (reading.Answer, error) { return a.Reading.Entry(ctx, q) })
}

// ReadPostBySlug answers GET /content/v1/posts/by-slug/{slug}.
func (a *API) ReadPostBySlug(c echo.Context, slug apigen.Slug, _ apigen.ReadPostBySlugParams) error {
	return a.entry(c, reading.EntryQuery{Choice: choiceOf(c), Slug: slug})
}

// ResolveURL answers GET /content/v1/resolve.
func (a *API) ResolveURL(c echo.Context, p apigen.ResolveURLParams) error {
	return a.deliver(c, func(ctx context.Context) (reading.Answer, error) {
		return a.Reading.Resolve(ctx, reading.ResolveQuery{URL: p.Url, Locale: c.QueryParam("locale")})
	})
}

// terms answers a list of terms, or with a slug the one that has it.
func (a *API) terms(c echo.Context, kind content.TermKind, slug string) error {
	q := reading.TermQuery{Choice: choiceOf(c), Kind: kind, Slug: slug}
	return a.deliver(c, func(ctx context.Context) (reading.Answer, error) {
		if slug == "" {
			return a.Reading.Terms(ctx, q)
		}
		return a.Reading.Term(ctx, q)
	})
}

// ReadTags answers GET /content/v1/tags.
func (a *API) ReadTags(c echo.Context, _ apigen.ReadTagsParams) error {
	return a.terms(c, content.Tag, "")
}

// ReadTag answers GET /content/v1/tags/{slug}.
func (a *API) ReadTag(c echo.Context, slug apigen.Slug, _ apigen.ReadTagParams) error {
	return a.terms(c, content.Tag, slug)
}

// ReadAuthors answers GET /content/v1/authors.
func (a *API) ReadAuthors(c echo.Context, _ apigen.ReadAuthorsParams) error {
	return a.terms(c, content.Author, "")
}

// ReadAuthor answers GET /content/v1/authors/{slug}.
func (a *API) ReadAuthor(c echo.Context, slug apigen.Slug, _ apigen.ReadAuthorParams) error {
	return a.terms(c, content.Author, slug)
}

// ReadSeriesList answers GET /content/v1/series.
func (a *API) ReadSeriesList(c echo.Context, _ apigen.ReadSeriesListParams) error {
	return a.terms(c, content.Series, "")
}

// ReadSeries answers GET /content/v1/series/{slug}.
func (a *API) ReadSeries(c echo.Context, slug apigen.Slug, _ apigen.ReadSeriesParams) error {
	return a.terms(c, content.Series, slug)
}

// ReadContract answers GET /content/v1/openapi.json.
func (a *API) ReadContract(c echo.Context) error {
	answer, err := a.contract.asJSON()
	if err != nil {
		return err
	}
	return a.sendAnswer(c, answer)
}

// sendAnswer sends what reading composed, or says that the reader has it.
func (a *API) sendAnswer(c echo.Context, answer reading.Answer) error {
	if _, kept := recording(c); !kept {
		var err error
		if answer, err = pressed(c, answer); err != nil {
			return err
		}
	}
	h := c.Response().Header()
	h.Set("ETag", `"`+answer.ETag+`"`)
	h.Set(echo.HeaderCacheControl, a.shared)
	if answer.Passing {
		h.Set(echo.HeaderCacheControl, "no-store")
	}
	describe(c, answer)
	if unchanged(c.Request().Header, answer.ETag) {
		return c.NoContent(http.StatusNotModified)
	}
	return sendBody(c, cmp.Or(answer.Type, echo.MIMEApplicationJSON), answer.Body)
}

// describe says in headers which language the answer is in, and what else there is.
func describe(c echo.Context, answer reading.Answer) {
	h := c.Response().Header()
	if answer.Varied {
		h.Add("Vary", "Accept-Language")
	}
	if len(answer.Languages) > 0 {
		h.Set("Content-Language", languages(answer.Languages))
	}
	nameKeys(h, answer.Keys...)
	if links := linksOf(c.Request().URL, answer); links != "" {
		h.Set("Link", links)
	}
}

// nameKeys says what an answer shows, for caches that are told what to forget.
func nameKeys(h http.Header, keys ...string) {
	if len(keys) > 0 {
		h.Set("Cache-Tag", strings.Join(keys, ","))
		h.Set("Surrogate-Key", strings.Join(keys, " "))
	}
}

// sendBody sends a body that is ready.
func sendBody(c echo.Context, mediaType string, body []byte) error {
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, mediaType)
	h.Set(echo.HeaderXContentTypeOptions, "nosniff")
	h.Set(echo.HeaderContentLength, strconv.Itoa(len(body)))
	c.Response().WriteHeader(http.StatusOK)
	if c.Request().Method == http.MethodHead {
		return nil
	}
	if rec, ok := recording(c); ok {
		rec.body = body // nobody changes it any more
		return nil
	}
	_, err := c.Response().Write(body)
	return err
}

func languages(tags []locale.Tag) string {
	if len(tags) == 1 {
		return string(tags[0])
	}
	words := make([]string, len(tags))
	for i, t := range tags {
		words[i] = string(t)
	}
	return strings.Join(words, ", ")
}

// linksOf writes the header Link (RFC 8288): the language versions of a page as
// search engines are told, or a list's neighbouring pages.
func linksOf(u *url.URL, answer reading.Answer) string {
	var links []string
	add := func(target, rel string) { links = append(links, "<"+content.StrictURL(target)+">; rel="+rel) }
	if answer.Canonical != "" {
		add(answer.Canonical, `"canonical"`)
	}
	for _, one := range answer.Hreflangs {
		add(one.URL, `"alternate"; hreflang="`+one.Language+`"`)
	}
	if answer.Previous != "" {
		add(pageURL(u, answer.Previous), `"prev"`)
	}
	if answer.Next != "" {
		add(pageURL(u, answer.Next), `"next"`)
	}
	return strings.Join(links, ", ")
}

// pageURL is the address of another page of the list at u, relative to its
// host: which host that is, a proxy may know, and we do not.
func pageURL(u *url.URL, cursor string) string {
	q := u.Query()
	for name := range q {
		if strings.HasPrefix(name, "utm_") {
			q.Del(name)
		}
	}
	q.Set("cursor", cursor)
	return u.EscapedPath() + "?" + q.Encode()
}
