package check

import (
	"strings"
	"unicode"
)

// ordinals finds 1ère, 2ème and the like: 1re, 2e are right (OQLF, « Abréviation
// des adjectifs numéraux ordinaux »).
func (c *checker) ordinals(d *reading) {
	for _, w := range d.words {
		if !digit(d.at(w.start-1)) && !romanBefore(d, w) || d.kept[w.start] {
			continue
		}
		right := ordinalEnding(w.lower)
		at := w.start
		if right == "" {
			if ending, ok := glued(w.lower); ok && romanWord(d, w) { // XIXème
				at, right = w.end-len([]rune(ending)), ordinalEnding(ending)
			}
		}
		if right == "" {
			continue
		}
		start := at
		for start > 0 && (digit(d.r[start-1]) || unicode.IsUpper(d.r[start-1])) {
			start--
		}
		if right == "re" && d.say(start, at) != "1" && d.say(start, at) != "I" {
			continue
		}
		c.mend(d, slip{Ordinal, "ending", span{start, w.end}}, span{at, w.end}, right)
	}
}

// ordinalEnding returns how an ending is rightly written; "" if it is.
func ordinalEnding(w string) string {
	switch w {
	case "ème", "eme", "ième", "ieme", "éme":
		return "e"
	case "èmes", "emes", "ièmes", "iemes":
		return "es"
	case "ère", "ere", "ière", "iere":
		return "re"
	case "ères", "eres":
		return "res"
	}
	return ""
}

func glued(w string) (ending string, ok bool) {
	for _, e := range []string{"ième", "ieme", "ème", "eme"} {
		if strings.HasSuffix(w, e) {
			return e, true
		}
	}
	return "", false
}

// romanBefore reports whether the word begins with a Roman numeral.
func romanBefore(d *reading, w word) bool {
	return strings.ContainsRune("IVX", d.r[w.start])
}

func romanWord(d *reading, w word) bool {
	i := w.start
	for i < w.end && strings.ContainsRune("IVXLC", d.r[i]) {
		i++
	}
	rest := strings.ToLower(d.say(i, w.end))
	return i > w.start && ordinalEnding(rest) != ""
}

// titles finds M., Mme and Dr that are not well written, and the breaking space
// before the name.
func (c *checker) titles(d *reading) {
	for _, w := range d.words {
		if d.kept[w.start] || unicode.IsLetter(d.at(w.start-1)) || hyphen(d.at(w.start-1)) {
			continue
		}
		end := w.end
		if d.at(end) == '.' {
			end++
		}
		space := end
		for spaced(d.at(space)) {
			space++
		}
		if space == end || !unicode.IsUpper(d.at(space)) {
			continue
		}
		right := titleOf(d.say(w.start, end))
		switch {
		case right == "":
		case right != d.say(w.start, end):
			c.mend(d, slip{Title, "form", span{w.start, end}}, span{w.start, end}, right)
		case space-end == 1 && !fixed(d.r[end]) && !initial(d, w, space):
			c.mend(d, slip{Title, "space", span{w.start, space + 1}}, span{end, space}, string(noBreak))
		}
	}
}

// titleOf returns how a title is rightly written; "" if the word is none.
func titleOf(s string) string {
	switch s {
	case "M.", "Mr", "Mr.":
		return "M."
	case "Mme", "Mme.", "Mrs", "Mrs.", "Ms.", "Ms":
		return "Mme"
	case "Mmes", "Mlle", "MM.", "Dre":
		return s
	case "Dr", "Dr.":
		return "Dr"
	}
	return ""
}

// initial reports whether « M. » is the initial of a name: « Jean M. Roy ».
func initial(d *reading, w word, next int) bool {
	before := d.gap(w.start)
	return before < w.start && w.end-w.start == 1 && unicode.IsLetter(d.at(before-1)) && capitalised(d, before) && next > 0
}

// capitalised reports whether the word that ends at i begins with a capital.
func capitalised(d *reading, i int) bool {
	start := i
	for unicode.IsLetter(d.at(start - 1)) {
		start--
	}
	return start < i && unicode.IsUpper(d.r[start])
}

// capitals finds capitals that lost their accent, in words that are nothing else
// without it (OQLF, « Accents sur les majuscules »).
func (c *checker) capitals(d *reading) {
	for i, w := range d.words {
		if d.kept[w.start] || hyphen(d.at(w.start-1)) {
			continue
		}
		text := d.say(w.start, w.end)
		if text == "A" {
			c.bareA(d, i)
			continue
		}
		right := accented(text)
		if right == "" || c.inSource(d, text) {
			continue
		}
		c.mend(d, slip{Capital, "accent", span{w.start, w.end}}, span{w.start, w.start + 1}, right)
	}
}

// accented returns the first letter that a word should have; "" if it may stand.
func accented(w string) string {
	switch w {
	case "Etat", "Etats", "Ecole", "Ecoles", "Equipe", "Equipes", "Evaluation", "Evaluations", "Evaluer", "Evolution", "Egalement", "Egalité",
		"Economie", "Economique", "Edition", "Editions", "Editeur", "Election", "Elections", "Electronique", "Elément", "Eléments", "Etape", "Etapes",
		"Etude", "Etudes", "Etudiant", "Etudiants", "Etudiante", "Eviter", "Evidemment", "Evénement", "Evénements", "Energie", "Energies", "Ecrire",
		"Ecouter", "Elaborer", "Elaboration", "Eliminer", "Etablir", "Etant", "Etre", "Echange", "Echanges", "Echelle", "Ecran", "Egal", "Emission",
		"Epoque", "Equilibre", "Equipement", "Eté", "Etranger", "Evoluer", "Evident", "Echec", "Ecart", "Eduquer", "Education":
		return "É"
	}
	return ""
}

// bareA finds « A » where « À » is due: before words that « a » never stands before
// at the beginning of a sentence.
func (c *checker) bareA(d *reading, i int) {
	w := d.words[i]
	if before := d.at(d.gap(w.start) - 1); before != 0 && !strings.ContainsRune(".!?…:«\n", before) || i+1 == len(d.words) || !spaced(d.at(w.end)) {
		return
	}
	switch d.words[i+1].lower {
	case "partir", "propos", "noter", "suivre", "venir", "travers", "titre", "mesure", "court", "long", "moyen", "cet", "cette", "ces", "notre", "votre", "l", "la", "tous", "quoi", "moins":
		if d.lang == "fr" {
			c.mend(d, slip{Capital, "accent", span{w.start, d.words[i+1].end}}, span{w.start, w.end}, "À")
		}
	}
}

// inSource reports whether the source has the word too: a name.
func (c *checker) inSource(d *reading, text string) bool {
	b := c.beadAt(d)
	if b < 0 {
		return false
	}
	if c.said[b] == nil {
		c.said[b] = make(map[string]bool)
		for _, i := range c.in.Beads[b].Source {
			for _, w := range c.source[i].words {
				c.said[b][c.source[i].say(w.start, w.end)] = true
			}
		}
	}
	return c.said[b][text]
}
