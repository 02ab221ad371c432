package markup

import "strings"

// What Markdown may hold. The converter takes time by the square of what may
// open something in one block, above all brackets, and of the quotes and lists
// that stand in one another; a megabyte of either would take minutes. No text
// that a person wrote comes near.
const (
	maxMarkers    = 100           // block quotes and lists that one line opens
	maxCost       = 1_000_000_000 // about a second of a machine of 2026
	bracketWeight = 4             // an open bracket costs as much as that many other signs
)

// tooComplex reports Markdown that would take too long to convert.
func tooComplex(src string) bool {
	signs, cost := 0, 0 // of the block, of all
	for line := range strings.Lines(src) {
		markers, rest := containers(line)
		if markers > maxMarkers {
			return true
		}
		if startsOver(line, rest) {
			signs = 0
		}
		before := signs
		for i := range len(rest) {
			switch rest[i] {
			case '[':
				signs += bracketWeight
			case '*', '_', '`', '~', '<':
				signs++
			}
		}
		if cost += signs*signs - before*before; cost > maxCost {
			return true
		}
	}
	return false
}

// containers counts the block quotes and lists that a line opens, and returns
// what follows them.
func containers(line string) (markers int, rest string) {
	rest = line
	for {
		trimmed := strings.TrimLeft(rest, " \t")
		switch {
		case strings.HasPrefix(trimmed, ">"):
			rest = trimmed[1:]
		case isItem(trimmed):
			rest = trimmed[2:]
		default:
			return markers, rest
		}
		markers++
	}
}

func isItem(s string) bool {
	return len(s) > 1 && strings.IndexByte("-*+", s[0]) >= 0 && (s[1] == ' ' || s[1] == '\t')
}

// startsOver reports lines that end every paragraph before them: blank ones,
// headings and items of lists. Others may go on with it, whatever they look like.
func startsOver(line, rest string) bool {
	if strings.TrimSpace(rest) == "" {
		return true
	}
	trimmed := strings.TrimLeft(line, " ")
	if len(line)-len(trimmed) > 3 {
		return false
	}
	return isItem(trimmed) || strings.HasPrefix(strings.TrimLeft(trimmed, "#"), " ") && trimmed[0] == '#'
}
