package machine

import (
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
)

func TestRestore(t *testing.T) {
	for _, tt := range []struct {
		from       mark
		text, want string
	}{
		{elements, `<x id="1">a</x> &lt; <b>b</b><x id="99999"/>`, "<1>a</1> &lt; b<99999/>"},
		{spans, `<span id="x1">a</span> &lt; <b>b</b><img id="x99999">`, "<1>a</1> &lt; b<99999/>"},
		// What no tag of ours can be was not sent.
		{elements, `<x id="100000">a</x><x id="0"/><x id="-1"/><x id="99999999999999999999"/><x>b</x>`, "ab"},
		{spans, `<span id="x100000">a</span><img id="x0"><img id="x-1"><img id="x99999999999999999999"><img>b`, "ab"},
	} {
		if got := tt.from.restore(tt.text); got != tt.want {
			t.Errorf("%q came back as %q, want %q", tt.text, got, tt.want)
		}
	}
}

// FuzzMark: what is sent comes back as it was, if the service leaves it alone; and
// whatever comes back is a text of the small markup, with no tag of HTML in it.
func FuzzMark(f *testing.F) {
	for _, s := range []string{
		"Le vent", "<1>Le</1> vent<2/>", "3 &lt; 5 &amp; &quot;", `<x id="1">a</x>`, `<span id="x1">a</span><img id="x2">`, "<script>a</script>", "<!-- a", "a & b", "\x00<", "</x></span>",
		`<img id="x100000">`, `<x id="100000"/>`,
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
