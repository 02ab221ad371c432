package porting

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"sync"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/media"
)

// A pictures stores files of a foreign site, each once, when a document first
// asks for it. Several documents may ask at once.
type pictures struct {
	site  *Site
	blobs media.Blobs
	eyes  *media.Eyes

	mu   sync.Mutex
	done map[string]func() (*media.Asset, error)
}

func newPictures(site *Site, blobs media.Blobs, eyes *media.Eyes) *pictures {
	return &pictures{site: site, blobs: blobs, eyes: eyes, done: make(map[string]func() (*media.Asset, error))}
}

// take returns the asset of a file; its bytes are kept, its row is not written.
func (p *pictures) take(ctx context.Context, name string) (*media.Asset, error) {
	p.mu.Lock()
	once, ok := p.done[name]
	if !ok {
		once = sync.OnceValues(func() (*media.Asset, error) { return p.store(ctx, name) })
		p.done[name] = once
	}
	p.mu.Unlock()
	return once()
}

func (p *pictures) store(ctx context.Context, name string) (*media.Asset, error) {
	f, err := p.site.Open(name)
	if err != nil {
		return nil, fault.New(fault.NotFound, "import.file_unreadable", "file", name)
	}
	defer f.Close()
	return media.Take(ctx, p.blobs, media.File{Name: path.Base(name), Content: f, Forgiving: true, Eyes: p.eyes}, media.DefaultLimits())
}

// judging looks at files as a store of blobs does, and keeps nothing: for dry runs.
type judging struct{}

// Put implements [media.Blobs].
func (judging) Put(_ context.Context, r io.Reader, limit int64, look func(io.ReaderAt, int64) error) (content.AssetID, int64, error) {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return "", 0, fmt.Errorf("read a file: %w", err)
	}
	if int64(len(b)) > limit {
		return "", 0, fault.New(fault.TooLarge, "upload.too_large", "max", limit)
	}
	if err := look(bytes.NewReader(b), int64(len(b))); err != nil {
		return "", 0, err
	}
	sum := sha256.Sum256(b)
	return content.AssetID(hex.EncodeToString(sum[:])), int64(len(b)), nil
}
