package manage_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/diptych-cms/diptych/pkg/client/manage"
)

// server stands in for a Diptych server with one post, whose English text is
// still missing.
func server() *httptest.Server {
	answers := map[string]string{
		"GET /manage/v1/posts/01": `{"id":"01","etag":"\"3\"","head":3,"live":0,"parity":"together",
			"translations":{"fr":{"locale":"fr","etag":"\"7\"","head":7,"live":0,"title":"Le vent"}}}`,
		"POST /manage/v1/posts": `{"id":"01","etag":"\"1\"","head":1,"live":0,"translations":{
			"fr":{"locale":"fr","etag":"\"1\"","head":1,"slug":"le-vent","title":"Le vent"},
			"en":{"locale":"en","etag":"\"1\"","head":1,"slug":"the-wind","title":"The wind"}}}`,
		"POST /manage/v1/posts/01/publication": `409 {"status":409,"code":"publication.blocked","title":"1 thing stands in the way; nothing was changed.",
			"blockers":[{"rule":"together","locale":"en","field":"","code":"blocker.translation_missing","count":0,
			"detail":"The English translation is missing, and the languages of this post go live together."}]}`,
		"GET /manage/v1/posts/01/translations/fr":           `{"locale":"fr","etag":"\"7\"","head":7,"title":"Le vent","body":"<p>Il se lève.</p>"}`,
		"PATCH /manage/v1/posts/01/translations/fr":         `{"locale":"fr","etag":"\"8\"","head":8,"title":"Le vent se lève","body":"<p>Il se lève.</p>"}`,
		"GET /manage/v1/posts/01/translations/fr/revisions": `{"items":[{"n":8,"byName":"Maude","title":"Le vent se lève","head":true},{"n":7,"byName":"Luc","note":"Coquille","title":"Le vent"}],"next":null}`,
		"GET /manage/v1/posts/01/translations/fr/revisions/8/diff": `{"from":7,"to":8,"change":"substantive",
			"fields":[{"pointer":"/title","from":"Le vent","to":"Le vent se lève"}],"body":{"ops":[],"html":"","added":0,"removed":0}}`,
		"POST /manage/v1/posts/01/translations/fr/revisions/7/restore": `{"locale":"fr","etag":"\"9\"","head":9,"title":"Le vent"}`,
		"POST /manage/v1/posts/01/preview-links": `{"id":"0a","token":"dpv_4Yf0","expiresAt":"2026-05-07T09:31:00Z",
			"links":[{"locale":"fr","url":"https://example.org/apercu/le-vent/?jeton=dpv_4Yf0"}]}`,
		"POST /manage/v1/releases":     `{"id":"0b","etag":"\"1\"","name":"Spring","state":"scheduled","due":"2026-05-11T13:00:00Z","items":[{"post":"01","action":"publish","translations":{"fr":7}}]}`,
		"POST /manage/v1/assets":       `{"id":"9f86","etag":"\"1\"","type":"image/jpeg","width":1200,"height":800,"name":"toit.jpg"}`,
		"PATCH /manage/v1/assets/9f86": `{"id":"9f86","etag":"\"2\"","type":"image/jpeg","width":1200,"height":800,"name":"toit.jpg","focus":{"x":0.5,"y":0.3}}`,
		"DELETE /manage/v1/assets/9f86": `409 {"status":409,"code":"asset.used","title":"The file is still used.",
			"uses":[{"post":"01","locale":"fr","title":"Le vent","live":true,"state":"live"}]}`,
		"GET /manage/v1/reports/links": `{"items":[
			{"post":"01","title":"Le vent","locale":"fr","text":"la pluie","href":"cms:post/03","state":"falls_back","count":1,
			"reason":"Nothing is live there in French.","target":{"post":"03","locale":"en","url":"https://example.org/en/the-rain/"}}],
			"sums":{"broken":0,"falls_back":1,"unpublished":0,"wrong_language":0,"external":0},"next":null,"pending":0}`,
		"POST /manage/v1/bulk": `{"action":"tag","mode":"each","dryRun":true,"items":[
			{"post":"01","etag":"\"3\"","titles":{"fr":"Le vent"},"ok":true},{"post":"02","etag":"\"1\"","titles":{"fr":"La pluie"},"ok":false}]}`,
	}
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, ok := answers[r.Method+" "+r.URL.Path]
		if rest, refused := strings.CutPrefix(answer, "409 "); refused {
			w.WriteHeader(http.StatusConflict)
			answer = rest
		}
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			answer = `{"status":404,"code":"post.unknown","title":"There is no such post here."}`
		}
		fmt.Fprint(w, answer)
	}))
}

func dial(s *httptest.Server) *manage.Client {
	c, err := manage.New(s.URL, "dpt_…", manage.WithLanguage("en"))
	if err != nil {
		log.Fatal(err)
	}
	return c
}

// Both languages of a post in one request, as drafts.
func ExampleClient_CreatePost() {
	s := server()
	defer s.Close()
	p, err := dial(s).CreatePost(context.Background(), manage.NewPost{
		Shared: manage.Shared{SourceLocale: "fr", Date: "2026-05-04"},
		Translations: map[string]manage.Text{
			"fr": {Title: "Le vent", Body: "<p>Il se lève.</p>"},
			"en": {Title: "The wind", Format: "markdown", Body: "It is *rising*."},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(p.Translations["fr"].Slug, p.Translations["en"].Slug, p.Live)
	// Output: le-vent the-wind 0
}

// A change that is made again on what somebody else saved meanwhile.
func ExampleClient_UpdateTranslation() {
	s := server()
	defer s.Close()
	french := manage.Panel{Post: "01", Locale: "fr"}
	saved, err := dial(s).UpdateTranslation(context.Background(), french, func(now manage.Translation) (manage.Patch, error) {
		return manage.Patch{"title": now.Title + " se lève", "edit": "minor", "note": "Un titre plus clair"}, nil
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(saved.Head, saved.Title)
	// Output: 8 Le vent se lève
}

// A publication that the rule refuses, with everything that stands in its way.
func ExampleClient_Publish() {
	s := server()
	defer s.Close()
	c, ctx := dial(s), context.Background()
	p, err := c.Post(ctx, "01")
	if err != nil {
		log.Fatal(err)
	}
	_, err = c.Publish(ctx, p.ID, p.Heads("fr"))
	if refused, ok := errors.AsType[*manage.Problem](err); ok && refused.Blocked() {
		for _, b := range refused.Blockers {
			fmt.Println(b.Locale, b.Code, b.Detail)
		}
	}
	// Output: en blocker.translation_missing The English translation is missing, and the languages of this post go live together.
}

// The history of a translation, what its last save changed, and the way back.
func ExampleClient_Restore() {
	s := server()
	defer s.Close()
	c, ctx := dial(s), context.Background()
	french := manage.Panel{Post: "01", Locale: "fr"}
	history, err := c.Revisions(ctx, french, manage.Cut{})
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range history.Items {
		fmt.Println(r.N, r.ByName, r.Title)
	}
	diff, err := c.Diff(ctx, french, 7, 8)
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range diff.Fields {
		fmt.Printf("%s %v → %v\n", f.Pointer, f.From, f.To)
	}
	now, err := c.Translation(ctx, french)
	if err != nil {
		log.Fatal(err)
	}
	back, err := c.Restore(ctx, french, now.ETag, 7)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(back.Head, back.Title)
	// Output:
	// 8 Maude Le vent se lève
	// 7 Luc Le vent
	// /title Le vent → Le vent se lève
	// 9 Le vent
}

// A link that opens a draft on the real site.
func ExampleClient_CreatePreviewLink() {
	s := server()
	defer s.Close()
	made, err := dial(s).CreatePreviewLink(context.Background(), "01", manage.NewPreviewLink{Locales: []string{"fr"}, ExpiresIn: "24h"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(made.Links[0].URL)
	// Output: https://example.org/apercu/le-vent/?jeton=dpv_4Yf0
}

// Posts that go live together, on Monday at nine in Montréal.
func ExampleClient_CreateRelease() {
	s := server()
	defer s.Close()
	r, err := dial(s).CreateRelease(context.Background(), manage.NewRelease{
		Name: "Spring", At: "2026-05-11T09:00", TimeZone: "America/Toronto",
		Items: []manage.Item{{Post: "01", Action: "publish", Translations: map[string]int{"fr": 7}}},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(r.State, r.Due)
	// Output: scheduled 2026-05-11 13:00:00 +0000 UTC
}

// Which posts a bulk action would take, before it is sent.
func ExampleClient_TryBulk() {
	s := server()
	defer s.Close()
	plan, err := dial(s).TryBulk(context.Background(), manage.Bulk{
		Action: "tag", Tag: "0c", Mode: "each", Filter: &manage.Filter{State: "draft", Text: "vent"},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, item := range plan.Todo() {
		fmt.Println(item.Post, item.ETag)
	}
	// Output: 01 "3"
}

// A picture that readers may crop, as long as its middle top stays in sight.
func ExampleClient_Upload() {
	s := server()
	defer s.Close()
	c, ctx := dial(s), context.Background()
	a, err := c.Upload(ctx, "toit.jpg", strings.NewReader("(bytes of a picture)"))
	if err != nil {
		log.Fatal(err)
	}
	a, err = c.Focus(ctx, a.ID, a.ETag, &manage.Point{X: 0.5, Y: 0.3})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(a.Name, a.Width, a.Height, a.Focus.Y)
	// Output: toit.jpg 1200 800 0.3
}

// A file that cannot be deleted, and where it is used.
func ExampleClient_DeleteAsset() {
	s := server()
	defer s.Close()
	err := dial(s).DeleteAsset(context.Background(), "9f86", `"1"`)
	if refused, ok := errors.AsType[*manage.Problem](err); ok && refused.Code == "asset.used" {
		for _, use := range refused.Uses {
			fmt.Println(use.Title, use.Locale, use.State)
		}
	}
	// Output: Le vent fr live
}

// Links that lead readers out of their language.
func ExampleClient_EachLink() {
	s := server()
	defer s.Close()
	for link, err := range dial(s).EachLink(context.Background(), manage.LinkQuery{Locale: "fr", State: "falls_back"}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: %s → %s\n", link.Title, link.Text, link.Target.URL)
	}
	// Output: Le vent: la pluie → https://example.org/en/the-rain/
}
