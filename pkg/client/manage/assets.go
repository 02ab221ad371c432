package manage

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"time"

	"github.com/diptych-cms/diptych/pkg/client/rest"
)

// An Asset is an uploaded file, named by its content.
type Asset struct {
	ID        string               `json:"id"` // SHA-256 of its bytes in lower-case hexadecimal
	ETag      string               `json:"etag"`
	Type      string               `json:"type"` // media type, read from the bytes
	Bytes     int64                `json:"bytes"`
	Width     int                  `json:"width"` // pixels; 0 of what is no picture
	Height    int                  `json:"height"`
	Name      string               `json:"name"` // for downloads
	By        string               `json:"by"`   // id of who uploaded it first; empty: not known
	CreatedAt time.Time            `json:"createdAt"`
	Texts     map[string]AssetText `json:"texts"` // by locale
	Uses      []AssetUse           `json:"uses"`  // not in lists

	Frames      int    `json:"frames"`      // 1 of a picture that does not move; 0 of what is none, or was not looked at yet
	Placeholder string `json:"placeholder"` // a BlurHash
	Colour      string `json:"colour"`      // the one that it has most of, as "#rrggbb"
	Focus       *Point `json:"focus"`       // what crops keep in sight; nil: the middle
}

// A Point is a place in a picture, from 0 (left, top) to 1.
type Point struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

// An AssetText describes a file in a language.
type AssetText struct {
	Alt     string `json:"alt"`
	Caption string `json:"caption"`
	Title   string `json:"title"`
	Credit  string `json:"credit"` // who made it, as it is to be shown
}

// An AssetUse is one place where a file is used.
type AssetUse struct {
	Post   string `json:"post"`   // empty: an author
	Author string `json:"author"` // empty: a post
	Locale string `json:"locale"` // empty: the shared part, or an author
	Title  string `json:"title"`
	Live   bool   `json:"live"`
	State  string `json:"state"` // live, newest, older or trash
}

// Upload stores a file, as it is read from content. The same bytes twice are one
// asset, so it is safe to do again where no answer came.
func (c *Client) Upload(ctx context.Context, name string, content io.Reader) (Asset, error) {
	body, w := io.Pipe()
	form := multipart.NewWriter(w)
	go func() {
		part, err := form.CreateFormFile("file", name)
		if err == nil {
			_, err = io.Copy(part, content)
		}
		w.CloseWithError(errors.Join(err, form.Close()))
	}()
	r, err := rest.NewUploadAssetRequestWithBody(c.server, nil, form.FormDataContentType(), body)
	asset, err := answer[Asset](c.change(ctx, "", r, err))
	body.CloseWithError(io.ErrClosedPipe) // lets the writer go, wherever the request ended
	return asset, err
}

// Fetch lets the server upload a file from another one, under the name, or the
// last part of the address if that is empty. The server must allow it.
func (c *Client) Fetch(ctx context.Context, address, name string) (Asset, error) {
	r, err := rest.NewFetchAssetRequestWithBody(c.server, nil, jsonType, document(struct {
		URL  string `json:"url"`
		Name string `json:"name,omitempty"`
	}{address, name}))
	return answer[Asset](c.post(ctx, "", r, err))
}

// An AssetQuery chooses files. The zero value means all of them.
type AssetQuery struct {
	Type   string // a media type, such as "image/jpeg", or its first half, "image/"
	Text   string // words of names and descriptions
	Unused bool   // only what nothing names, not even an older revision
	Cut
}

// Assets returns one page of files, newest first.
func (c *Client) Assets(ctx context.Context, q AssetQuery) (Page[Asset], error) {
	r, err := rest.NewListAssetsRequest(c.server, &rest.ListAssetsParams{
		Type: given(q.Type), Q: given(q.Text), Unused: given(q.Unused), Limit: given(q.Limit), Cursor: given(q.Cursor),
	})
	return answer[Page[Asset]](c.get(ctx, r, err))
}

// An AssetSum says how much is uploaded.
type AssetSum struct {
	Files int   `json:"files"`
	Bytes int64 `json:"bytes"`
	Quota int64 `json:"quota"` // bytes; 0: no bound
}

// An AssetUsage says how much is uploaded, and how much may be.
type AssetUsage struct {
	Site AssetSum `json:"site"`
	Own  AssetSum `json:"own"` // by whom the client's token is
}

// AssetUsage returns how much is uploaded.
func (c *Client) AssetUsage(ctx context.Context) (AssetUsage, error) {
	r, err := rest.NewAssetUsageRequest(c.server)
	return answer[AssetUsage](c.get(ctx, r, err))
}

// Asset returns one file, with where it is used.
func (c *Client) Asset(ctx context.Context, id string) (Asset, error) {
	r, err := rest.NewGetAssetRequest(c.server, id)
	return answer[Asset](c.get(ctx, r, err))
}

// DescribeAsset sets what a file, which has the entity tag, shows, in the
// locales given. Readers see it at once.
func (c *Client) DescribeAsset(ctx context.Context, id, etag string, texts map[string]AssetText) (Asset, error) {
	r, err := rest.NewPatchAssetRequestWithBody(c.server, id, nil, jsonType, document(struct {
		Texts map[string]AssetText `json:"texts"`
	}{texts}))
	return answer[Asset](c.change(ctx, etag, r, err))
}

// PatchAsset changes the name, the focal point or the texts of a file, which has
// the entity tag. Readers see it at once.
func (c *Client) PatchAsset(ctx context.Context, id, etag string, patch Patch) (Asset, error) {
	r, err := rest.NewPatchAssetRequestWithBody(c.server, id, nil, jsonType, document(patch))
	return answer[Asset](c.change(ctx, etag, r, err))
}

// Focus sets what crops of a picture, which has the entity tag, keep in sight; nil:
// the middle.
func (c *Client) Focus(ctx context.Context, id, etag string, at *Point) (Asset, error) {
	return c.PatchAsset(ctx, id, etag, Patch{"focus": at})
}

// AssetMedia returns a variant of a file, such as "original" or "w640.webp", whether
// readers see it or not. The caller closes it.
func (c *Client) AssetMedia(ctx context.Context, id, variant string) (io.ReadCloser, error) {
	r, err := rest.NewReadAssetMediaRequest(c.server, id, variant)
	return stream(c.get(ctx, r, err))
}

// DeleteAsset deletes a file, which has the entity tag and is used nowhere. A file
// that is used is a [Problem] with its Uses.
func (c *Client) DeleteAsset(ctx context.Context, id, etag string) error {
	r, err := rest.NewDeleteAssetRequest(c.server, id, nil)
	return done(c.change(ctx, etag, r, err))
}
