package hugo

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Taxonomies are what a language has term pages for.
type taxonomies struct {
	plurals []string // fields of front matters, and first folders of the pages
	rules   []permalink
	feed    string // name of the file of each term's feed, "" for none
}

// newTaxonomies reads what the settings say; Hugo's own are categories and tags.
func newTaxonomies(f *fields, off []string) taxonomies {
	var t taxonomies
	if slices.Contains(off, "term") {
		return t
	}
	t.plurals = []string{"categories", "tags"}
	if configured, ok := f.values["taxonomies"]; ok {
		t.plurals = nil
		for _, v := range asMap(configured) {
			if plural, _ := asText(v); plural != "" {
				t.plurals = append(t.plurals, strings.ToLower(plural))
			}
		}
		slices.Sort(t.plurals)
	}
	t.rules = newPermalinks(f.values["permalinks"], "term")
	t.feed = newFeed(f, off, "term")
	return t
}

// termFields are the fields of front matters that become terms of a kind, best first.
var termFields = map[content.TermKind][]string{
	content.Tag: {"tags"}, content.Author: {"authors", "author"}, content.Series: {"series"},
}

// plural returns the taxonomy that terms of a kind have their pages in, or "".
func (t taxonomies) plural(kind content.TermKind) string {
	for _, name := range termFields[kind] {
		if slices.Contains(t.plurals, name) {
			return name
		}
	}
	return ""
}

// rule returns the rule for the pages of a taxonomy's terms, or "".
func (t taxonomies) rule(plural string) string {
	for _, r := range t.rules {
		if r.target.MatchString("/" + plural + "/x") {
			return r.pattern
		}
	}
	return ""
}

// termPattern returns the pattern of the public paths of a kind's pages, or "" where the
// site has none, or none that a pattern can say.
func (l *language) termPattern(kind content.TermKind) string {
	plural := l.taxonomies.plural(kind)
	if plural == "" {
		return ""
	}
	path := l.termPaths(plural)
	if strings.Count(path, "{slug}") != 1 || strings.Contains(path, unknownPart) || content.CheckPath(strings.ReplaceAll(path, "{slug}", "x")).Code != "" {
		return ""
	}
	return path
}

// unknownPart stands in a path for what only Hugo knows, such as the year of a term.
const unknownPart = "…"

// termPaths returns the public paths of the pages of a taxonomy's terms, with {slug} for
// their segments. A rule's own words are what Hugo makes of them in a path.
func (l *language) termPaths(plural string) string {
	rule := strings.Trim(cmp.Or(l.taxonomies.rule(plural), "/"+plural+"/:slug"), "/")
	var b strings.Builder
	b.WriteString(l.basePath + prefixed(l.prefix) + "/")
	end := 0
	for _, at := range attribute.FindAllStringIndex(rule, -1) {
		b.WriteString(l.segment(rule[end:at[0]]))
		name := rule[at[0]:at[1]]
		switch {
		case name == ":section":
			b.WriteString(l.segment(plural))
		case tokens[name] == "{slug}":
			b.WriteString("{slug}")
		default:
			b.WriteString(unknownPart)
		}
		end = at[1]
	}
	b.WriteString(l.segment(rule[end:]))
	if l.ugly(plural) {
		return b.String() + ".html"
	}
	return b.String() + "/"
}

// TermSlug returns the segment of the public path of a term's page, or "" where there is
// no page, or its segment is none that a slug can be.
func (r *reader) TermSlug(kind content.TermKind, tag locale.Tag, name string) string {
	for _, l := range r.site.languages {
		if l.tag == tag && l.termPattern(kind) != "" {
			return l.termSegment(l.taxonomies.plural(kind), name)
		}
	}
	return ""
}

func (l *language) termSegment(plural, name string) string {
	segment := l.pageOfTerm(plural, name)
	if content.CheckSlug(segment).Code != "" {
		return ""
	}
	return segment
}

// pageOfTerm returns what Hugo makes of a name in the path of its page: a rule escapes
// and unescapes it as a query, which takes a plus for a space.
func (l *language) pageOfTerm(plural, name string) string {
	if l.taxonomies.rule(plural) == "" {
		return l.segment(l.written(strings.TrimSpace(name)))
	}
	unescaped, err := url.QueryUnescape(l.urlize(name))
	if err != nil {
		return ""
	}
	return l.segment(strings.TrimSpace(unescaped))
}

// feedPath returns the public path of the language's feed, or "" where it has none.
func (l *language) feedPath() string {
	if l.feed == "" {
		return ""
	}
	return l.basePath + prefixed(l.prefix) + "/" + l.feed
}

// newFeed returns the name of the file of the feed that pages of a kind have, or "" where
// they have none.
func newFeed(f *fields, off []string, kind string) string {
	if slices.Contains(off, "rss") || !outputsRSS(f, kind) {
		return ""
	}
	formats, _ := lowerKeys(f.values["outputformats"]).(map[string]any)
	name, _ := asText(asMap(formats["rss"])["basename"])
	if name == "" || strings.ContainsAny(name, "/?") {
		name = "index"
	}
	return name + ".xml"
}

// outputsRSS reports whether pages of a kind have a feed: they do where nothing is said.
func outputsRSS(f *fields, kind string) bool {
	outputs, said := asMap(lowerKeys(f.values["outputs"]))[kind]
	return !said || slices.ContainsFunc(asList(outputs), func(o string) bool { return strings.EqualFold(o, "rss") })
}
