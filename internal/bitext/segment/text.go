package segment

import (
	"github.com/diptych-cms/diptych/internal/locale"
)

// Plain returns what a text in the small markup says: without tags, and & < > as
// they are.
func Plain(text string) string { return text }

// Words counts the words of a text in the small markup, as package markup counts them.
func Words(text string) int { return 0 }

// Sentences cuts a text in the small markup into sentences, by the rules of its
// language. Put together they are the text: spaces stand at the end of the sentence
// before. None is cut within a pair of tags.
func Sentences(text string, tag locale.Tag) []string { return []string{text} }
