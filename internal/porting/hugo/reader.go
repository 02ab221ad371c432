package hugo

import (
	"context"
	"errors"
	"io/fs"

	"github.com/diptych-cms/diptych/internal/porting"
)

func read(ctx context.Context, fsys fs.FS, opts Options, progress func(done, total int)) (*porting.Site, error) {
	return nil, errors.ErrUnsupported
}
