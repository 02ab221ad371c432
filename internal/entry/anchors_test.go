package entry

import (
	"fmt"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// anchored returns the places of a post whose source is English.
func anchored(en, fr string) *places {
	in := Input{Live: &content.LivePost{
		Post:  &content.Post{ID: "p", SourceLocale: "en"},
		Texts: []content.Revision{{Locale: "en", Text: content.Text{HTML: en}}, {Locale: "fr", Text: content.Text{HTML: fr}}},
	}}
	in.read()
	return in.anchors().places()
}

func TestPlacesLeadToTheirCounterpart(t *testing.T) {
	h := func(level int, id, says string) string {
		return fmt.Sprintf(`<h%d id="%s">%s</h%d><p>%s</p>`, level, id, says, level, strings.Repeat("word ", 30))
	}
	tests := []struct {
		name, en, fr string
		leads        map[string]string // from English to French
	}{
		{"in order", h(2, "a", "A") + h(3, "b", "B") + h(2, "c", "C"), h(2, "x", "X") + h(3, "y", "Y") + h(2, "z", "Z"), map[string]string{"a": "x", "b": "y", "c": "z"}},
		{"the same ids", h(2, "intro", "Intro") + h(2, "end", "End"), h(2, "end", "Fin") + h(2, "intro", "Début"), map[string]string{"intro": "intro", "end": "end"}},
		{"one is missing: numbers tell", h(2, "one", "1. Plan") + h(2, "two", "2. Build") + h(2, "three", "3. Ship"), h(2, "un", "1. Planifier") + h(2, "trois", "3. Livrer"),
			map[string]string{"one": "un", "two": "", "three": "trois"}},
		{"one is missing: names tell", h(2, "k", "Why Kubernetes") + h(2, "d", "Why Docker"), h(2, "dd", "Pourquoi Docker"), map[string]string{"k": "", "d": "dd"}},
		{"levels tell", h(2, "a", "Alpha") + h(3, "b", "Beta"), h(3, "y", "Oméga"), map[string]string{"b": "y"}},
		{"what stands in a heading", `<h2><a name="old"></a>Deadline</h2>`, h(2, "date-limite", "Date limite"), map[string]string{"old": "date-limite", "deadline": "date-limite"}},
		{"no heading at all", `<p id="note">n</p>`, `<p>n</p>`, map[string]string{"note": ""}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := anchored(tt.en, tt.fr)
			for from, want := range tt.leads {
				if got, known := p.lead("fr", from); got != want || !known {
					t.Errorf("#%s leads to #%s (known: %v), want #%s", from, got, known, want)
				}
			}
			if _, known := p.lead("fr", "nowhere"); known {
				t.Error("what is nowhere is known")
			}
		})
	}
}

// TestManyHeadings: no text makes aligning dear.
func TestManyHeadings(t *testing.T) {
	var en, fr strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&en, `<h2 id="e%d"><a id="i%d"></a>One %d two three</h2>`, i, i, i)
		fmt.Fprintf(&fr, `<h2 id="f%d">Un %d deux trois</h2>`, i, i)
	}
	p := anchored(en.String(), fr.String())
	if n := len(p.groups["en"]); n != mostAnchors {
		t.Errorf("%d places are kept", n)
	}
}

// BenchmarkAnchors finds the places of a pair as posts of the corpus have them: about
// ten headings in each language.
func BenchmarkAnchors(b *testing.B) {
	for _, n := range []int{10, 200} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var body [2]strings.Builder
			for i := range n {
				for side, says := range []string{"Why we moved %d services", "Pourquoi nous avons déplacé %d services"} {
					fmt.Fprintf(&body[side], "<h2>"+says+"</h2><p>%s</p>", i, strings.Repeat("quelques mots ", 20))
				}
			}
			in := Input{Live: &content.LivePost{Post: &content.Post{ID: "p", SourceLocale: locale.Tag("en")}, Texts: []content.Revision{
				{Locale: "en", Text: content.Text{HTML: body[0].String()}}, {Locale: "fr", Text: content.Text{HTML: body[1].String()}},
			}}}
			in.read()
			for b.Loop() {
				in.anchors()
			}
		})
	}
}
