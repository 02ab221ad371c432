package translating

import (
	"context"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/machine"
	"github.com/diptych-cms/diptych/internal/standing"
)

// answering is a service whose machine says what it is told to.
func answering(texts ...string) *Service {
	return &Service{Ask: func(context.Context, machine.Job) ([]string, error) { return texts, nil }}
}

func TestByMachine(t *testing.T) {
	doc := segment.Cut("en", content.Text{Title: "The wind", Format: content.HTML, HTML: "<p>It <em>blows</em>.</p><p>It <em>rains</em>.</p>"})
	pair := &standing.Pair{Pairing: bitext.Pairing{Source: "en", Target: "fr"}}
	var rows []*standing.Row
	for i := range doc.Segments {
		pair.Rows = append(pair.Rows, standing.Row{ID: doc.Segments[i].ID, Source: []*segment.Segment{&doc.Segments[i]}})
	}
	for i := range pair.Rows {
		rows = append(rows, &pair.Rows[i])
	}
	service := &content.Machine{URL: "https://mt.example.org", Preset: "diptych"}
	writes, left, err := answering("Le vent", "Il <1>souffle</1>.", "Il pleut.").byMachine(t.Context(), service, pair, rows)
	if err != nil || len(writes) != 2 || len(left) != 1 {
		t.Fatalf("%v %v %v", writes, left, err)
	}
	w := writes[1]
	if w.ID != doc.Segments[1].ID || w.SourceHash != doc.Segments[1].Hash || w.Target != "Il <1>souffle</1>." || w.Origin != bitext.MachineUnreviewed {
		t.Errorf("%+v", w)
	}
	if left[0].Code != "machine.unfit" || left[0].Pointer != doc.Segments[2].Place || left[0].Excerpt != "Il pleut." {
		t.Errorf("%+v", left[0])
	}
	if _, _, err := answering().byMachine(t.Context(), nil, pair, rows); !fault.Is(err, fault.Conflict) {
		t.Errorf("without a service: %v", err)
	}
}
