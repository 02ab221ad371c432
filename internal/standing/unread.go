package standing

import (
	"context"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
)

// unread gives words that come back with an earlier revision the origin that they had
// in it, where a machine wrote them and nobody has read them since: who restores a
// revision has read nothing by that.
func (w *walker) unread(ctx context.Context, s *state, saved content.Saving, fresh []int) error {
	if saved.Origin != content.FromRestore || len(fresh) == 0 {
		return nil
	}
	unread := make(map[string]bool) // texts
	for _, said := range w.words {
		if said.on >= s.n || said.follows || said.decision == nil && len(unread) == 0 {
			continue
		}
		doc, err := w.target.at(ctx, said.on)
		if err != nil {
			return err
		}
		switch d := said.decision; {
		case doc == nil: // it was pruned
		case d == nil: // on the whole
			for i := range doc.Segments {
				delete(unread, doc.Segments[i].Text)
			}
		case d.Kind == bitext.Written, d.Kind == bitext.Confirmed, d.Kind == bitext.Linked:
			for _, i := range placesOf(doc, d.Target) {
				unread[doc.Segments[i].Text] = d.Kind == bitext.Written && d.Origin == bitext.MachineUnreviewed
			}
		}
	}
	for _, i := range fresh {
		if text := s.doc.Segments[i].Text; unread[text] && text != "" {
			s.origins[i] = bitext.MachineUnreviewed
		}
	}
	return nil
}
