package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/pkg/client"
	"github.com/diptych-cms/diptych/testdata/frontends/shared"
)

// A language is one of the site's, with the addresses of the pages that it has
// beside its posts.
type language struct {
	client.Locale
	Site                                          client.Site
	Home, Tags, Authors, Series, Archives, Search string
}

// Tag is the language as HTML's lang says it.
func (l language) Tag() string { return l.Locale.Locale }

// Others are the languages but one.
func others(langs []language, than string) []language {
	return slices.DeleteFunc(slices.Clone(langs), func(l language) bool { return l.Tag() == than })
}

// languages asks for all: the client keeps the answers, and the server says
// that they are still right.
func (f *front) languages(ctx context.Context) ([]language, error) {
	locales, err := f.cms.Locales(ctx)
	if err != nil {
		return nil, err
	}
	var langs []language
	for _, l := range locales {
		site, err := f.cms.Site(ctx, l.Locale)
		if err != nil {
			return nil, err
		}
		home := strings.TrimSuffix(site.Paths.List, "/") + "/"
		langs = append(langs, language{
			Locale: l, Site: site, Home: home,
			Tags: above(site.Paths.Tag), Authors: above(site.Paths.Author), Series: above(site.Paths.Series),
			Archives: home + "archives/", Search: home + say(l.Locale, "searchPath") + "/",
		})
	}
	if len(langs) == 0 {
		return nil, errors.New("the site has no language")
	}
	return langs, nil
}

// above returns what stands before the first placeholder of a path.
func above(pattern string) string {
	path, _, _ := strings.Cut(pattern, "{")
	return path
}

// readerOf guesses which language the reader of an address that leads nowhere
// wants: that of the folder, else what the browser prefers, else the site's first.
func readerOf(r *http.Request, langs []language) language {
	for _, l := range langs {
		if strings.HasPrefix(r.URL.Path+"/", l.Home) {
			return l
		}
	}
	type wish struct {
		tag    string
		weight float64
	}
	var wishes []wish
	for one := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, rest, _ := strings.Cut(strings.TrimSpace(one), ";q=")
		weight, err := strconv.ParseFloat(rest, 64)
		if err != nil {
			weight = 1
		}
		wishes = append(wishes, wish{strings.ToLower(tag), weight})
	}
	slices.SortStableFunc(wishes, func(a, b wish) int { return cmp.Compare(b.weight, a.weight) })
	for _, w := range wishes {
		for _, l := range langs {
			if w.tag == l.Tag() || strings.HasPrefix(w.tag, l.Tag()+"-") {
				return l
			}
		}
	}
	return mainOf(langs)
}

// mainOf is the language for readers of none of them.
func mainOf(langs []language) language {
	if at := slices.IndexFunc(langs, func(l language) bool { return l.XDefault }); at >= 0 {
		return langs[at]
	}
	return langs[0]
}

// words are what the pages say beside the posts, by language.
var words = map[string]map[string]string{"en": wordsOf("en"), "fr": wordsOf("fr")}

func wordsOf(tag string) map[string]string {
	var all map[string]string
	if text, err := shared.Files.ReadFile("words/" + tag + ".json"); err == nil {
		_ = json.Unmarshal(text, &all) // a word that is missing shows its name
	}
	return all
}

// say returns words in a language, with their blanks filled: name, value, and so on.
func say(tag, word string, fill ...any) string {
	text, ok := words[tag][word]
	if !ok {
		text = cmp.Or(words["en"][word], word)
	}
	for n := 0; n+1 < len(fill); n += 2 {
		text = strings.ReplaceAll(text, fmt.Sprintf("{%v}", fill[n]), fmt.Sprint(fill[n+1]))
	}
	return text
}

// count returns "1 post", "2 posts". French takes the singular for 0 too.
func count(tag string, n int) string {
	if n == 1 || n == 0 && tag == "fr" {
		return say(tag, "postsOne", "n", n)
	}
	return say(tag, "posts", "n", n)
}

var months = [...]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}

// day returns a day as people write it: "March 8, 2024", "1er mars 2024".
func day(tag, zone string, t time.Time) string {
	if in, err := time.LoadLocation(zone); err == nil {
		t = t.In(in)
	}
	if tag != "fr" {
		return t.Format("January 2, 2006")
	}
	n := strconv.Itoa(t.Day())
	if n == "1" {
		n = "1er"
	}
	return fmt.Sprintf("%s %s %d", n, months[t.Month()-1], t.Year())
}

// month returns "March 2024", "Mars 2024".
func month(tag string, m client.Month) string {
	if tag != "fr" {
		return fmt.Sprintf("%s %d", m.Month, m.Year)
	}
	name := months[m.Month-1]
	return strings.ToUpper(name[:1]) + name[1:] + " " + strconv.Itoa(m.Year)
}
