package standing

import (
	"context"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Level reports whether it can be seen without looking into the texts that no
// segment is stale: the translation is as it was first saved, from the very revision of
// the source that it stands beside, and nobody decided anything since. Nearly all that
// is imported is so. Segments may be missing even so. What is a copy of the source is
// looked into: readers are told of its words.
func Level(of bitext.Pairing, target *content.Revision) bool {
	return of.TargetN == 1 && target.Meta.Origin != content.FromCopy && of.Decided == 0 && target.BasedOn == of.SourceN && (target.BasedIn == of.Source || target.BasedIn == "")
}

// Counted returns sums as the rules of publication and readers' entries know them.
func Counted(of bitext.Pairing, sums bitext.Sums) content.Segments {
	s := content.Segments{
		Minor: sums.Minor, Stale: sums.Substantive + sums.Went, Missing: sums.Missing, Empty: sums.Empty,
		Unreviewed: sums.Origins[bitext.MachineUnreviewed],
	}
	if sums.Since > 0 {
		s.Since = max(of.SourceN-sums.Since, 1)
	}
	if sums.Behind() {
		s.Behind = s.Since
	}
	s.Ahead = s.Behind == 0 && sums.Ahead > 0
	for origin, n := range sums.Origins {
		if origin == bitext.Human {
			continue
		}
		if s.Origins == nil {
			s.Origins = make(map[string]int)
		}
		s.Origins[string(origin)] = n
	}
	return s
}

// Live says of a post as readers see it how its translations stand, those alone
// that are not [Level] with their source.
func Live(ctx context.Context, r Reads, live *content.LivePost) error {
	for i := range live.Texts {
		tag := live.Texts[i].Locale
		of, ok := Lives(live.Post, tag)
		if !ok || Level(of, &live.Texts[i]) {
			continue
		}
		sums, err := Sums(ctx, r, of)
		if err != nil {
			return err
		}
		if live.Segments == nil {
			live.Segments = make(map[locale.Tag]content.Segments)
		}
		live.Segments[tag] = Counted(of, sums)
	}
	return nil
}
