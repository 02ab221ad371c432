package housetest

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestFoundingPost follows the post that Diptych began with from its file to a
// reader: nothing is lost, and the report says the little that there is to say.
func TestFoundingPost(t *testing.T) {
	const path = "content/french/blog/meetups-kubernetes-et-outils-cloud-native-kubernetes-1-13-et-aks/index.md"
	data, files := brings(t, "cloudops")
	i := slices.IndexFunc(files, func(f imported) bool { return f.Path == path })
	if i < 0 {
		t.Fatalf("the report does not name %s", path)
	}
	file := files[i]
	var said []string
	for _, n := range file.Notes {
		said = append(said, n.Code+" "+filepath.Base(n.Excerpt))
	}
	slices.Sort(said)
	want := []string{
		"import.picture_missing MeetupSponsors.png", "import.picture_missing MontrealAKSMeetup.png",
		"sanitize.url_repaired mailto:%20ctrang@cloudops.com",
	}
	if !slices.Equal(said, want) {
		t.Errorf("the report says %q, want %q", said, want)
	}

	c := &client{url: serve(t, data).url}
	answer := c.must(t, 200, "GET", "/content/v1/posts/"+file.Post+"?locale=fr", nil)
	var e struct {
		Locale, Title, Body string
		Date                string
		Thumbnail           *struct{ Src string }
		Resources           []struct {
			Name string
			Src  *string
		}
		Params    map[string]any
		Languages map[string]string
	}
	answer.into(t, &e)
	counts := map[string]int{
		"<a href=": 14, "<figure": 4, `class="wp-block-image"`: 4, `class="alignright"`: 2, `class="alignleft"`: 2,
		`class="main-blog-image"`: 1, `class="wp-image-`: 4, "\u00a0": 6, `src="/images/blog/post/`: 2, `src="/content/v1/media/`: 3, `/w320.webp 320w, `: 3,
		"rel=\"nofollow": 0, "mailto:%20": 0,
	}
	for what, n := range counts {
		if got := strings.Count(e.Body, what); got != n {
			t.Errorf("the body has %d of %q, want %d", got, what, n)
		}
	}
	if e.Thumbnail != nil {
		t.Errorf("thumbnail = %+v, want null: its resource is empty", e.Thumbnail)
	}
	if len(e.Resources) == 0 || e.Resources[0].Name != "thumbnail" || e.Resources[0].Src != nil {
		t.Errorf("resources = %+v, want the empty thumbnail first", e.Resources)
	}
	if e.Params["class_name"] != "blog post" || e.Date != "2018-12-07T00:00:00Z" || e.Languages["body"] != "fr" {
		t.Errorf("params = %v, date = %s, languages = %v", e.Params, e.Date, e.Languages)
	}
	if got := answer.header.Get("Content-Language"); got != "fr" {
		t.Errorf("Content-Language = %q", got)
	}
}
