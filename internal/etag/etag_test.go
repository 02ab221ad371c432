package etag_test

import (
	"testing"

	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/fault"
)

func TestCheck(t *testing.T) {
	for have, want := range map[int64]string{3: "", etag.Any: "", 0: "precondition.required", 2: "post.stale", 4: "post.stale"} {
		err := etag.Check("post.stale", have, 3)
		f, refused := fault.Of(err)
		switch {
		case want == "" && err == nil:
		case !refused || f.Code != want || f.Extra["etag"] != `"3"`:
			t.Errorf("Check(%d, 3) = %v, want %q", have, err, want)
		case f.Kind == fault.Stale && (f.Args["have"] != have || f.Args["now"] != int64(3)):
			t.Errorf("it tells %v", f.Args)
		}
	}
}
