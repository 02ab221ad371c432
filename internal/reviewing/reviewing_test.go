package reviewing_test

import (
	"context"
	"errors"
	"testing"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/reviewing"
	"github.com/diptych-cms/diptych/internal/standing"
	"github.com/diptych-cms/diptych/internal/work"
)

// TestAllOrNothing breaks every write at its end: nothing of it is left.
func TestAllOrNothing(t *testing.T) {
	h, ctx := open(t), t.Context()
	post, zoe := h.post(), translator("zoe")
	said, err := h.Comment(ctx, reviewing.Comment{Actor: zoe, Post: post, Locale: "en", Text: "Quel vent?"})
	if err != nil {
		t.Fatal(err)
	}
	given, err := h.Assign(ctx, reviewing.Assign{Actor: zoe, Post: post, Locale: "en", Assignee: reviewing.Me})
	if err != nil {
		t.Fatal(err)
	}
	yes, other := true, "Quelle brise?"
	writes := map[string]func() error{
		"reassign": func() error {
			_, err := h.Assign(ctx, reviewing.Assign{Actor: admin, Post: post, Locale: "en", Version: given.Version, Assignee: reviewing.Me})
			return err
		},
		"assign": func() error {
			_, err := h.Assign(ctx, reviewing.Assign{Actor: admin, Post: post, Locale: "fr", Assignee: reviewing.Me})
			return err
		},
		"unassign": func() error {
			return h.Unassign(ctx, reviewing.Unassign{Actor: zoe, Post: post, Locale: "en", Version: given.Version})
		},
		"comment": func() error {
			_, err := h.Comment(ctx, reviewing.Comment{Actor: zoe, Post: post, Locale: "en", Text: "Et là?"})
			return err
		},
		"comment on a segment": func() error {
			_, err := h.Comment(ctx, reviewing.Comment{Actor: zoe, Post: post, Locale: "en", Text: "Et là?", Segment: h.segment(post)})
			return err
		},
		"reply": func() error {
			_, err := h.Comment(ctx, reviewing.Comment{Actor: zoe, Post: post, Locale: "en", Text: "Et là?", ReplyTo: said.Thread.ID})
			return err
		},
		"edit": func() error {
			_, err := h.EditComment(ctx, reviewing.EditComment{Actor: zoe, Post: post, Locale: "en", Comment: said.Comment, Version: 1, Text: &other, Resolved: &yes})
			return err
		},
		"remove": func() error {
			return h.RemoveComment(ctx, reviewing.RemoveComment{Actor: zoe, Post: post, Locale: "en", Comment: said.Comment, Version: 1})
		},
		"submit": func() error {
			_, err := h.Review(ctx, reviewing.Review{Actor: zoe, Post: post, Locale: "en", Revision: 1, Decision: work.Submit, Comment: "Prêt."})
			return err
		},
		"approve": func() error {
			_, err := h.Review(ctx, reviewing.Review{Actor: reviewer("rene"), Post: post, Locale: "en", Revision: 1, Decision: work.Approve})
			return err
		},
	}
	for name, write := range writes {
		h.unchanged("a broken "+name, func() {
			h.fail = errBroken
			if err := write(); !errors.Is(err, errBroken) {
				t.Errorf("%s: %v, want that it breaks", name, err)
			}
		})
	}
	h.fail = nil
	for _, name := range []string{"comment on a segment", "reply", "edit", "submit", "approve", "reassign"} {
		if err := writes[name](); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := h.db.Check(ctx, func(code, subject string) { t.Errorf("%s %s", code, subject) }); err != nil {
		t.Error(err)
	}
}

// segment returns the name of a segment of the English translation.
func (h *house) segment(post content.PostID) string {
	h.t.Helper()
	var id string
	err := h.Read(h.t.Context(), func(r reviewing.Snapshot) error {
		p, err := r.Post(h.t.Context(), post)
		if err != nil {
			return err
		}
		pair, err := standing.Of(h.t.Context(), r, standing.Heads(p, "en"))
		if err == nil {
			id = pair.Rows[0].ID
		}
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return id
}

// TestSaidTwiceIsSaidOnce repeats requests under their keys.
func TestSaidTwiceIsSaidOnce(t *testing.T) {
	h, ctx := open(t), t.Context()
	post := h.post()
	cmd := reviewing.Comment{Actor: translator("zoe"), Post: post, Locale: "en", Text: "Quel vent?", Once: once.Key{Name: "k"}.With("a")}
	first, err := h.Comment(ctx, cmd)
	if err != nil {
		t.Fatal(err)
	}
	h.unchanged("the same request again", func() {
		again, err := h.Comment(ctx, cmd)
		if err != nil || again.Comment != first.Comment || again.Thread.Comments[0].Text != "Quel vent?" {
			t.Errorf("again: %+v, %v", again, err)
		}
		cmd.Once = once.Key{Name: "k"}.With("b")
		if _, err := h.Comment(ctx, cmd); !fault.Is(err, fault.Invalid) {
			t.Errorf("another request under the key: %v", err)
		}
	})
}

// TestListsAreSettledFirst: what somebody saved a moment ago is looked at before it is
// listed, and what breaks there is told.
func TestListsAreSettledFirst(t *testing.T) {
	h, ctx := open(t), t.Context()
	h.post()
	asked := reviewing.List{Actor: translator("zoe"), Query: work.Query{States: []work.State{work.Current}}}
	settle := h.Settle
	h.Settle = nil
	list, err := h.Work(ctx, asked)
	if err != nil || len(list.Items) != 0 || list.Pending != 1 {
		t.Errorf("unsettled: %+v, %v", list, err)
	}
	h.Settle = settle
	list, err = h.Work(ctx, asked)
	if err != nil || len(list.Items) != 1 || list.Pending != 0 {
		t.Errorf("settled: %+v, %v", list, err)
	}
	h.Settle = func(context.Context, bool, int) (int, error) { return 0, errBroken }
	if _, err := h.Work(ctx, asked); !errors.Is(err, errBroken) {
		t.Errorf("broken: %v", err)
	}
	if _, err := h.Coverage(ctx, reviewing.Coverage{Actor: asked.Actor}); !errors.Is(err, errBroken) {
		t.Errorf("broken: %v", err)
	}
}

// TestWhoIsNobody: without a role there is nothing, and not even that is told.
func TestWhoIsNobody(t *testing.T) {
	h, ctx := open(t), t.Context()
	post := h.post()
	stranger := access.Actor{ID: "user:x"}
	for name, err := range map[string]error{
		"work":     second(h.Work(ctx, reviewing.List{Actor: stranger})),
		"coverage": second(h.Coverage(ctx, reviewing.Coverage{Actor: stranger})),
		"assign":   second(h.Assign(ctx, reviewing.Assign{Actor: stranger, Post: post, Locale: "en", Assignee: reviewing.Me})),
		"unassign": h.Unassign(ctx, reviewing.Unassign{Actor: stranger, Post: post, Locale: "en", Version: 1}),
		"list":     second(h.Assignments(ctx, reviewing.ListAssignments{Actor: stranger, Post: post})),
		"comment":  second(h.Comment(ctx, reviewing.Comment{Actor: stranger, Post: post, Locale: "en", Text: "x"})),
		"comments": second(h.Comments(ctx, reviewing.ListComments{Actor: stranger, Post: post, Locale: "en"})),
		"review":   second(h.Review(ctx, reviewing.Review{Actor: stranger, Post: post, Locale: "en", Revision: 1, Decision: work.Submit})),
	} {
		if !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := h.Work(ctx, reviewing.List{}); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("nobody: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }
