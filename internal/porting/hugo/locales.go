package hugo

import (
	"cmp"
	"strings"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/porting"
)

// locales says of each language what the settings say, and the pattern by which
// most of its posts have their paths.
func (r *reader) locales(documents []found) []porting.SiteLocale {
	var list []porting.SiteLocale
	for i, l := range r.site.languages {
		list = append(list, porting.SiteLocale{
			Tag: l.tag, Title: l.title, Description: l.description, BaseURL: l.host,
			Hreflang: l.hreflang,
			Paths: content.Paths{
				Post: r.pattern(i, documents), Tag: l.termPattern(content.Tag), Author: l.termPattern(content.Author),
				Series: l.termPattern(content.Series), Feed: l.feedPath(),
			},
		})
	}
	return list
}

// pattern returns the commonest pattern of a language's posts.
func (r *reader) pattern(language int, documents []found) string {
	l := r.site.languages[language]
	counts := make(map[string]int)
	best := ""
	for _, d := range documents {
		if d.language != language {
			continue
		}
		p := l.patternOf(d)
		counts[p]++
		if best == "" || counts[p] > counts[best] || counts[p] == counts[best] && p < best {
			best = p
		}
	}
	return cmp.Or(best, l.basePath+prefixed(l.prefix)+"/{slug}/")
}

// tokens are the permalink attributes that patterns know too.
var tokens = map[string]string{
	":year": "{year}", ":month": "{month}", ":day": "{day}",
	":slug": "{slug}", ":title": "{slug}", ":filename": "{slug}", ":slugorfilename": "{slug}",
	":contentbasename": "{slug}", ":slugorcontentbasename": "{slug}",
}

// patternOf writes the rule by which a document has its path as a pattern. What
// a pattern cannot say stands in it as it is in this document.
func (l *language) patternOf(d found) string {
	slash := ""
	if strings.HasSuffix(d.doc.URLPath, "/") {
		slash = "/"
	}
	rule := l.rule(d.logical)
	words := strings.Split(strings.Trim(d.doc.URLPath, "/"), "/")
	last := len(words) - 1
	words[last] = strings.Replace(words[last], d.doc.Slug, "{slug}", 1)
	parts := strings.Split(strings.Trim(rule, "/"), "/")
	// Front matter may have put the page elsewhere: then the rule has no say.
	if offset := len(words) - len(parts); rule != "" && offset >= 0 {
		for i, part := range parts {
			if token := tokens[part]; token != "" && token != "{slug}" {
				words[offset+i] = token
			}
		}
	}
	return "/" + strings.Join(words, "/") + slash
}

// rule returns the permalink rule for a page, or "".
func (l *language) rule(where logical) string {
	page := normal(where.page())
	for _, rule := range l.permalinks {
		if rule.target.MatchString(page) {
			return rule.pattern
		}
	}
	return ""
}

func prefixed(folder string) string {
	if folder == "" {
		return ""
	}
	return "/" + folder
}
