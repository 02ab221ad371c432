// Package accept reads the weights that the headers Accept and Accept-Encoding give
// their items. Languages have weights too: package locale leaves those to x/text.
package accept

import "strings"

// Full is the weight of an item that is given none.
const Full = 1000

// Weight returns the q among the parameters of one item, in thousandths (RFC 9110
// §12.4.2): [Full] where there is none. One that cannot be read is 0, not acceptable.
// Other parameters do not count. It takes no memory: every answer is chosen by it.
func Weight(parameters string) int16 {
	for more := true; more; {
		var p string
		p, parameters, more = strings.Cut(parameters, ";")
		if name, value, _ := strings.Cut(p, "="); strings.EqualFold(strings.Trim(name, " \t"), "q") {
			return thousandths(strings.Trim(value, " \t"))
		}
	}
	return Full
}

// thousandths reads a number from 0 to 1 with at most three digits behind the point.
func thousandths(number string) int16 {
	whole, fraction, _ := strings.Cut(number, ".")
	if len(fraction) > 3 || whole != "0" && whole != "1" {
		return 0
	}
	sum, unit := int16(whole[0]-'0')*Full, int16(Full)
	for i := range len(fraction) {
		if fraction[i] < '0' || fraction[i] > '9' {
			return 0
		}
		unit /= 10
		sum += unit * int16(fraction[i]-'0')
	}
	if sum > Full {
		return 0
	}
	return sum
}
