package httpapi

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/patch"
	"github.com/diptych-cms/diptych/internal/translating"
)

// ListSegments answers GET /manage/v1/posts/{id}/translations/{locale}/segments.
func (a *API) ListSegments(c echo.Context, id apigen.PostID, name apigen.PathLocale, p apigen.ListSegmentsParams) error {
	tag, err := tagIn(name)
	if err != nil {
		return err
	}
	cmd := translating.List{
		Actor: actorOf(c), Post: content.PostID(id), Locale: tag, Change: bitext.Class(either(p.Change)), Kind: segment.Kind(either(p.Kind)),
		Basis: translating.Basis(either(p.Basis)), Suggest: either(p.Suggest), Checks: either(p.Checks), Sentences: either(p.Sentences),
		Limit: either(p.Limit), Cursor: c.QueryParam("cursor"),
	}
	if states := either(p.State); states != "" {
		for state := range strings.SplitSeq(states, ",") {
			cmd.States = append(cmd.States, bitext.State(state))
		}
	}
	page, err := a.Translating.List(c.Request().Context(), cmd)
	if err != nil {
		return err
	}
	answer := segmentListAnswer{
		Post: id, Locale: tag, SourceLocale: page.Of.Source, Revision: page.Of.TargetN, SourceRevision: page.Of.SourceN,
		Sums: sumsOf(page.Sums), Items: a.segmentsOf(c, page.Items), Next: filled(page.Next),
	}
	if page.Version > 0 {
		answer.ETag = new(etag.Of(page.Version))
	}
	return send(c, http.StatusOK, echo.MIMEApplicationJSON, answer)
}

// PatchSegments answers PATCH /manage/v1/posts/{id}/translations/{locale}/segments.
func (a *API) PatchSegments(c echo.Context, id apigen.PostID, name apigen.PathLocale, p apigen.PatchSegmentsParams) error {
	tag, err := tagIn(name)
	if err != nil {
		return err
	}
	var in []apigen.SegmentWrite
	if err := bodyOf(c).decode(&in); err != nil {
		return err
	}
	cmd := translating.Patch{Actor: actorOf(c), Post: content.PostID(id), Locale: tag, Note: either(p.Note), Writes: make([]patch.Write, len(in))}
	var bad wrongs
	for i, w := range in {
		if (w.Target == nil) == (w.State == nil) {
			bad = append(bad, fault.Field{Pointer: "/" + strconv.Itoa(i), Code: "segment.target_or_state"})
		}
		cmd.Writes[i] = patch.Write{
			ID: w.Id, SourceHash: either(w.SourceHash), Target: either(w.Target), State: bitext.State(either(w.State)),
			Reason: either(w.Reason), Origin: bitext.Origin(either(w.Origin)),
		}
	}
	if err := bad.fault(); err != nil {
		return err
	}
	done, err := matching(c.Request().Header, func(version int64) (translating.Patched, error) {
		cmd.Version = version
		return a.Translating.Patch(c.Request().Context(), cmd)
	})
	if err != nil {
		return err
	}
	answer, err := a.patchedOf(c, done)
	if err != nil {
		return err
	}
	return sendTagged(c, http.StatusOK, done.Translation.Version, answer)
}

// ConfirmSegments answers POST /manage/v1/posts/{id}/translations/{locale}/segments/confirm.
func (a *API) ConfirmSegments(c echo.Context, id apigen.PostID, name apigen.PathLocale, _ apigen.ConfirmSegmentsParams) error {
	tag, err := tagIn(name)
	if err != nil {
		return err
	}
	var in apigen.SegmentConfirmation
	if err := bodyOf(c).decode(&in); err != nil {
		return err
	}
	cmd := translating.Confirm{Actor: actorOf(c), Post: content.PostID(id), Locale: tag, All: translating.All(either(in.All))}
	for _, one := range either(in.Segments) {
		cmd.Looks = append(cmd.Looks, translating.Look{ID: one.Id, SourceHash: one.SourceHash})
	}
	if cmd.Once, err = a.onceOf(c); err != nil {
		return err
	}
	done, err := a.Translating.Confirm(c.Request().Context(), cmd)
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, echo.MIMEApplicationJSON, confirmedAnswer{
		Sums: sumsOf(done.Sums), Confirmed: done.Count, Items: a.segmentsOf(c, done.Items),
	})
}

// LinkSegments answers POST /manage/v1/posts/{id}/translations/{locale}/segments/links.
func (a *API) LinkSegments(c echo.Context, id apigen.PostID, name apigen.PathLocale, _ apigen.LinkSegmentsParams) error {
	tag, err := tagIn(name)
	if err != nil {
		return err
	}
	var in apigen.SegmentLink
	if err := bodyOf(c).decode(&in); err != nil {
		return err
	}
	kind := map[string]bitext.DecisionKind{
		"link": bitext.Linked, "unlink": bitext.Unlinked, "local": bitext.MadeLocal, "restore": bitext.Restored,
	}[string(in.Action)]
	cmd := translating.Link{
		Actor: actorOf(c), Post: content.PostID(id), Locale: tag, Kind: kind, Source: either(in.Source), Target: either(in.Target),
	}
	if cmd.Once, err = a.onceOf(c); err != nil {
		return err
	}
	done, err := a.Translating.Link(c.Request().Context(), cmd)
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, echo.MIMEApplicationJSON, linkedAnswer{Sums: sumsOf(done.Sums), Items: a.segmentsOf(c, done.Items)})
}

// ListSuggestions answers GET …/segments/{segment}/suggestions.
func (a *API) ListSuggestions(c echo.Context, id apigen.PostID, name apigen.PathLocale, of apigen.SegmentID, p apigen.ListSuggestionsParams) error {
	tag, err := tagIn(name)
	if err != nil {
		return err
	}
	list, err := a.Translating.Suggest(c.Request().Context(), translating.Suggest{
		Actor: actorOf(c), Post: content.PostID(id), Locale: tag, Segment: of, Limit: either(p.Limit), Threshold: either(p.Threshold),
	})
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, echo.MIMEApplicationJSON, suggestionListAnswer{Items: suggestionsOf(list, tag)})
}

// Pretranslate answers POST /manage/v1/posts/{id}/translations/{locale}/pretranslate.
func (a *API) Pretranslate(c echo.Context, id apigen.PostID, name apigen.PathLocale, _ apigen.PretranslateParams) error {
	tag, err := tagIn(name)
	if err != nil {
		return err
	}
	var in apigen.PretranslateInput
	if err := bodyOf(c).decode(&in); err != nil {
		return err
	}
	cmd := translating.Pretranslate{
		Actor: actorOf(c), Post: content.PostID(id), Locale: tag, Machine: either(in.Machine), Fuzzy: either(in.Fuzzy),
	}
	if cmd.Once, err = a.onceOf(c); err != nil {
		return err
	}
	done, err := matching(c.Request().Header, func(version int64) (translating.Pretranslated, error) {
		cmd.Version = version
		return a.Translating.Pretranslate(c.Request().Context(), cmd)
	})
	if err != nil {
		return err
	}
	saved, err := a.patchedOf(c, done.Patched)
	if err != nil {
		return err
	}
	return sendTagged(c, http.StatusOK, done.Translation.Version, pretranslatedAnswer{
		patchedAnswer: saved, Counts: countsAnswer{Exact: done.Exact, Fuzzy: done.Fuzzy, Machine: done.Machine, Left: done.Left},
	})
}
