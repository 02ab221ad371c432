// Package sample has a made file with everything in it that exchange files hold,
// for the tests of formats.
package sample

import (
	"time"

	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Post is the post of the file.
const Post = "0197a1b2-0000-7000-8000-000000000001"

// File returns a new copy of the file: English into French, with units in every
// state.
func File() *exchange.File {
	f := &exchange.File{
		Post: Post, Title: "Fish & chips: a <short> guide", Source: locale.English, Target: locale.French,
		SourceN: 3, TargetN: 7, At: time.Date(2026, 5, 4, 12, 30, 0, 0, time.UTC),
	}
	for _, u := range units() {
		u.Post, u.Locale = f.Post, f.Target
		u.SourceHash = exchange.Hash(u.Source)
		u.TargetHash = exchange.Hash(u.Target)
		u.Revision = f.TargetN
		f.Units = append(f.Units, u)
	}
	return f
}

func units() []exchange.Unit {
	link := segment.Tag{Element: "a", Attrs: map[string]string{"href": "https://example.org/?a=1&b=2"}}
	strong := segment.Tag{Element: "strong"}
	return []exchange.Unit{
		{
			Identity: exchange.Identity{Segment: "title-1"}, Kind: segment.Title, Place: "/title",
			Source: "Fish &amp; chips: a &lt;short&gt; guide", Target: "Poisson-frites\u00A0: un petit guide",
			State: exchange.Translated,
		},
		{
			Identity: exchange.Identity{Segment: "p-2"}, Kind: segment.Paragraph, Place: "/body/1",
			Source: "Read <1>the <2>whole</2> menu</1> first. It costs $5.", Tags: []segment.Tag{link, strong},
			State: exchange.NeedsTranslation,
			Notes: []string{"Keep it \"short\".\nAnd friendly — <always>."},
			Suggestions: []exchange.Suggestion{
				{Source: "Read <1>the menu</1> first.", Target: "Lisez d’abord <1>le menu</1>.", Score: 82, Origin: "memory"},
			},
		},
		{
			Identity: exchange.Identity{Segment: "p-3"}, Kind: segment.Paragraph, Place: "/body/2",
			Source: "Open at 9 a.m.<1/>Closed on <2>Sundays</2>.", Tags: []segment.Tag{{Element: "br", Void: true}, strong},
			Previous: "Open at 8 a.m.<1/>Closed on <2>Sundays</2>.",
			Target:   "Ouvert à 8\u00A0h.<1/>Fermé le <2>dimanche</2>.", State: exchange.NeedsReview,
		},
		{
			Identity: exchange.Identity{Segment: "p-4"}, Kind: segment.Item, Place: "/body/3/1",
			Source: "Type <1/> or look:\n<2/>", Tags: []segment.Tag{
				{Element: "code", Void: true, Opaque: true, Text: "fish --help"},
				{Element: "img", Void: true, Attrs: map[string]string{"src": "cms:asset/1", "alt": "A fish"}},
			},
			Target: "Tapez <1/> ou regardez\u00A0:\n<2/>", State: exchange.Final,
		},
		{
			Identity: exchange.Identity{Segment: "alt-5"}, Kind: segment.ResourceAlt, Place: "/resources/my cover/alt",
			Source: "A \"fish\" \\ 🐟 &amp; more", Target: "", State: exchange.NeedsTranslation,
		},
	}
}
