package entry

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/markup"
)

// toPage notes what is to be noted of a link to an address of the site that no post
// holds.
func (p *page) toPage(n *html.Node, w *written) {
	if w.page == nil {
		w.page = new(p.pageAt(w))
	}
	p.note(n, w, *w.page)
}

// pageAt judges an address of the site that no post holds: a list or a term's page is
// known by the patterns of its locale, other pages are not.
func (p *page) pageAt(w *written) Link {
	if len(w.keys.Paths) == 0 {
		return Link{}
	}
	at := w.keys.Paths[0]
	tag := p.in.languageAt(at)
	switch {
	case tag != "" && tag != p.rev.Locale:
		return Link{State: LinkWrongLanguage, Reason: OtherLanguages, Language: tag}
	case !p.in.isPage(at):
		return Link{State: LinkBroken, Reason: NoPage}
	}
	return Link{}
}

// note writes a link down for the report, once however often the text has it.
func (p *page) note(n *html.Node, w *written, l Link) {
	if l.State == "" {
		return
	}
	if w.noted != nil && w.noted.State == l.State && w.noted.Reason == l.Reason {
		w.noted.Count++
		return
	}
	if len(p.reported) == mostLinks {
		return
	}
	l.Href, l.Fragment = cutBytes(w.href, linkSize), cutBytes(w.fragment, linkSize)
	l.Post, l.Locale, l.N, l.Count = p.in.Live.Post.ID, p.rev.Locale, len(p.reported)+1, 1
	l.Text = markup.CutText(markup.TextOf(n), linkTextSize)
	w.noted = &l
	p.reported = append(p.reported, w.noted)
}

// noted returns what was noted, in order.
func (p *page) noted() []Link {
	var links []Link
	for _, l := range p.reported {
		links = append(links, *l)
	}
	return links
}

// cutBytes cuts what is too long to be kept, between characters.
func cutBytes(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "")
}

// languageAt returns the language under whose address a key of an URL stands, by its
// host, its base path or the first word of its patterns; empty where none or several do.
func (in *Input) languageAt(key string) locale.Tag {
	hostname, path, _ := strings.Cut(key, "/")
	var tag locale.Tag
	longest, many := 0, false
	for _, l := range in.Locales {
		base, err := url.Parse(l.Settings.BaseURL)
		if err != nil {
			continue
		}
		prefix := strings.Trim(base.Path+languageWord(l), "/")
		length := len(prefix)
		if base.Host != "" && strings.EqualFold(base.Host, hostname) && in.alone(base.Host) {
			length += len(path) + 2 // the host is this language's alone
		}
		if length == 0 || prefix != "" && path != prefix && !strings.HasPrefix(path, prefix+"/") {
			continue
		}
		if length > longest {
			tag, longest, many = l.Tag, length, false
		} else if length == longest {
			many = true
		}
	}
	if many {
		return ""
	}
	return tag
}

// alone reports whether the host is that of one language.
func (in *Input) alone(hostname string) bool {
	n := 0
	for _, l := range in.Locales {
		if strings.EqualFold(host(l.Settings.BaseURL), hostname) {
			n++
		}
	}
	return n == 1
}

// languageWord returns the word for its language that the locale's paths begin with, if
// they do, with a slash before it.
func languageWord(l content.Locale) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(l.Settings.Paths.Post, "/"), "/")
	language, _, _ := strings.Cut(string(l.Tag), "-")
	if strings.EqualFold(first, string(l.Tag)) || strings.EqualFold(first, language) {
		return "/" + first
	}
	return ""
}

// isPage reports whether the key is that of a page which a front end is known to
// have: where a language begins, its list and feed, pages of terms.
func (in *Input) isPage(key string) bool {
	_, path, _ := strings.Cut(key, "/")
	return slices.ContainsFunc(in.Locales, func(l content.Locale) bool {
		base, err := url.Parse(l.Settings.BaseURL)
		if err != nil {
			return false
		}
		paths := l.Settings.Paths
		for _, pattern := range []string{"/", languageWord(l), paths.List, paths.Feed, paths.Tag, paths.Author, paths.Series} {
			if fits(strings.Trim(base.Path+pattern, "/"), path) {
				return true
			}
		}
		return false
	})
}

// fits reports whether a path is a pattern with its placeholders filled.
func fits(pattern, path string) bool {
	want, have := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(have) {
		return false
	}
	for i := range want {
		if want[i] != have[i] && (!strings.Contains(want[i], "{") || have[i] == "") {
			return false
		}
	}
	return true
}
