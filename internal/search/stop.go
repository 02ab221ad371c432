package search

import (
	"strings"

	"github.com/diptych-cms/diptych/internal/locale"
)

// The words that say nothing of what a text is about, folded. A query does without
// them if it has others.
const (
	emptyFrench = ` a ai as au aux avec c ce ces cet cette d dans de des du elle elles en est et eux il ils j je l la le les leur leurs
 lui m ma mais me mes moi n ne nos notre nous on ou par pas pour qu que qui s sa se ses si son sont sur t ta te tes toi ton tu un une vos votre vous y
 comment pourquoi quand quel quelle quels quelles sans plus ont etre sous entre `
	emptyEnglish = ` a about an and are as at be but by can do does for from had has have how i if in into is it its my no not of on or our s
 so such t than that the their them then there these they this to was we were what when where which who why will with you your `
)

// Empty reports whether a folded word says nothing by itself in the language.
func Empty(word string, tag locale.Tag) bool {
	switch tag.Base() {
	case "fr":
		return listed(emptyFrench, word)
	case "en":
		return listed(emptyEnglish, word)
	}
	return false
}

func listed(list, word string) bool {
	at := strings.Index(list, " "+word)
	for at >= 0 {
		rest := list[at+1+len(word):]
		if rest[0] == ' ' || rest[0] == '\n' {
			return true
		}
		next := strings.Index(rest, " "+word)
		if next < 0 {
			return false
		}
		at += 1 + len(word) + next
	}
	return false
}
