package editing

import (
	"context"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/standing"
)

// checkRead refuses to take the words of a translation elsewhere, or to make them the
// source, while some are as a machine wrote them and nobody has read them: there they
// would pass for a person's, and go live. A language that takes the words of machines
// unread says so itself.
func checkRead(ctx context.Context, tx Tx, p *content.Post, tag locale.Tag) error {
	if tag == p.SourceLocale || p.Translation(tag) == nil || p.Translation(p.SourceLocale) == nil {
		return nil
	}
	l, err := tx.Locale(ctx, tag)
	if err != nil || l.Settings.PublishRequires == content.RequiresAnything {
		return err
	}
	sums, err := standing.Sums(ctx, tx, standing.Heads(p, tag))
	if err != nil {
		return err
	}
	if n := sums.Origins[bitext.MachineUnreviewed]; n > 0 {
		return fault.New(fault.Conflict, "translation.unread", "count", n, "locale", string(tag))
	}
	return nil
}
