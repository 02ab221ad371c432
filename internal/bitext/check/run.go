package check

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A checker looks at one pair.
type checker struct {
	in             Input
	source, target []*reading
	figures        map[*reading][]figure
	beadOf         map[*reading]int
	lexicon        lexicon
	own            map[string]bool   // hosts of the site
	copied         map[*reading]bool // the source's own words: in the other language, of course
	curly          bool              // the target has curly apostrophes, quotation marks, ellipses
	curlyQuotes    bool
	dots           bool
	sums           map[int]string          // hashes of the texts of beads
	said           map[int]map[string]bool // the words of the sources of beads
	loose          int                     // readings that are of no segment
	seen           map[string]int          // how often a finding came, by what its id is made of
	found          []Finding
	place          []int // of each finding: its segment, for the order
}

// Run looks at the texts, and returns what it finds in the order of the target's
// segments; what is of none comes last.
func Run(in Input) []Finding {
	c := &checker{in: in, figures: make(map[*reading][]figure), beadOf: make(map[*reading]int), seen: make(map[string]int), copied: make(map[*reading]bool), sums: make(map[int]string), said: make(map[int]map[string]bool)}
	c.source, c.target = readings(in.Source), readings(in.Target)
	c.learn()
	for b, bead := range in.Beads {
		for _, i := range bead.Source {
			c.beadOf[c.source[i]] = b
		}
		for _, i := range bead.Target {
			c.beadOf[c.target[i]] = b
		}
	}
	for b := range in.Beads {
		if c.compared(b) {
			c.pair(b)
		}
	}
	if len(c.source) > 0 {
		c.whole()
	}
	c.files()
	for _, d := range c.target {
		if !d.empty() {
			c.alone(d)
		}
	}
	c.terms()
	return c.sorted()
}

// learn notes what the texts are written with.
func (c *checker) learn() {
	langs := []string{c.in.Target.Locale.Base()}
	if len(c.in.Source.Segments) > 0 {
		langs = append(langs, c.in.Source.Locale.Base())
	}
	for _, l := range c.in.Locales {
		langs = append(langs, l.Tag.Base())
	}
	c.lexicon = newLexicon(langs...)
	c.own = make(map[string]bool)
	for _, host := range c.in.Hosts {
		c.own[strings.ToLower(host)] = true
	}
	for _, l := range c.in.Locales {
		if base, err := url.Parse(l.Settings.BaseURL); err == nil && base.Host != "" {
			c.own[strings.ToLower(base.Host)] = true
		}
	}
	for _, d := range c.target {
		c.curly = c.curly || strings.ContainsRune(d.plain, '’')
		c.curlyQuotes = c.curlyQuotes || strings.ContainsRune(d.plain, '“')
		c.dots = c.dots || strings.ContainsRune(d.plain, '…')
	}
}

func readings(s Side) []*reading {
	list := make([]*reading, len(s.Segments))
	for i := range s.Segments {
		list[i] = read(&s.Segments[i], i, s.Locale.Base())
	}
	return list
}

// compared reports whether both sides of the bead say something.
func (c *checker) compared(b int) bool {
	says := func(side []*reading, places []int) bool {
		return slices.ContainsFunc(places, func(i int) bool { return !side[i].empty() })
	}
	return says(c.source, c.in.Beads[b].Source) && says(c.target, c.in.Beads[b].Target)
}

// pair compares what belongs together.
func (c *checker) pair(b int) {
	c.numbers(b)
	c.links(b)
	c.tags(b)
	c.placeholders(b)
	c.outline(b)
	c.length(b)
	c.sameWords(b)
	c.alt(b)
}

// whole compares what is of no segment.
func (c *checker) whole() { c.images() }

// alone looks at a segment of the target by itself.
func (c *checker) alone(d *reading) {
	c.language(d)
	c.repeated(d)
	c.balance(d)
	c.doubleSpaces(d)
	c.typography(d)
}

// figuresOf returns the figures of a reading, found once.
func (c *checker) figuresOf(d *reading) []figure {
	list, ok := c.figures[d]
	if !ok {
		list = figures(d)
		c.figures[d] = list
	}
	return list
}

// A hit is what a check reports.
type hit struct {
	check      Name
	code       string // the message: "finding.", the check and this
	profile    string
	bead       int
	at         *reading
	side       Field
	start, end int // signs; both 0: the whole segment
	args       map[string]any
	edits      []Edit   // of the target's segment
	most       Severity // Warning: whatever the site says, it is no error
}

// severity returns what the site says of a check, else what is usual.
func (c *checker) severity(name Name) Severity {
	if s, ok := c.in.Severities[name]; ok {
		return s
	}
	for _, d := range Checks() {
		if d.Check == name {
			return d.Severity
		}
	}
	return Off
}

// mostFindings bounds what is found in one pair: nobody reads more.
const mostFindings = 10_000

// report adds a finding, unless the site has turned the check off.
func (c *checker) report(h hit) {
	severity := c.severity(h.check)
	if severity == Off || len(c.found) >= mostFindings {
		return
	}
	if h.most == Warning {
		severity = Warning
	}
	f := Finding{
		Check: h.check, Severity: severity, Profile: h.profile, Bead: h.bead, Segment: c.segmentOf(h),
		Code: "finding." + string(h.check) + "." + h.code, Args: h.args,
		Place: Place{Field: h.side, Pointer: h.at.segment.Place},
	}
	if h.end > h.start {
		last := h.end - 1
		f.Place.Start = h.at.character(h.start)
		f.Place.Length = h.at.character(last) + utf8.RuneCountInString(h.at.segment.Text[h.at.from[last]:h.at.to[last]]) - f.Place.Start
	}
	f.Excerpt = excerpt(h.at, h.start, h.end)
	if len(h.edits) > 0 {
		f.Fix = &Fix{Segment: h.at.index, Edits: h.edits}
	}
	f.ID = c.id(h)
	c.found = append(c.found, f)
	c.place = append(c.place, c.order(h))
}

// segmentOf returns the id that people find the place by: the target's, else the source's.
func (c *checker) segmentOf(h hit) string {
	if h.side == InTarget {
		return h.at.segment.ID
	}
	if h.bead >= 0 && len(c.in.Beads[h.bead].Target) > 0 {
		return c.target[c.in.Beads[h.bead].Target[0]].segment.ID
	}
	return h.at.segment.ID
}

// order returns the place of the finding in the target.
func (c *checker) order(h hit) int {
	if h.side == InTarget {
		return h.at.index
	}
	if h.bead >= 0 && len(c.in.Beads[h.bead].Target) > 0 {
		return c.in.Beads[h.bead].Target[0]
	}
	return h.at.index
}

// around is how much of a segment an excerpt shows before and after the place.
const around = 20

// excerpt returns what stands at the place, with a little around it.
func excerpt(d *reading, start, end int) string {
	if end <= start {
		end = min(len(d.r), 2*around)
		start = 0
	}
	from, to := max(0, start-around), min(len(d.r), end+around)
	text := strings.NewReplacer("\n", " ", string(object), "").Replace(d.say(from, to))
	if from > 0 {
		text = "…" + text
	}
	if to < len(d.r) {
		text += "…"
	}
	return text
}

// id is made of the check, the texts of the bead, and what stands at the place;
// the same thing found again in the same texts has a number.
func (c *checker) id(h hit) string {
	sum := sha256.New()
	write := func(s string) { sum.Write([]byte(s + "\x00")) }
	write(string(h.check) + " " + h.code + " " + string(h.side))
	write(c.texts(h))
	write(h.at.say(h.start, h.end))
	key := hex.EncodeToString(sum.Sum(nil))[:20]
	c.seen[key]++
	if n := c.seen[key]; n > 1 {
		return key + "-" + strconv.Itoa(n)
	}
	return key
}

// texts returns a hash of the texts that a finding is about, made once a bead.
func (c *checker) texts(h hit) string {
	var list []*reading
	key := h.bead
	if key >= 0 {
		for _, i := range c.in.Beads[h.bead].Source {
			list = append(list, c.source[i])
		}
		list = append(list, nil)
		for _, i := range c.in.Beads[h.bead].Target {
			list = append(list, c.target[i])
		}
	} else {
		list, key = []*reading{h.at}, -1-h.at.index
	}
	if sum, ok := c.sums[key]; ok {
		return sum
	}
	sum := sha256.New()
	for _, d := range list {
		if d != nil {
			sum.Write([]byte(d.segment.Text + d.segment.Hash))
		}
		sum.Write([]byte{0})
	}
	c.sums[key] = string(sum.Sum(nil))
	return c.sums[key]
}

// sorted returns the findings in the order of the segments.
func (c *checker) sorted() []Finding {
	order := make([]int, len(c.found))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(c.place[a], c.place[b]), cmp.Compare(c.found[a].Place.Start, c.found[b].Place.Start))
	})
	sorted := make([]Finding, len(order))
	for i, k := range order {
		sorted[i] = c.found[k]
	}
	return sorted
}

// beadAt returns the bead of a segment of the target; -1 for none.
func (c *checker) beadAt(d *reading) int {
	if b, ok := c.beadOf[d]; ok {
		return b
	}
	return -1
}
