package hugo

import (
	"regexp"
	"strings"
)

// A cascade is what a section, or the settings, say for the pages below.
type cascade struct {
	values   map[string]any
	path     *regexp.Regexp // nil: all
	kind     *regexp.Regexp
	language *regexp.Regexp
	other    bool // meant for another environment than production
}

// newCascades reads one cascade or a list of them.
func newCascades(v any) []cascade {
	var list []cascade
	for _, m := range asMaps(v) {
		c := cascade{values: map[string]any{}}
		for name, e := range m {
			switch strings.ToLower(name) {
			case "target", "_target":
				c.aim(newFields(asMap(e)))
			case "params":
				for k, p := range asMap(e) {
					c.values[k] = p
				}
			case "cascade", "kind", "path", "lang", "sites":
			default:
				c.values[name] = e
			}
		}
		list = append(list, c)
	}
	return list
}

// aim reads for which pages a cascade is meant.
func (c *cascade) aim(target *fields) {
	pattern := func(name string) *regexp.Regexp {
		if s, _ := target.text(name); s != "" {
			return glob(s)
		}
		return nil
	}
	c.path, c.kind, c.language = pattern("path"), pattern("kind"), pattern("lang")
	matrix := asMap(newFields(asMap(target.values["sites"])).values["matrix"])
	if languages := asList(newFields(matrix).values["languages"]); len(languages) > 0 {
		c.language = glob("{" + strings.Join(languages, ",") + "}")
	}
	if environment := pattern("environment"); environment != nil {
		c.other = !environment.MatchString("production")
	}
}

// meant reports whether the cascade is for a page of the kind, "page" or
// "section", with the path in the language.
func (c *cascade) meant(kind, path, language string) bool {
	fits := func(re *regexp.Regexp, s string) bool { return re == nil || re.MatchString(s) }
	return !c.other && fits(c.kind, kind) && fits(c.path, path) && fits(c.language, language)
}
