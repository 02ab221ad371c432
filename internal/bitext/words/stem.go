package words

import (
	"hash/fnv"
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/french"

	"github.com/diptych-cms/diptych/internal/locale"
)

// Stem returns the stem of a folded word in the language: what its forms have in
// common. Of a language that has no stemmer here, it is the word itself.
func Stem(word string, tag locale.Tag) string {
	switch tag.Base() {
	case "en":
		env := snowballstem.NewEnv(word)
		english.Stem(env)
		return env.Current()
	case "fr":
		env := snowballstem.NewEnv(strings.TrimSuffix(word, "'"))
		french.Stem(env)
		return env.Current()
	}
	return word
}

// Hash returns a word as indexes keep it (FNV-1a). Two words may have the same.
func Hash(word string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(word)) // it cannot fail
	return h.Sum32()
}
