package exchanging_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/exchanging"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/publishing"
	"github.com/diptych-cms/diptych/internal/remembering"
	"github.com/diptych-cms/diptych/internal/reviewing"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/live"
)

var errBroken = errors.New("the disk is on fire")

// A breaking transaction fails at its end, after everything was written.
type breaking struct{ *store.Tx }

func (breaking) Emit(context.Context, ...event.Event) error { return errBroken }

// TestFailureHalfway leaves everything as it was.
func TestFailureHalfway(t *testing.T) {
	h := open(t)
	id := h.post("Shop", english, french)
	doc := edited(t, exchanging.PO, h.export(id, exchanging.Choice{Format: exchanging.PO}), loud)
	before := h.html(id, "fr")
	h.Write = func(ctx context.Context, fn func(exchanging.Tx) error) error {
		return h.db.Write(ctx, func(tx *store.Tx) error { return fn(breaking{tx}) })
	}
	_, err := h.Import(t.Context(), exchanging.Import{Actor: owner, Post: id, Locale: "fr", Kind: exchanging.ReadPO, Body: strings.NewReader(doc)})
	if !errors.Is(err, errBroken) {
		t.Errorf("Import() = %v", err)
	}
	if _, n, text := h.translation(id, "fr"); n != 1 || text.HTML != before {
		t.Errorf("revision %d: %s", n, text.HTML)
	}
}

// TestOneLanguageAlone: taking French back leaves every byte of the English.
func TestOneLanguageAlone(t *testing.T) {
	h := open(t)
	id := h.post("Shop", english, french)
	version, n, text := h.translation(id, "en")
	h.bring(id, edited(t, exchanging.XLIFF12, h.export(id, exchanging.Choice{Format: exchanging.XLIFF12}), loud))
	if v, m, now := h.translation(id, "en"); v != version || m != n || now.HTML != text.HTML || now.Title != text.Title {
		t.Errorf("English is version %d, revision %d now: %s", v, m, now.HTML)
	}
}

// TestHelpInFiles: what colleagues said, what the glossary has and what the memory
// remembers goes out with the units that it is about.
func TestHelpInFiles(t *testing.T) {
	h := open(t)
	reviews := &reviewing.Service{
		Write: func(ctx context.Context, fn func(reviewing.Tx) error) error {
			return h.db.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
		},
		Read: func(ctx context.Context, fn func(reviewing.Snapshot) error) error {
			return h.db.Read(ctx, func(r *store.Snapshot) error { return fn(r) })
		},
	}
	memory := &remembering.Service{
		Write: func(ctx context.Context, fn func(remembering.Tx) error) error {
			return h.db.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
		},
		Read: func(ctx context.Context, fn func(remembering.Snapshot) error) error {
			return h.db.Read(ctx, func(r *store.Snapshot) error { return fn(r) })
		},
	}
	id := h.post("Shop", english, "")
	units := opened(t, h.export(id, exchanging.Choice{Format: exchanging.PO})).Units
	if _, err := reviews.Comment(t.Context(), reviewing.Comment{Actor: owner, Post: id, Locale: "fr", Text: "Say vous.", Segment: units[3].Segment}); err != nil {
		t.Fatal(err)
	}
	if _, err := memory.CreateTerm(t.Context(), term()); err != nil {
		t.Fatal(err)
	}
	tmx := ours(t, pair{"Come in!", "Entrez!"})
	if _, err := memory.ImportMemory(t.Context(), remembering.Import{Actor: owner, File: strings.NewReader(tmx)}); err != nil {
		t.Fatal(err)
	}
	for format, wants := range map[exchanging.Format][]string{
		exchanging.PO:      {"#. cli: Say vous.", "#. fish → poisson", "#. ~ memory: Entrez"},
		exchanging.XLIFF12: {">cli: Say vous.</note>", ">fish → poisson</note>", "<target>Entrez"},
		exchanging.XLIFF21: {">cli: Say vous.</note>", ">fish → poisson</note>", "<target>Entrez"},
	} {
		doc := h.export(id, exchanging.Choice{Format: format})
		for _, want := range wants {
			if !strings.Contains(doc, want) {
				t.Errorf("%s: %q is not in\n%s", format, want, doc)
			}
		}
		// None of it comes back as a translation.
		if r := h.bring(id, doc); r.Sums()[exchanging.Unchanged] != len(r.Results) {
			t.Errorf("%s:\n%s", format, told(r))
		}
	}
}

// TestDecidedOnLive: what is said to be right as it is needs no new revision, and readers
// hear of it.
func TestDecidedOnLive(t *testing.T) {
	h := open(t)
	id := h.post("Shop", english, french)
	h.publish(id)
	h.save(id, "en", func(text *content.Text) { text.Body = strings.Replace(english, "8 a.m.", "9 a.m.", 1) })
	h.publish(id)
	doc := h.export(id, exchanging.Choice{Format: exchanging.XLIFF12})
	r := h.bring(id, edited(t, exchanging.XLIFF12, doc, func(u *exchange.Unit) { u.State = exchange.Translated }))
	if _, n, _ := h.translation(id, "fr"); n != 1 || r.Sums()[exchanging.Unchanged] != 4 || r.Results[1].State != "current" {
		t.Errorf("revision %d:\n%s", n, told(r))
	}
	if entry := h.entry(id, "fr"); !strings.Contains(entry, `"state":"current"`) {
		t.Errorf("readers get %s", entry)
	}
}

// term is one of the glossary.
func term() remembering.CreateTerm {
	return remembering.CreateTerm{Actor: owner, Term: bitext.Term{
		Source: bitext.TermSide{Locale: "en", Term: "fish"}, Target: bitext.TermSide{Locale: "fr", Term: "poisson"},
	}}
}

// publish makes both languages live as they are.
func (h *house) publish(id content.PostID) {
	h.t.Helper()
	view, err := h.edit.Get(h.t.Context(), editing.GetPost{Actor: owner, Post: id})
	if err != nil {
		h.t.Fatal(err)
	}
	p := view.Post
	s := &publishing.Service{Write: func(ctx context.Context, fn func(publishing.Tx) error) error {
		return h.db.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
	}}
	_, err = s.Publish(h.t.Context(), publishing.Command{Actor: owner, Post: id, Publication: content.Publication{
		Shared: p.Head, Translations: map[locale.Tag]int{"en": p.Translation("en").Head, "fr": p.Translation("fr").Head},
	}})
	if err != nil {
		h.t.Fatal(err)
	}
}

// entry returns what readers get of a translation.
func (h *house) entry(id content.PostID, tag locale.Tag) string {
	h.t.Helper()
	r, err := live.Open(h.t.Context(), h.db)
	if err != nil {
		h.t.Fatal(err)
	}
	defer r.Close()
	e, ok, err := r.Entry(h.t.Context(), id, tag)
	if err != nil || !ok {
		h.t.Fatal(ok, err)
	}
	return string(e.Card)
}
