package xliff

import (
	"encoding/xml"
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/locale"
)

// read12 reads the files of a document of XLIFF 1.x.
func (s *scanner) read12(each func(*exchange.File) error) error {
	return s.children(func(e xml.StartElement) error {
		if e.Name.Local != "file" {
			return s.xml.Skip()
		}
		if err := s.file(); err != nil {
			return err
		}
		f := &exchange.File{Source: tag(attr(e, "source-language")), Target: tag(attr(e, "target-language"))}
		f.Named(attr(e, "original"))
		if err := s.body12(f); err != nil {
			return err
		}
		return each(f)
	})
}

// tag returns a language tag in its canonical form, or as it is if it is none:
// whoever compares it finds that it fits nothing.
func tag(s string) locale.Tag {
	t, err := locale.Parse(strings.ReplaceAll(s, "_", "-"))
	if err != nil {
		return locale.Tag(s)
	}
	return t
}

// body12 reads the units of a file, in groups or not.
func (s *scanner) body12(f *exchange.File) error {
	return s.children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "body", "group":
			return s.body12(f)
		case "trans-unit":
			return s.unit12(f, e)
		}
		return s.xml.Skip()
	})
}

func (s *scanner) unit12(f *exchange.File, e xml.StartElement) error {
	u := exchange.Unit{Line: s.xml.Line(), Place: attr(e, "resname")}
	texts := []string{attr(e, "extradata")}
	var source, target content
	state := ""
	err := s.children(func(child xml.StartElement) error {
		switch child.Name.Local {
		case "source":
			return s.read(&source, s.inline12)
		case "target":
			state = attr(child, "state")
			return s.read(&target, s.inline12)
		case "note":
			text, err := s.xml.Text()
			texts = append(texts, text)
			return err
		}
		return s.xml.Skip()
	})
	if err != nil {
		return err
	}
	u.Source, u.Target = source.String(), target.String()
	u.State = state12(state, attr(e, "approved") == "yes")
	target.judge(&u)
	f.Identify(&u, attr(e, "id"), texts...)
	return f.Add(u)
}

// state12 returns the state that a target's state means (XLIFF 1.2 §2.3).
func state12(state string, approved bool) exchange.State {
	switch {
	case approved, state == "final", state == "signed-off":
		return exchange.Final
	case state == "translated":
		return exchange.Translated
	case strings.HasPrefix(state, "needs-review"), strings.HasPrefix(state, "needs-adaptation"), strings.HasPrefix(state, "needs-l10n"):
		return exchange.NeedsReview
	}
	return exchange.NeedsTranslation
}
