package editing

import (
	"context"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/draft"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// A writing is a text that is to be saved.
type writing struct {
	tag  locale.Tag
	at   string // JSON pointer of the translation in the request
	text content.Text
}

// ready does what comes before a text is saved, outside of transactions: it is
// prepared under the policy, and its links name what they lead to.
func (s *Service) ready(ctx context.Context, policy *sanitize.Policy, actor access.Actor, w writing) (*draft.Prepared, error) {
	text, err := draft.Prepare(policy, w.tag, w.at, w.text)
	if err != nil {
		return nil, err
	}
	return text, s.Read(ctx, func(r Snapshot) error { return draft.Link(ctx, r, actor.OwnOnly(), text) })
}
