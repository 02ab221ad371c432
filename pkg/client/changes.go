package client

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/diptych-cms/diptych/pkg/client/rest"
)

// A Feed says which changes are wanted.
type Feed struct {
	Locale  string        // BCP 47; empty or "*": all languages. A token belongs to it
	Since   string        // token: Next of an earlier answer; empty: a full copy
	Entries bool          // with what readers get of each post and term: [Change].Entry and Term
	Limit   int           // changes an answer; 0: as the server likes
	Wait    time.Duration // how long the server holds an answer back that has nothing new, a minute at most; 0: the walk ends where there is nothing new
}

// Changes are one answer of the change feed. Work through Items in their order,
// then keep Next: whoever goes on from it misses nothing.
type Changes struct {
	Items    []Change `json:"items"`
	Next     string   `json:"next"`
	UpToDate bool     `json:"upToDate"` // nothing more has happened
	Reset    bool     `json:"reset"`    // the server holds other data than before, as after a restore: forget all, a full copy begins
}

// A Change is one thing that readers see differently, as it is now.
type Change struct {
	Kind     string    `json:"kind"`     // "post", "term" or "site"
	TermKind string    `json:"termKind"` // of a term: "tag", "author" or "series"
	Op       string    `json:"op"`       // "upsert" or "delete"
	ID       string    `json:"id"`       // of the post or the term; "site"
	Locale   string    `json:"locale"`   // empty: all of them
	Cause    string    `json:"cause"`    // "content", "alternate", "translation", "shared", "link_target", "term", "asset" or "settings"
	By       string    `json:"by"`       // id of the post, term or file that it came from, if another
	Redirect *Redirect `json:"redirect"` // of a delete: where readers are led now
	Entry    *Post     `json:"entry"`    // of an upsert of a post, if [Feed.Entries]
	Term     *Term     `json:"term"`     // of an upsert of a term, likewise; its Count is not told again when it alone changes
}

// Gone reports that readers do not see it any more.
func (c Change) Gone() bool { return c.Op == "delete" }

// Changes walks the change feed: first a full copy of all that is live, if there
// is no token, then what happened since. It comes answer by answer. Without Wait
// it ends where there is nothing new; with Wait it goes on for ever, each answer
// coming as soon as something changes, or empty when the time is over.
//
// An error comes with zero Changes. When it may pass, as while the server starts
// again, a loop with Wait may just go on: the same is asked again after a pause,
// and nothing is missed. Others, and the end of ctx, end the walk.
func (c *Client) Changes(ctx context.Context, f Feed) iter.Seq2[Changes, error] {
	return func(yield func(Changes, error) bool) {
		for failures := 0; ; {
			asked, pause := time.Now(), time.Duration(0)
			answer, err := c.changes(ctx, f)
			if !yield(answer, err) {
				return
			}
			switch {
			case err != nil && (f.Wait == 0 || !passes(ctx, err)):
				return
			case err != nil:
				failures++
				pause = backOff(failures)
			case answer.UpToDate && f.Wait == 0:
				return
			default:
				failures, f.Since = 0, answer.Next
				if hurried := answer.UpToDate && len(answer.Items) == 0 && time.Since(asked) < time.Second; hurried {
					pause = time.Second // something in between does not wait: do not rush it
				}
			}
			if err := sleep(ctx, pause); err != nil {
				yield(Changes{}, err)
				return
			}
		}
	}
}

func (c *Client) changes(ctx context.Context, f Feed) (Changes, error) {
	p := rest.ReadChangesParams{Locale: given(f.Locale), Since: given(f.Since), Limit: given(f.Limit), Wait: given(int(f.Wait / time.Second))}
	if f.Entries {
		p.Include = new(rest.ReadChangesParamsIncludeEntry)
	}
	answer, err := decode[Changes](c.feed.ReadChanges(ctx, &p, c.dress))
	switch {
	case err != nil:
		return answer, err
	case answer.Next == "": // something in between answered; to go on would begin a copy anew
		return Changes{}, errors.New("diptych: the answer has no changes")
	case answer.Next == f.Since && !answer.UpToDate:
		return Changes{}, errInPlace
	}
	return answer, nil
}

// passes reports whether it is worth asking again after the error.
func passes(ctx context.Context, err error) bool {
	p, answered := errors.AsType[*Problem](err)
	return ctx.Err() == nil && (!answered || p.Status >= 500 || busy(p.Status))
}
