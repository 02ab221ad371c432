package machine

import (
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
)

// FuzzMark: what is sent comes back as it was, if the service leaves it alone; and
// whatever comes back is a text of the small markup, with no tag of HTML in it.
func FuzzMark(f *testing.F) {
	for _, s := range []string{
		"Le vent", "<1>Le</1> vent<2/>", "3 &lt; 5 &amp; &quot;", `<x id="1">a</x>`, `<span id="x1">a</span><img id="x2">`, "<script>a</script>", "<!-- a", "a & b", "\x00<", "</x></span>",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, m := range []mark{elements, spans} {
			back := m.restore(text)
			if again := segment.Compose(segment.Pieces(back)); again != back {
				t.Errorf("%q came back as %q, which is read as %q", text, back, again)
			}
			clean := segment.Compose(segment.Pieces(strings.ToValidUTF8(strings.ReplaceAll(strings.ReplaceAll(text, "\r", ""), "\x00", ""), "")))
			if got := m.restore(m.protect(clean)); Fits(clean, clean) && got != clean {
				t.Errorf("%q was sent and %q came back", clean, got)
			}
		}
	})
}
