package reading

import (
	"testing"

	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
)

func FuzzParseToken(f *testing.F) {
	f.Add(token{epoch: "e", tag: entry.Everywhere}.String())
	f.Add(token{epoch: "e", tag: "fr", began: 7, at: entry.Point{Seq: 1 << 40, ID: "01970000-0000-7000-8000-000000000001", Locale: "fr"}}.String())
	f.Add("MXxlfGZyfDB8MHx8")
	f.Fuzz(func(t *testing.T, s string) {
		read, err := parseToken(s)
		if err != nil {
			if f, ok := fault.Of(err); !ok || f.Kind != fault.Malformed || f.Code != "changes.token" {
				t.Errorf("parseToken(%q) = %v", s, err)
			}
			return
		}
		if again, err := parseToken(read.String()); err != nil || again != read {
			t.Errorf("%q is written back as %q: %v", s, read.String(), err)
		}
	})
}
