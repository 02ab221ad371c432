package glossary

import (
	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/locale"
)

type index struct{}

func (g *Glossary) fill(_ []bitext.Term, _, _ locale.Tag) {}

func (x index) find(string) []Match { return nil }

func (g *Glossary) judge(_, _ string) []Fault { return nil }
