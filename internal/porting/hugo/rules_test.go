package hugo

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/porting"
)

func TestParseDate(t *testing.T) {
	toronto, err := time.LoadLocation("America/Toronto")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		in   any
		want string // RFC 3339; "" for none
		day  bool
	}{
		{"2018-10-03 09:00:00 -0400", "2018-10-03T09:00:00-04:00", false},
		{"2020-01-16T16:00:00.000Z", "2020-01-16T16:00:00Z", false},
		{"2020-07-02", "2020-07-02T00:00:00-04:00", true},
		{" 2020-07-02 ", "2020-07-02T00:00:00-04:00", true},
		{"2020-01-02T03:04:05", "2020-01-02T03:04:05-05:00", false},
		{"2020-01-02 03:04:05", "2020-01-02T03:04:05-05:00", false},
		{"2020-01-02T03:04:05+0200", "2020-01-02T03:04:05+02:00", false},
		{"2020-01-02 03:04:05 +02:00", "2020-01-02T03:04:05+02:00", false},
		{"2020-01-02 03:04", "2020-01-02T03:04:00-05:00", false},
		{"Mon, 02 Jan 2006 15:04:05 -0700", "2006-01-02T15:04:05-07:00", false},
		{"Mon, 02 Jan 2006 15:04:05 PST", "2006-01-02T15:04:05-05:00", false},
		{"02 Jan 2020", "2020-01-02T00:00:00-05:00", true},
		{int64(1577934245), "2020-01-02T03:04:05Z", false},
		{"0000-01-01", "", false},
		{"2020-13-01", "", false},
		{"2020", "", false},
		{"yesterday", "", false},
		{true, "", false},
		{nil, "", false},
	}
	for _, tt := range tests {
		got, ok := parseDate(tt.in, toronto)
		at := ""
		if ok {
			at = got.At.Format(time.RFC3339)
		}
		if at != tt.want || ok && got.DateOnly != tt.day {
			t.Errorf("parseDate(%v) = %q day %v, want %q %v", tt.in, at, got.DateOnly, tt.want, tt.day)
		}
	}
}

func TestKeepShortcodes(t *testing.T) {
	tests := []struct {
		in, want string
		names    []string
	}{
		{"none {{ here }}", "none {{ here }}", nil},
		{`a {{< figure src="x.png" >}} b`, `a {{< figure src="x.png" >}} b`, []string{"figure"}},
		{`{{<figure src="x">}}`, `{{< figure src="x">}}`, []string{"figure"}},
		{"{{% note %}}*x*{{% /note %}}", "{{% note %}}*x*{{% /note %}}", []string{"note", "/note"}},
		{"{{< a >}}{{</a>}}", "{{< a >}}{{< /a>}}", []string{"a", "/a"}},
		{"{{< a\n  b=\"1\"\n>}}", "{{< a\n  b=\"1\"\n>}}", []string{"a"}},
		{`{{< a "x >}} y" >}}`, `{{< a "x >}} y" >}}`, []string{"a"}},
		{`{{< a "<script>" >}}`, `{{< a "&lt;script>" >}}`, []string{"a"}},
		{"{{</* shown */>}}", "{{< shown >}}", nil},
		{"{{%/* shown */%}}", "{{% shown %}}", nil},
		{"{{< open", "{{< open", nil},
		{"{{<>}}", "{{<>}}", []string{""}},
	}
	for _, tt := range tests {
		got, calls := keepShortcodes(tt.in, nil)
		var names []string
		for _, c := range calls {
			names = append(names, c.name)
		}
		if got != tt.want || !slices.Equal(names, tt.names) {
			t.Errorf("keepShortcodes(%q) = %q %q, want %q %q", tt.in, got, names, tt.want, tt.names)
		}
		if again, _ := keepShortcodes(got, nil); again != got {
			t.Errorf("keepShortcodes(%q) changes its own result %q to %q", tt.in, got, again)
		}
	}
}

func TestAuthors(t *testing.T) {
	tests := []struct {
		in   any
		want []string
	}{
		{nil, nil},
		{"Ann Lee", []string{"Ann Lee"}},
		{"Ann Lee, Developer", []string{"Ann Lee"}},
		{"Ann Lee and Bo Roy", []string{"Ann Lee", "Bo Roy"}},
		{"Ann Lee et Éloïse de la Roy, conception", []string{"Ann Lee", "Éloïse de la Roy"}},
		{"Research and Design Team", []string{"Research and Design Team"}},
		{"Fish & Chips", []string{"Fish & Chips"}},
		{[]any{"Ann Lee", "Bo Roy, x", "Ann Lee"}, []string{"Ann Lee", "Bo Roy"}},
		{map[string]any{"Name": "Ann Lee"}, []string{"Ann Lee"}},
		{[]any{map[string]any{"name": "Ann Lee"}, map[string]any{"email": "x"}}, []string{"Ann Lee"}},
	}
	for _, tt := range tests {
		if got := authors(tt.in); !slices.Equal(got, tt.want) {
			t.Errorf("authors(%v) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestGlob(t *testing.T) {
	tests := []struct {
		pattern string
		yes, no []string
	}{
		{"images/*.jpg", []string{"images/a.jpg", "IMAGES/B.JPG"}, []string{"images/x/a.jpg", "a.jpg"}},
		{"**.png", []string{"a.png", "x/y/a.png"}, []string{"a.jpg"}},
		{"/{blog,blog/**}", []string{"/blog", "/blog/a/b"}, []string{"/blogs", "/x/blog"}},
		{"[ab]?.txt", []string{"ax.txt"}, []string{"cx.txt", "a/.txt"}},
		{"[!a].txt", []string{"b.txt"}, []string{"a.txt"}},
		{"a (1)+.png", []string{"a (1)+.png"}, []string{"a 1.png"}},
		{"[", []string{"["}, nil},
		{"{a", []string{"{a"}, nil},
		{"[]", []string{"[]"}, nil},
	}
	for _, tt := range tests {
		for _, s := range tt.yes {
			if !globMatch(tt.pattern, s) {
				t.Errorf("%q does not match %q", tt.pattern, s)
			}
		}
		for _, s := range tt.no {
			if globMatch(tt.pattern, s) {
				t.Errorf("%q matches %q", tt.pattern, s)
			}
		}
	}
}

func TestNear(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{"n-this-together", "in-this-together", true},
		{"in-this-togethre", "in-this-together", true},
		{"in-this-togethxr", "in-this-together", true},
		{"In This_Together", "in-this-together", true},
		{"in-that-together", "in-this-together", false},
		{"abc", "abd", false}, // too short to tell
		{"", "", false},
	}
	for _, tt := range tests {
		if got := content.NearKeys(tt.a, tt.b); got != tt.want {
			t.Errorf("NearKeys(%q, %q) = %v", tt.a, tt.b, got)
		}
	}
}

func TestPlainNumber(t *testing.T) {
	for in, want := range map[string]string{
		"1,000": "1000", "1\u202F000\u00A0000": "1000000", "1 000": "1000", "2.5": "2.5", "2,5": "2.5", "1.13": "1.13", "2018": "2018", "1.2.3": "1.2.3",
	} {
		if got := plainNumber(in); got != want {
			t.Errorf("plainNumber(%q) = %q, want %q", in, got, want)
		}
	}
}

// onlyPage returns the page of a site's only document.
func onlyPage(t *testing.T, s *porting.Site) (porting.Document, *porting.Page) {
	t.Helper()
	if len(s.Works) != 1 || len(s.Works[0].Documents) != 1 {
		t.Fatalf("works %+v, notes %+v; want one document", s.Works, s.Notes)
	}
	d := s.Works[0].Documents[0]
	page, err := s.Load(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	return d, page
}

func TestFields(t *testing.T) {
	const front = `---
title: Titre
description: Décrit
author: Ann Lee, conception
tags: [Nuage, Nuage, " Outils "]
categories: [c]
keywords: a, b
series: Suite
Class_Name: blog post
translationKey: k
weight: 3
params:
  tone: calm
  title: not the title
image: https://cdn.example.org/x.jpg
thumb: /images/t.jpg
image-alt: "Un « chat »"
---
Avant *ici*.

<!--more-->

Après.
`
	_, page := onlyPage(t, readFiles(t, map[string]string{"hugo.toml": "", "content/a/b.md": front, "static/images/t.jpg": "jpg"}, Options{}))
	want := &porting.Page{
		Title: "Titre", Summary: "Avant ici.", Authors: []string{"Ann Lee"}, Tags: []string{"Nuage", "Outils"}, Series: []string{"Suite"},
		Params: map[string]any{
			"author": "Ann Lee, conception", "categories": []any{"c"}, "keywords": "a, b", "Class_Name": "blog post",
			"translationKey": "k", "weight": int64(3), "tone": "calm",
		},
		Resources: []porting.Resource{
			{Name: "thumbnail", File: "static/images/t.jpg", Alt: "Un « chat »"},
			{Name: "cover", URL: "https://cdn.example.org/x.jpg", Alt: "Un « chat »"},
		},
		Format: "markdown", Body: "Avant *ici*.\n\n<!--more-->\n\nAprès.\n", BodyLine: 19,
	}
	want.SEO.Description = "Décrit"
	if diff := cmp.Diff(want, page); diff != "" {
		t.Errorf("page (-want +got)\n%s", diff)
	}
}

func TestSummaryFallsBack(t *testing.T) {
	for front, want := range map[string]string{
		"summary: S\ndescription: D": "S",
		"description: D":             "D",
		"title: T":                   "",
	} {
		_, page := onlyPage(t, readFiles(t, map[string]string{"hugo.toml": "", "content/a/b.md": "---\n" + front + "\n---\nText"}, Options{}))
		if page.Summary != want {
			t.Errorf("%q: summary %q, want %q", front, page.Summary, want)
		}
	}
}

// TestPictures finds pictures where Hugo would serve them, and notes the rest
// with their lines.
func TestPictures(t *testing.T) {
	body := strings.Join([]string{
		"---", "title: x", "---",
		"![a](pic%20one.png) ![static](/img/s.png)",
		`<img src="https://example.org/sub/img/s.png?x=1" srcset="/sub/img/s.png 1x, /img/two.png 2x">`,
		"![gone](gone.png)",
		"![gone](gone.png) ![elsewhere](https://other.org/x.png) ![own host, gone](https://example.org/none.png)",
		`<video poster="/sub/a/other/p.png"></video> ![asset](/img/asset.png) ![hook](img/asset.png) ![up](../../../../hugo.toml)`,
		"![code]({{< ref >}}) `![not](code.png)`",
	}, "\n")
	files := map[string]string{
		"hugo.toml": "baseURL = 'https://example.org/sub/'", "content/a/b/index.md": body, "content/a/b/pic one.png": "1",
		"content/a/other/index.md": "---\ntitle: other\n---\n", "content/a/other/p.png": "3",
		"static/img/s.png": "2", "assets/img/asset.png": "4",
	}
	site := readFiles(t, files, Options{})
	page, err := site.Load(t.Context(), site.Works[0].Documents[0])
	if err != nil {
		t.Fatal(err)
	}
	want := []porting.BodyImage{
		{Src: "pic%20one.png", File: "content/a/b/pic one.png"},
		{Src: "/img/s.png", File: "static/img/s.png"},
		{Src: "https://example.org/sub/img/s.png?x=1", File: "static/img/s.png"},
		{Src: "/sub/img/s.png", File: "static/img/s.png"},
		{Src: "/sub/a/other/p.png", File: "content/a/other/p.png"},
		{Src: "/img/asset.png", File: "assets/img/asset.png"},
		{Src: "img/asset.png", File: "assets/img/asset.png"},
	}
	if diff := cmp.Diff(want, page.Images); diff != "" {
		t.Errorf("images (-want +got)\n%s", diff)
	}
	var missing []string
	for _, n := range page.Notes {
		if n.Code == "import.picture_missing" {
			missing = append(missing, n.Excerpt)
			if n.Excerpt == "gone.png" && n.Line != 6 {
				t.Errorf("gone.png on line %d, want 6", n.Line)
			}
		}
	}
	if want := []string{"/img/two.png", "gone.png", "../../../../hugo.toml"}; !slices.Equal(missing, want) {
		t.Errorf("missing %q, want %q", missing, want)
	}
}
