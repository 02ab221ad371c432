package client_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"path"

	"github.com/diptych-cms/diptych/pkg/client"
)

// server stands in for a Diptych server with three posts, one of which is in
// French alone.
func server() *httptest.Server {
	answers := map[string]string{
		"/content/v1/posts?locale=fr": `{"items":[
			{"id":"01","locale":"fr","slug":"le-vent","title":"Le vent","url":"https://example.org/fr/le-vent/"},
			{"id":"02","locale":"fr","slug":"les-abeilles","title":"Les abeilles","url":"https://example.org/fr/les-abeilles/"}],
			"previous":null,"next":"MDI"}`,
		"/content/v1/posts?cursor=MDI&locale=fr": `{"items":[
			{"id":"03","locale":"fr","slug":"la-pluie","title":"La pluie","url":"https://example.org/fr/la-pluie/"}],
			"previous":"MDM","next":null}`,
		"/content/v1/posts/by-slug/le-vent?locale=fr": `{"id":"01","locale":"fr","slug":"le-vent","title":"Le vent",
			"body":"<p>Il se lève.</p>","url":"https://example.org/fr/le-vent/","alternates":[
			{"locale":"en","slug":"the-wind","url":"https://example.org/en/the-wind/","xDefault":true},
			{"locale":"fr","slug":"le-vent","url":"https://example.org/fr/le-vent/"}]}`,
		"/content/v1/site?locale=fr": `{"locale":"fr","images":{"widths":[320,640,1280],"ratios":["16:9","1:1"],"formats":["webp","jpeg","png"],"sizes":"100vw"}}`,
		"/content/v1/posts/by-slug/la-pluie?locale=fr": `{"id":"03","locale":"fr","slug":"la-pluie","title":"La pluie","thumbnail":{
			"src":"https://media.example.org/content/v1/media/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08/original",
			"srcset":"/320 320w, /640 640w","sizes":"100vw","width":1200,"height":800,"alt":"Un toit « vert »","focus":"50% 30%"}}`,
		"/content/v1/posts/02/neighbours?locale=fr":                     `{"previous":{"id":"03","title":"La pluie"},"next":{"id":"01","title":"Le vent"}}`,
		"/content/v1/posts/01/related?limit=3&locale=fr":                `{"items":[{"id":"03","title":"La pluie"},{"id":"02","title":"Les abeilles"}]}`,
		"/content/v1/archives?locale=fr":                                `{"items":[{"year":2026,"month":5,"count":2,"since":"2026-05-01","until":"2026-05-31"},{"year":2026,"month":4,"count":1,"since":"2026-04-01","until":"2026-04-30"}]}`,
		"/content/v1/posts?locale=fr&since=2026-04-01&until=2026-04-30": `{"items":[{"id":"03","title":"La pluie"}],"previous":null,"next":null}`,
		"/content/v1/search?locale=fr&q=abeiles": `{"items":[{"post":{"id":"02","title":"Les abeilles","url":"https://example.org/fr/les-abeilles/"},"title":"Les <mark>abeilles</mark>","snippet":"Nos <mark>abeilles</mark> butinent."}],
			"previous":null,"next":null,"query":{"asked":"abeiles","used":"abeilles","corrected":true,"terms":["abeilles"]},"total":1,"totalIsExact":true}`,
		"/content/v1/search/suggestions?locale=fr&q=ab":            `{"items":[{"text":"Les abeilles","kind":"post","url":"https://example.org/fr/les-abeilles/","count":1}]}`,
		"/content/v1/posts/by-slug/le-vent?include=head&locale=fr": `{"id":"01","title":"Le vent","head":{"title":"Le vent","html":"<title>Le vent</title>\n<link rel=\"canonical\" href=\"https://example.org/fr/le-vent/\">\n"}}`,
		"/content/v1/resolve?locale=en&url=%2Ffr%2Fle-vent%2F":     `{"match":"redirect","redirect":{"status":302,"url":"https://example.org/en/the-wind/","locale":"en"}}`,
		"/content/v1/resolve?locale=en&url=%2Ffr%2Fla-pluie%2F":    `{"status":404,"code":"resolve.not_translated","title":"This page is not there in English.","alternates":[{"locale":"fr","slug":"la-pluie","url":"https://example.org/fr/la-pluie/"}]}`,
		"/content/v1/redirects?format=netlify&locale=fr":           "/fr/vieux-vent/  /fr/le-vent/  301!\n",
		"/content/v1/changes?include=entry":                        `{"items":[{"kind":"post","op":"upsert","id":"01","locale":"fr","cause":"content","entry":{"id":"01","locale":"fr","title":"Le vent"}}],"next":"A","upToDate":false}`,
		"/content/v1/changes?include=entry&since=A":                `{"items":[{"kind":"post","op":"upsert","id":"01","locale":"en","cause":"content","entry":{"id":"01","locale":"en","title":"The wind"}}],"next":"B","upToDate":true}`,
		"/content/v1/changes?locale=fr&since=B": `{"items":[{"kind":"post","op":"upsert","id":"01","locale":"fr","cause":"content"},{"kind":"post","op":"upsert","id":"02","locale":"fr","cause":"link_target","by":"01"},
			{"kind":"post","op":"delete","id":"03","locale":"fr","cause":"content","redirect":{"status":301,"url":"https://example.org/fr/le-vent/"}}],"next":"C","upToDate":true}`,
		"/content/v1/tags?locale=fr":                     `{"items":[{"name":"Été","slug":"ete","count":2},{"name":"Hiver","slug":"hiver","count":1}]}`,
		"/content/v1/resolve?url=%2Ffr%2Fvieux-vent%2F":  `{"match":"redirect","redirect":{"status":301,"url":"https://example.org/fr/le-vent/"}}`,
		"/content/v1/posts/by-slug/vieux-vent?locale=fr": `{"status":404,"code":"post.moved","title":"Le billet se trouve maintenant ailleurs.","redirect":{"status":301,"url":"https://example.org/fr/le-vent/","slug":"le-vent"}}`,
		"/content/v1/posts/by-slug/nulle-part?locale=fr": `{"status":404,"code":"post.unknown","title":"Il n’y a pas de billet ici."}`,
	}
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, ok := answers[r.URL.Path+"?"+r.URL.Query().Encode()]
		if !ok || answer[:9] == `{"status"` {
			w.WriteHeader(http.StatusNotFound)
		}
		fmt.Fprint(w, answer)
	}))
}

// One page of posts, newest first.
func ExampleClient_Page() {
	s := server()
	defer s.Close()
	c, err := client.New(s.URL)
	if err != nil {
		log.Fatal(err)
	}
	page, err := c.Page(context.Background(), client.Query{Locale: "fr"})
	if err != nil {
		log.Fatal(err)
	}
	for _, p := range page.Items {
		fmt.Println(p.Title, p.URL)
	}
	fmt.Println("more:", page.Next != "")
	// Output:
	// Le vent https://example.org/fr/le-vent/
	// Les abeilles https://example.org/fr/les-abeilles/
	// more: true
}

// All posts, page after page.
func ExampleClient_Posts() {
	s := server()
	defer s.Close()
	c, err := client.New(s.URL)
	if err != nil {
		log.Fatal(err)
	}
	for p, err := range c.Posts(context.Background(), client.Query{Locale: "fr"}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(p.Title)
	}
	// Output:
	// Le vent
	// Les abeilles
	// La pluie
}

// One post by its slug, with its body.
func ExampleClient_PostBySlug() {
	s := server()
	defer s.Close()
	c, err := client.New(s.URL)
	if err != nil {
		log.Fatal(err)
	}
	p, err := c.PostBySlug(context.Background(), "le-vent", client.Choice{Locale: "fr"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(p.Title, p.Body)
	// Output: Le vent <p>Il se lève.</p>
}

// The other languages of a post, for hreflang and for a language switch.
func ExamplePost_In() {
	s := server()
	defer s.Close()
	c, err := client.New(s.URL)
	if err != nil {
		log.Fatal(err)
	}
	p, err := c.PostBySlug(context.Background(), "le-vent", client.Choice{Locale: "fr"})
	if err != nil {
		log.Fatal(err)
	}
	for _, a := range p.Alternates {
		fmt.Printf("<link rel=\"alternate\" hreflang=%q href=%q>\n", a.Locale, a.URL)
	}
	if english, ok := p.In("en"); ok {
		fmt.Println("English:", english.URL)
	}
	// Output:
	// <link rel="alternate" hreflang="en" href="https://example.org/en/the-wind/">
	// <link rel="alternate" hreflang="fr" href="https://example.org/fr/le-vent/">
	// English: https://example.org/en/the-wind/
}

// What went wrong: a post that moved, and one that does not exist.
func ExampleProblem() {
	s := server()
	defer s.Close()
	c, err := client.New(s.URL, client.WithLanguage("fr"))
	if err != nil {
		log.Fatal(err)
	}
	for _, slug := range []string{"vieux-vent", "nulle-part"} {
		_, err := c.PostBySlug(context.Background(), slug, client.Choice{Locale: "fr"})
		p, ok := errors.AsType[*client.Problem](err)
		switch {
		case ok && p.Redirect != nil:
			fmt.Println(p.Code, p.Redirect.Status, p.Redirect.URL)
		case ok && p.NotFound():
			fmt.Println(p.Code, p.Title)
		}
	}
	// Output:
	// post.moved 301 https://example.org/fr/le-vent/
	// post.unknown Il n’y a pas de billet ici.
}

// What a public address leads to.
func ExampleClient_Resolve() {
	s := server()
	defer s.Close()
	c, err := client.New(s.URL)
	if err != nil {
		log.Fatal(err)
	}
	found, err := c.Resolve(context.Background(), "/fr/vieux-vent/")
	if err != nil {
		log.Fatal(err)
	}
	if found.Redirect != nil {
		fmt.Println(found.Redirect.Status, found.Redirect.URL)
	}
	// Output: 301 https://example.org/fr/le-vent/
}

// The tags of a language, with how many posts have each.
func ExampleClient_Terms() {
	s := server()
	defer s.Close()
	c, err := client.New(s.URL)
	if err != nil {
		log.Fatal(err)
	}
	tags, err := c.Terms(context.Background(), client.Tags, "fr")
	if err != nil {
		log.Fatal(err)
	}
	for _, t := range tags {
		fmt.Println(t.Name, t.Count)
	}
	// Output:
	// Été 2
	// Hiver 1
}

// The thumbnail of a post as an element of a page.
func ExamplePicture_HTML() {
	s := server()
	defer s.Close()
	c, err := client.New(s.URL)
	if err != nil {
		log.Fatal(err)
	}
	p, err := c.PostBySlug(context.Background(), "la-pluie", client.Choice{Locale: "fr"})
	if err != nil {
		log.Fatal(err)
	}
	p.Thumbnail.Src = "/original" // shorter for this page
	fmt.Println(p.Thumbnail.HTML())
	// Output:
	// <img src="/original" srcset="/320 320w, /640 640w" sizes="100vw" width="1200" height="800" loading="lazy" alt="Un toit « vert »">
}

// The thumbnail of a post cut to the shape of a card, around its focal point.
func ExamplePicture_Variant() {
	s := server()
	defer s.Close()
	c, err := client.New(s.URL)
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	site, err := c.Site(ctx, "fr")
	if err != nil {
		log.Fatal(err)
	}
	p, err := c.PostBySlug(ctx, "la-pluie", client.Choice{Locale: "fr"})
	if err != nil {
		log.Fatal(err)
	}
	if address, ok := p.Thumbnail.Variant(site.Images, client.Variant{Width: 640, Ratio: "16:9", Format: "jpeg"}); ok {
		fmt.Println(path.Base(address))
	}
	// Output: w640h360.jpeg?focus=50-30
}
