package reading_test

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/feed"
	"github.com/diptych-cms/diptych/internal/golden"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/reading"
	"github.com/diptych-cms/diptych/internal/store"
)

// at gives the site its addresses and names.
func (w *world) at() {
	w.t.Helper()
	w.settings(func(s *content.SiteSettings) {
		s.TimeZone, s.MediaBaseURL = "America/Toronto", "https://api.example"
	}, func(l map[locale.Tag]*content.LocaleSettings) {
		l["fr"].BaseURL, l["fr"].Title, l["fr"].Description, l["fr"].Hreflang = "https://site.example", "Le carnet", "Notes d’été", "fr-CA"
		l["en"].BaseURL, l["en"].Title = "https://site.example", "The notebook"
	})
}

// picture adds an asset of a few bytes.
func (w *world) picture(name string) content.AssetID {
	w.t.Helper()
	svg := "<svg xmlns='http://www.w3.org/2000/svg' width='4' height='3'></svg>"
	a, err := media.Take(w.t.Context(), w.blobs, media.File{Name: name, Content: strings.NewReader(svg)}, media.DefaultLimits())
	if err != nil {
		w.t.Fatal(err)
	}
	w.write(func(ctx context.Context, tx *store.Tx) error { return tx.AddAsset(ctx, a) })
	return a.ID
}

// A published world has what feeds, sitemaps and llms.txt tell of, and what they do not.
func published(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.at()
	cloud := w.term(content.Tag, "01970000-0000-7000-8000-0000000000a1", map[locale.Tag][2]string{"en": {"cloud", "Cloud"}, "fr": {"nuage", "Nuage & Cie"}})
	hidden := w.term(content.Tag, "01970000-0000-7000-8000-0000000000a2", map[locale.Tag][2]string{"en": {"takeover", "Takeover"}, "fr": {"rachat", "Rachat"}})
	maude := w.term(content.Author, "01970000-0000-7000-8000-0000000000b1", map[locale.Tag][2]string{"en": {"maude", "Maude"}, "fr": {"maude", "Maude"}})
	parts := w.term(content.Series, "01970000-0000-7000-8000-0000000000c1", map[locale.Tag][2]string{"fr": {"jardin", "Le jardin"}})
	asset := w.picture("fleur.svg")
	w.save(made{
		id: postID(1), live: []locale.Tag{"en", "fr"},
		shared: content.Shared{
			Date: day(1), Authors: []content.TermID{maude}, Tags: []content.TermID{cloud}, Series: &content.SeriesPlace{Term: parts, Place: 2},
			Resources: []content.Resource{{Name: "thumbnail", Asset: asset}, {Name: "cover", URL: "/images/cover.png"}},
		},
		texts: map[locale.Tag]content.Text{
			"en": {Title: "A summer", Slug: "a-summer", Summary: "Sun.", Body: "<p>Sun.</p>"},
			"fr": {
				Title: "Un été <à> deux & plus ]]>", Slug: "un-été", Summary: "Du soleil\u00a0: «\u00a0oui\u00a0».",
				Body:      `<p>Voir <a href="/fr/autre/?a=1&amp;b=2#c">là</a> et <a href="#n">ici</a>.</p><p><img src="cms:asset/` + string(asset) + `" alt=""></p>`,
				Resources: map[string]content.ResourceText{"thumbnail": {Alt: "Une fleur"}},
			},
		},
	})
	w.save(made{
		id: postID(2), live: []locale.Tag{"fr"}, shared: content.Shared{Date: day(40), Tags: []content.TermID{cloud}, Resources: []content.Resource{{Name: "thumbnail", URL: "https://elsewhere.example/a.png"}}},
		texts: map[locale.Tag]content.Text{"fr": {Title: "Caché", Slug: "caché", Body: "<p>Pas d’index.</p>", SEO: content.SEO{NoIndex: true}}},
	})
	w.save(made{
		id: postID(3), live: []locale.Tag{"en", "fr"}, shared: content.Shared{Date: day(41)},
		texts: map[locale.Tag]content.Text{
			"en": {Title: "Elsewhere", Slug: "elsewhere", Body: "<p>x</p>", SEO: content.SEO{Canonical: "https://other.example/x"}},
			"fr": {Title: "Ici", Slug: "ici", Body: "<p>x</p>"},
		},
	})
	w.save(made{
		id: postID(4), live: []locale.Tag{"en"}, shared: content.Shared{Date: day(42), Tags: []content.TermID{hidden}},
		texts: map[locale.Tag]content.Text{"en": {Title: "English only", Slug: "only", Body: "<p>x</p>"}, "fr": {Title: "BROUILLON", Slug: "brouillon", Body: "<p>BROUILLON</p>"}},
	})
	w.save(made{
		id: postID(5), shared: content.Shared{Date: day(43), Tags: []content.TermID{hidden}},
		texts: map[locale.Tag]content.Text{"fr": {Title: "BROUILLON", Slug: "brouillon-2", Body: "<p>BROUILLON</p>"}},
	})
	return w
}

func (w *world) feed(q reading.FeedQuery) reading.Answer {
	w.t.Helper()
	a, err := w.Feed(w.t.Context(), q)
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

func TestFeedGolden(t *testing.T) {
	w := published(t)
	for _, format := range feed.Formats() {
		a := w.feed(reading.FeedQuery{Locale: "fr", File: string(format)})
		golden.Equal(t, "feed.fr."+string(format), string(a.Body))
		if a.Type != format.MediaType() || !slices.Equal(a.Languages, []locale.Tag{"fr"}) || a.Varied || !slices.Contains(a.Keys, "list:fr") {
			t.Errorf("%s: %s in %v, keys %v", format, a.Type, a.Languages, a.Keys)
		}
		if len(a.Hreflangs) != 2 || a.Hreflangs[0].Language != "fr-CA" || !strings.Contains(a.Hreflangs[1].URL, "en") {
			t.Errorf("%s: alternates %v", format, a.Hreflangs)
		}
		for _, leak := range []string{"BROUILLON", "brouillon", "English only", "Rachat"} {
			if strings.Contains(string(a.Body), leak) {
				t.Errorf("%s tells of %s", format, leak)
			}
		}
	}
	golden.Equal(t, "feed.en.summary.atom.xml", string(w.feed(reading.FeedQuery{Locale: "EN", File: "atom.xml", Content: "summary"}).Body))
	golden.Equal(t, "feed.fr.tag.rss.xml", string(w.feed(reading.FeedQuery{Locale: "fr", File: "rss.xml", Tag: "nuage"}).Body))
	golden.Equal(t, "feed.fr.author.json", string(w.feed(reading.FeedQuery{Locale: "fr", File: "feed.json", Author: "maude"}).Body))
	if other := w.feed(reading.FeedQuery{Locale: "fr", File: "rss.xml", Tag: "cloud"}); string(other.Body) != string(w.feed(reading.FeedQuery{Locale: "fr", File: "rss.xml", Tag: "nuage"}).Body) {
		t.Error("the slug of another language is another feed")
	}
}

// A draft, a failed publication or the hour change nothing of a feed.
func TestFeedIsAFunctionOfLiveRows(t *testing.T) {
	w := published(t)
	before := w.feed(reading.FeedQuery{Locale: "fr", File: "atom.xml"})
	w.save(made{id: postID(5), texts: map[locale.Tag]content.Text{"fr": {Title: "Autre", Slug: "autre", Body: "<p>x</p>"}}})
	w.now = w.now.AddDate(1, 0, 0)
	if after := w.feed(reading.FeedQuery{Locale: "fr", File: "atom.xml"}); after.ETag != before.ETag {
		t.Error("a draft changes the feed")
	}
}

func TestFeedRefuses(t *testing.T) {
	w := published(t)
	for name, c := range map[string]struct {
		q    reading.FeedQuery
		kind fault.Kind
		code string
	}{
		"locale":       {reading.FeedQuery{Locale: "de", File: "rss.xml"}, fault.NotFound, "locale.unknown"},
		"file":         {reading.FeedQuery{Locale: "fr", File: "rss"}, fault.NotFound, "feed.unknown"},
		"no such tag":  {reading.FeedQuery{Locale: "fr", File: "rss.xml", Tag: "rien"}, fault.NotFound, "term.unknown"},
		"tag of draft": {reading.FeedQuery{Locale: "fr", File: "rss.xml", Tag: "rachat"}, fault.NotFound, "term.unknown"},
		"two facets":   {reading.FeedQuery{Locale: "fr", File: "rss.xml", Tag: "a", Author: "b"}, fault.Malformed, "list.combination"},
		"content":      {reading.FeedQuery{Locale: "fr", File: "rss.xml", Content: "all"}, fault.Malformed, "feed.content"},
		"number":       {reading.FeedQuery{Locale: "fr", File: "rss.xml", Archive: "0"}, fault.Malformed, "feed.number"},
		"no archive":   {reading.FeedQuery{Locale: "fr", File: "rss.xml", Archive: "1000"}, fault.NotFound, "feed.archive"},
	} {
		t.Run(name, func(t *testing.T) {
			a, err := w.Feed(t.Context(), c.q)
			wantFault(t, err, c.kind, c.code)
			if a.Body != nil {
				t.Errorf("a refusal comes with %s", a.Body)
			}
		})
	}
}

func TestFeedOfNothing(t *testing.T) {
	w := newWorld(t)
	for _, format := range feed.Formats() {
		golden.Equal(t, "feed.empty."+string(format), string(w.feed(reading.FeedQuery{Locale: "fr", File: string(format)}).Body))
	}
}

// An atomFeed is what the test of archives reads.
type atomFeed struct {
	Archive *struct{} `xml:"http://purl.org/syndication/history/1.0 archive"`
	Updated time.Time `xml:"updated"`
	Links   []struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	} `xml:"link"`
	Entries []struct {
		ID string `xml:"id"`
	} `xml:"entry"`
}

func (f atomFeed) link(rel string) string {
	for _, l := range f.Links {
		if l.Rel == rel {
			return l.Href
		}
	}
	return ""
}

// follow reads the document at an address that a feed gave.
func (w *world) follow(address string) (atomFeed, reading.Answer) {
	w.t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		w.t.Fatal(err)
	}
	q := u.Query()
	a := w.feed(reading.FeedQuery{Locale: "fr", File: "atom.xml", Tag: q.Get("tag"), Content: q.Get("content"), Archive: q.Get("archive")})
	var f atomFeed
	if err := xml.Unmarshal(a.Body, &f); err != nil {
		w.t.Fatal(err)
	}
	return f, a
}

// The document that is subscribed to and the archives hold every post, and what comes
// later changes no archive.
func TestFeedArchives(t *testing.T) {
	w := newWorld(t)
	w.at()
	post := func(n, day int) { w.save(archived(n, day)) }
	// 45 posts in January, none in February, 3 in March, 1 in April.
	for n := range 45 {
		post(n, 5+n/3)
	}
	for n := range 3 {
		post(100+n, 62+n)
	}
	post(200, 100)
	seen, tags := w.walkArchives(t)
	if len(seen) != 49 || len(tags) != 4 {
		t.Fatalf("%d posts in %d archives", len(seen), len(tags))
	}
	post(201, 101)
	post(202, 140)
	again, now := w.walkArchives(t)
	if len(again) != 51 || len(now) != 5 {
		t.Errorf("%d posts in %d archives", len(again), len(now))
	}
	for n, tag := range tags {
		// The newest archive names the one that followed it; all else is as it was.
		if now[n] != tag && n != len(tags) {
			t.Errorf("archive %d changed with what came later", n)
		}
	}
}

// archived is a post with a French text, live.
func archived(n, on int) made {
	return made{
		id: postID(n + 1), live: []locale.Tag{"fr"}, shared: content.Shared{Date: day(on)},
		texts: map[locale.Tag]content.Text{"fr": {Title: fmt.Sprint("Billet ", n), Slug: fmt.Sprint("billet-", n), Body: "<p>x</p>"}},
	}
}

// walkArchives follows a feed into its archives and returns every id, and the entity tag
// of each archive by its number.
func (w *world) walkArchives(t *testing.T) (ids map[string]bool, tags map[int]string) {
	t.Helper()
	ids, tags = make(map[string]bool), make(map[int]string)
	f, _ := w.follow("?content=summary")
	if f.Archive != nil || len(f.Entries) != 20 {
		t.Errorf("the feed has %d posts, archive: %t", len(f.Entries), f.Archive != nil)
	}
	for _, e := range f.Entries {
		ids[e.ID] = true
	}
	in := make(map[string]bool)
	for at := f.link("prev-archive"); at != ""; {
		page, answer := w.follow(at)
		if page.Archive == nil || !strings.HasSuffix(page.link("current"), "/content/v1/feeds/fr/atom.xml?content=summary") || page.link("self") != at {
			t.Errorf("%s is no archive: %+v", at, page)
		}
		u, _ := url.Parse(at)
		var n int
		_, _ = fmt.Sscan(u.Query().Get("archive"), &n)
		tags[n] = answer.ETag
		for _, e := range page.Entries {
			if in[e.ID] {
				t.Errorf("%s is in two archives", e.ID)
			}
			in[e.ID], ids[e.ID] = true, true
		}
		at = page.link("prev-archive")
	}
	return ids, tags
}

// JSON Feed leads to the same archives by its next page.
func TestJSONFeedPages(t *testing.T) {
	w := newWorld(t)
	for n := range 25 {
		w.save(archived(n, n))
	}
	var pages []string
	for q := (reading.FeedQuery{Locale: "fr", File: "feed.json"}); ; {
		var f struct {
			Next  string            `json:"next_url"`
			Items []json.RawMessage `json:"items"`
		}
		if err := json.Unmarshal(w.feed(q).Body, &f); err != nil {
			t.Fatal(err)
		}
		pages = append(pages, fmt.Sprint(len(f.Items), " ", f.Next))
		u, err := url.Parse(f.Next)
		if err != nil {
			t.Fatal(err)
		}
		if q.Archive = u.Query().Get("archive"); q.Archive == "" {
			break
		}
	}
	if want := []string{"20 /content/v1/feeds/fr/feed.json?archive=1", "20 "}; !slices.Equal(pages, want) {
		t.Errorf("pages %q, want %q", pages, want)
	}
}

// TestModifiedIsToldOnce: the page, the feeds and the sitemap tell one instant: the editor's,
// else when what readers see was last published; never before the date that is shown.
func TestModifiedIsToldOnce(t *testing.T) {
	later, earlier := &content.Moment{At: day(9).At.Add(time.Hour)}, day(-9)
	for name, lastmod := range map[string]*content.Moment{"the editor's": later, "before the date": earlier, "none": nil} {
		w := newWorld(t)
		w.at()
		id := postID(1)
		w.save(made{id: id, live: []locale.Tag{"fr"}, shared: content.Shared{Date: day(-5), LastMod: lastmod},
			texts: map[locale.Tag]content.Text{"fr": {Title: "Été", Slug: "été", Body: "<p>x</p>"}}})
		a, err := w.Entry(t.Context(), reading.EntryQuery{Post: id, Choice: reading.Choice{Locale: "fr"}, Head: true})
		page := decode[struct {
			UpdatedAt time.Time
			Head      struct {
				JSONLD struct{ DateModified time.Time }
			}
		}](t, a, err)
		want := page.UpdatedAt
		switch lastmod {
		case later:
			want = later.At
		case earlier:
			want = day(-5).At
		}
		told := want.UTC().Format(time.RFC3339)
		if !page.Head.JSONLD.DateModified.Equal(want) {
			t.Errorf("%s: the page tells %v, want %s", name, page.Head.JSONLD.DateModified, told)
		}
		site, err := w.Sitemap(t.Context())
		if !strings.Contains(string(site.Body), "<lastmod>"+told+"</lastmod>") {
			t.Errorf("%s: %v, the sitemap does not tell %s:\n%s", name, err, told, site.Body)
		}
		if atom := w.feed(reading.FeedQuery{Locale: "fr", File: "atom.xml"}); strings.Count(string(atom.Body), "<updated>"+told+"</updated>") != 2 {
			t.Errorf("%s: Atom does not tell %s of the feed and the post:\n%s", name, told, atom.Body)
		}
		if json := w.feed(reading.FeedQuery{Locale: "fr", File: "feed.json"}); !strings.Contains(string(json.Body), `"date_modified": "`+told+`"`) {
			t.Errorf("%s: JSON Feed does not tell %s:\n%s", name, told, json.Body)
		}
	}
}
