// Package standing says how a translation stands to its source, segment by
// segment: which are missing, stale, current, local or left out, against which text
// each was approved, and what changed since. It is a function of the two texts, of the
// revisions before them, and of what people decided; what is kept of it is a memo.
//
// A target segment is *approved* against a text of the source: the one that was shown
// when it was written as a segment, the one that it was confirmed beside, or, where a
// whole text was saved, the one that the writer had before them if the segment is new or
// changed more than in form. What a later save leaves as it was keeps its approvals.
// A segment that is right beside any of the texts that it was approved against is
// current.
package standing

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/align"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/work"
)

// Reads are what it reads, in a transaction or in a snapshot.
type Reads interface {
	// Revision returns a revision of a translation, or a fault.NotFound.
	Revision(ctx context.Context, id content.PostID, tag locale.Tag, n int) (*content.Revision, error)
	Words
	Lineages
	Memo
}

// Words are what people said of translations.
type Words interface {
	// Decisions returns what people decided of the segments of a translation, in order.
	Decisions(ctx context.Context, id content.PostID, tag locale.Tag) ([]bitext.Decision, error)
	// Confirmations returns whose word stands that revisions of the post's languages
	// are right beside each other, in order.
	Confirmations(ctx context.Context, id content.PostID) ([]content.Confirmation, error)
	// Reviews returns up to limit steps of the translation's reviews, the newest first.
	Reviews(ctx context.Context, id content.PostID, tag locale.Tag, limit int) ([]work.Review, error)
}

// Lineages find what the segments of revisions are called, and how these came in.
type Lineages interface {
	// Savings returns what is known of the revisions of a translation without their
	// texts, in order: those that are there.
	Savings(ctx context.Context, id content.PostID, tag locale.Tag) ([]content.Saving, error)
	// Lineage returns what is kept of the newest revision that has a lineage and is not
	// later than n; its N is 0 if there is none. Without a language beside, it has names.
	Lineage(ctx context.Context, id content.PostID, tag, beside locale.Tag, n int) (bitext.Lineage, error)
}

// A Memo remembers sums.
type Memo interface {
	// Sums returns the sums of a pairing, if they are known. They are not the caller's
	// to change.
	Sums(ctx context.Context, p bitext.Pairing) (sums bitext.Sums, ok bool, err error)
	// KeepSums remembers the sums of a pairing.
	KeepSums(p bitext.Pairing, sums bitext.Sums)
}

// A Pair is a translation beside its source.
type Pair struct {
	Pairing bitext.Pairing
	Source  *segment.Document // with its names
	Target  *segment.Document // without segments where there is no translation yet
	Beads   []align.Bead
	Rows    []Row // one for each bead that says something, in the same order
	Sums    bitext.Sums
	Since   time.Time // when what is missing or stale came to be so; else when the translation was saved

	lineage bitext.Lineage // of the target
}

// A Row is what belongs together: segments of the source and of the target.
type Row struct {
	// ID is the name of its first segment of the source; of a local one, "t-" and the
	// name of its first segment of the target.
	ID         string
	State      bitext.State
	Change     bitext.Class // of the source since it was approved: of a stale row; of a local one, Substantive if its source was taken away
	Source     []*segment.Segment
	Target     []*segment.Segment
	Approval   *bitext.Approval // the text that it is right beside, or was last; nil if none is known
	Origin     bitext.Origin    // of the target's words
	Confidence float64          // that they belong together, 0 to 1
	Moved      bool
	Person     bool   // somebody said that they belong together
	Reason     string // why it was left out
	By         string // who wrote, confirmed or left it out
	At         time.Time
}

// SourceText returns the source's text of the row: of several segments, one on each line.
func (r *Row) SourceText() string { return joined(r.Source) }

// TargetText returns the target's text of the row: of several segments, one on each line.
func (r *Row) TargetText() string { return joined(r.Target) }

// joined joins the texts of segments as approvals keep them.
func joined(list []*segment.Segment) string {
	text := ""
	for i, s := range list {
		if i > 0 {
			text += "\n"
		}
		text += s.Text
	}
	return text
}

// Heads names the pairing of a translation and its source as editors see them: both
// heads. TargetN is 0 where there is no translation yet.
func Heads(p *content.Post, tag locale.Tag) bitext.Pairing {
	pair := pairing(p, tag)
	if s := p.Translation(p.SourceLocale); s != nil {
		pair.SourceN = s.Head
	}
	if t := p.Translation(tag); t != nil {
		pair.TargetN = t.Head
	}
	return pair
}

// Lives names the pairing of a translation and its source as readers see them; ok is
// false where one of them is not live, or it is the source itself.
func Lives(p *content.Post, tag locale.Tag) (pair bitext.Pairing, ok bool) {
	source, target := p.Translation(p.SourceLocale), p.Translation(tag)
	if tag == p.SourceLocale || source == nil || target == nil || source.Live == 0 || target.Live == 0 {
		return bitext.Pairing{}, false
	}
	pair = pairing(p, tag)
	pair.SourceN, pair.TargetN = source.Live, target.Live
	return pair, true
}

func pairing(p *content.Post, tag locale.Tag) bitext.Pairing {
	pair := bitext.Pairing{Post: string(p.ID), Departures: p.Departures, Source: p.SourceLocale, Target: tag}
	if t := p.Translation(tag); t != nil {
		pair.Decided = t.Decided
	}
	return pair
}
