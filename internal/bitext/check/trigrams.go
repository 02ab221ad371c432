package check

import "github.com/abadojack/whatlanggo"

// fewestForTrigrams is how many words trigrams need to tell a language.
const fewestForTrigrams = 8

// trigrams is language for pairs whose function words are not known here.
func (c *checker) trigrams(d *reading) {
	own, other := languageOf(d.lang), languageOf(c.in.Source.Locale.Base())
	if own < 0 || other < 0 || own == other || len(d.words) < fewestForTrigrams {
		return
	}
	told := whatlanggo.DetectWithOptions(d.plain, whatlanggo.Options{Whitelist: map[whatlanggo.Lang]bool{own: true, other: true}})
	if told.Lang == other && told.Confidence >= 0.95 {
		c.report(hit{check: Language, code: "segment", bead: c.beadAt(d), at: d, side: InTarget, args: map[string]any{"locale": string(c.in.Target.Locale)}})
	}
}

// languageOf returns the language with the code of two letters (ISO 639-1); -1 for none.
func languageOf(code string) whatlanggo.Lang {
	for lang := range whatlanggo.Langs {
		if code != "" && lang.Iso6391() == code {
			return lang
		}
	}
	return -1
}
