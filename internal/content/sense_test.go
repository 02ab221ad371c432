package content_test

import (
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
)

// body returns a text that says the body.
func body(html string) content.Text { return content.Text{Title: "T", HTML: html} }

func TestSense(t *testing.T) {
	same := [][2]content.Text{
		{body("<p>L'été arrive.</p>"), body("<p>l’Été arrive !</p>")},
		{body("<p>L’<em>été</em> arrive</p>"), body("<div>L’été\narrive</div>")},
		{body("<p>un « mot » : deux</p>"), body(`<p>un "mot": deux</p>`)},
		{body("<p>cœur</p>"), body("<p>coeur</p>")},
		{body("<p>e\u0301te\u0301</p>"), body("<p>été</p>")},
		{body("<p>anti\u00adconstitutionnel</p>"), body("<p>anticonstitutionnel</p>")},
		{body("<p>5 %</p>"), body("<p>5\u00a0%</p>")},
		{body("<p>de 10-20</p>"), body("<p>de 10–20</p>")},
		{body("<p>à −5 °C</p>"), body("<p>à -5 °C</p>")},
		{body("<p>H<sub>2</sub>O, 1<sup>er</sup></p>"), body("<p>H2O, 1er</p>")},
		{body("<ul><li>a</li><li>b</li></ul>"), body("<p>a</p><p>b</p>")},
		{body("<p>voir <a href=\"/x\">ici</a></p>"), body("<p><a href=\"/x\">voir ici</a></p>")},
		{body("<p><code>x</code></p>"), body("<p>x</p>")},
		{content.Text{Title: "T", Slug: "a", Aliases: []string{"/b"}}, content.Text{Title: "t."}},
		{content.Text{Body: "a"}, content.Text{Body: "b"}},
		{content.Text{Resources: map[string]content.ResourceText{"a": {}}}, content.Text{}},
	}
	for _, pair := range same {
		if pair[0].Sense() != pair[1].Sense() {
			t.Errorf("%+v\n%+v\nhave two senses", pair[0], pair[1])
		}
	}
	other := [][2]content.Text{
		{body("<p>a</p>"), body("<p>à</p>")},
		{body("<p>dû</p>"), body("<p>du</p>")},
		{body("<p>il vient</p>"), body("<p>il ne vient pas</p>")},
		{body("<p>3.5</p>"), body("<p>35</p>")},
		{body("<p>1/2</p>"), body("<p>1-2</p>")},
		{body("<p>2026-11-01</p>"), body("<p>2026-11-02</p>")},
		{body("<p>-5</p>"), body("<p>5</p>")},
		{body("<p>5 %</p>"), body("<p>5 $</p>")},
		{body("<p>10<sup>6</sup></p>"), body("<p>106</p>")},
		{body("<p>x²</p>"), body("<p>x2</p>")},
		{body("<p>un deux</p>"), body("<p>undeux</p>")},
		{body("<p>un</p><p>deux</p>"), body("<p>undeux</p>")},
		{body("<p>un<br>deux</p>"), body("<p>undeux</p>")},
		{body("<p>un deux</p>"), body("<p>deux un</p>")},
		{body("<p><code>!a</code></p>"), body("<p><code>a</code></p>")},
		{body("<pre>Foo</pre>"), body("<pre>foo</pre>")},
		{body("<p>C#</p>"), body("<p>C</p>")},
		{body("<p>👍</p>"), body("<p>👎</p>")},
		{body("<a href=\"/x\">a</a>"), body("<a href=\"/y\">a</a>")},
		{body("<a href=\"/x\">a</a>"), body("<a>a</a>")},
		{body("<img src=\"cms:asset/1\">"), body("<img src=\"cms:asset/2\">")},
		{body("<img src=\"a\" alt=\"chat\">"), body("<img src=\"a\" alt=\"chien\">")},
		{content.Text{Title: "a b"}, content.Text{Title: "a", Summary: "b"}},
		{content.Text{Summary: "a"}, content.Text{SEO: content.SEO{Description: "a"}}},
		{
			content.Text{Resources: map[string]content.ResourceText{"a": {Alt: "x"}}},
			content.Text{Resources: map[string]content.ResourceText{"b": {Alt: "x"}}},
		},
	}
	for _, pair := range other {
		if pair[0].Sense() == pair[1].Sense() {
			t.Errorf("%+v\n%+v\nhave one sense", pair[0], pair[1])
		}
	}
}
