package change

import "slices"

// negates reports whether a word, in small letters and without apostrophes,
// negates what is said. Only English and French are known.
func (f *form) negates(word string) bool {
	switch f.language {
	case "en":
		return slices.Contains(english, word)
	case "fr":
		return slices.Contains(french, word)
	}
	return false
}

// english and french are the words that negate. In French an apostrophe ends a
// word, in English it stands in one.
var (
	english = []string{
		"no", "not", "none", "never", "neither", "nor", "nobody", "nothing", "nowhere", "without", "cannot", "hardly", "unless", "except",
		"dont", "doesnt", "didnt", "isnt", "arent", "wasnt", "werent", "hasnt", "havent", "hadnt", "cant", "couldnt", "wont", "wouldnt",
		"shouldnt", "mustnt", "neednt", "mightnt", "shant", "aint",
	}
	french = []string{
		"n", "ne", "pas", "non", "sans", "jamais", "aucun", "aucune", "rien", "personne", "ni", "nul", "nulle", "guère", "sauf",
	}
)

// dates are the names of months and days.
var dates = map[string]bool{
	"january": true, "february": true, "march": true, "april": true, "june": true, "july": true, "august": true,
	"september": true, "october": true, "november": true, "december": true,
	"monday": true, "tuesday": true, "wednesday": true, "thursday": true, "friday": true, "saturday": true, "sunday": true,
	"today": true, "tomorrow": true, "yesterday": true,
	"janvier": true, "février": true, "mars": true, "avril": true, "mai": true, "juin": true, "juillet": true, "août": true,
	"septembre": true, "octobre": true, "novembre": true, "décembre": true,
	"lundi": true, "mardi": true, "mercredi": true, "jeudi": true, "vendredi": true, "samedi": true, "dimanche": true,
	"demain": true, "hier": true, "aujourd": true,
}

// accented are the words that an accent tells from another one in English.
var accented = map[string]bool{
	"resume": true, "resumes": true, "expose": true, "exposes": true, "rose": true, "pate": true, "pates": true, "mate": true,
	"lame": true, "pique": true, "sake": true, "attache": true, "saute": true, "peso": true, "pa": true, "ole": true,
}
