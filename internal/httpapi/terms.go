package httpapi

import (
	"encoding/json"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A namingDoc is what a client edits of a term.
type namingDoc struct {
	Translations map[locale.Tag]content.TermText `json:"translations"`
	Avatar       string                          `json:"avatar,omitempty"`
	Links        []string                        `json:"links,omitempty"`
}

// A termAnswer is a term with its names.
type termAnswer struct {
	ID   content.TermID   `json:"id"`
	Kind content.TermKind `json:"kind"`
	ETag string           `json:"etag"`
	namingDoc
}

func termOf(t *content.Term) termAnswer {
	return termAnswer{ID: t.ID, Kind: t.Kind, ETag: etag.Of(t.Version), namingDoc: namingDoc{
		Translations: object(t.Texts), Avatar: t.Avatar, Links: t.Links,
	}}
}

func readNaming(text []byte) (editing.Naming, error) {
	var doc namingDoc
	if err := json.Unmarshal(text, &doc); err != nil {
		return editing.Naming{}, unfit(err)
	}
	var bad wrongs
	naming := editing.Naming{Texts: make(map[locale.Tag]content.TermText), Avatar: doc.Avatar, Links: doc.Links}
	for name, t := range doc.Translations {
		at := "/translations/" + escaped(string(name))
		tag := bad.tag(at, name)
		if _, twice := naming.Texts[tag]; twice {
			bad.add(at, "member.locale_twice")
		}
		naming.Texts[tag] = t
	}
	return naming, bad.fault()
}

func writeNaming(n editing.Naming) (any, error) {
	return namingDoc{Translations: object(n.Texts), Avatar: n.Avatar, Links: n.Links}, nil
}

// A shelf is where the terms of a kind stand in the contract.
type shelf struct {
	kind   content.TermKind
	name   string // last part of the path
	create string // id of the operation whose body is a whole term
}

func tagShelf() shelf    { return shelf{content.Tag, "tags", "createTag"} }
func authorShelf() shelf { return shelf{content.Author, "authors", "createAuthor"} }
func seriesShelf() shelf { return shelf{content.Series, "series", "createSeries"} }

func (a *API) listTerms(c echo.Context, s shelf, limit *int) error {
	page, err := a.Editing.ListTerms(c.Request().Context(), editing.ListTerms{Actor: actorOf(c), Kind: s.kind, Limit: either(limit), Cursor: c.QueryParam("cursor")})
	if err != nil {
		return err
	}
	return sendPage(c, page.Items, page.Next, termOf)
}

func (a *API) createTerm(c echo.Context, s shelf) error {
	naming, err := readNaming(bodyOf(c).text)
	if err != nil {
		return err
	}
	key, err := a.onceOf(c)
	if err != nil {
		return err
	}
	term, err := a.Editing.CreateTerm(c.Request().Context(), editing.CreateTerm{Actor: actorOf(c), Kind: s.kind, Naming: naming, Once: key})
	if err != nil {
		return err
	}
	created(c, s.name, string(term.ID))
	return sendTagged(c, http.StatusCreated, term.Version, termOf(term))
}

func (a *API) getTerm(c echo.Context, s shelf, id apigen.TermID) error {
	term, err := a.Editing.GetTerm(c.Request().Context(), editing.GetTerm{Actor: actorOf(c), Kind: s.kind, Term: content.TermID(id)})
	if err != nil {
		return err
	}
	return sendTagged(c, http.StatusOK, term.Version, termOf(term))
}

func (a *API) patchTerm(c echo.Context, s shelf, id apigen.TermID) error {
	change := patched(form[editing.Naming]{whole: a.contract.operations[s.create].body, write: writeNaming, read: readNaming}, bodyOf(c).tree)
	term, err := matching(c.Request().Header, func(version int64) (*content.Term, error) {
		return a.Editing.SaveTerm(c.Request().Context(), editing.SaveTerm{
			Actor: actorOf(c), Kind: s.kind, Term: content.TermID(id), Version: version, Change: change,
		})
	})
	if err != nil {
		return err
	}
	return sendTagged(c, http.StatusOK, term.Version, termOf(term))
}

// ListTags answers GET /manage/v1/tags.
func (a *API) ListTags(c echo.Context, p apigen.ListTagsParams) error {
	return a.listTerms(c, tagShelf(), p.Limit)
}

// CreateTag answers POST /manage/v1/tags.
func (a *API) CreateTag(c echo.Context, _ apigen.CreateTagParams) error {
	return a.createTerm(c, tagShelf())
}

// GetTag answers GET /manage/v1/tags/{id}.
func (a *API) GetTag(c echo.Context, id apigen.TermID) error { return a.getTerm(c, tagShelf(), id) }

// PatchTag answers PATCH /manage/v1/tags/{id}.
func (a *API) PatchTag(c echo.Context, id apigen.TermID, _ apigen.PatchTagParams) error {
	return a.patchTerm(c, tagShelf(), id)
}

// ListAuthors answers GET /manage/v1/authors.
func (a *API) ListAuthors(c echo.Context, p apigen.ListAuthorsParams) error {
	return a.listTerms(c, authorShelf(), p.Limit)
}

// CreateAuthor answers POST /manage/v1/authors.
func (a *API) CreateAuthor(c echo.Context, _ apigen.CreateAuthorParams) error {
	return a.createTerm(c, authorShelf())
}

// GetAuthor answers GET /manage/v1/authors/{id}.
func (a *API) GetAuthor(c echo.Context, id apigen.TermID) error {
	return a.getTerm(c, authorShelf(), id)
}

// PatchAuthor answers PATCH /manage/v1/authors/{id}.
func (a *API) PatchAuthor(c echo.Context, id apigen.TermID, _ apigen.PatchAuthorParams) error {
	return a.patchTerm(c, authorShelf(), id)
}

// ListAllSeries answers GET /manage/v1/series.
func (a *API) ListAllSeries(c echo.Context, p apigen.ListAllSeriesParams) error {
	return a.listTerms(c, seriesShelf(), p.Limit)
}

// CreateSeries answers POST /manage/v1/series.
func (a *API) CreateSeries(c echo.Context, _ apigen.CreateSeriesParams) error {
	return a.createTerm(c, seriesShelf())
}

// GetSeries answers GET /manage/v1/series/{id}.
func (a *API) GetSeries(c echo.Context, id apigen.TermID) error {
	return a.getTerm(c, seriesShelf(), id)
}

// PatchSeries answers PATCH /manage/v1/series/{id}.
func (a *API) PatchSeries(c echo.Context, id apigen.TermID, _ apigen.PatchSeriesParams) error {
	return a.patchTerm(c, seriesShelf(), id)
}
