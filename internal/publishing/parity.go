package publishing

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/paging"
	"github.com/diptych-cms/diptych/internal/parity"
)

// LedgerReads read the ledger.
type LedgerReads interface {
	// Ledger returns up to limit lines about the post, those before the id, newest
	// first; id 0: from the newest on.
	Ledger(ctx context.Context, id content.PostID, before int64, limit int) ([]content.Line, error)
	// History returns the lines about the post that say what is live and what lags,
	// oldest first.
	History(ctx context.Context, id content.PostID) ([]content.Line, error)
	// Episodes returns the times that languages of posts were apart, oldest first,
	// without titles and names.
	Episodes(ctx context.Context, q content.EpisodeQuery) ([]content.Episode, error)
}

// A GetParity asks how the languages of a post stand together, with one page of
// its ledger.
type GetParity struct {
	Actor  access.Actor
	Post   content.PostID
	Limit  int // of lines; 0 is 20; at most 100
	Cursor string
}

// A Parity is how the languages of a post stand together.
type Parity struct {
	Post    content.PostID
	Rule    content.Parity
	Targets []locale.Tag
	State   content.ParityState
	Since   time.Time                   // when the state began; zero if the ledger does not know
	Lags    []content.Lag               // those that lag now
	Locales map[locale.Tag]LocaleParity // the targets, and what there is beside them, as far as the actor may read it
	Ledger  []content.Line              // newest first
	Next    string                      // cursor; empty on the last page
}

// A LocaleParity is one language of a [Parity].
type LocaleParity struct {
	Translation content.Translation // Head 0: there is none
	Standing    content.Standing
}

// Parity returns how the languages of a post stand together. Of languages that the
// actor may not read nothing is told, neither here nor in the ledger.
func (s *Service) Parity(ctx context.Context, cmd GetParity) (Parity, error) {
	answer, err := s.parity(ctx, cmd)
	if err != nil {
		return Parity{}, fmt.Errorf("read parity of post %s: %w", cmd.Post, err)
	}
	return answer, nil
}

func (s *Service) parity(ctx context.Context, cmd GetParity) (answer Parity, err error) {
	place, err := askable(cmd.Actor, "ledger", cmd.Cursor, &cmd.Limit)
	if err != nil {
		return Parity{}, err
	}
	var before int64 // the line that the page of the ledger comes after; 0: none
	if place != nil {
		if before, err = paging.Number(place.ID); err != nil {
			return Parity{}, err
		}
	}
	err = s.Read(ctx, func(r Snapshot) error {
		answer, err = readParity(ctx, r, cmd, before, s.Now())
		return err
	})
	return answer, err
}

func readParity(ctx context.Context, r Snapshot, cmd GetParity, before int64, now time.Time) (Parity, error) {
	p, err := access.Known(ctx, r, cmd.Actor, cmd.Post)
	if err != nil {
		return Parity{}, err
	}
	stand, err := parity.Survey(ctx, r, p, now)
	if err != nil {
		return Parity{}, err
	}
	answer := Parity{
		Post: p.ID, Rule: stand.Rule, Targets: stand.Targets, Lags: stand.Lags, Locales: make(map[locale.Tag]LocaleParity),
		State: content.StateOf(len(p.LiveLocales()), stand.Lags),
	}
	for _, tag := range slices.Concat(stand.Targets, p.Locales()) {
		if cmd.Actor.CheckOn(access.Read, access.SubjectOf(p), tag) != nil {
			continue
		}
		one := LocaleParity{Standing: stand.Standing(p, tag)}
		if t := p.Translation(tag); t != nil {
			one.Translation = *t
		}
		answer.Locales[tag] = one
	}
	if answer.Since, err = since(ctx, r, p.ID, answer.State, stand.Lags); err != nil {
		return Parity{}, err
	}
	answer.Ledger, answer.Next, err = ledger(ctx, r, cmd, before, p)
	return answer, err
}

// since returns when the state began, as the ledger has it. Settings may have
// changed the state since its last line: then the lags know.
func since(ctx context.Context, r LedgerReads, id content.PostID, state content.ParityState, lags []content.Lag) (time.Time, error) {
	lines, err := r.History(ctx, id)
	if err != nil {
		return time.Time{}, err
	}
	if h := content.Replay(lines); h.State == state {
		return h.Since, nil
	}
	var first time.Time
	for _, lag := range lags {
		if first.IsZero() || lag.Since.Before(first) {
			first = lag.Since
		}
	}
	return first, nil
}

// ledger returns one page of the lines about the post that the actor may read.
func ledger(ctx context.Context, r Snapshot, cmd GetParity, before int64, p *content.Post) (page []content.Line, next string, err error) {
	lines, err := r.Ledger(ctx, p.ID, before, cmd.Limit)
	if err != nil {
		return nil, "", err
	}
	if len(lines) == cmd.Limit {
		last := lines[len(lines)-1]
		next = paging.CursorAt("ledger", paging.Place{At: last.At, ID: strconv.FormatInt(last.ID, 10)})
	}
	reads := func(tag locale.Tag) bool { return cmd.Actor.CheckOn(access.Read, access.SubjectOf(p), tag) == nil }
	var by []string
	for _, l := range lines {
		if l.Locale != "" && !reads(l.Locale) {
			continue
		}
		l.Blockers = slices.DeleteFunc(l.Blockers, func(b content.Blocker) bool { return !reads(b.Locale) })
		l.Lags = slices.DeleteFunc(l.Lags, func(lag content.Lag) bool { return !reads(lag.Locale) })
		page, by = append(page, l), append(by, l.By)
	}
	names, err := r.ActorNames(ctx, by)
	for i := range page {
		page[i].ByName = names[page[i].By]
	}
	return page, next, err
}
