package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/fault"
)

func TestKindOf(t *testing.T) {
	stale := fault.New(fault.Stale, "post.stale", "now", 3)
	tests := []struct {
		name string
		err  error
		want fault.Kind
	}{
		{"nothing", nil, fault.Internal},
		{"not classified", errors.New("disk on fire"), fault.Internal},
		{"a fault", stale, fault.Stale},
		{"wrapped", fmt.Errorf("publish post p: %w", stale), fault.Stale},
		{"joined", errors.Join(errors.New("busy"), fault.New(fault.Unavailable, "store.busy")), fault.Unavailable},
		{"the first of two", errors.Join(stale, fault.New(fault.Full, "store.full")), fault.Stale},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := fault.KindOf(tt.err); got != tt.want {
				t.Errorf("KindOf() = %v, want %v", got, tt.want)
			}
		})
	}
	if fault.Is(errors.New("x"), fault.Internal) {
		t.Error("an error that nobody classified is a fault")
	}
}

func TestNewAndWrong(t *testing.T) {
	got := fault.New(fault.Conflict, "slug.taken", "slug", "ete", "odd").With("redirect", "/fr/ete/")
	want := &fault.Error{
		Kind: fault.Conflict, Code: "slug.taken",
		Args:  map[string]any{"slug": "ete", "odd": nil},
		Extra: map[string]any{"redirect": "/fr/ete/"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	wrong := fault.Wrong("/translations/fr/slug", "slug.malformed", "slug", "a b")
	if text := wrong.Error(); text != "invalid [/translations/fr/slug: slug.malformed]" {
		t.Errorf("Error() = %q", text)
	}
}

func TestKindsAreComplete(t *testing.T) {
	kinds := fault.Kinds()
	if len(kinds) != int(fault.Full)+1 || kinds[0] != fault.Internal || kinds[len(kinds)-1] != fault.Full {
		t.Errorf("Kinds() = %v", kinds)
	}
}
