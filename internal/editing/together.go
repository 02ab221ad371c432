package editing

import (
	"context"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/parity"
	"github.com/diptych-cms/diptych/internal/standing"
)

// Together is what editing needs of one write transaction to keep the languages
// of a post together.
type Together interface {
	parity.Reads
	parity.Writes
	// AddConfirmation writes somebody's word that two revisions of the post are
	// right beside each other, at the instant of the transaction. Whoever said the
	// same first keeps it: fresh is false then.
	AddConfirmation(ctx context.Context, id content.PostID, said content.Confirmation) (fresh bool, err error)
	// NameBases writes down which language the revisions of the post are based on
	// where nobody has yet: its present source. It is for a post that gets another.
	NameBases(ctx context.Context, id content.PostID) error
	// AddDecisions keeps what was decided of segments of a translation that exists.
	AddDecisions(ctx context.Context, post content.PostID, tag locale.Tag, list []bitext.Decision) error
}

// checkOverride refuses a reason that says nothing, or too much; an empty one is
// none.
func checkOverride(reason string) error {
	if reason == "" {
		return nil
	}
	return parity.CheckReason(reason)
}

// resettle writes into the ledger what became of the languages of a post that
// moved nothing live: its settings are others, or something was confirmed.
func resettle(ctx context.Context, tx Tx, before, after *content.Post, d parity.Deed) error {
	if len(after.LiveLocales()) == 0 {
		return nil
	}
	j, err := parity.Judge(ctx, tx, before, after, tx.Now())
	if err != nil {
		return err
	}
	return parity.Record(ctx, tx, j, d)
}

// turn keeps what is known of how the languages stand when another becomes the
// source: those that stood beside the old one stand beside the new one, if that did.
// It is the word of who changes the source.
func turn(ctx context.Context, tx Tx, before, after *content.Post, by string) error {
	if err := tx.NameBases(ctx, before.ID); err != nil {
		return err
	}
	source := after.Translation(after.SourceLocale)
	was := before.Translation(before.SourceLocale)
	if was == nil {
		was = new(content.Translation)
	}
	for _, t := range after.Translations {
		if t.Locale == source.Locale {
			continue
		}
		// Beside both heads, then beside what readers see of both.
		for _, n := range [][3]int{{t.Head, source.Head, was.Head}, {t.Live, source.Live, was.Live}} {
			if n[0] == 0 || n[1] == 0 {
				continue
			}
			one, err := left(ctx, tx, before, content.StepKey{Locale: t.Locale, N: n[0]}, n[2])
			if err != nil {
				return err
			}
			other, err := left(ctx, tx, before, content.StepKey{Locale: source.Locale, N: n[1]}, n[2])
			if err != nil {
				return err
			}
			if one || other {
				continue
			}
			said := content.Confirmation{Locale: t.Locale, N: n[0], Beside: source.Locale, BesideN: n[1], By: by}
			if _, err := tx.AddConfirmation(ctx, before.ID, said); err != nil {
				return err
			}
		}
	}
	return nil
}

// left reports whether a revision of a translation was left behind by one of the
// source, if there is one, or is not read yet: who names another source has read
// nothing by that.
func left(ctx context.Context, tx Tx, p *content.Post, key content.StepKey, sourceN int) (bool, error) {
	if key.Locale == p.SourceLocale || sourceN == 0 {
		return false, nil
	}
	of := standing.Heads(p, key.Locale)
	of.SourceN, of.TargetN = sourceN, key.N
	sums, err := standing.Sums(ctx, tx, of)
	return sums.Behind() || sums.Origins[bitext.MachineUnreviewed] > 0, err
}

// judge judges both posts of a merge as they are to be, the absorbed one first.
// Whoever joins two posts says that their texts are right beside each other,
// unless it is known how they stand.
func (m *merger) judge(ctx context.Context, before map[content.PostID]*content.Post) ([]parity.Judgement, error) {
	course, err := m.tx.Course(ctx, m.into.ID, heads(m.into)...)
	if err != nil {
		return nil, err
	}
	for _, t := range before[m.from.ID].Translations {
		if !course.Linked(m.into.SourceLocale, t.Locale, m.into.Translation(t.Locale).Head) {
			if err := m.join(ctx, m.into.Translation(t.Locale)); err != nil {
				return nil, err
			}
		}
	}
	var list []parity.Judgement
	for _, p := range []*content.Post{m.from, m.into} {
		j, err := parity.Judge(ctx, m.tx, before[p.ID], p, m.tx.Now())
		if err != nil {
			return nil, err
		}
		list = append(list, j.Moved())
	}
	return list, nil
}

// heads names the newest revisions of the post's translations.
func heads(p *content.Post) []content.StepKey {
	keys := make([]content.StepKey, len(p.Translations))
	for i, t := range p.Translations {
		keys[i] = content.StepKey{Locale: t.Locale, N: t.Head}
	}
	return keys
}

// join notes that the translation stands beside the source as both are, to
// editors and to readers.
func (m *merger) join(ctx context.Context, t *content.Translation) error {
	source := m.into.Translation(m.into.SourceLocale)
	said := content.Confirmation{Locale: t.Locale, N: t.Head, Beside: source.Locale, BesideN: source.Head, By: m.meta.By}
	if _, err := m.tx.AddConfirmation(ctx, m.into.ID, said); err != nil {
		return err
	}
	if said.N, said.BesideN = t.Live, source.Live; said.N == 0 || said.BesideN == 0 {
		return nil
	}
	_, err := m.tx.AddConfirmation(ctx, m.into.ID, said)
	return err
}
