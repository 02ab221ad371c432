package remembering

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/glossary"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// clean returns a term as it is kept, or what is wrong with it.
func clean(t bitext.Term) (bitext.Term, error) {
	var c cleaner
	t.Source.Term = c.name("/source/term", t.Source.Term, t.Source.Locale)
	t.Target.Term = c.name("/target/term", t.Target.Term, t.Target.Locale)
	t.Source.Forms = c.forms("/source/forms", t.Source.Forms, t.Source)
	t.Target.Forms = c.forms("/target/forms", t.Target.Forms, t.Target)
	t.Forbidden = c.forms("/target/forbidden", t.Forbidden, bitext.TermSide{Locale: t.Target.Locale})
	for i, form := range t.Forbidden {
		if form == t.Target.Term || slices.Contains(t.Target.Forms, form) {
			c.wrong("/target/forbidden/"+strconv.Itoa(i), "glossary.both", "form", form)
		}
	}
	if !utf8.ValidString(t.Note) {
		c.wrong("/note", "text.encoding")
	}
	t.Note = content.CleanBlock(t.Note)
	if utf8.RuneCountInString(t.Note) > glossary.LongNote {
		c.wrong("/note", "glossary.too_long", "most", glossary.LongNote)
	}
	if t.Source.Locale.Base() == t.Target.Locale.Base() {
		c.wrong("/target/locale", "glossary.same_language")
	}
	if len(c.fields) > 0 {
		return t, &fault.Error{Kind: fault.Invalid, Code: "invalid", Fields: c.fields}
	}
	return t, nil
}

// A cleaner gathers what is wrong.
type cleaner struct{ fields []fault.Field }

func (c *cleaner) wrong(pointer, code string, args ...any) {
	c.fields = append(c.fields, fault.Field{Pointer: pointer, Code: code, Args: fault.New(fault.Invalid, code, args...).Args})
}

// name returns a form as it is kept: one line that has words.
func (c *cleaner) name(at, text string, tag locale.Tag) string {
	if !utf8.ValidString(text) {
		c.wrong(at, "text.encoding")
		return text
	}
	text = strings.Join(strings.FieldsFunc(content.CleanLine(text), func(r rune) bool { return r == ' ' }), " ")
	switch n := glossary.Words(text, tag); {
	case utf8.RuneCountInString(text) > glossary.Longest:
		c.wrong(at, "glossary.too_long", "most", glossary.Longest)
	case n == 0:
		c.wrong(at, "glossary.no_word")
	case n > glossary.MostWords:
		c.wrong(at, "glossary.too_many_words", "most", glossary.MostWords)
	}
	return text
}

// forms returns forms as they are kept: each once, and none that the term is itself.
func (c *cleaner) forms(at string, forms []string, of bitext.TermSide) []string {
	if len(forms) > glossary.MostForms {
		c.wrong(at, "glossary.too_many_forms", "most", glossary.MostForms)
		return forms
	}
	var list []string
	for i, form := range forms {
		form = c.name(at+"/"+strconv.Itoa(i), form, of.Locale)
		if form != of.Term && !slices.Contains(list, form) {
			list = append(list, form)
		}
	}
	return list
}

// equal reports whether two terms say the same.
func equal(a, b bitext.Term) bool {
	return a.Source.Term == b.Source.Term && a.Target.Term == b.Target.Term && a.Note == b.Note && a.CaseSensitive == b.CaseSensitive &&
		slices.Equal(a.Source.Forms, b.Source.Forms) && slices.Equal(a.Target.Forms, b.Target.Forms) && slices.Equal(a.Forbidden, b.Forbidden)
}
