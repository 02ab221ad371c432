package content

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/markup"
)

// Sense returns the SHA-256, in hexadecimal, of what the text says: the words,
// numbers, link targets and picture sources of its title, summary, SEO, body and
// resource texts, as [markup.Saying] takes them. Two texts with one sense differ
// at most in case, punctuation, spaces, typography and markup, and where they are
// found. It reads the text's HTML, never its Body.
func (t Text) Sense() string {
	var b strings.Builder
	say := func(field, text string) {
		if says := markup.SayingOfText(text); says != "" {
			b.WriteString("\x01" + field + "\x00" + says)
		}
	}
	say("title", t.Title)
	say("summary", t.Summary)
	say("seo title", t.SEO.Title)
	say("seo description", t.SEO.Description)
	b.WriteString("\x01body\x00" + markup.Saying(t.HTML))
	for _, name := range slices.Sorted(maps.Keys(t.Resources)) {
		r := t.Resources[name]
		say("resource title "+name, r.Title)
		say("resource alt "+name, r.Alt)
		say("resource caption "+name, r.Caption)
		if r.Asset != "" || r.URL != "" {
			b.WriteString("\x01resource file " + name + "\x00" + string(r.Asset) + r.URL)
		}
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:])
}
