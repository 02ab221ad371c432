package httpapi

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/uploading"
)

// An assetAnswer is an uploaded file.
type assetAnswer struct {
	ID        content.AssetID          `json:"id"`
	ETag      string                   `json:"etag"`
	Type      string                   `json:"type"`
	Bytes     int64                    `json:"bytes"`
	Width     int                      `json:"width"`
	Height    int                      `json:"height"`
	Name      string                   `json:"name"`
	By        *string                  `json:"by"`
	CreatedAt time.Time                `json:"createdAt"`
	Frames    int                      `json:"frames"`
	Hash      *string                  `json:"placeholder"` // a BlurHash
	Colour    *string                  `json:"colour"`
	Focus     *focusAnswer             `json:"focus"`
	Texts     map[locale.Tag]assetText `json:"texts"`
	Uses      []useAnswer              `json:"uses,omitzero"`
}

// A focusAnswer is what crops of a picture keep in sight.
type focusAnswer struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

type assetText struct {
	Alt     string `json:"alt,omitempty"`
	Caption string `json:"caption,omitempty"`
	Title   string `json:"title,omitempty"`
	Credit  string `json:"credit,omitempty"`
}

func assetOf(a media.Asset) assetAnswer {
	return assetAnswer{
		ID: a.ID, ETag: etag.Of(a.Version), Type: a.Type, Bytes: a.Bytes, Width: a.Width, Height: a.Height,
		Name: a.Name, By: known(a.By), CreatedAt: a.CreatedAt.UTC(), Frames: a.Look.Frames, Hash: known(a.Look.Placeholder),
		Colour: known(a.Look.Colour), Focus: (*focusAnswer)(a.Focus), Texts: textsOf(a.Texts),
	}
}

// known returns the text, or nil where it is empty: it is not known.
func known(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func textsOf(texts map[locale.Tag]media.Text) map[locale.Tag]assetText {
	out := make(map[locale.Tag]assetText, len(texts))
	for tag, t := range texts {
		out[tag] = assetText(t)
	}
	return out
}

// UploadAsset answers POST /manage/v1/assets.
func (a *API) UploadAsset(c echo.Context, _ apigen.UploadAssetParams) error {
	file, err := a.filePart(c)
	if err != nil {
		return err
	}
	key, err := a.onceOfFile(c, file.name)
	if err != nil {
		return err
	}
	asset, fresh, err := a.Uploading.Upload(c.Request().Context(), uploading.UploadCommand{
		Actor: actorOf(c), Name: file.name, Content: file, Length: c.Request().ContentLength, Once: key,
	})
	if err != nil {
		return err
	}
	return sendTaken(c, asset, fresh)
}

// sendTaken sends a file that came in, or was there already.
func sendTaken(c echo.Context, asset *media.Asset, fresh bool) error {
	status := http.StatusOK
	if fresh {
		status = http.StatusCreated
	}
	created(c, "assets", string(asset.ID))
	return sendTagged(c, status, asset.Version, assetOf(*asset))
}

// FetchAsset answers POST /manage/v1/assets/from-url.
func (a *API) FetchAsset(c echo.Context, _ apigen.FetchAssetParams) error {
	var in struct {
		URL  string `json:"url"`
		Name string `json:"name"`
	}
	if err := bodyOf(c).decode(&in); err != nil {
		return err
	}
	key, err := a.onceOf(c)
	if err != nil {
		return err
	}
	asset, fresh, err := a.Uploading.Fetch(c.Request().Context(), uploading.FetchCommand{Actor: actorOf(c), URL: in.URL, Name: in.Name, Once: key})
	if err != nil {
		return err
	}
	return sendTaken(c, asset, fresh)
}

// ListAssets answers GET /manage/v1/assets.
func (a *API) ListAssets(c echo.Context, p apigen.ListAssetsParams) error {
	page, err := a.Uploading.List(c.Request().Context(), uploading.ListQuery{
		Actor: actorOf(c), Type: c.QueryParam("type"), Words: c.QueryParam("q"), Unused: either(p.Unused),
		Limit: either(p.Limit), Cursor: c.QueryParam("cursor"),
	})
	if err != nil {
		return err
	}
	return sendPage(c, page.Items, page.Next, assetOf)
}

// GetAsset answers GET /manage/v1/assets/{asset}.
func (a *API) GetAsset(c echo.Context, id apigen.AssetID) error {
	ctx, actor := c.Request().Context(), actorOf(c)
	asset, err := a.Uploading.Get(ctx, actor, content.AssetID(id))
	if err != nil {
		return err
	}
	uses, err := a.Uploading.Uses(ctx, actor, content.AssetID(id))
	if err != nil {
		return err
	}
	answer := assetOf(*asset)
	answer.Uses = usesOf(uses)
	return sendTagged(c, http.StatusOK, asset.Version, answer)
}

// PatchAsset answers PATCH /manage/v1/assets/{asset}.
func (a *API) PatchAsset(c echo.Context, id apigen.AssetID, _ apigen.PatchAssetParams) error {
	ctx, actor := c.Request().Context(), actorOf(c)
	current, err := a.Uploading.Get(ctx, actor, content.AssetID(id))
	if err != nil {
		return err
	}
	cmd, err := a.described(current, bodyOf(c).tree)
	if err != nil {
		return err
	}
	cmd.Actor, cmd.Asset = actor, current.ID
	asset, err := matching(c.Request().Header, func(version int64) (*media.Asset, error) {
		cmd.Version = version
		return a.Uploading.Describe(ctx, cmd)
	})
	if err != nil {
		return err
	}
	return sendTagged(c, http.StatusOK, asset.Version, assetOf(*asset))
}

// described applies a merge patch to what is said of an asset, and returns that of the
// members and languages that the patch names; nil where it takes them away. The version
// that the command compares holds what was read here to what is there.
func (a *API) described(current *media.Asset, patch any) (cmd uploading.DescribeCommand, err error) {
	type document struct {
		Name  string                   `json:"name"`
		Focus *focusAnswer             `json:"focus"`
		Texts map[locale.Tag]assetText `json:"texts"`
	}
	change := patched(form[document]{
		whole: a.contract.operations["patchAsset"].body,
		write: func(d document) (any, error) { return d, nil },
		read:  settingsIn[document],
	}, patch)
	outcome, err := change(document{Name: current.Name, Focus: (*focusAnswer)(current.Focus), Texts: textsOf(current.Texts)})
	if err != nil {
		return cmd, err
	}
	var named struct {
		Name  json.RawMessage                `json:"name"`
		Focus json.RawMessage                `json:"focus"`
		Texts map[locale.Tag]json.RawMessage `json:"texts"`
	}
	if err := treeInto(patch, &named); err != nil {
		return cmd, err
	}
	if named.Name != nil {
		cmd.Name = outcome.Name
	}
	if named.Focus != nil {
		cmd.Focus = content.Instead((*media.Point)(outcome.Focus))
	}
	var bad wrongs
	cmd.Texts = make(map[locale.Tag]*media.Text, len(named.Texts))
	for name := range named.Texts {
		tag := bad.tag("/texts/"+escaped(string(name)), name)
		cmd.Texts[tag] = nil
		if t, ok := outcome.Texts[name]; ok {
			cmd.Texts[tag] = new(media.Text(t))
		}
	}
	return cmd, bad.fault()
}

// DeleteAsset answers DELETE /manage/v1/assets/{asset}.
func (a *API) DeleteAsset(c echo.Context, id apigen.AssetID, _ apigen.DeleteAssetParams) error {
	_, err := matching(c.Request().Header, func(version int64) (struct{}, error) {
		return struct{}{}, a.Uploading.Delete(c.Request().Context(), uploading.DeleteCommand{Actor: actorOf(c), Asset: content.AssetID(id), Version: version})
	})
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
