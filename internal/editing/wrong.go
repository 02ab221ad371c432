package editing

import (
	"context"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// wrongs collects wrong fields, so that a caller is told all at once.
type wrongs []fault.Field

// add adds a field, with one value for its message at most.
func (w *wrongs) add(pointer, code string, arg ...string) {
	f := fault.Field{Pointer: pointer, Code: code}
	if len(arg) == 2 {
		f.Args = map[string]any{arg[0]: arg[1]}
	}
	*w = append(*w, f)
}

// fault returns the fields as one Invalid fault; nil if there are none.
func (w wrongs) fault() error {
	if len(w) == 0 {
		return nil
	}
	return &fault.Error{Kind: fault.Invalid, Code: "invalid", Fields: w}
}

// tagsOf returns the site's locales, ordered.
func tagsOf(ctx context.Context, r SettingReads) ([]locale.Tag, error) {
	locales, err := r.Locales(ctx)
	if err != nil {
		return nil, err
	}
	tags := make([]locale.Tag, len(locales))
	for i, l := range locales {
		tags[i] = l.Tag
	}
	return tags, nil
}
