package translating

import (
	"context"
	"fmt"
	"strings"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/standing"
)

// A Link says which segments belong together, or do not.
type Link struct {
	Actor  access.Actor
	Post   content.PostID
	Locale locale.Tag
	Kind   bitext.DecisionKind // Linked, Unlinked, MadeLocal or Restored
	Source []string            // names of segments of the source
	Target []string            // and of the translation
	Once   once.Key
}

// Link keeps the actor's word. It goes before what is computed, and is kept through
// later edits; it asks for permission to write.
func (s *Service) Link(ctx context.Context, cmd Link) (Decided, error) {
	done, err := s.decided(ctx, deciding{
		asking: asking{cmd.Actor, access.Write, cmd.Post, cmd.Locale}, once: cmd.Once, decisions: cmd.decisions,
	})
	if err != nil {
		return Decided{}, fmt.Errorf("link segments of translation %s of post %s: %w", cmd.Locale, cmd.Post, err)
	}
	return done, nil
}

func (cmd Link) decisions(pair *standing.Pair) ([]bitext.Decision, error) {
	var fields []fault.Field
	target := make([]string, len(cmd.Target))
	for i, id := range cmd.Target {
		target[i] = strings.TrimPrefix(id, "t-")
	}
	check := func(at string, d *segment.Document, names []string) {
		for i, name := range names {
			if d.Index(name) < 0 {
				fields = append(fields, fault.Field{Pointer: fmt.Sprintf("/%s/%d", at, i), Code: "segment.unknown"})
			}
		}
	}
	check("source", pair.Source, cmd.Source)
	check("target", pair.Target, target)
	both := cmd.Kind == bitext.Linked || cmd.Kind == bitext.Unlinked
	switch {
	case both && len(cmd.Source) == 0:
		fields = append(fields, fault.Field{Pointer: "/source", Code: "segment.link_required"})
	case (both || cmd.Kind == bitext.MadeLocal) && len(target) == 0:
		fields = append(fields, fault.Field{Pointer: "/target", Code: "segment.link_required"})
	case len(cmd.Source)+len(target) == 0:
		fields = append(fields, fault.Field{Pointer: "/source", Code: "segment.link_required"})
	}
	if len(fields) > 0 {
		return nil, &fault.Error{Kind: fault.Invalid, Code: "invalid", Fields: fields}
	}
	d := bitext.Decision{Kind: cmd.Kind, Source: cmd.Source, Target: target}
	if cmd.Kind == bitext.MadeLocal {
		d.Source = nil
	}
	if cmd.Kind == bitext.Linked {
		texts := make([]string, len(cmd.Source))
		for i, name := range cmd.Source {
			texts[i] = pair.Source.Segments[pair.Source.Index(name)].Text
		}
		d.SourceText = strings.Join(texts, "\n")
	}
	return []bitext.Decision{d}, nil
}
