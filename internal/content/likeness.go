package content

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/locale"
)

// Traits are what two posts have in common if they are one work in two
// languages.
type Traits struct {
	Keys  []string  // of the files that an import took, as [ImportKey] makes them
	Day   time.Time // the shared date; zero: none
	Files []string  // assets, and URLs of files
	Links []string  // where the bodies lead
	Slugs []string
}

// A PairReason says what speaks for two posts being one work.
type PairReason string

// The reasons.
const (
	NearKey   PairReason = "key"       // the files that an import took have nearly one name
	SameDate  PairReason = "date"      // they have one day, or nearly
	SameFiles PairReason = "resources" // the same pictures and attachments
	SameLinks PairReason = "links"     // they lead to the same places
	NearSlug  PairReason = "slug"      // their slugs have words in common
)

// A Likeness is how likely two posts are one work, and what speaks for it.
type Likeness struct {
	Score   float64      // from 0 to 1
	Reasons []PairReason // the weightiest first
}

// Like weighs what speaks for two posts being one work. What is independent adds
// up as chances do: 1 - (1-a)(1-b)….
func (a Traits) Like(b Traits) Likeness {
	type evidence struct {
		reason PairReason
		score  float64 // how likely it makes a pair alone
	}
	list := []evidence{
		{NearKey, 0.80 * oneNear(a.Keys, b.Keys)},
		{SameFiles, 0.55 * alike(a.Files, b.Files)},
		{SameLinks, 0.50 * alike(a.Links, b.Links)},
		{NearSlug, 0.45 * cognate(a.Slugs, b.Slugs)},
		{SameDate, 0.25 * sameDay(a.Day, b.Day)},
	}
	slices.SortStableFunc(list, func(x, y evidence) int { return cmp.Compare(y.score, x.score) })
	doubt := 1.0
	var l Likeness
	for _, e := range list {
		if e.score > 0 {
			doubt *= 1 - e.score
			l.Reasons = append(l.Reasons, e.reason)
		}
	}
	l.Score = 1 - doubt
	return l
}

// oneNear reports, as 1 or 0, whether a key of the one is near to one of the other.
func oneNear(a, b []string) float64 {
	for _, x := range a {
		if slices.ContainsFunc(b, func(y string) bool { return NearKeys(x, y) }) {
			return 1
		}
	}
	return 0
}

// alike returns the share of what both have in all that either has.
func alike(a, b []string) float64 {
	both := 0
	for _, x := range a {
		if slices.Contains(b, x) {
			both++
		}
	}
	if both == 0 {
		return 0
	}
	return float64(both) / float64(len(a)+len(b)-both)
}

// stemLength is how much of two words must be one for them to be cognates, as
// kubernetes, microservices and production are in French and English.
const stemLength = 5

// cognate returns the share of words that the likest slugs have in common, by
// their beginnings.
func cognate(a, b []string) float64 {
	stems := func(slug string) []string {
		var list []string
		for word := range strings.SplitSeq(slug, "-") {
			if letters := []rune(MakeSlug(word)); len(letters) >= stemLength {
				list = append(list, string(letters[:stemLength]))
			}
		}
		slices.Sort(list)
		return slices.Compact(list)
	}
	most := 0.0
	for _, x := range a {
		for _, y := range b {
			most = max(most, alike(stems(x), stems(y)))
		}
	}
	return most
}

// sameDay is 1 for one day, a half for the next one, and 0 beyond.
func sameDay(a, b time.Time) float64 {
	if a.IsZero() || b.IsZero() {
		return 0
	}
	switch apart := a.Sub(b).Abs(); {
	case apart < 12*time.Hour:
		return 1
	case apart < 36*time.Hour:
		return 0.5
	}
	return 0
}

// ImportKey returns the path of an imported file without what says its language:
// the ending, and a folder that is named for it. A file that is called index is
// named by its folder.
func ImportKey(file string, tag locale.Tag) string {
	name := strings.TrimSuffix(file, path.Ext(file))
	for _, suffix := range []string{"." + string(tag), "." + tag.Base()} {
		name = strings.TrimSuffix(name, suffix)
	}
	if base := path.Base(name); base == "index" || base == "_index" {
		name = path.Dir(name)
	}
	parts := strings.Split(name, "/")
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool {
		return strings.EqualFold(part, string(tag)) || strings.EqualFold(part, tag.Base())
	}), "/")
}

// A Lacking is a post without a translation in some of its target locales.
type Lacking struct {
	PairKey
	Missing []locale.Tag // ordered
}

// A PairKey is a post's place in the report of what lacks a language.
type PairKey struct {
	At time.Time // Post.CreatedAt
	ID PostID
}
