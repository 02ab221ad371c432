package httpapi

import (
	"context"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/previewing"
	"github.com/diptych-cms/diptych/internal/reading"
)

// The preview interface answers as delivery does, since the same use case
// composes its answers, over what a pass shows instead of what is live.

const (
	previewPrefix = "/preview/v1"
	passKey       = "diptych.pass"
)

// unseen keeps an answer of the preview interface from everybody but who asked:
// caches, search engines, and the pages that its own page leads to.
func (a *API) unseen(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("X-Robots-Tag", "noindex")
		h.Set("Referrer-Policy", "no-referrer")
		a.allowOrigin(c)
		return next(c)
	}
}

// admit lets nobody pass without a token that previews, and notes what it shows.
func (a *API) admit(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		token, ok := bearer(c.Request().Header)
		if !ok {
			return fault.New(fault.Unauthenticated, "access.unauthenticated")
		}
		pass, err := a.passOf(c, token)
		if err != nil {
			return err
		}
		c.Set(passKey, pass)
		return next(c)
	}
}

func (a *API) passOf(c echo.Context, token string) (previewing.Pass, error) {
	ctx := c.Request().Context()
	if previewing.IsLink(token) {
		return a.Previewing.Enter(ctx, token)
	}
	actor, err := a.Keys.Authenticate(ctx, token)
	if err != nil {
		return previewing.Pass{}, err
	}
	c.Set(actorKey, actor)
	return previewing.Admit(actor)
}

// A sight is what a pass shows in the place of live entries. What it does not
// answer (names of terms, counts) is as readers have it.
type sight struct {
	*previewing.Sight
	readers
}

// Readers have the live tables: one step further away than a sight, so that what
// both answer comes from the sight.
type readers struct{ reading.Source }

// preview asks for an answer over what the request's pass shows, and sends it.
func (a *API) preview(c echo.Context, ask func(context.Context, *reading.Service) (reading.Answer, error)) error {
	pass, _ := c.Get(passKey).(previewing.Pass)
	answer, err := ask(c.Request().Context(), &reading.Service{
		Preview: true,
		Snapshot: func(ctx context.Context, fn func(reading.Source) error) error {
			return a.Previewing.Look(ctx, pass, func(s *previewing.Sight) error {
				return fn(sight{s, readers{a.Reading.Live}})
			})
		},
	})
	if err != nil {
		return err
	}
	describe(c, answer)
	return sendBody(c, echo.MIMEApplicationJSON, answer.Body)
}

// PreviewSite answers GET /preview/v1/site.
func (a *API) PreviewSite(c echo.Context, _ apigen.PreviewSiteParams) error {
	return a.preview(c, func(ctx context.Context, r *reading.Service) (reading.Answer, error) {
		return r.Site(ctx, choiceOf(c))
	})
}

// PreviewLocales answers GET /preview/v1/locales.
func (a *API) PreviewLocales(c echo.Context) error {
	return a.preview(c, func(ctx context.Context, r *reading.Service) (reading.Answer, error) { return r.Locales(ctx) })
}

// PreviewPosts answers GET /preview/v1/posts.
func (a *API) PreviewPosts(c echo.Context, _ apigen.PreviewPostsParams) error {
	q := reading.ListQuery{
		Choice: choiceOf(c), Sort: string(entry.NewestFirst), Limit: c.QueryParam("limit"), Cursor: c.QueryParam("cursor"),
	}
	return a.preview(c, func(ctx context.Context, r *reading.Service) (reading.Answer, error) { return r.List(ctx, q) })
}

// PreviewPost answers GET /preview/v1/posts/{id}.
func (a *API) PreviewPost(c echo.Context, id apigen.PostID, _ apigen.PreviewPostParams) error {
	return a.preview(c, func(ctx context.Context, r *reading.Service) (reading.Answer, error) {
		return r.Entry(ctx, reading.EntryQuery{Choice: choiceOf(c), Post: content.PostID(id), Head: withHead(c)})
	})
}

// PreviewPostBySlug answers GET /preview/v1/posts/by-slug/{slug}.
func (a *API) PreviewPostBySlug(c echo.Context, slug apigen.Slug, _ apigen.PreviewPostBySlugParams) error {
	return a.preview(c, func(ctx context.Context, r *reading.Service) (reading.Answer, error) {
		return r.Entry(ctx, reading.EntryQuery{Choice: choiceOf(c), Slug: slug, Head: withHead(c)})
	})
}

// PreviewResolve answers GET /preview/v1/resolve.
func (a *API) PreviewResolve(c echo.Context, p apigen.PreviewResolveParams) error {
	return a.preview(c, func(ctx context.Context, r *reading.Service) (reading.Answer, error) {
		return r.Resolve(ctx, reading.ResolveQuery{URL: p.Url})
	})
}

// PreviewMedia answers GET /preview/v1/media/{asset}/{variant}.
func (a *API) PreviewMedia(c echo.Context, asset apigen.AssetID, variant apigen.Variant, p apigen.PreviewMediaParams) error {
	file, err := a.Previewing.Media(c.Request().Context(), previewing.MediaQuery{
		Asset: content.AssetID(asset), Variant: variant, Grant: p.Grant, Expires: p.Expires, Signature: p.Signature,
	})
	if err != nil {
		return err
	}
	return sendFile(c, file, "private, no-store")
}

// previewed reports whether the request is for the preview interface.
func previewed(c echo.Context) bool {
	return strings.HasPrefix(c.Request().URL.Path, previewPrefix+"/")
}
