package client_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/diptych-cms/diptych/pkg/client"
)

// A client for a front end that renders pages on request: it keeps up to 64 MiB of
// answers, which are asked for again by their entity tags, and gives up early.
func ExampleNew() {
	s := server()
	defer s.Close()
	c, err := client.New(s.URL,
		client.WithLanguage("fr"),
		client.WithCache(64<<20),
		client.WithRetries(2, time.Second),
	)
	if err != nil {
		log.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	site, err := c.Site(ctx, "fr")
	fmt.Println(site.Locale, err)
	// Output: fr <nil>
}

// What stands at the foot of a post: the ones before and after, and what else to read.
func ExampleClient_Neighbours() {
	s := server()
	defer s.Close()
	c, err := client.New(s.URL)
	if err != nil {
		log.Fatal(err)
	}
	ctx, french := context.Background(), client.Choice{Locale: "fr"}
	around, err := c.Neighbours(ctx, "02", client.Walk{Choice: french})
	if err != nil {
		log.Fatal(err)
	}
	if around.Previous != nil {
		fmt.Println("older:", around.Previous.Title)
	}
	if around.Next != nil {
		fmt.Println("newer:", around.Next.Title)
	}
	related, err := c.Related(ctx, "01", french, 3)
	if err != nil {
		log.Fatal(err)
	}
	for _, p := range related {
		fmt.Println("related:", p.Title)
	}
	// Output:
	// older: La pluie
	// newer: Le vent
	// related: La pluie
	// related: Les abeilles
}

// The months of an archive page, and the posts of one of them.
func ExampleClient_Archives() {
	s := server()
	defer s.Close()
	c, err := client.New(s.URL)
	if err != nil {
		log.Fatal(err)
	}
	months, err := c.Archives(context.Background(), client.Archive{Locale: "fr"})
	if err != nil {
		log.Fatal(err)
	}
	for _, m := range months {
		fmt.Println(m.Year, m.Month, m.Count)
	}
	page, err := c.Page(context.Background(), client.Query{Locale: "fr", Month: months[1]})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(page.Items[0].Title)
	// Output:
	// 2026 May 2
	// 2026 April 1
	// La pluie
}

// A search with a typo: readers are told what was searched instead.
func ExampleClient_Search() {
	s := server()
	defer s.Close()
	c, err := client.New(s.URL)
	if err != nil {
		log.Fatal(err)
	}
	found, err := c.Search(context.Background(), client.Search{Words: "abeiles", Choice: client.Choice{Locale: "fr"}})
	if err != nil {
		log.Fatal(err)
	}
	if found.Query.Corrected {
		fmt.Printf("Nothing has %q; this has %q:\n", found.Query.Asked, found.Query.Used)
	}
	for _, r := range found.Items {
		fmt.Println(r.Title, r.Snippet, r.Post.URL)
	}
	// Output:
	// Nothing has "abeiles"; this has "abeilles":
	// Les <mark>abeilles</mark> Nos <mark>abeilles</mark> butinent. https://example.org/fr/les-abeilles/
}

// What a search box shows while somebody types.
func ExampleClient_Suggest() {
	s := server()
	defer s.Close()
	c, err := client.New(s.URL)
	if err != nil {
		log.Fatal(err)
	}
	list, err := c.Suggest(context.Background(), "ab", "fr", 0)
	if err != nil {
		log.Fatal(err)
	}
	for _, one := range list {
		fmt.Println(one.Text, one.URL)
	}
	// Output: Les abeilles https://example.org/fr/les-abeilles/
}

// The head of a post's page, for search engines and link previews.
func ExampleHead() {
	s := server()
	defer s.Close()
	c, err := client.New(s.URL)
	if err != nil {
		log.Fatal(err)
	}
	p, err := c.PostBySlug(context.Background(), "le-vent", client.Choice{Locale: "fr", Head: true})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(p.Head.HTML)
	// Output:
	// <title>Le vent</title>
	// <link rel="canonical" href="https://example.org/fr/le-vent/">
}

// A language switch that works from any address of the site.
func ExampleClient_Switch() {
	s := server()
	defer s.Close()
	c, err := client.New(s.URL)
	if err != nil {
		log.Fatal(err)
	}
	for _, address := range []string{"/fr/le-vent/", "/fr/la-pluie/"} {
		to, err := c.Switch(context.Background(), address, "en")
		p, problem := errors.AsType[*client.Problem](err)
		switch {
		case problem && len(p.Alternates) > 0:
			fmt.Println(p.Title, "There is:", p.Alternates[0].URL)
		case err != nil:
			log.Fatal(err)
		case to.Redirect != nil:
			fmt.Println(to.Redirect.URL)
		}
	}
	// Output:
	// https://example.org/en/the-wind/
	// This page is not there in English. There is: https://example.org/fr/la-pluie/
}

// Old addresses, for the host of a static site.
func ExampleClient_RedirectsFor() {
	s := server()
	defer s.Close()
	c, err := client.New(s.URL)
	if err != nil {
		log.Fatal(err)
	}
	rules, err := c.RedirectsFor(context.Background(), "netlify", "fr")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(rules)
	// Output: /fr/vieux-vent/  /fr/le-vent/  301!
}

// A static site that was built at token B: which of its pages to build again, and
// the token to keep for the next time. With Wait it would go on watching.
func ExampleClient_Changes() {
	s := server()
	defer s.Close()
	c, err := client.New(s.URL)
	if err != nil {
		log.Fatal(err)
	}
	token := "B"
	for answer, err := range c.Changes(context.Background(), client.Feed{Locale: "fr", Since: token}) {
		if err != nil {
			log.Fatal(err)
		}
		for _, change := range answer.Items {
			switch {
			case change.Kind != "post":
			case change.Gone():
				fmt.Println("remove", change.ID)
			default:
				fmt.Println("build", change.ID, "because of", change.Cause)
			}
		}
		token = answer.Next // only now: what was not built yet comes again
	}
	fmt.Println("next time from", token)
	// Output:
	// build 01 because of content
	// build 02 because of link_target
	// remove 03
	// next time from C
}

// A copy of everything that is live, in both languages, that is kept up to date.
func ExampleClient_Sync() {
	s := server()
	defer s.Close()
	c, err := client.New(s.URL)
	if err != nil {
		log.Fatal(err)
	}
	copied := &client.Replica{} // or read from a file, as JSON
	if err := c.Sync(context.Background(), copied); err != nil {
		log.Fatal(err)
	}
	fmt.Println(copied.Posts[client.Key{ID: "01", Locale: "fr"}].Title)
	fmt.Println(copied.Posts[client.Key{ID: "01", Locale: "en"}].Title)
	// Output:
	// Le vent
	// The wind
}
