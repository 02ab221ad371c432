package segment_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/sanitize"
	"github.com/diptych-cms/diptych/internal/shortcode"
)

// expanded is HTML as a save makes it.
func expanded(source string) string {
	policy := sanitize.New(sanitize.Options{})
	short := shortcode.Expand(source, func(address string) (shortcode.Frame, bool) {
		f, ok := policy.Frame(address)
		return shortcode.Frame{Src: f.Src, Named: f.Named}, ok
	})
	return policy.Body(short.HTML).HTML
}

// TestShortcodes holds that what stands for pictures and films is nothing to
// translate, and that the words beside it can be.
func TestShortcodes(t *testing.T) {
	const source = "One.\n\n[gallery ids=\"moon\"]\n\nhttps://youtu.be/CUkMCQR4TpY\n\n[caption]![A cat](/a.png) Words[/caption]\n\nTwo.\n"
	made, err := markup.FromMarkdown(source)
	if err != nil {
		t.Fatal(err)
	}
	for format, text := range map[string]content.Text{
		"HTML":     htmlText(expanded(made)),
		"Markdown": {Format: content.Markdown, Body: source, HTML: expanded(made)},
	} {
		d := segment.Cut("en", text)
		var says []string
		for _, s := range d.Segments {
			if !s.Bare() {
				says = append(says, string(s.Kind)+" "+s.Text)
			}
		}
		if want := []string{"paragraph One.", "alt A cat", "caption Words", "paragraph Two."}; !slices.Equal(says, want) {
			t.Errorf("%s: segments %q, want %q", format, says, want)
		}
		last := len(d.Segments) - 1
		joined, _, err := d.Join(map[int]string{0: "Un.", last: "Deux."})
		if err != nil {
			t.Errorf("%s: %v", format, err)
			continue
		}
		for _, want := range []string{"Un.", "Deux.", "moon", "CUkMCQR4TpY", "A cat", "Words"} {
			if strings.Count(joined.Body, want) != 1 {
				t.Errorf("%s: %q not once in\n%s", format, want, joined.Body)
			}
		}
	}
}

// TestBegunWithShortcodes holds that a translation that is begun shows what its source
// shows.
func TestBegunWithShortcodes(t *testing.T) {
	const source = "One.\n\n[gallery ids=\"moon\"]\n\nhttps://youtu.be/CUkMCQR4TpY\n\nTwo.\n"
	made, err := markup.FromMarkdown(source)
	if err != nil {
		t.Fatal(err)
	}
	for format, text := range map[string]content.Text{
		"HTML":     htmlText(expanded(made)),
		"Markdown": {Format: content.Markdown, Body: source, HTML: expanded(made)},
	} {
		d, _, err := segment.Begin(segment.Cut("en", text), "fr")
		if err != nil {
			t.Fatal(err)
		}
		begun, _, err := d.Join(map[int]string{0: "Un."})
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"Un.", "moon", "CUkMCQR4TpY"} {
			if strings.Count(begun.Body, want) != 1 {
				t.Errorf("%s: %q not once in\n%s", format, want, begun.Body)
			}
		}
	}
}
