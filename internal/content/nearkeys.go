package content

import "strings"

// NearKeys reports whether two keys, such as names of files without their
// endings, are one, but for a letter, or case and signs. Short ones never are.
func NearKeys(a, b string) bool {
	if len(a) < 4 || len(b) < 4 {
		return false
	}
	return oneApart([]rune(a), []rune(b)) || bare(a) == bare(b)
}

func bare(s string) string {
	return strings.Map(func(c rune) rune {
		if strings.ContainsRune("-_. /", c) {
			return -1
		}
		return c
	}, strings.ToLower(s))
}

// oneApart reports whether one letter is changed, added, left out or swapped
// with the next, or nothing is.
func oneApart(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return string(a[i:]) == string(b[i+1:])
	}
	if i == len(a) || string(a[i+1:]) == string(b[i+1:]) {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && string(a[i+2:]) == string(b[i+2:])
}
