package recall

import (
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/bitext/glossary"
	"github.com/diptych-cms/diptych/internal/locale"
)

// TermsIn returns a glossary with the terms that may stand in the texts, which are
// of the source and in the small markup.
func TermsIn(ctx context.Context, r TermReads, source, target locale.Tag, texts []string) (*glossary.Glossary, error) {
	stems := glossary.Stems(texts, source)
	if len(stems) == 0 {
		return glossary.New(nil, source, target), nil
	}
	terms, err := r.GlossaryByStems(ctx, source, target, stems)
	if err != nil {
		return nil, fmt.Errorf("find terms from %s to %s: %w", source, target, err)
	}
	return glossary.New(terms, source, target), nil
}
