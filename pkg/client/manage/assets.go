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
	Name      string               `json:"name"`
	CreatedAt time.Time            `json:"createdAt"`
	Texts     map[string]AssetText `json:"texts"` // by locale
	Uses      []AssetUse           `json:"uses"`  // not in lists
}

// An AssetText describes a file in a language.
type AssetText struct {
	Alt     string `json:"alt"`
	Caption string `json:"caption"`
}

// An AssetUse is one place where a file is used.
type AssetUse struct {
	Post   string `json:"post"`
	Locale string `json:"locale"` // empty: the shared part
	Title  string `json:"title"`
	Live   bool   `json:"live"`
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

// Assets returns one page of files, newest first, of a media type, such as
// "image/jpeg" or "image/"; empty: of any.
func (c *Client) Assets(ctx context.Context, kind string, cut Cut) (Page[Asset], error) {
	r, err := rest.NewListAssetsRequest(c.server, &rest.ListAssetsParams{Type: given(kind), Limit: given(cut.Limit), Cursor: given(cut.Cursor)})
	return answer[Page[Asset]](c.get(ctx, r, err))
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
