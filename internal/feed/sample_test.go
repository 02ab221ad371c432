package feed_test

import (
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/feed"
)

// sample is a feed with everything in it, as it is subscribed to.
func sample() feed.Feed {
	return feed.Feed{
		ID: feed.ListID("https://site.example/fr/"), Language: "fr-CA", Title: "Le carnet", Description: "Notes d’été & d’hiver",
		Home: "https://site.example/fr/", Self: "https://site.example/fr/feed.xml", Owner: "Le carnet",
		Updated:  time.Date(2026, 5, 6, 9, 30, 0, 123_000_000, time.UTC),
		Others:   []feed.Link{{Language: "en", URL: "https://site.example/en/feed.xml"}},
		Previous: "https://site.example/content/v1/feeds/fr/rss.xml?archive=3",
		Items: []feed.Item{
			{
				ID: feed.EntryID("0197a3c1-7f2e-7c10-8a55-3d9b1f4e6a01", "fr"), URL: "https://site.example/fr/un-%C3%A9t%C3%A9/", Title: "Un été : «\u00a02 < 3\u00a0»",
				Summary: "Soleil & <pluie>, 10\u202f000 fois.", Content: `<p>Soleil &amp; <em>pluie</em> ]]&gt; <a href="https://site.example/fr/x/?a=1&amp;b=2">là</a> 🌞</p>`,
				Published: time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC), Updated: time.Date(2026, 5, 6, 9, 30, 0, 0, time.UTC),
				Authors:    []feed.Person{{Name: "Maude Tremblay", URL: "https://site.example/fr/auteurs/maude/"}, {Name: "Zoé"}},
				Categories: []feed.Category{{Term: "été", Label: "L’été"}, {Term: "nuage", Label: "Nuage"}},
				Picture:    &feed.Picture{URL: "https://media.example/content/v1/media/9f86/original", Type: "image/jpeg", Bytes: 184233, Width: 1200, Height: 630, Alt: "Un « soleil »"},
				Others:     []feed.Link{{Language: "en", URL: "https://site.example/en/a-summer/"}, {Language: "fr-CA", URL: "https://site.example/ca/"}},
			},
			{
				ID: feed.EntryID("0197a3c1-7f2e-7c10-8a55-3d9b1f4e6a02", "fr"), URL: "https://site.example/fr/deux/", Title: "Deux",
				Summary: "Sans auteur.", Content: "<p>Sans auteur.</p>",
				Published: time.Date(2018, 12, 7, 5, 0, 0, 0, time.UTC), Updated: time.Date(2018, 12, 7, 5, 0, 0, 0, time.UTC),
				Picture: &feed.Picture{URL: "https://elsewhere.example/a.png"},
			},
		},
	}
}

// hostile is a feed of what nobody should write.
func hostile() feed.Feed {
	f := sample()
	bad := "]]> <script>alert(1)</script> &amp; \"'\x00\x01\x1f\u007f\ufffe\uffff\xff\r\n\t\u202eRTL\u202c " + strings.Repeat("10 Ko ", 1700)
	f.Title, f.Description, f.Owner, f.Others = bad, bad, bad, nil
	f.Previous = ""
	item := &f.Items[0]
	item.Title, item.Summary, item.Content = bad, bad, "<p>]]&gt;\x0b"+bad+"</p>"
	item.Authors[0].Name, item.Categories[0] = bad, feed.Category{Term: bad, Label: bad}
	item.Picture.Alt = bad
	f.Items = f.Items[:1]
	return f
}

// empty is the feed of a site without posts that does not know its address.
func empty() feed.Feed {
	return feed.Feed{
		ID: feed.ListID("/fr/"), Language: "fr", Title: "fr", Description: "fr", Home: "/fr/", Self: "/fr/feed.xml", Owner: "fr",
	}
}

// archive is a page of older posts, with their summaries alone.
func archive() feed.Feed {
	f := sample()
	f.Archive, f.Current = true, f.Self
	f.Self = "https://site.example/content/v1/feeds/fr/rss.xml?archive=3&content=summary"
	f.Previous = "https://site.example/content/v1/feeds/fr/rss.xml?archive=2&content=summary"
	f.Next = "https://site.example/content/v1/feeds/fr/rss.xml?archive=4&content=summary"
	f.Others = nil
	for i := range f.Items {
		f.Items[i].Content = ""
	}
	return f
}
