package exchanging

import (
	"context"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/patch"
	"github.com/diptych-cms/diptych/internal/standing"
)

// An incoming is a unit that came back, and the file that it stood in.
type incoming struct {
	exchange.Unit
	kind    Kind
	archive string // the file's name in an archive
	sourceN int    // the revision of the source that the file names
}

// A judge says of each unit whether it can be written.
type judge struct {
	post content.PostID
	tag  locale.Tag
	r    standing.Reads
	pair *standing.Pair
	rows map[string]*standing.Row
	then map[[2]int]map[string]*standing.Row // by revisions, of the source and of the translation
	seen map[*standing.Row]string            // the text of the first unit of each
}

func newJudge(r standing.Reads, pair *standing.Pair) *judge {
	return &judge{
		post: content.PostID(pair.Pairing.Post), tag: pair.Pairing.Target, r: r, pair: pair, rows: rowsOf(pair),
		then: make(map[[2]int]map[string]*standing.Row), seen: make(map[*standing.Row]string),
	}
}

// rowsOf returns rows by the names of all segments of the source in them.
func rowsOf(pair *standing.Pair) map[string]*standing.Row {
	rows := make(map[string]*standing.Row)
	for i := range pair.Rows {
		for _, s := range pair.Rows[i].Source {
			rows[s.ID] = &pair.Rows[i]
		}
	}
	return rows
}

// judge says what becomes of a unit; write is nil unless it can be written.
func (j *judge) judge(ctx context.Context, u *incoming) (Result, *patch.Write) {
	res := Result{Name: u.Name, Segment: u.Segment, File: u.archive, Line: u.Line, Outcome: Rejected, Target: u.Target}
	row := j.rows[u.Segment]
	if row != nil {
		res.State = row.State
	}
	switch {
	case u.Post != "" && u.Post != string(j.post):
		res.Code, res.Args, res.State = "exchange.wrong_post", map[string]any{"post": exchange.Excerpt(u.Post)}, ""
	case u.Locale != "" && u.Locale != j.tag:
		res.Code, res.Args, res.State = "exchange.wrong_locale", map[string]any{"locale": exchange.Excerpt(string(u.Locale))}, ""
	case u.Segment == "":
		res.Code = "exchange.nameless"
	case u.Target == "", u.Untouched():
		res.Outcome, res.Target = Unchanged, ""
	case u.Problem != "":
		res.Code, res.Args = u.Problem, u.Args
	case row == nil:
		res.Code = "exchange.gone"
	case j.twice(row, u.Target):
		res.Code = "exchange.duplicate"
	default:
		return j.compare(ctx, u, row, res)
	}
	return res, nil
}

// twice reports whether another unit gave the row another text.
func (j *judge) twice(row *standing.Row, target string) bool {
	before, seen := j.seen[row]
	j.seen[row] = target
	return seen && before != target
}

// compare says what becomes of a text that could be written to the row, beside what
// stands there and what stood there when it was given out.
func (j *judge) compare(ctx context.Context, u *incoming, row *standing.Row, res Result) (Result, *patch.Write) {
	now := viewOf(row)
	given, ok := j.given(ctx, u, now)
	came, stands := exchange.Hash(u.Target), exchange.Hash(now.target.Text)
	write := &patch.Write{ID: row.ID, SourceHash: given.source, Target: u.Target}
	switch {
	case came == stands:
		res.Outcome, res.Target = Unchanged, ""
		// What was out of date, or a machine's, and is said to be right as it is, is confirmed.
		if (row.State == bitext.Stale || row.Origin == bitext.MachineUnreviewed) && ok && u.State.Done() && given.source == now.source.Hash {
			write.Target = now.target.Text
			return res, write
		}
		return res, nil
	case !ok:
		res.Code = "exchange.source_unknown"
	case came == given.target:
		res.Outcome, res.Target = Unchanged, "" // changed here, not there
	case stands != given.target:
		res.Outcome, res.Code, res.Current = Conflict, "exchange.conflict", now.target.Text
	case u.kind == ReadPO && u.State == exchange.NeedsReview:
		res.Code = "exchange.fuzzy"
	default:
		return res, write
	}
	return res, nil
}

// hashes are what a unit was given out with.
type hashes struct{ source, target string }

// given returns what the unit was given out with: as it says itself; or as the
// revisions have it that its file names; or, where its source is that of now, with no
// target. It is not ok where none of these is known.
func (j *judge) given(ctx context.Context, u *incoming, now view) (h hashes, ok bool) {
	if !u.Lost {
		return hashes{u.SourceHash, u.TargetHash}, true
	}
	if row := j.earlier(ctx, u.sourceN, u.Revision)[u.Segment]; row != nil {
		then := viewOf(row)
		return hashes{then.source.Hash, exchange.Hash(then.target.Text)}, true
	}
	return hashes{source: now.source.Hash}, exchange.Hash(u.Source) == exchange.Hash(now.source.Text)
}

// maxEarlier bounds how many pairs of earlier revisions one import looks at.
const maxEarlier = 8

// earlier returns the rows of earlier revisions, or none where they are not known
// any more.
func (j *judge) earlier(ctx context.Context, sourceN, targetN int) map[string]*standing.Row {
	key := [2]int{sourceN, targetN}
	rows, known := j.then[key]
	if known || sourceN == 0 || len(j.then) == maxEarlier {
		return rows
	}
	of := j.pair.Pairing
	if sourceN <= of.SourceN && targetN <= of.TargetN {
		of.SourceN, of.TargetN = sourceN, targetN
		if pair, err := standing.Of(ctx, j.r, of); err == nil {
			rows = rowsOf(pair)
		} // revisions may have been pruned
	}
	j.then[key] = rows
	return rows
}

// refused returns which of the writes a fault of a plan is about, and why; ok is
// false where it is about the batch as a whole.
func refused(err error, writes []patch.Write) (why map[int]fault.Field, ok bool) {
	f, isFault := fault.Of(err)
	if !isFault {
		return nil, false
	}
	why = make(map[int]fault.Field)
	if gone, is := f.Extra["segments"].([]patch.Gone); is {
		for i, w := range writes {
			for _, g := range gone {
				if g.ID == w.ID {
					why[i] = fault.Field{Code: "exchange.gone"}
				}
			}
		}
	}
	for _, field := range f.Fields {
		i, found := placeOf(field.Pointer)
		if !found || i >= len(writes) {
			return nil, false
		}
		why[i] = field
	}
	return why, len(why) > 0
}
