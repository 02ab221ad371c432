package hugo

import (
	"cmp"
	"hash/fnv"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/markup"
)

// A trait is one kind of likeness between two documents.
type trait int

const (
	pictures trait = iota // names of pictures, in the body or as resources
	links                 // addresses that the body links to
	numbers               // numbers in the text
	title                 // words of title and slug
	words                 // words of the text
	authored              // authors
	numTraits
)

// Features are what a document is compared by. They are chosen to survive
// translation: names, numbers, pictures and links are the same in both
// languages, and of words the first letters are, where the languages share
// roots.
type features struct {
	found
	sets     [numTraits][]weighed // each sorted, without doubles
	mass     [numTraits]float64   // the weight of each set
	shown    [numTraits][]string  // what the sets hold, but for words
	titled   string
	date     time.Time
	length   int // of the text, in characters
	headings int
	paths    []string        // its own public paths
	named    map[string]bool // paths and file names that its links name
}

// A token is the hash of a word, a number or a name.
type token uint32

// A weighed token says how much: rare ones say more.
type weighed struct {
	token  token
	weight float64
}

func tokenOf(s string) token {
	h := fnv.New32a()
	h.Write([]byte(s))
	return token(h.Sum32())
}

// set makes a sorted set of tokens.
func set(texts []string) []weighed {
	list := make([]weighed, 0, len(texts))
	for _, s := range texts {
		list = append(list, weighed{token: tokenOf(s)})
	}
	slices.SortFunc(list, func(a, b weighed) int { return cmp.Compare(a.token, b.token) })
	return slices.Compact(list)
}

// featuresOf reads what a document is compared by.
func (r *reader) featuresOf(d found) (*features, error) {
	l, err := r.load(d.file, false)
	if err != nil {
		return nil, err
	}
	f := &features{found: d, named: map[string]bool{}}
	body := toHTML(l.page.Format, l.page.Body)
	text := markup.Text(body)
	f.length = utf8.RuneCountInString(text)
	f.headings = len(markup.Headings(body))
	if l.page.Date != nil {
		f.date = l.page.Date.At
	}
	f.paths = append([]string{d.doc.URLPath}, d.doc.Aliases...)
	var pics, urls []string
	for _, link := range markup.Links(body) {
		switch {
		case isPicture(link):
			pics = append(pics, pictureName(link.URL))
		case link.Attribute == "href":
			urls = append(urls, r.linkName(link.URL, f))
		}
	}
	for _, res := range l.page.Resources {
		pics = append(pics, pictureName(res.File+res.URL))
	}
	f.titled = l.page.Title
	own := l.page.Title + " " + strings.ReplaceAll(d.doc.Slug, "-", " ")
	f.shown = [numTraits][]string{pictures: compact(pics), links: compact(urls), numbers: compact(numbersOf(l.page.Title + " " + text)),
		title: compact(stems(own)), words: compact(stems(text)), authored: foldAll(l.page.Authors)}
	for t := range numTraits {
		f.sets[t] = set(f.shown[t])
	}
	f.shown[words] = nil
	return f, nil
}

func compact(list []string) []string {
	list = slices.DeleteFunc(list, func(s string) bool { return s == "" })
	slices.Sort(list)
	return slices.Compact(list)
}

// pictureName is the name of a picture's file, whatever folder or size it is in.
func pictureName(u string) string {
	name, _, _ := strings.Cut(decoded(u), "?")
	if name = path.Base(name); name == "." || name == "/" {
		return ""
	}
	return strings.ToLower(name)
}

// linkName is a link without what differs between two ways of writing it. Links to
// the site itself are remembered as paths.
func (r *reader) linkName(href string, f *features) string {
	u, err := url.Parse(strings.TrimSpace(href))
	if err != nil || u.Scheme == "mailto" || u.Scheme == "tel" || u.Scheme == "" && u.Path == "" {
		return ""
	}
	host := strings.TrimPrefix(strings.ToLower(u.Host), "www.")
	p := strings.TrimSuffix(u.Path, "/")
	// The host is not asked: a site's settings often say none, or an old one.
	if p != "" {
		f.named[p] = true
	}
	if u.RawQuery != "" {
		p += "?" + u.RawQuery
	}
	return host + p
}

var number = regexp.MustCompile(`\d+(?:[.,\x{00A0}\x{202F} ]\d+)*`)

// numbersOf returns the numbers of two digits and more, written in one way:
// 1,000 and 1 000 are one, and so are 2.5 and 2,5.
func numbersOf(text string) []string {
	var list []string
	for _, s := range number.FindAllString(text, -1) {
		if s = plainNumber(s); len(s) > 1 {
			list = append(list, s)
		}
	}
	return list
}

// plainNumber drops what stands before three last digits, and makes any other
// sign between digits a point.
func plainNumber(s string) string {
	groups := strings.FieldsFunc(s, func(c rune) bool { return !unicode.IsDigit(c) })
	thousands := !slices.ContainsFunc(groups[1:], func(g string) bool { return len(g) != 3 })
	if thousands {
		return strings.Join(groups, "")
	}
	return strings.Join(groups, ".")
}

// stemLength is how many letters of a word count: those that languages of one
// descent tend to share (certified, certifié).
const stemLength = 5

// stems returns the first letters of the words, without accents, in lower case.
// Shorter words count if they hold a digit or look like a name.
func stems(text string) []string {
	var list []string
	for _, word := range strings.FieldsFunc(text, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) }) {
		first, _ := utf8.DecodeRuneInString(word)
		n := utf8.RuneCountInString(word)
		if n < 4 && (!unicode.IsUpper(first) || n < 2) {
			continue
		}
		folded := []rune(strings.ToLower(withoutAccents(word)))
		list = append(list, string(folded[:min(len(folded), stemLength)]))
	}
	return list
}

func foldAll(list []string) []string {
	var out []string
	for _, s := range list {
		out = append(out, strings.ToLower(withoutAccents(oneLine(s))))
	}
	return out
}
