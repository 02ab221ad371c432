package settling_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/settling"
	"github.com/diptych-cms/diptych/internal/store"
)

// A book teaches the memory in several transactions, so that others may write between
// them. If it changes meanwhile it is settled the next time.
func TestTeachBook(t *testing.T) {
	const paragraphs = 250
	h := open(t)
	book := func(english, french string) (en, fr content.Text) {
		var one, other strings.Builder
		for i := range paragraphs {
			fmt.Fprintf(&one, "<p>%s %d.</p>", english, i)
			fmt.Fprintf(&other, "<p>%s %d.</p>", french, i)
		}
		return text("Book", one.String()), text("Livre", other.String())
	}
	en, fr := book("The paragraph with number", "Le paragraphe qui a le numéro")
	p := h.post(map[locale.Tag]content.Text{"en": en, "fr": fr})
	h.goLive(p.ID, map[locale.Tag]int{"en": 1, "fr": 1})

	write, writes := h.Write, 0
	h.Write = func(ctx context.Context, fn func(settling.Tx) error) error {
		if writes++; writes == 2 {
			h.save(p.ID, "en", text("Book", en.Body+"<p>One more.</p>"))
		}
		return write(ctx, fn)
	}
	h.settle(0) // it changed
	if n := h.learned(); n == 0 || n >= paragraphs {
		t.Errorf("the memory has %d texts, want a part", n)
	}
	h.settle(1)
	h.settle(0)
	if n := h.learned(); n != paragraphs+1 {
		t.Errorf("the memory has %d texts, want %d", n, paragraphs+1)
	}
	if writes < 6 {
		t.Errorf("it took %d transactions, want several for each part", writes)
	}
}

// learned counts what the memory has.
func (h *house) learned() int {
	h.t.Helper()
	n := 0
	err := h.db.Read(h.t.Context(), func(s *store.Snapshot) error {
		directions, err := s.MemoryDirections(h.t.Context())
		for _, d := range directions {
			var list []bitext.Entry
			if err == nil {
				list, err = s.MemoryAfter(h.t.Context(), d, 0, 1000)
			}
			n += len(list)
		}
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}
