package httpapi

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/publishing"
)

// A releaseAnswer is a set of posts that go live and away together. What is in it
// as a client sends it stands in releaseDoc.
type releaseAnswer struct {
	ID        string               `json:"id,omitempty"`
	ETag      string               `json:"etag,omitempty"`
	Name      string               `json:"name"`
	State     content.ReleaseState `json:"state"`
	Items     []itemDoc            `json:"items"`
	Schedule  *string              `json:"schedule"`
	At        *string              `json:"at"`
	TimeZone  string               `json:"timeZone"`
	Due       *time.Time           `json:"due"`
	OnBlocked content.OnBlocked    `json:"onBlocked"`
	Override  *overrideAnswer      `json:"override"`
	By        string               `json:"by"`
	ByName    string               `json:"byName"`
	CreatedAt *time.Time           `json:"createdAt,omitempty"`
	DoneAt    *time.Time           `json:"doneAt"`
	Reason    *reasonAnswer        `json:"reason"`
	DryRun    bool                 `json:"dryRun,omitempty"`
	Blockers  []blockerAnswer      `json:"blockers"`
	Warnings  []warningAnswer      `json:"warnings,omitempty"`
}

// An itemDoc is what is to happen to one post.
type itemDoc struct {
	Post   content.PostID `json:"post"`
	Action content.Action `json:"action"`
	revisionsAnswer
}

// A releaseDoc is a release as clients send it.
type releaseDoc struct {
	Name      string            `json:"name,omitempty"`
	Items     []itemDoc         `json:"items"`
	At        string            `json:"at,omitempty"`
	TimeZone  string            `json:"timeZone,omitempty"`
	OnBlocked content.OnBlocked `json:"onBlocked,omitempty"`
	Override  *overrideAnswer   `json:"override,omitempty"`
}

func itemsOf(items []content.Item) []itemDoc {
	docs := make([]itemDoc, len(items))
	for i, item := range items {
		docs[i] = itemDoc{item.Post, item.Action, revisionsAnswer{item.Publication.Shared, item.Publication.Translations}}
	}
	return docs
}

func releaseOf(r content.Release, s speaker) releaseAnswer {
	answer := releaseAnswer{
		ID: r.ID, Name: r.Name, State: r.State, Items: itemsOf(r.Items), OnBlocked: content.Hold, Override: overrideOf(r.Override),
		By: r.By(), ByName: r.ByName, CreatedAt: instant(r.CreatedAt), DoneAt: instant(r.DoneAt), Blockers: []blockerAnswer{},
	}
	if r.Version > 0 {
		answer.ETag = etag.Of(r.Version)
	}
	if one := r.Schedule; one != nil {
		answer.Schedule, answer.At, answer.TimeZone, answer.OnBlocked = &one.ID, &one.At, one.TimeZone, one.OnBlocked
		answer.Due = instant(one.Due)
		answer.Reason, answer.Blockers = reasonOf(one.Outcome, cmp.Or(r.ByName, r.By()), s), blockersOf(refusedFor(one.Outcome), s)
	}
	return answer
}

// sendReleased answers with what a command did to a release, or would do.
func (a *API) sendReleased(c echo.Context, status int, done publishing.Released, dry bool) error {
	s := a.speakerOf(c)
	answer := releaseOf(done.Release, s)
	answer.DryRun = dry
	if dry || answer.Reason == nil { // of one that was held, those of then
		answer.Blockers = blockersOf(done.Blockers, s)
	}
	for i, item := range done.Items {
		for _, w := range warningsOf(item.Result.Warnings, s) {
			w.Pointer = "/items/" + strconv.Itoa(i) + w.Pointer
			answer.Warnings = append(answer.Warnings, w)
		}
	}
	if done.Release.Version == 0 {
		return send(c, status, echo.MIMEApplicationJSON, answer)
	}
	return sendTagged(c, status, done.Release.Version, answer)
}

// ListReleases answers GET /manage/v1/releases.
func (a *API) ListReleases(c echo.Context, p apigen.ListReleasesParams) error {
	cmd := publishing.ListReleases{Actor: actorOf(c), Cursor: c.QueryParam("cursor"), Query: content.ReleaseQuery{
		State: content.ReleaseState(c.QueryParam("state")), Limit: either(p.Limit),
	}}
	page, err := a.Publishing.Releases(c.Request().Context(), cmd)
	if err != nil {
		return err
	}
	s := a.speakerOf(c)
	return sendPage(c, page.Items, page.Next, func(r content.Release) releaseAnswer { return releaseOf(r, s) })
}

// CreateRelease answers POST /manage/v1/releases.
func (a *API) CreateRelease(c echo.Context, p apigen.CreateReleaseParams) error {
	var draft apigen.ReleaseInput
	if err := bodyOf(c).decode(&draft); err != nil {
		return err
	}
	in, err := readRelease(bodyOf(c).text)
	if err != nil {
		return err
	}
	key, err := a.onceOf(c)
	if err != nil {
		return err
	}
	cmd := publishing.CreateRelease{Actor: actorOf(c), Input: in, Draft: draft.State != nil, DryRun: either(p.DryRun), Once: key}
	done, err := a.Publishing.CreateRelease(c.Request().Context(), cmd)
	if err != nil {
		return err
	}
	if cmd.DryRun {
		return a.sendReleased(c, http.StatusOK, done, true)
	}
	created(c, "releases", done.Release.ID)
	return a.sendReleased(c, http.StatusCreated, done, false)
}

// GetRelease answers GET /manage/v1/releases/{release}.
func (a *API) GetRelease(c echo.Context, id apigen.ReleaseID) error {
	r, err := a.Publishing.GetRelease(c.Request().Context(), publishing.ReleaseNamed{Actor: actorOf(c), ID: id})
	if err != nil {
		return err
	}
	return sendTagged(c, http.StatusOK, r.Version, releaseOf(r, a.speakerOf(c)))
}

// PatchRelease answers PATCH /manage/v1/releases/{release}.
func (a *API) PatchRelease(c echo.Context, id apigen.ReleaseID, _ apigen.PatchReleaseParams) error {
	change := patched(form[publishing.ReleaseInput]{
		whole: a.contract.operations["createRelease"].body, write: writeRelease, read: readRelease,
	}, retimed(bodyOf(c).tree))
	done, err := matching(c.Request().Header, func(version int64) (publishing.Released, error) {
		return a.Publishing.ChangeRelease(c.Request().Context(), publishing.ChangeRelease{Actor: actorOf(c), ID: id, Version: version, Change: change})
	})
	if err != nil {
		return err
	}
	return a.sendReleased(c, http.StatusOK, done, false)
}

// retimed is a patch that takes along what belongs to an instant: without one
// there is neither zone nor rule, and one with an offset needs no zone.
func retimed(patch any) any {
	members, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	at, named := members["at"]
	if !named {
		return patch
	}
	members = maps.Clone(members)
	drop := func(name string) {
		if _, named := members[name]; !named {
			members[name] = nil
		}
	}
	if text, _ := at.(string); !publishing.IsLocal(text) {
		drop("timeZone")
	}
	if at == nil {
		drop("onBlocked")
	}
	return members
}

// DeleteRelease answers DELETE /manage/v1/releases/{release}.
func (a *API) DeleteRelease(c echo.Context, id apigen.ReleaseID, _ apigen.DeleteReleaseParams) error {
	_, err := matching(c.Request().Header, func(version int64) (struct{}, error) {
		return struct{}{}, a.Publishing.DeleteRelease(c.Request().Context(), publishing.ReleaseNamed{Actor: actorOf(c), ID: id, Version: version})
	})
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// PublishRelease answers POST /manage/v1/releases/{release}/publication.
func (a *API) PublishRelease(c echo.Context, id apigen.ReleaseID, p apigen.PublishReleaseParams) error {
	var in apigen.ReleasePublication
	if body := bodyOf(c); body.text != nil {
		if err := body.decode(&in); err != nil {
			return err
		}
	}
	key, err := a.onceOf(c)
	if err != nil {
		return err
	}
	cmd := publishing.PublishRelease{
		Actor: actorOf(c), ID: id, When: whenIn(in.At, in.TimeZone), OnBlocked: onBlockedIn(in.OnBlocked),
		DryRun: either(p.DryRun), Once: key,
	}
	if in.Override != nil {
		cmd.Override = &in.Override.Reason
	}
	done, err := matching(c.Request().Header, func(version int64) (publishing.Released, error) {
		cmd.Version = version
		return a.Publishing.PublishRelease(c.Request().Context(), cmd)
	})
	if err != nil {
		return err
	}
	status := http.StatusOK
	if cmd.When.At != "" && !cmd.DryRun {
		status = http.StatusAccepted
	}
	return a.sendReleased(c, status, done, cmd.DryRun)
}

func writeRelease(in publishing.ReleaseInput) (any, error) {
	return releaseDoc{
		Name: in.Name, Items: itemsOf(in.Items), At: in.When.At, TimeZone: in.When.TimeZone, OnBlocked: in.OnBlocked, Override: overrideOf(in.Override),
	}, nil
}

// readRelease reads a document that conforms to the schema of a new release.
func readRelease(text []byte) (publishing.ReleaseInput, error) {
	var doc apigen.ReleaseInput
	if err := json.Unmarshal(text, &doc); err != nil {
		return publishing.ReleaseInput{}, unfit(err)
	}
	in := publishing.ReleaseInput{When: whenIn(doc.At, doc.TimeZone), OnBlocked: onBlockedIn(doc.OnBlocked), Override: overrideIn(doc.Override)}
	if doc.Name != nil {
		in.Name = *doc.Name
	}
	var bad wrongs
	for i, item := range doc.Items {
		in.Items = append(in.Items, content.Item{
			Post: content.PostID(item.Post), Action: content.Action(item.Action),
			Publication: publicationIn(item.Shared, item.Translations, fmt.Sprintf("/items/%d", i), &bad),
		})
	}
	return in, bad.fault()
}
