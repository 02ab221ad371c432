package markup

import "strings"

// What Markdown may hold. The converter takes time by the square of what may
// open something in one block, above all brackets, of quotes and lists in one
// another, of the attributes of a heading, and of footnotes; it takes memory for
// every container on every line, and for every cell that a short row of a table
// leaves out. A megabyte of either would take minutes or gigabytes. No text that
// a person wrote comes near.
const (
	maxMarkers    = 100           // block quotes and lists that one line opens
	maxCost       = 1_000_000_000 // about a second of a machine of 2026
	maxStanding   = 2_000_000     // containers that stand open, summed over all lines
	maxCells      = 100_000       // of all tables
	bracketWeight = 4             // an open bracket costs as much as that many other signs
	noteWeight    = 8             // a footnote is looked for among all
)

// tooComplex reports Markdown that would take too long to convert.
func tooComplex(src string) bool {
	var s scales
	for line := range strings.Lines(src) {
		markers, rest := containers(line)
		if markers > maxMarkers {
			return true
		}
		s.block(line, rest)
		s.nesting(line, rest, markers)
		s.table(rest)
		s.signs(rest)
		s.heading(line)
		s.footnotes(rest)
		if s.cost > maxCost || s.standing > maxStanding || s.cells > maxCells || noteWeight*s.notes*s.references > maxCost {
			return true
		}
	}
	return false
}

// Scales weigh a document line by line.
type scales struct {
	opened            int // signs that may open something in the block
	columns           int // of the block's table
	depth             int // of the containers that stand open
	previous          string
	cost              int
	standing          int
	cells             int
	escaped           int // pipes in code in tables
	notes, references int
}

// block forgets what ends with the block before.
func (s *scales) block(line, rest string) {
	if startsOver(line, rest) {
		s.opened, s.columns = 0, 0
	}
}

// nesting guesses from above how many containers stand open: each takes two
// columns at least, and blank lines close none.
func (s *scales) nesting(line, rest string, markers int) {
	if strings.TrimSpace(rest) != "" || markers > 0 {
		indent := len(line) - len(strings.TrimLeft(line, " \t"))
		tabs := strings.Count(line[:indent], "\t")
		depth := markers + (indent+3*tabs)/2
		if depth < s.depth && s.opened > 0 {
			depth = s.depth // the line may go on with a paragraph within
		}
		s.depth = depth
	}
	s.standing += s.depth
}

// table counts cells. A row has as many as the delimiters say, however short it is.
func (s *scales) table(rest string) {
	s.cells += s.columns
	if trimmed := strings.Trim(rest, " \t\r\n|:-"); trimmed == "" && strings.ContainsAny(rest, "|:") {
		s.columns = max(s.columns, strings.Count(rest, "|")+1)
	}
	if n := strings.Count(rest, `\|`); n > 0 && strings.Contains(rest, "`") {
		s.square(&s.escaped, 2*n)
	}
}

// signs counts what may open something. A line that begins with a colon may be
// one more definition of what the block defines.
func (s *scales) signs(rest string) {
	n := 0
	for i := range len(rest) {
		switch rest[i] {
		case '[':
			n += bracketWeight
		case '*', '_', '`', '~', '<':
			n++
		}
	}
	if strings.HasPrefix(strings.TrimLeft(rest, " "), ":") {
		n++
	}
	s.square(&s.opened, n)
}

// square adds n to a count that costs its square.
func (s *scales) square(count *int, n int) {
	s.cost += (*count+n)*(*count+n) - *count**count
	*count += n
}

// heading weighs the attributes of a heading: of a line after #, or before an
// underline.
func (s *scales) heading(line string) {
	trimmed := strings.TrimSpace(line)
	for _, h := range []struct {
		is   bool
		line string
	}{
		{strings.HasPrefix(trimmed, "#"), line},
		{trimmed != "" && (strings.Trim(trimmed, "=") == "" || strings.Trim(trimmed, "-") == ""), s.previous},
	} {
		if h.is && strings.Contains(h.line, "{") {
			s.cost += len(h.line) * len(h.line)
		}
	}
	s.previous = line
}

// footnotes counts their texts and what refers to them.
func (s *scales) footnotes(rest string) {
	trimmed := strings.TrimLeft(rest, " ")
	if strings.HasPrefix(trimmed, "[^") && strings.Contains(trimmed, "]:") {
		s.notes++
	}
	s.references += strings.Count(rest, "[^")
}

// containers counts the block quotes and lists that a line opens, and returns
// what follows them.
func containers(line string) (markers int, rest string) {
	rest = line
	for {
		trimmed := strings.TrimLeft(rest, " \t")
		n := item(trimmed)
		if strings.HasPrefix(trimmed, ">") {
			n = 1
		}
		if n == 0 {
			return markers, rest
		}
		rest = trimmed[n:]
		markers++
	}
}

// item returns the length of what makes a line an item of a list, or 0.
func item(s string) int {
	const most = 9 // digits
	i := 0
	for i < len(s) && i < most && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	signs := "-*+"
	if i > 0 {
		signs = ".)"
	}
	if i+1 < len(s) && strings.IndexByte(signs, s[i]) >= 0 && (s[i+1] == ' ' || s[i+1] == '\t') {
		return i + 2
	}
	return 0
}

// startsOver reports lines that end every paragraph before them: blank ones,
// headings and items of lists without numbers. Others may go on with it, whatever
// they look like.
func startsOver(line, rest string) bool {
	if strings.TrimSpace(rest) == "" {
		return true
	}
	trimmed := strings.TrimLeft(line, " ")
	if len(line)-len(trimmed) > 3 {
		return false
	}
	return item(trimmed) == 2 || strings.HasPrefix(strings.TrimLeft(trimmed, "#"), " ") && trimmed[0] == '#'
}
