package check

import (
	"slices"
	"strings"
	"unicode"
)

// guillemets looks at quotation marks in French: « » with no-break spaces inside,
// “ ” within them.
func (c *checker) guillemets(d *reading) {
	unbalanced := firstUnbalanced(d, '«', '»') >= 0
	for i, r := range d.r {
		if d.kept[i] {
			continue
		}
		if !spaced(d.at(i+1)) && r == '«' || !spaced(d.at(i-1)) && r == '»' {
			if unbalanced {
				continue // it may stand for the other one
			}
		}
		switch r {
		case '«':
			c.afterOpening(d, i)
		case '»':
			c.beforeClosing(d, i)
		}
	}
	if unbalanced {
		return // who knows what is within
	}
	c.foreignMarks(d)
	c.nested(d)
}

func (c *checker) afterOpening(d *reading, i int) {
	end := i + 1
	for end < len(d.r) && spaced(d.r[end]) {
		end++
	}
	switch {
	case end >= len(d.r), d.at(end) == '\n':
	case end == i+1:
		c.slip(d, slip{QuoteMarks, "inside", span{i, end + 1}}, d.after(i, string(noBreak)))
	case end > i+2 || !fixed(d.r[i+1]):
		c.mend(d, slip{QuoteMarks, "inside", span{i, end}}, span{i + 1, end}, string(noBreak))
	}
}

func (c *checker) beforeClosing(d *reading, i int) {
	start := d.gap(i)
	switch {
	case start == 0, d.at(start-1) == '\n', d.at(start-1) == '«':
	case start == i:
		c.slip(d, slip{QuoteMarks, "inside", span{i - 1, i + 1}}, d.before(i, string(noBreak)))
	case start < i-1 || !fixed(d.r[start]):
		c.mend(d, slip{QuoteMarks, "inside", span{start, i + 1}}, span{start, i}, string(noBreak))
	}
}

// mostPaired bounds what is compared each with each in one segment or bead: more is
// made to cost time.
const mostPaired = 500

// A quotation is a pair of marks.
type quotation struct{ open, close int }

// quotations pairs the marks of a segment, if all have their other.
func quotations(d *reading, opening, closing rune) []quotation {
	var list []quotation
	var open []int
	for i, r := range d.r {
		switch {
		case d.kept[i]:
		case opening == closing && r == opening:
			if digit(d.at(i-1)) && len(open) == 0 {
				return nil // inches
			}
			if len(open) > 0 {
				list = append(list, quotation{open[0], i})
				open = nil
				continue
			}
			open = append(open, i)
		case r == opening:
			open = append(open, i)
		case r == closing && len(open) > 0:
			list = append(list, quotation{open[len(open)-1], i})
			open = open[:len(open)-1]
		case r == closing:
			return nil
		}
	}
	if len(open) > 0 || len(list) > mostPaired {
		return nil
	}
	return list
}

// foreignMarks finds “ ” and straight marks where « » are due, and straight ones
// within « », where “ ” are.
func (c *checker) foreignMarks(d *reading) {
	outer := quotations(d, '«', '»')
	within := func(q quotation) bool {
		return slices.ContainsFunc(outer, func(o quotation) bool { return o.open < q.open && q.close < o.close })
	}
	curly := quotations(d, '“', '”')
	list := append(slices.Clone(curly), quotations(d, '"', '"')...)
	for _, q := range list {
		inner := within(q)
		in := slices.ContainsFunc(curly, func(o quotation) bool { return o.open < q.open && q.close < o.close })
		if q.close-q.open < 2 || d.r[q.open] == '“' && (inner || in) || in {
			continue
		}
		opening, closing, code := "«"+string(noBreak), string(noBreak)+"»", "french"
		if inner {
			opening, closing, code = "“", "”", "inner"
		}
		from, ok1 := d.replace(q.open, q.open+1, opening)
		to, ok2 := d.replace(q.close, q.close+1, closing)
		if ok1 && ok2 && !spaced(d.at(q.open+1)) && !spaced(d.at(q.close-1)) && firstUnbalanced(d, '“', '”') < 0 {
			c.slip(d, slip{QuoteMarks, code, span{q.open, q.close + 1}}, from, to)
			continue
		}
		c.slip(d, slip{QuoteMarks, code, span{q.open, q.close + 1}})
	}
}

// nested finds « » within « ».
func (c *checker) nested(d *reading) {
	list := quotations(d, '«', '»')
	for _, q := range list {
		outer := 0
		for _, o := range list {
			if o.open < q.open && q.close < o.close {
				outer++
			}
		}
		if outer != 1 {
			continue
		}
		open, close := q.open+1, q.close
		for open < q.close && spaced(d.r[open]) {
			open++
		}
		from, ok1 := d.replace(q.open, open, "“")
		to, ok2 := d.replace(d.gap(close), close+1, "”")
		if ok1 && ok2 && open < d.gap(close) {
			c.slip(d, slip{QuoteMarks, "inner", span{q.open, q.close + 1}}, from, to)
			continue
		}
		c.slip(d, slip{QuoteMarks, "inner", span{q.open, q.close + 1}})
	}
}

// englishQuotes finds guillemets in English, and straight marks where the text has
// curly ones too.
func (c *checker) englishQuotes(d *reading) {
	for _, q := range quotations(d, '«', '»') {
		open, close := q.open+1, d.gap(q.close)
		for open < q.close && spaced(d.r[open]) {
			open++
		}
		from, ok1 := d.replace(q.open, open, "“")
		to, ok2 := d.replace(close, q.close+1, "”")
		if ok1 && ok2 && open < close && !strings.ContainsAny(d.plain, "“”") {
			c.slip(d, slip{QuoteMarks, "english", span{q.open, q.close + 1}}, from, to)
			continue
		}
		c.slip(d, slip{QuoteMarks, "english", span{q.open, q.close + 1}})
	}
	if !c.curlyQuotes {
		return
	}
	for _, q := range quotations(d, '"', '"') {
		from, ok1 := d.replace(q.open, q.open+1, "“")
		to, ok2 := d.replace(q.close, q.close+1, "”")
		outside := !unicode.IsLetter(d.at(q.open-1)) && !spaced(d.at(q.open+1)) && !spaced(d.at(q.close-1))
		if ok1 && ok2 && outside && !strings.ContainsAny(d.plain, "“”") {
			c.slip(d, slip{QuoteMarks, "straight", span{q.open, q.close + 1}}, from, to)
			continue
		}
		c.slip(d, slip{QuoteMarks, "straight", span{q.open, q.close + 1}})
	}
}
