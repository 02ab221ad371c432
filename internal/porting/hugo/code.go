package hugo

import (
	"strings"

	"github.com/diptych-cms/diptych/internal/locale"
)

// code takes the language's code for machines: Hugo's templates write it into pages,
// such as "fr-CA" for the language "fr". One of another language is left, and what the
// whole site says is no other region's either: that is often meant for its default
// language alone.
func (l *language) code(f *fields, own map[string]any) {
	code, isOwn := languageCode(f), languageCode(newFields(own)) != ""
	tag, err := locale.Parse(code)
	switch {
	case code == "" || err == nil && tag == l.tag:
	case err == nil && tag.Base() == l.tag.Base() && (isOwn || string(l.tag) == l.tag.Base()):
		l.hreflang = string(tag)
	case isOwn:
		l.codeLeft = code
	}
}

// languageCode returns the code as BCP 47 writes it, or "".
func languageCode(f *fields) string {
	code, _ := f.text("locale")
	if code == "" {
		code, _ = f.text("languagecode")
	}
	return strings.ReplaceAll(code, "_", "-")
}
