package content

import (
	"slices"
	"time"

	"github.com/diptych-cms/diptych/internal/locale"
)

// A Lag is one language of a post that does not stand beside the others while
// readers see some of them.
type Lag struct {
	Locale locale.Tag `json:"locale"`
	Why    Why        `json:"why"`
	// Beside is, of an unconfirmed source, the translation that it was not
	// confirmed beside; else empty.
	Beside locale.Tag `json:"beside,omitempty"`
	Since  time.Time  `json:"since"`            // when readers first saw the others without it
	Behind int        `json:"behind,omitempty"` // stale: by how many revisions of the source
	Agreed int        `json:"agreed,omitempty"` // unconfirmed: the revision of Beside that it last stood beside

	made bool // what is judged makes it so; else it was so before
}

// A Parting is a time that the languages of a post are apart.
type Parting struct {
	Since time.Time // when readers first saw some without the others
	Lags  []Lag     // those that lag now; none: they are not apart
}

// A Why says in what way a language lags.
type Why string

// The ways.
const (
	LagMissing     Why = "missing"     // there is no translation
	LagNotLive     Why = "not_live"    // readers do not see it
	LagStale       Why = "stale"       // the source changed, and more than in form
	LagUnconfirmed Why = "unconfirmed" // a source beside which a translation changed, or came from a later draft
)

// Lags returns the languages that would lag after what is judged, target locales
// first. It is asked whatever the rule of the post: rules decide what of it
// blocks, the ledger keeps it. Nothing lags while nothing is live.
//
// A change of the shared part makes no language lag: it is in all of them.
func Lags(after *Post, r Readiness) []Lag {
	if len(after.LiveLocales()) == 0 {
		return nil
	}
	var list []Lag
	for _, tag := range after.TargetsOf(r.Locales) {
		switch t := after.Translation(tag); {
		case t == nil:
			list = append(list, Lag{Locale: tag, Why: LagMissing})
		case t.Live == 0:
			list = append(list, Lag{Locale: tag, Why: LagNotLive})
		}
	}
	for i := range list {
		list[i].made = wentAway(r.Before, list[i].Locale)
	}
	if source := after.Translation(after.SourceLocale); source != nil && source.Live > 0 {
		for i := range after.Translations {
			if t := &after.Translations[i]; t != source && t.Live > 0 {
				list = append(list, r.pair(source, t)...)
			}
		}
	}
	for i := range list {
		list[i].Since = r.since(list[i])
	}
	return list
}

// wentAway reports whether the language was live before, or nothing was.
func wentAway(before *Post, tag locale.Tag) bool {
	if before == nil || len(before.LiveLocales()) == 0 {
		return true
	}
	t := before.Translation(tag)
	return t != nil && t.Live > 0
}

// pair judges a live translation and its live source from both sides.
func (r Readiness) pair(source, t *Translation) []Lag {
	stayed, made := r.moved(source, t)
	j0 := liveOf(r.Before, t.Locale)

	waits := Lag{Locale: source.Locale, Why: LagUnconfirmed, Beside: t.Locale, Agreed: j0, made: made}
	open, known := r.open(waits)
	if known {
		waits.Agreed = open.Agreed
	}
	segments := r.Segments[t.Locale]
	switch segments.stance() {
	case isBehind:
		return []Lag{{Locale: t.Locale, Why: LagStale, Behind: segments.Behind, made: made}}
	case isAhead:
		return []Lag{waits}
	case isLevel:
	}
	// The translation is right beside its source. Is the source, beside it? Only a
	// translation that changed while its source stayed asks that, and not one that
	// came up to its source.
	if !stayed || !known && r.Was[t.Locale].stance() != isLevel {
		return nil
	}
	if r.Course.Same(t.Locale, waits.Agreed, t.Live) || r.Course.confirmed(source.Locale, source.Live, t.Locale, t.Live) {
		return nil
	}
	return []Lag{waits}
}

// moved compares a live translation and its live source with what they were: whether
// the source stayed what it was, beside a translation that was live, and whether any
// of the two did not.
func (r Readiness) moved(source, t *Translation) (stayed, made bool) {
	i0, j0 := liveOf(r.Before, source.Locale), liveOf(r.Before, t.Locale)
	stayed = j0 > 0 && r.Course.Same(source.Locale, i0, source.Live)
	return stayed, !stayed || !r.Course.Same(t.Locale, j0, t.Live)
}

// liveOf returns the live revision of the language; 0 where there is none.
func liveOf(p *Post, tag locale.Tag) int {
	if p == nil {
		return 0
	}
	if t := p.Translation(tag); t != nil {
		return t.Live
	}
	return 0
}

// open returns the lag as the ledger has it, if it does.
func (r Readiness) open(lag Lag) (Lag, bool) {
	i := slices.IndexFunc(r.Open.Lags, func(o Lag) bool { return o.Locale == lag.Locale && o.Beside == lag.Beside })
	if i < 0 {
		return Lag{}, false
	}
	return r.Open.Lags[i], true
}

// since returns when the lag began: as the ledger says; else now, if what is
// judged makes it; else, of a post that is older than the ledger, with its source.
func (r Readiness) since(lag Lag) time.Time {
	if open, ok := r.open(lag); ok {
		return open.Since
	}
	if lag.made || r.Before == nil {
		return r.At
	}
	if source := r.Before.Translation(r.Before.SourceLocale); source != nil && source.Live > 0 {
		return source.LiveAt
	}
	return r.Before.LiveAt
}

// SameLags reports whether two lists name the same languages for the same reasons.
func SameLags(a, b []Lag) bool {
	return slices.EqualFunc(a, b, func(x, y Lag) bool {
		return x.Locale == y.Locale && x.Why == y.Why && x.Beside == y.Beside && x.Agreed == y.Agreed
	})
}
