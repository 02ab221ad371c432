package align

import (
	"math"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
)

// A trait is a kind of feature: of what can be the same in a text and its translation.
type trait uint8

const (
	wordly   trait = iota // a word that both documents have, letter by letter
	foreign               // a word that only one of the documents has
	name                  // a word of both, written with a capital in one
	prefix                // how a word begins
	skeleton              // the first consonants of a word
	meaning               // a line of the lexicon
	number
	ordinal // a number that a heading or an item begins with
	link    // where a link leads, but for its language
	host    // the site that it leads to
	picture // the file of a picture
	code
	traits
)

// A trust says what a feature of one sort is worth: how often a translation has
// it, and how much of its weight counts, since features of one word are no
// independent witnesses.
type trust struct{ found, counts float64 }

// trusts are by trait.
var trusts = [traits]trust{
	wordly:   {0.80, 0.45},
	foreign:  {0.50, 0},
	name:     {0.90, 0.60},
	prefix:   {0.30, 0.40},
	skeleton: {0.28, 0.30},
	meaning:  {0.50, 0.60},
	number:   {0.90, 0.90},
	ordinal:  {0.80, 0.20},
	link:     {0.55, 1.00},
	host:     {0.90, 0.50},
	picture:  {0.85, 1.00},
	code:     {0.90, 1.00},
}

// most bounds the features of one segment that count.
const most = 300

// A feature is something that a segment has, known by its number in the model.
type feature struct {
	trait  trait
	in     [2]int  // in how many segments of source and target it is
	capped [2]bool // written with a capital in source and target
	shared float64 // what it says that both of a pair have it, and
	missed float64 // that only one has
}

// An extractor finds the features of segments and gives equal ones one number.
type extractor struct {
	numbers  map[string]int32
	features []feature
	side     int
	half     map[string][]int // of the lexicon
	found    []int32          // of the segment that is read
}

func (x *extractor) put(s trait, key string) {
	full := string(rune('a'+s)) + key
	n, ok := x.numbers[full]
	if !ok {
		n = int32(len(x.features))
		x.numbers[full] = n
		x.features = append(x.features, feature{trait: s})
	}
	x.found = append(x.found, n)
}

// read returns the features of a segment, each once, in order, and the length of its words.
func (x *extractor) read(s *segment.Segment) (features []int32, length float64) {
	x.found = x.found[:0]
	list := tokens(segment.Plain(s.Text))
	for n, t := range list {
		if n == 0 && t.number && len(list) > 1 && len(t.text) < 3 && s.Kind != segment.Cell {
			x.put(ordinal, t.text)
			continue
		}
		length += float64(len(t.text)) + 1
		x.token(t)
	}
	for i := range s.Tags {
		x.tag(&s.Tags[i])
	}
	slices.Sort(x.found)
	found := slices.Compact(x.found)
	if len(found) > most {
		found = found[:most]
	}
	features = slices.Clone(found)
	for _, f := range features {
		x.features[f].in[x.side]++
	}
	return features, length
}

func (x *extractor) token(t token) {
	if t.number {
		x.put(number, t.text)
		return
	}
	if len(t.text) >= 4 || t.name {
		x.put(wordly, t.text)
		if t.name {
			x.features[x.found[len(x.found)-1]].capped[x.side] = true
		}
	}
	for _, line := range meanings(x.half, t.text) {
		x.put(meaning, strconv.Itoa(line))
	}
	if len(t.text) >= 5 {
		x.put(prefix, t.text[:4])
		if s := skeletonOf(t.text); s != "" {
			x.put(skeleton, s)
		}
	}
}

func (x *extractor) tag(t *segment.Tag) {
	if t.Opaque && t.Text != "" {
		x.put(code, t.Text)
	}
	if href := t.Attrs["href"]; href != "" {
		where, site := leads(href)
		x.put(link, where)
		if site != "" {
			x.put(host, site)
		}
	}
	if src := t.Attrs["src"]; src != "" {
		x.put(picture, fileOf(src))
	}
}

// leads returns where a link leads, without what tells its language, and the site's name.
func leads(href string) (where, site string) {
	u, err := url.Parse(strings.TrimSpace(href))
	if err != nil {
		return href, ""
	}
	if u.Host == "" {
		return u.Scheme + u.Opaque + withoutLanguage(u.Path), ""
	}
	site = strings.ToLower(u.Hostname())
	if labels := strings.Split(site, "."); len(labels) > 2 {
		site = strings.Join(labels[len(labels)-2:], ".")
	}
	return site + withoutLanguage(u.Path) + "?" + u.RawQuery, site
}

// withoutLanguage drops the steps and endings of a path that name a language.
func withoutLanguage(p string) string {
	var kept []string
	for step := range strings.SplitSeq(strings.ToLower(p), "/") {
		switch step {
		case "", "en", "fr", "eng", "fra", "english", "french", "en-ca", "fr-ca", "francais":
			continue
		}
		kept = append(kept, bareName(step))
	}
	return strings.Join(kept, "/")
}

// fileOf returns the name of a picture's file.
func fileOf(src string) string {
	if u, err := url.Parse(src); err == nil && u.Path != "" {
		return bareName(strings.ToLower(path.Base(u.Path)))
	}
	return src
}

// bareName drops the end of a name that tells its language or type.
func bareName(file string) string {
	file = strings.TrimSuffix(file, path.Ext(file))
	for _, end := range []string{"-en", "-fr", "_en", "_fr", "-e", "-f", "_e", "_f", "-eng", "-fra"} {
		if bare, ok := strings.CutSuffix(file, end); ok && bare != "" {
			return bare
		}
	}
	return file
}

// weigh fixes the weights, when all segments are read: what a shared feature says
// for a pair, against two segments that have nothing to do with each other. The
// rarer it is in both documents, the more.
func weigh(features []feature, sources, targets int) {
	for i := range features {
		f := &features[i]
		if f.trait == wordly {
			f.trait = wordOf(f)
		}
		t := trusts[f.trait]
		chance := math.Sqrt(rarity(f.in[0], sources) * rarity(f.in[1], targets))
		f.missed = t.counts * math.Log(1-t.found) / 2
		f.shared = t.counts*math.Log(t.found/min(chance, t.found)) - 2*f.missed
	}
}

// wordOf says what the very same word is worth: one that only one document has is
// of its language, and says nothing; one that is written with a capital is a name.
func wordOf(f *feature) trait {
	switch {
	case f.in[0] == 0 || f.in[1] == 0:
		return foreign
	case f.capped[0] || f.capped[1]:
		return name
	}
	return wordly
}

// rarity estimates the chance that any segment has a feature that n of all have; a
// short document is eked out with segments of others.
func rarity(n, all int) float64 {
	const others, among = 20, 0.3
	return (float64(n) + among) / (float64(all) + others)
}
