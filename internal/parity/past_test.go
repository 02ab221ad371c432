package parity_test

import (
	"context"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/work"
)

// A past is what a desk knows of how its translations stand: what it is told.
type past struct {
	sums     bitext.Sums // of every pair
	approved bool
}

func (p past) Sums(context.Context, bitext.Pairing) (bitext.Sums, bool, error) {
	return p.sums, true, nil
}

func (past) KeepSums(bitext.Pairing, bitext.Sums) {}

func (p past) Approved(context.Context, content.PostID, locale.Tag, int) (bool, error) {
	return p.approved, nil
}

func (past) Errors(context.Context, bitext.Pairing) (int, bool, error) { return 0, true, nil }

func (past) KeepErrors(context.Context, bitext.Pairing, int) error { return nil }

func (past) GlossaryByStems(context.Context, locale.Tag, locale.Tag, []uint32) ([]bitext.Term, error) {
	return nil, nil
}

func (past) Dismissals(context.Context, content.PostID, locale.Tag) ([]bitext.Dismissal, error) {
	return nil, nil
}

func (past) Holders(context.Context, []content.Address) ([]content.Address, error) {
	return nil, nil
}

func (past) Decisions(context.Context, content.PostID, locale.Tag) ([]bitext.Decision, error) {
	return nil, nil
}

func (past) Confirmations(context.Context, content.PostID) ([]content.Confirmation, error) {
	return nil, nil
}

func (past) Reviews(context.Context, content.PostID, locale.Tag, int) ([]work.Review, error) {
	return nil, nil
}

func (past) Savings(context.Context, content.PostID, locale.Tag) ([]content.Saving, error) {
	return nil, nil
}

func (past) Lineage(context.Context, content.PostID, locale.Tag, locale.Tag, int) (bitext.Lineage, error) {
	return bitext.Lineage{}, nil
}
