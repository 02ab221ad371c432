package hugo

import (
	"context"

	"github.com/diptych-cms/diptych/internal/porting"
)

func (r *reader) suggest(ctx context.Context, alone []found) ([]porting.Suggestion, error) {
	return nil, nil
}
