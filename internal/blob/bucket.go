package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"net"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/media"
)

// How a bucket is talked to.
const (
	firstLook = 10 * time.Second // for the one look when it is opened
	tries     = 4                // of a request, with growing pauses of a second at most
	pooled    = 64               // connections that are kept open
)

// A Bucket says where blobs stand in an object store that speaks S3:
// BUCKET/PREFIX/9f/9f86d0….
type Bucket struct {
	Endpoint  string // "https://s3.ca-central-1.amazonaws.com"
	Region    string
	Name      string
	Prefix    string // without slashes at its ends; may be empty
	PathStyle bool   // the bucket stands in the path, not in the host
	Key       string // the id of the access key
	Secret    string
}

type bucket struct {
	api    minio.Core
	name   string
	prefix string // empty, or with a slash at its end
}

// OpenBucket opens blobs in a bucket, without asking it anything: see [Store.Reach].
// Files wait in dir, on this machine, until their hash is known. Close the store
// after use.
func OpenBucket(dir string, b Bucket) (*Store, error) {
	endpoint, err := url.Parse(b.Endpoint)
	if err != nil {
		return nil, fmt.Errorf("open the bucket of blobs: %w", err)
	}
	lookup := minio.BucketLookupDNS
	if b.PathStyle {
		lookup = minio.BucketLookupPath
	}
	api, err := minio.NewCore(endpoint.Host, &minio.Options{
		Creds:        credentials.NewStaticV4(b.Key, b.Secret, ""),
		Secure:       endpoint.Scheme == "https",
		Transport:    transport(),
		Region:       b.Region,
		BucketLookup: lookup,
		MaxRetries:   tries,
	})
	if err != nil {
		return nil, fmt.Errorf("open the bucket of blobs: %w", err)
	}
	place := &bucket{api: *api, name: b.Name, prefix: b.Prefix}
	if b.Prefix != "" {
		place.prefix += "/"
	}
	in, err := openInbox(dir)
	if err != nil {
		return nil, err
	}
	return &Store{in, place, func(ctx context.Context) error { return place.look(ctx, b) }}, nil
}

// transport keeps connections, and waits for nobody without end. Compression is
// off: bytes have to come as they are.
func transport() *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
		TLSHandshakeTimeout:   5 * time.Second,
		ResponseHeaderTimeout: 30 * time.Second,
		ExpectContinueTimeout: time.Second,
		IdleConnTimeout:       time.Minute,
		MaxIdleConns:          pooled,
		MaxIdleConnsPerHost:   pooled,
		DisableCompression:    true,
		ForceAttemptHTTP2:     true,
	}
}

// look lists one name, which tells more than asking whether there is a bucket.
func (b *bucket) look(ctx context.Context, what Bucket) (err error) {
	ctx, cancel := context.WithTimeout(ctx, firstLook)
	defer cancel()
	for one := range b.api.ListObjectsIter(ctx, b.name, minio.ListObjectsOptions{Prefix: b.prefix, Recursive: true, MaxKeys: 1}) {
		err = one.Err
		break
	}
	if err == nil { // a listing that is broken off ends without a word
		err = ctx.Err()
	}
	return refused(err, what)
}

func (b *bucket) key(id content.AssetID) string {
	_, name := placeOf(id)
	return b.prefix + name
}

// adopt uploads in one request, whose bytes the other side compares with the
// hash: an object is there whole or not at all. Bytes that are about to be old are
// sent again, which makes them young.
func (b *bucket) adopt(ctx context.Context, f *incoming, id content.AssetID, size int64) error {
	there, err := b.stat(ctx, id)
	switch {
	case err == nil && there.Size == size && time.Since(there.At) < Young/2:
		return nil
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	}
	o := minio.PutObjectOptions{ContentType: "application/octet-stream", DisableContentSha256: true}
	body := io.NewSectionReader(f.file, 0, size) // whoever sends it must not close the file
	if _, err := b.api.PutObject(ctx, b.name, b.key(id), body, size, "", string(id), o); err != nil {
		return failed(ctx, err)
	}
	there, err = b.stat(ctx, id)
	if err == nil && there.Size != size {
		err = fmt.Errorf("sent %d bytes, there are %d: %w", size, there.Size, ErrCorrupt)
	}
	return err
}

func (b *bucket) stat(ctx context.Context, id content.AssetID) (Info, error) {
	info, err := b.api.StatObject(ctx, b.name, b.key(id), minio.StatObjectOptions{})
	if err != nil {
		return Info{}, failed(ctx, err)
	}
	return Info{id, info.Size, info.LastModified}, nil
}

func (b *bucket) open(ctx context.Context, id content.AssetID) (media.Bytes, error) {
	info, err := b.stat(ctx, id)
	if err != nil {
		return nil, err
	}
	return &object{ctx: ctx, bucket: b, key: b.key(id), size: info.Size}, nil
}

// remove looks at the age just before: S3 has no deletion by age. Who sends old
// bytes again within that one step loses them; whoever deletes has to look for their
// row once more.
func (b *bucket) remove(ctx context.Context, id content.AssetID, before time.Time) (bool, error) {
	info, err := b.stat(ctx, id)
	if err != nil || !info.At.Before(before) {
		return false, err
	}
	if err := b.api.RemoveObject(ctx, b.name, b.key(id), minio.RemoveObjectOptions{}); err != nil {
		return false, failed(ctx, err)
	}
	return true, nil
}

func (b *bucket) all(ctx context.Context) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		for o := range b.api.ListObjectsIter(ctx, b.name, minio.ListObjectsOptions{Prefix: b.prefix, Recursive: true}) {
			if o.Err != nil {
				yield(Info{}, failed(ctx, o.Err))
				return
			}
			id := content.AssetID(path.Base(o.Key))
			if !valid(id) || strings.TrimPrefix(o.Key, b.prefix) != strings.TrimPrefix(b.key(id), b.prefix) {
				continue
			}
			if !yield(Info{id, o.Size, o.LastModified}, nil) {
				return
			}
		}
		if err := ctx.Err(); err != nil { // a listing that is broken off ends without a word
			yield(Info{}, err)
		}
	}
}
