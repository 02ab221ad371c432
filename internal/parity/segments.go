package parity

import (
	"context"
	"slices"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/proof"
	"github.com/diptych-cms/diptych/internal/standing"
)

// A bench is what one judgement works at.
type bench struct {
	r             Reads
	before, after *content.Post
	revs          []*content.Revision // the texts that the command makes live, or changes
	ready         *content.Readiness
	site          content.SiteSettings
	locales       []content.Locale
}

// stands says how the translations that would be live stand to the source that would
// be. Where languages need not go together it does without the texts, if it can.
func (b *bench) stands(ctx context.Context) error {
	for _, t := range b.after.Translations {
		of, ok := standing.Lives(b.after, t.Locale)
		if !ok {
			continue
		}
		level, err := b.level(ctx, of)
		if err != nil {
			return err
		}
		if level && b.after.Rule(b.ready.Parity) != content.Together {
			continue
		}
		if err := b.count(ctx, b.ready.Segments, of); err != nil {
			return err
		}
		if err := b.was(ctx, of); err != nil {
			return err
		}
	}
	return nil
}

// level reports whether it can be seen that no segment is stale.
func (b *bench) level(ctx context.Context, of bitext.Pairing) (bool, error) {
	if of.TargetN != 1 || of.Decided > 0 {
		return false, nil
	}
	for _, rev := range b.revs {
		if rev.Locale == of.Target && rev.N == of.TargetN {
			return standing.Level(of, rev), nil
		}
	}
	rev, err := b.r.Revision(ctx, b.after.ID, of.Target, of.TargetN)
	return err == nil && standing.Level(of, rev), err
}

// count counts the segments of a pairing.
func (b *bench) count(ctx context.Context, in map[locale.Tag]content.Segments, of bitext.Pairing) error {
	sums, err := standing.Sums(ctx, b.r, of)
	if err == nil {
		in[of.Target] = standing.Counted(of, sums)
	}
	return err
}

// was says how a translation stands that the command changes beside a source that it
// leaves as it is: whether it only comes up to it makes a difference.
func (b *bench) was(ctx context.Context, of bitext.Pairing) error {
	if b.before == nil {
		return nil
	}
	old, ok := standing.Lives(b.before, of.Target)
	if !ok || old == of || old.SourceN != of.SourceN && !b.ready.Course.Same(of.Source, old.SourceN, of.SourceN) {
		return nil
	}
	return b.count(ctx, b.ready.Was, old)
}

// finish says of a text that the command makes live whether it is done: begun by
// segments and not empty anywhere, seen by who must have seen it.
func (b *bench) finish(ctx context.Context, rev *content.Revision, one *content.Ready) error {
	i := slices.IndexFunc(b.locales, func(l content.Locale) bool { return l.Tag == rev.Locale })
	if i < 0 {
		return nil
	}
	requires := b.locales[i].Settings.Requires(b.site)
	if requires == content.RequiresApproved {
		approved, err := b.r.Approved(ctx, b.after.ID, rev.Locale, rev.N)
		if err != nil {
			return err
		}
		one.Unapproved = !approved
	}
	segments, err := b.own(ctx, rev)
	if err != nil {
		return err
	}
	if one.Errors, err = b.errors(ctx, rev); err != nil {
		return err
	}
	one.Begun = segments.Empty
	if requires != content.RequiresAnything {
		one.Unreviewed = segments.Unreviewed
	}
	return nil
}

// own counts the segments of a translation on which somebody decided something,
// beside its live source, or the draft of one that is not live. Of others there is
// nothing to tell.
func (b *bench) own(ctx context.Context, rev *content.Revision) (content.Segments, error) {
	source, t := b.after.Translation(b.after.SourceLocale), b.after.Translation(rev.Locale)
	if source == nil || rev.Locale == source.Locale || t.Decided == 0 {
		return content.Segments{}, nil
	}
	if known, ok := b.ready.Segments[rev.Locale]; ok {
		return known, nil
	}
	of := standing.Heads(b.after, rev.Locale)
	of.TargetN = rev.N
	sums, err := standing.Sums(ctx, b.r, of)
	return standing.Counted(of, sums), err
}

// errors counts what checks find in a translation that goes live with the others.
func (b *bench) errors(ctx context.Context, rev *content.Revision) (int, error) {
	of, ok := standing.Lives(b.after, rev.Locale)
	if !ok || b.after.Rule(b.ready.Parity) != content.Together {
		return 0, nil
	}
	return Errors(ctx, b.r, of)
}

// Errors returns how many errors checks find in a pairing, without those that people
// dismissed: as it is known, else by looking, which takes milliseconds.
func Errors(ctx context.Context, r Reads, of bitext.Pairing) (int, error) {
	if n, ok, err := r.Errors(ctx, of); ok || err != nil {
		return n, err
	}
	pair, err := standing.Of(ctx, r, of)
	if err != nil {
		return 0, err
	}
	found, err := proof.Of(ctx, r, proof.Texts{Post: content.PostID(of.Post), Source: pair.Source, Target: pair.Target, Beads: pair.Beads})
	if err != nil {
		return 0, err
	}
	return found.Errors(), r.KeepErrors(ctx, of, found.Errors())
}
