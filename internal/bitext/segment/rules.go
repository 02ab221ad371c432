package segment

import (
	"strings"

	"github.com/diptych-cms/diptych/internal/locale"
)

// sentenceRules are what a language writes with full stops, all in lower case but
// titles.
type sentenceRules struct {
	never    []string // a full stop after it ends no sentence
	mayEnd   []string // it ends one before a word that begins sentences
	titles   []string // single letters that stand before names
	starters []string // words that begin sentences, and no name
	elided   []string // what stands before an apostrophe at the beginning of a sentence
}

// rulesOf returns the rules of a language. Others than French have those of English,
// whose abbreviations are known in most.
func rulesOf(tag locale.Tag) sentenceRules {
	if base, _, _ := strings.Cut(string(tag), "-"); base == "fr" {
		return frenchRules()
	}
	return englishRules()
}

func englishRules() sentenceRules {
	return sentenceRules{
		never: strings.Fields("mr mrs ms mx dr drs prof st ste mt ft rev hon gov sen rep gen col capt lt sgt pres supt messrs " +
			"no nos vol vols fig figs sec secs ch chs art arts p pp ed eds cf vs viz e.g i.e eg ie approx dept est tel ext " +
			"jan feb mar apr jun jul aug sep sept oct nov dec ave blvd rd min max op cit para paras ref refs ver"),
		mayEnd: strings.Fields("etc al inc ltd co corp llc plc jr sr bros a.m p.m am pm u.s u.k u.n u.s.a e.u d.c ph.d m.d b.a m.a b.sc m.sc " +
			"b.c ont que alta sask man wash calif"),
		starters: strings.Fields("the a an it its he she we they i you this that these those there here what when where why how who " +
			"in on at by for with from to as of after before since during while although though because if unless until " +
			"but and or so yet however therefore then thus moreover also our your their his her my some many most all each every no not now today"),
	}
}

func frenchRules() sentenceRules {
	return sentenceRules{
		never: strings.Fields("mm mme mmes mlle mlles me mes mgr mgrs dr dre drs dres pr pre st ste sts no nos n° art arts av apr bd boul " +
			"cf ch chap coll dir éd eds env ex fig figs hab ibid id janv févr avr juill juil sept oct nov déc tél téléc vol " +
			"p pp p.ex p.-ex c.-à-d c-à-d i.e e.g s sq t tt rem réf min max app ing hon prof ministre-dél n.b p.-s tr trad vs"),
		mayEnd:   strings.Fields("etc al inc ltée ltd cie enr j.-c r.-v a.m p.m h.-c qc suiv s.a s.a.r.l é.-u"),
		titles:   []string{"M"},
		starters: strings.Fields("le la les un une des du au aux il elle ils elles on nous vous je tu ce cet cette ces cela ceci ça mais et ou donc or ni car en dans pour avec sans par sur sous de à si selon lorsque quand comme ainsi notre nos votre vos son sa ses leur leurs mon ma mes toutefois cependant enfin puis depuis après avant pendant tout tous toute toutes chaque plusieurs certains pourquoi comment où qui que quoi bien voici voilà aujourd’hui"),
		elided:   []string{"l", "d", "c", "j", "n", "s", "qu"},
	}
}
