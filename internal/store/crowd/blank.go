package crowd

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"

	"github.com/diptych-cms/diptych/internal/search"
	"github.com/diptych-cms/diptych/internal/store"
)

// Blank writes a database as a new one is to the path, where none is yet. It is made
// once in a process: the migrations take ten times as long as opening what they made.
func Blank(path string) error {
	bytes, err := blank()
	if err != nil {
		return fmt.Errorf("make a new database: %w", err)
	}
	return os.WriteFile(path, bytes, 0o600)
}

var blank = sync.OnceValues(func() (bytes []byte, err error) {
	dir, err := os.MkdirTemp("", "blank")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "diptych.db")
	db, err := store.Open(context.Background(), path, store.Options{Log: slog.New(slog.DiscardHandler), SearchForm: search.Form})
	if err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})
