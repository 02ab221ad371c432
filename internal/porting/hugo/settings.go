package hugo

import (
	"cmp"
	"maps"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A language is one of a site's languages with the settings in force there:
// those of the site under its own.
type language struct {
	key         string // Hugo's name of it
	tag         locale.Tag
	weight      int64
	title       string
	description string
	host        string // scheme and host
	basePath    string // path of the base URL, without final slash
	prefix      string // first folder of its public paths, "" for none
	multihost   bool   // each language has a host of its own
	zone        *time.Location
	zoneName    string // as set; empty if nothing sets it
	permalinks  []permalink
	taxonomies  taxonomies
	feed        string // name of the feed's file, "" for none
	hreflang    string // its languageCode, where that says more than the tag
	codeLeft    string // a languageCode that is of no use
	dates       dateRules
	ugly        func(section string) bool
	noAccents   bool
	keepCase    bool
	cascade     []cascade
	ignored     []*regexp.Regexp
}

// A site is what the settings say.
type site struct {
	languages  []*language // in Hugo's order
	disabled   []string    // names of languages that are switched off
	standard   int         // the default language
	zoneName   string
	content    []mount
	static     []mount
	assets     []mount
	outside    []string // folders that the settings name and that are not in the site
	namesFiles bool     // some language shares its folder with another: names tell (post.fr.md)
}

// A mount says where files of a kind stand.
type mount struct {
	folder   string // from the site's root
	target   string // path below content or static where they appear, "" for its root
	language int    // -1: all, or what the file name says
}

// newSite makes a site of its settings.
func newSite(settings map[string]any, opts Options) (*site, error) {
	s := &site{}
	configured := asMap(settings["languages"])
	if len(configured) == 0 {
		configured = map[string]any{soleLanguage(settings): map[string]any{}}
	}
	root := maps.Clone(settings)
	delete(root, "languages")
	off := asList(settings["disablelanguages"])
	for _, key := range slices.Sorted(maps.Keys(configured)) {
		own := asMap(configured[key])
		merged := newFields(inLanguage(root, own))
		if no, _ := asBool(own["disabled"]); no || slices.Contains(off, key) {
			s.disabled = append(s.disabled, key)
			continue
		}
		l, err := newLanguage(key, merged, opts)
		if err != nil {
			return nil, err
		}
		l.weight, _ = own["weight"].(int64)
		l.code(merged, own)
		l.cascade = newCascades(merged.values["cascade"])
		s.languages = append(s.languages, l)
	}
	slices.SortStableFunc(s.languages, func(a, b *language) int {
		return cmp.Or(cmp.Compare(orLast(a.weight), orLast(b.weight)), cmp.Compare(a.key, b.key))
	})
	if len(s.languages) == 0 {
		return nil, fault.New(fault.Invalid, "import.not_hugo")
	}
	if err := s.distinctTags(); err != nil {
		return nil, err
	}
	for name := range opts.LocaleMap {
		if !s.knows(strings.ToLower(name)) {
			return nil, fault.New(fault.Invalid, "import.language_unknown",
				"language", name, "languages", strings.Join(slices.Sorted(maps.Keys(configured)), ", "))
		}
	}
	s.zoneName, _ = asText(settings["timezone"])
	s.chooseDefault(settings)
	s.prefixes(settings, configured)
	s.mounts(settings, configured)
	s.outside = outside(settings, configured)
	return s, nil
}

// inLanguage returns the site's settings with what a language says in their
// place. A map of the language replaces the site's, but for params, and where it
// asks for another way (_merge).
func inLanguage(root, own map[string]any) map[string]any {
	merged := maps.Clone(root)
	for name, v := range own {
		site, mine := asMap(root[name]), asMap(v)
		way, _ := asText(mine["_merge"])
		switch {
		case site == nil || mine == nil:
		case way == "deep", way == "" && name == "params":
			v = overlay(site, mine)
		case way == "shallow":
			shallow := maps.Clone(site)
			maps.Copy(shallow, mine)
			v = shallow
		}
		merged[name] = v
	}
	return merged
}

// orLast puts languages without a weight behind the others.
func orLast(weight int64) int64 {
	if weight == 0 {
		return 1 << 62
	}
	return weight
}

// soleLanguage names the language of a site that configures none.
func soleLanguage(settings map[string]any) string {
	if s, _ := asText(settings["defaultcontentlanguage"]); s != "" {
		return strings.ToLower(s)
	}
	code, _ := asText(cmp.Or(settings["locale"], settings["languagecode"]))
	if tag, err := locale.Parse(strings.ReplaceAll(code, "_", "-")); err == nil {
		return tag.Base()
	}
	return "en"
}

func newLanguage(key string, f *fields, opts Options) (*language, error) {
	l := &language{key: key}
	if err := l.name(f, opts); err != nil {
		return nil, err
	}
	l.title, _ = f.text("title")
	params := newFields(asMap(f.values["params"]))
	l.description, _ = params.text("description")
	base, _ := f.text("baseurl")
	if u, err := url.Parse(base); err == nil {
		if (u.Scheme == "http" || u.Scheme == "https") && content.IsHost(u.Host) {
			l.host = u.Scheme + "://" + u.Host
		}
		if strings.HasPrefix(u.Path, "/") {
			l.basePath = strings.TrimSuffix(u.Path, "/")
		}
	}
	if canonical, _ := f.truth("canonifyurls"); canonical {
		l.basePath = ""
	}
	l.permalinks = newPermalinks(f.values["permalinks"], "page")
	off := asList(f.values["disablekinds"])
	for i := range off {
		off[i] = strings.ToLower(off[i])
	}
	l.taxonomies, l.feed = newTaxonomies(f, off), newFeed(f, off, "home")
	l.dates = newDateRules(asMap(f.values["frontmatter"]))
	l.ugly = uglyRule(f.values["uglyurls"])
	l.noAccents, _ = f.truth("removepathaccents")
	l.keepCase, _ = f.truth("disablepathtolower")
	for _, pattern := range asList(f.values["ignorefiles"]) {
		if re, err := regexp.Compile(pattern); err == nil {
			l.ignored = append(l.ignored, re)
		}
	}
	return l, l.clock(f, opts)
}

// name gives the language its tag.
func (l *language) name(f *fields, opts Options) error {
	for from, to := range opts.LocaleMap {
		if strings.EqualFold(from, l.key) {
			tag, err := locale.Parse(to)
			l.tag = tag
			return err
		}
	}
	if tag, err := locale.Parse(l.key); err == nil {
		l.tag = tag
		return nil
	}
	tag, err := locale.Parse(languageCode(f))
	if err != nil {
		return fault.New(fault.Invalid, "import.locale_unknown", "language", l.key)
	}
	l.tag = tag
	return nil
}

// clock gives the language the zone of dates that name none.
func (l *language) clock(f *fields, opts Options) error {
	l.zoneName, _ = f.text("timezone")
	zone, err := time.LoadLocation(cmp.Or(l.zoneName, opts.TimeZone, "UTC"))
	if err != nil {
		return fault.New(fault.Invalid, "import.time_zone_unknown", "zone", cmp.Or(l.zoneName, opts.TimeZone))
	}
	l.zone = zone
	return nil
}

// distinctTags refuses two languages with one tag.
func (s *site) distinctTags() error {
	seen := make(map[locale.Tag]string)
	for _, l := range s.languages {
		if other, ok := seen[l.tag]; ok {
			return fault.New(fault.Invalid, "import.locale_twice", "language", l.key, "other", other, "locale", l.tag)
		}
		seen[l.tag] = l.key
	}
	return nil
}

// chooseDefault finds the default language: as set, else English, else the first.
func (s *site) chooseDefault(settings map[string]any) {
	want, _ := asText(settings["defaultcontentlanguage"])
	for _, key := range []string{strings.ToLower(want), "en"} {
		if i := slices.IndexFunc(s.languages, func(l *language) bool { return l.key == key }); i >= 0 {
			s.standard = i
			return
		}
	}
}

// prefixes gives each language the first folder of its public paths.
func (s *site) prefixes(settings, configured map[string]any) {
	inFolder, _ := asBool(settings["defaultcontentlanguageinsubdir"])
	multihost := false
	for _, own := range configured {
		_, has := asMap(own)["baseurl"]
		multihost = multihost || has
	}
	for i, l := range s.languages {
		l.multihost = multihost
		switch {
		case multihost:
		case i == s.standard && inFolder, i != s.standard && len(s.languages) > 1:
			l.prefix = l.key
		}
	}
}

// mounts finds the folders of content, static files and assets.
func (s *site) mounts(settings, configured map[string]any) {
	common := folderOf(settings["contentdir"], "content")
	for i, l := range s.languages {
		own := asMap(configured[l.key])
		if folder := folderOf(own["contentdir"], common); folder != common {
			s.content = append(s.content, mount{folder: folder, language: i})
		} else {
			s.namesFiles = true
		}
		if folders := staticFolders(own); l.multihost || len(folders) > 0 {
			for _, folder := range folders {
				s.static = append(s.static, mount{folder: folder, language: i})
			}
		}
	}
	if s.namesFiles {
		s.content = append(s.content, mount{folder: common, language: -1})
	}
	for _, folder := range staticFolders(settings) {
		s.static = append(s.static, mount{folder: folder, language: -1})
	}
	if len(staticFolders(settings)) == 0 {
		s.static = append(s.static, mount{folder: "static", language: -1})
	}
	s.assets = []mount{{folder: folderOf(settings["assetdir"], "assets"), language: -1}}
	s.moduleMounts(asMaps(asMap(settings["module"])["mounts"]))
}

// moduleMounts replaces the usual folders of a kind by those that module.mounts
// names, if it names any.
func (s *site) moduleMounts(entries []map[string]any) {
	named := map[string][]mount{}
	for _, e := range entries {
		from, _ := asText(e["source"])
		to, _ := asText(e["target"])
		kind, target, _ := strings.Cut(path.Clean(to), "/")
		if folder := path.Clean(from); filepathLocal(folder) {
			for _, language := range s.mountLanguages(e) {
				named[kind] = append(named[kind], mount{folder: folder, target: target, language: language})
			}
		}
	}
	for kind, list := range map[string]*[]mount{"content": &s.content, "static": &s.static, "assets": &s.assets} {
		if m := named[kind]; len(m) > 0 {
			*list = m
		}
	}
	s.namesFiles = s.namesFiles || slices.ContainsFunc(s.content, func(m mount) bool { return m.language < 0 })
}

// mountLanguages returns the languages that a mount names, or -1.
func (s *site) mountLanguages(e map[string]any) []int {
	keys := asList(e["lang"])
	if len(keys) == 0 {
		keys = asList(asMap(asMap(e["sites"])["matrix"])["languages"])
	}
	var found []int
	for _, key := range keys {
		for i, l := range s.languages {
			if globMatch(strings.ToLower(key), l.key) {
				found = append(found, i)
			}
		}
	}
	if len(keys) == 0 {
		return []int{-1}
	}
	return found
}

// folderOf returns a folder setting inside the site, or the usual one.
func folderOf(v any, usual string) string {
	if s, _ := asText(v); s != "" {
		if folder := path.Clean(strings.ReplaceAll(s, `\`, "/")); filepathLocal(folder) {
			return folder
		}
	}
	return usual
}

// filepathLocal reports whether a folder lies in the site.
func filepathLocal(folder string) bool {
	return folder != ".." && !strings.HasPrefix(folder, "../") && !path.IsAbs(folder)
}

// staticFolders returns the folders of static files, the last one winning in
// Hugo: staticDir, staticDir0 … staticDir10.
func staticFolders(settings map[string]any) []string {
	var folders []string
	for _, suffix := range []string{"", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"} {
		for _, s := range asList(settings["staticdir"+suffix]) {
			if folder := folderOf(s, ""); folder != "" {
				folders = append(folders, folder)
			}
		}
	}
	slices.Reverse(folders)
	return folders
}

// uglyRule says for a section whether its pages are files ("/post.html").
func uglyRule(v any) func(section string) bool {
	all, _ := asBool(v)
	some := asMap(v)
	return func(section string) bool {
		one, _ := asBool(some[strings.ToLower(section)])
		return all || one
	}
}

// index returns the place of a language by Hugo's name of it, or -1.
func (s *site) index(key string) int {
	return slices.IndexFunc(s.languages, func(l *language) bool { return l.key == key })
}

// knows reports whether a part of a file name is a language, switched off or not.
func (s *site) knows(key string) bool {
	return s.index(key) >= 0 || slices.Contains(s.disabled, key)
}
