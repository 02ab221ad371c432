package xliff

import (
	"encoding/xml"
	"slices"
	"strconv"

	"github.com/diptych-cms/diptych/internal/bitext/exchange"
)

// read2 reads the files of a document of XLIFF 2.x.
func (s *scanner) read2(root xml.StartElement, each func(*exchange.File) error) error {
	return s.children(func(e xml.StartElement) error {
		if e.Name.Local != "file" {
			return s.xml.Skip()
		}
		if err := s.file(); err != nil {
			return err
		}
		f := &exchange.File{Source: tag(attr(root, "srcLang")), Target: tag(attr(root, "trgLang"))}
		f.Named(attr(e, "original"))
		if err := s.body2(f); err != nil {
			return err
		}
		return each(f)
	})
}

// body2 reads the units of a file, in groups or not.
func (s *scanner) body2(f *exchange.File) error {
	return s.children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "group":
			return s.body2(f)
		case "unit":
			return s.unit2(f, e)
		}
		return s.xml.Skip()
	})
}

// A part is a segment of XLIFF 2.x, or what stands between two: tools cut a unit
// into sentences and may put the targets in another order.
type part struct {
	source, target content
	translated     bool // there is a target
	between        bool // an ignorable: its source stands in for a target
	order          int  // of the target among the parts; 0: where it is
	state, sub     string
}

func (s *scanner) unit2(f *exchange.File, e xml.StartElement) error {
	u := exchange.Unit{Line: s.xml.Line()}
	texts := []string{attr(e, "name")}
	var parts []*part
	err := s.children(func(child xml.StartElement) error {
		switch child.Name.Local {
		case "segment", "ignorable":
			p := &part{between: child.Name.Local == "ignorable", state: attr(child, "state"), sub: attr(child, "subState")}
			parts = append(parts, p)
			return s.part(p)
		case "notes":
			return s.notes(&u, &texts)
		}
		return s.xml.Skip()
	})
	if err != nil {
		return err
	}
	put(&u, parts)
	f.Identify(&u, attr(e, "id"), texts...)
	return f.Add(u)
}

// notes reads the notes of a unit: one may say who it is, one where it stands.
func (s *scanner) notes(u *exchange.Unit, texts *[]string) error {
	return s.children(func(e xml.StartElement) error {
		text, err := s.xml.Text()
		if attr(e, "category") == "place" {
			u.Place = text
		}
		*texts = append(*texts, text)
		return err
	})
}

func (s *scanner) part(p *part) error {
	return s.children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "source":
			return s.read(&p.source, s.inline2)
		case "target":
			p.order, _ = strconv.Atoi(attr(e, "order")) // what is no number is no order
			err := s.read(&p.target, s.inline2)
			p.translated = len(p.target.pieces) > 0
			return err
		}
		return s.xml.Skip()
	})
}

// put puts the parts of a unit together.
func put(u *exchange.Unit, parts []*part) {
	var source, target content
	translated, open := 0, 0
	u.State = exchange.Final
	for _, p := range parts {
		source.add(&p.source)
		switch {
		case p.between:
		case p.translated:
			translated++
		case len(p.source.pieces) > 0:
			open++
		}
		if !p.between && rank(state2(p)) < rank(u.State) {
			u.State = state2(p)
		}
	}
	for _, p := range ordered(parts) {
		if p.between && !p.translated {
			target.add(&p.source)
		} else {
			target.add(&p.target)
		}
	}
	u.Source = source.String()
	if translated == 0 {
		u.State = exchange.NeedsTranslation
		return
	}
	u.Target = target.String()
	target.judge(u)
	if open > 0 && u.Problem == "" {
		u.Problem, u.Args = "exchange.incomplete", map[string]any{"done": translated, "all": translated + open}
	}
}

// add adds another text to the end.
func (c *content) add(other *content) {
	c.pieces = append(c.pieces, other.pieces...)
	c.size += other.size
	if other.unknown != "" {
		c.unknown = other.unknown
	}
}

// ordered returns the parts in the order of their targets (XLIFF 2.1 §4.3.1.29):
// one with an order goes to that place, and the others fill what is left.
func ordered(parts []*part) []*part {
	out := make([]*part, len(parts))
	var others []*part
	for _, p := range parts {
		if p.order > 0 && p.order <= len(out) && out[p.order-1] == nil {
			out[p.order-1] = p
		} else {
			others = append(others, p)
		}
	}
	for i := range out {
		if out[i] == nil {
			out[i], others = others[0], others[1:]
		}
	}
	return out
}

// state2 returns the state of a part.
func state2(p *part) exchange.State {
	switch {
	case p.state == "final", p.state == "reviewed":
		return exchange.Final
	case p.state == "translated":
		return exchange.Translated
	case p.sub == subReview:
		return exchange.NeedsReview
	}
	return exchange.NeedsTranslation
}

// rank orders states: a unit is as far as the part that is least far.
func rank(s exchange.State) int {
	return slices.Index([]exchange.State{exchange.NeedsTranslation, exchange.NeedsReview, exchange.Translated, exchange.Final}, s)
}
