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

// A useAnswer is one place that names a file; the shared part has no locale.
type useAnswer struct {
	Post   content.PostID `json:"post"`
	Locale *locale.Tag    `json:"locale"`
	Title  string         `json:"title"`
	Live   bool           `json:"live"`
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

func usesOf(uses []media.Use) []useAnswer {
	answers := make([]useAnswer, len(uses))
	for i, u := range uses {
		answers[i] = useAnswer{Post: u.Post, Title: u.Title, Live: u.Live}
		if u.Locale != "" {
			answers[i].Locale = &u.Locale
		}
	}
	return answers
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
		Actor: actorOf(c), Name: file.name, Content: file, Once: key,
	})
	if err != nil {
		return err
	}
	status := http.StatusOK
	if fresh {
		status = http.StatusCreated
	}
	created(c, "assets", string(asset.ID))
	return sendTagged(c, status, asset.Version, assetOf(*asset))
}

// ListAssets answers GET /manage/v1/assets.
func (a *API) ListAssets(c echo.Context, p apigen.ListAssetsParams) error {
	page, err := a.Uploading.List(c.Request().Context(), uploading.ListQuery{
		Actor: actorOf(c), Type: c.QueryParam("type"), Limit: either(p.Limit), Cursor: c.QueryParam("cursor"),
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
	uses, err := a.Uploading.Usage(ctx, actor, content.AssetID(id))
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
	texts, err := a.described(current.Texts, bodyOf(c).tree)
	if err != nil {
		return err
	}
	asset, err := matching(c.Request().Header, func(version int64) (*media.Asset, error) {
		return a.Uploading.Describe(ctx, uploading.DescribeCommand{Actor: actor, Asset: current.ID, Version: version, Texts: texts})
	})
	if err != nil {
		return err
	}
	return sendTagged(c, http.StatusOK, asset.Version, assetOf(*asset))
}

// described applies a merge patch to an asset's texts, and returns those of the
// languages that the patch names; nil where it takes them away. The version
// that the command compares holds what was read here to what is there.
func (a *API) described(current map[locale.Tag]media.Text, patch any) (map[locale.Tag]*media.Text, error) {
	type document struct {
		Texts map[locale.Tag]assetText `json:"texts"`
	}
	change := patched(form[document]{
		whole: a.contract.operations["patchAsset"].body,
		write: func(d document) (any, error) { return d, nil },
		read:  settingsIn[document],
	}, patch)
	outcome, err := change(document{Texts: textsOf(current)})
	if err != nil {
		return nil, err
	}
	var named struct {
		Texts map[locale.Tag]json.RawMessage `json:"texts"`
	}
	if err := treeInto(patch, &named); err != nil {
		return nil, err
	}
	var bad wrongs
	texts := make(map[locale.Tag]*media.Text, len(named.Texts))
	for name := range named.Texts {
		tag := bad.tag("/texts/"+escaped(string(name)), name)
		texts[tag] = nil
		if t, ok := outcome.Texts[name]; ok {
			texts[tag] = new(media.Text(t))
		}
	}
	return texts, bad.fault()
}

// FetchAsset answers POST /manage/v1/assets/from-url.
func (a *API) FetchAsset(echo.Context, apigen.FetchAssetParams) error { return notYet() }

// AssetUsage answers GET /manage/v1/assets/usage.
func (a *API) AssetUsage(echo.Context) error { return notYet() }

// DeleteAsset answers DELETE /manage/v1/assets/{asset}.
func (a *API) DeleteAsset(echo.Context, apigen.AssetID, apigen.DeleteAssetParams) error {
	return notYet()
}
