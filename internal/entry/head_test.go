package entry_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/golden"
	"github.com/diptych-cms/diptych/internal/locale"
)

// heads returns the heads of the made pair, and its cards by language.
func heads(t *testing.T, change func(*entry.Input)) (entry.Heads, map[locale.Tag]entry.Card) {
	t.Helper()
	in := pair()
	for i := range in.Locales {
		in.Locales[i].Settings.BaseURL, in.Locales[i].Settings.Title = "https://example.org", "Le site & moi"
		in.Locales[i].Settings.Paths = content.FreshLocale(in.Locales[i].Tag).Paths
	}
	change(&in)
	cards := make(map[locale.Tag]entry.Card)
	for _, r := range entry.Render(in) {
		var c entry.Card
		if err := json.Unmarshal(r.Card, &c); err != nil {
			t.Fatal(err)
		}
		cards[r.Locale] = c
	}
	return entry.Heads{Site: in.Site, Locales: in.Locales}, cards
}

func TestHeadGolden(t *testing.T) {
	h, cards := heads(t, func(in *entry.Input) {
		in.Live.Texts[1].Text.SEO.Canonical, in.Live.Texts[1].Text.SEO.NoIndex = "", false
	})
	for tag, card := range cards {
		head := h.Head(entry.HeadOf{Card: card})
		checkHead(t, head)
		body, err := json.MarshalIndent(head, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		golden.Equal(t, "head."+string(tag)+".json", string(body)+"\n")
		golden.Equal(t, "head."+string(tag)+".html", head.HTML)
	}
}

// checkHead holds a head to the rules of those who read it: addresses are absolute
// where they have to be, each thing is said once, texts are not longer than they may
// be, and the HTML says what the data say.
func checkHead(t *testing.T, head entry.Head) {
	t.Helper()
	once := map[string]bool{}
	for _, m := range head.Meta {
		name := m.Name + m.Property
		if many := []string{"author", "article:author", "article:tag", "og:locale:alternate"}; once[name] && !slices.Contains(many, name) {
			t.Errorf("%s is said twice", name)
		}
		once[name] = true
		if (m.Name == "") == (m.Property == "") || m.Content == "" {
			t.Errorf("an element without name or content: %+v", m)
		}
		if slices.Contains([]string{"og:url", "og:image", "twitter:image", "article:author"}, name) && !strings.HasPrefix(m.Content, "https://") {
			t.Errorf("%s is %q, which is not absolute", name, m.Content)
		}
	}
	p := head.JSONLD
	if n := utf8.RuneCountInString(p.Headline); n == 0 || n > 110 {
		t.Errorf("a headline of %d characters", n)
	}
	if p.Context != "https://schema.org" || p.Type != "BlogPosting" || p.InLanguage == "" || p.DateModified.Before(p.DatePublished) {
		t.Errorf("posting: %+v", p)
	}
	if len(p.Translations) > 0 && p.TranslationOf != nil {
		t.Error("it is both a translation and translated")
	}
	title, metas, links, data := parseHead(t, head.HTML)
	if title != head.PageTitle || !cmp.Equal(metas, head.Meta) || !cmp.Equal(links, head.Links) {
		t.Errorf("the HTML says something else: %q\n%s%s", title, cmp.Diff(head.Meta, metas), cmp.Diff(head.Links, links))
	}
	var again entry.Posting
	if err := json.Unmarshal([]byte(data), &again); err != nil || !cmp.Equal(again, p) {
		t.Errorf("%v\n%s", err, cmp.Diff(p, again))
	}
}

// parseHead reads a head as browsers do. Anything in it but the four kinds of elements
// fails the test.
func parseHead(t *testing.T, text string) (title string, metas []entry.Meta, links []entry.HeadLink, data string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader("<!DOCTYPE html><html><head>" + text + "</head><body></body></html>"))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		value := func(name string) string {
			i := slices.IndexFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
			if i < 0 {
				return ""
			}
			return n.Attr[i].Val
		}
		switch {
		case n.Type != html.ElementNode:
		case n.Data == "title":
			title = n.FirstChild.Data
		case n.Data == "meta":
			metas = append(metas, entry.Meta{Name: value("name"), Property: value("property"), Content: value("content")})
		case n.Data == "link":
			links = append(links, entry.HeadLink{Rel: value("rel"), Href: value("href"), Hreflang: value("hreflang"), Type: value("type"), Title: value("title")})
		case n.Data == "script" && value("type") == "application/ld+json":
			data = n.FirstChild.Data
		case !slices.Contains([]string{"html", "head", "body"}, n.Data):
			t.Errorf("an element %s in the head", n.Data)
		}
	}
	return title, metas, links, data
}

// TestHeadHostile puts into every text what would end an element.
func TestHeadHostile(t *testing.T) {
	const bad = "</script></title>\"'><img src=x onerror=alert(1)>&quot;\u2028<!--<script>]]>{{$x}}"
	h, cards := heads(t, func(in *entry.Input) {
		for i := range in.Live.Texts {
			text := &in.Live.Texts[i].Text
			text.Title, text.Summary, text.SEO = bad, bad, content.SEO{Title: bad, Description: bad, Image: "/x\"><script>.png"}
			text.Resources = map[string]content.ResourceText{"thumbnail": {Alt: bad}}
		}
		for id, term := range in.Terms {
			for tag, named := range term.Texts {
				named.Name, named.Slug = bad, bad
				in.Terms[id].Texts[tag] = named
			}
		}
		for i := range in.Locales {
			in.Locales[i].Settings.Title = bad
		}
	})
	for _, card := range cards {
		head := h.Head(entry.HeadOf{Card: card})
		checkHead(t, head)
		if n := strings.Count(strings.ToLower(head.HTML), "<script"); n != 1 {
			t.Errorf("%d scripts:\n%s", n, head.HTML)
		}
		if strings.Contains(head.HTML, "\u2028") && strings.Contains(head.HTML[strings.Index(head.HTML, "<script"):], "\u2028") {
			t.Error("a line end of JavaScript stands in the script")
		}
	}
}

func TestHeadWithoutBaseURL(t *testing.T) {
	h, cards := heads(t, func(in *entry.Input) {
		for i := range in.Locales {
			in.Locales[i].Settings.BaseURL = ""
		}
	})
	head := h.Head(entry.HeadOf{Card: cards["en"]})
	checkHead(t, head)
	for _, m := range head.Meta {
		if slices.Contains([]string{"og:url", "article:author"}, m.Property) {
			t.Errorf("%+v: no host is known", m)
		}
	}
	if p := head.JSONLD; p.ID != "" || p.URL != "" || p.MainEntityOfPage != nil || len(p.Translations) > 0 {
		t.Errorf("posting: %+v", p)
	}
	if l := head.Links[0]; l.Rel != "canonical" || !strings.HasPrefix(l.Href, "/en/") {
		t.Errorf("canonical: %+v", l)
	}
}

// TestHeadIndexing: what search engines are not to keep names no language version; nor
// do what is borrowed, and what is not public.
func TestHeadIndexing(t *testing.T) {
	h, cards := heads(t, func(*entry.Input) {}) // the French one says noindex and another canonical address
	hreflangs := func(head entry.Head) (n int) {
		for _, l := range head.Links {
			if l.Hreflang != "" {
				n++
			}
		}
		return n
	}
	robots := func(head entry.Head) string {
		return head.Meta[slices.IndexFunc(head.Meta, func(m entry.Meta) bool { return m.Name == "robots" })].Content
	}
	draft := h
	draft.Preview = true
	for name, tt := range map[string]struct {
		head      entry.Head
		robots    string
		canonical string
		hreflangs int
	}{
		"kept":     {h.Head(entry.HeadOf{Card: cards["en"]}), "max-image-preview:large", cards["en"].URL, 2},
		"noindex":  {h.Head(entry.HeadOf{Card: cards["fr"]}), "noindex", "https://ailleurs.example/a", 0},
		"borrowed": {h.Head(entry.HeadOf{Card: cards["en"], Borrowed: true}), "max-image-preview:large", cards["en"].URL, 0},
		"preview":  {draft.Head(entry.HeadOf{Card: cards["en"]}), "noindex, nofollow", cards["en"].URL, 0},
	} {
		if robots(tt.head) != tt.robots || tt.head.Links[0].Href != tt.canonical || hreflangs(tt.head) != tt.hreflangs {
			t.Errorf("%s: robots %q, links %+v", name, robots(tt.head), tt.head.Links)
		}
		if tt.head.JSONLD.InLanguage == "" {
			t.Errorf("%s: no language", name)
		}
	}
}

func TestHeadDetails(t *testing.T) {
	said := func(head entry.Head, name string) string {
		i := slices.IndexFunc(head.Meta, func(m entry.Meta) bool { return m.Name+m.Property == name })
		if i < 0 {
			return ""
		}
		return head.Meta[i].Content
	}
	site := entry.Heads{Locales: []content.Locale{
		{Tag: "fr", Settings: content.LocaleSettings{Typography: "fr-CA", Title: "Site"}},
		{Tag: "en", Settings: content.LocaleSettings{Typography: "en", Hreflang: "en-CA", Title: "Site"}},
		{Tag: "de"},
	}}
	for tag, want := range map[locale.Tag]string{"fr": "fr_CA", "en": "en_CA", "de": "de_DE"} {
		if got := said(site.Head(entry.HeadOf{Card: entry.Card{Locale: tag, URL: "/a/"}}), "og:locale"); got != want {
			t.Errorf("og:locale of %s = %q, want %q", tag, got, want)
		}
	}
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	card := entry.Card{
		Locale: "fr", URL: "https://site.example/a/", Title: strings.Repeat("mot ", 60), Date: at, UpdatedAt: at.AddDate(0, 0, -3),
		SEO:       entry.SEO{Title: "Titre – Site", Canonical: "/b/"},
		Thumbnail: &entry.Picture{Src: "/content/v1/media/ab/original", Shown: entry.Shown{Alt: "Un chat", Width: new(4000), Height: new(3000), Srcset: new("x"), Type: new("image/png")}},
	}
	head := site.Head(entry.HeadOf{Card: card})
	checkHead(t, head)
	for name, want := range map[string]string{
		"og:url": "https://site.example/b/", "og:image": "https://site.example/content/v1/media/ab/w1920.jpeg", "og:image:width": "1920", "og:image:height": "1440",
		"og:image:type": "image/jpeg", "og:image:alt": "Un chat", "twitter:card": "summary_large_image", "article:modified_time": "2026-01-01T00:00:00Z", "description": "",
	} {
		if got := said(head, name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if head.PageTitle != "Titre – Site" || !strings.HasSuffix(head.JSONLD.Headline, "mot…") {
		t.Errorf("titles: %q, %q", head.PageTitle, head.JSONLD.Headline)
	}
	for size, want := range map[[2]int]string{{240, 240}: "summary", {299, 400}: "summary", {400, 156}: "summary", {300, 157}: "summary_large_image"} {
		small := card
		small.Thumbnail = &entry.Picture{Src: "/content/v1/media/ab/original", Shown: entry.Shown{Width: new(size[0]), Height: new(size[1]), Type: new("image/png")}}
		if got := said(site.Head(entry.HeadOf{Card: small}), "twitter:card"); got != want {
			t.Errorf("a picture of %v is shown as %s, want %s", size, got, want)
		}
	}
	card.SEO.Canonical, card.SEO.Image, card.Thumbnail = "javascript:alert(1)", new("javascript:alert(1)"), nil
	if head = site.Head(entry.HeadOf{Card: card}); head.Links[0].Href != card.URL || said(head, "og:image") != "" {
		t.Errorf("a script for an address: %+v", head)
	}
}
