package hugo

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// names trims names and takes each once.
func names(list []string) []string {
	var out []string
	for _, n := range list {
		if n = oneLine(n); n != "" && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// authors reads the names of a post's authors: a text, a list of them, or maps
// with a name. A text counts up to its first comma, since what follows is a role.
func authors(v any) []string {
	var found []string
	items, ok := v.([]any)
	if !ok {
		items = []any{v}
	}
	for _, e := range items {
		s, _ := asText(e)
		if m := asMap(e); m != nil {
			s, _ = newFields(m).text("name")
		}
		s, _, _ = strings.Cut(s, ",")
		found = append(found, people(s)...)
	}
	return names(found)
}

var conjunction = regexp.MustCompile(`\s+(?:and|et|&|und|y|e)\s+`)

// people splits "Ann Lee and Bo Roy" in two, and leaves whole what does not
// read as names of two people: "Research and Design Team".
func people(s string) []string {
	parts := conjunction.Split(s, -1)
	if !slices.ContainsFunc(parts, func(p string) bool { return !isPerson(p) }) {
		return parts
	}
	return []string{s}
}

// isPerson reports whether a text reads as first and last name: two to four
// words, all but small ones (de, van) with a capital, none of them a team's.
func isPerson(s string) bool {
	words := strings.Fields(s)
	if len(words) < 2 || len(words) > 4 {
		return false
	}
	for _, w := range words {
		first, _ := utf8.DecodeRuneInString(w)
		if !unicode.IsUpper(first) && utf8.RuneCountInString(w) > 3 || teamWords[strings.ToLower(w)] {
			return false
		}
	}
	return true
}

// teamWords make a name that of several people.
var teamWords = map[string]bool{
	"team": true, "équipe": true, "office": true, "bureau": true, "service": true, "services": true, "group": true, "groupe": true,
	"department": true, "ministère": true, "agency": true, "agence": true, "board": true, "conseil": true, "committee": true,
	"comité": true, "company": true, "inc.": true, "inc": true, "ltd": true, "association": true, "university": true, "université": true,
}
