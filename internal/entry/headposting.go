package entry

import (
	"time"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/markup"
)

// A Posting is an entry as JSON-LD: a BlogPosting of https://schema.org. What is not
// known is left out.
type Posting struct {
	Context          string    `json:"@context"`
	Type             string    `json:"@type"`
	ID               string    `json:"@id,omitempty"`
	URL              string    `json:"url,omitempty"`
	MainEntityOfPage *Thing    `json:"mainEntityOfPage,omitempty"`
	Headline         string    `json:"headline"`
	Description      string    `json:"description,omitempty"`
	InLanguage       string    `json:"inLanguage"` // of the text itself
	Image            []Image   `json:"image,omitempty"`
	DatePublished    time.Time `json:"datePublished"`
	DateModified     time.Time `json:"dateModified"`
	Author           []Thing   `json:"author,omitempty"`
	Publisher        *Thing    `json:"publisher,omitempty"`
	Keywords         []string  `json:"keywords,omitempty"`
	WordCount        int       `json:"wordCount"`
	IsPartOf         *Thing    `json:"isPartOf,omitempty"` // the series
	Position         int       `json:"position,omitempty"` // in the series
	TranslationOf    *Thing    `json:"translationOfWork,omitempty"`
	Translations     []Thing   `json:"workTranslation,omitempty"`
}

// A Thing is what a posting names: a person, an organization, a page, a series, or the
// same post in another language.
type Thing struct {
	Type       string `json:"@type"`
	ID         string `json:"@id,omitempty"`
	Name       string `json:"name,omitempty"`
	URL        string `json:"url,omitempty"`
	InLanguage string `json:"inLanguage,omitempty"`
}

// An Image is a picture of a posting.
type Image struct {
	Type    string `json:"@type"`
	URL     string `json:"url"`
	Width   int    `json:"width,omitempty"`
	Height  int    `json:"height,omitempty"`
	Caption string `json:"caption,omitempty"`
}

const (
	headlineLength = 110 // characters: what search engines take of a headline
	posting        = "BlogPosting"
	// itself makes of the address of a page the name of the article on it.
	itself = "#article"
)

func (p headPage) posting() Posting {
	out := Posting{
		Context: "https://schema.org", Type: posting, ID: article(p.url), URL: p.url,
		Headline: headline(p.Card.Title), Description: p.Card.SEO.Description, InLanguage: p.language,
		DatePublished: p.published(), DateModified: p.modified(), WordCount: p.Card.WordCount,
	}
	if page := p.absolute(p.canonical()); page != "" {
		out.MainEntityOfPage = &Thing{Type: "WebPage", ID: page}
	}
	if i := p.image; i.url != "" {
		out.Image = []Image{{Type: "ImageObject", URL: i.url, Width: i.width, Height: i.height, Caption: i.alt}}
	}
	for _, a := range p.Card.Authors {
		out.Author = append(out.Author, Thing{Type: "Person", Name: a.Name, URL: p.list(p.own.Paths.Author, a)})
	}
	if p.own.Title != "" {
		out.Publisher = &Thing{Type: "Organization", Name: p.own.Title, URL: p.absolute(p.own.URL(p.own.Paths.List))}
	}
	for _, t := range p.Card.Tags {
		out.Keywords = append(out.Keywords, t.Name)
	}
	if s := p.Card.Series; s != nil {
		out.IsPartOf = &Thing{Type: "CreativeWorkSeries", Name: s.Name, URL: p.list(p.own.Paths.Series, s.Term)}
		out.Position = s.Place
	}
	p.translations(&out)
	return out
}

// translations joins a translation to its source, and the source to its translations,
// as far as they are live.
func (p headPage) translations(out *Posting) {
	source := p.Card.Translation.SourceLocale
	for _, a := range p.Card.Alternates {
		at := p.absolute(a.URL)
		if a.Locale == p.Card.Locale || at == "" {
			continue
		}
		other := Thing{Type: posting, ID: article(at), URL: at, InLanguage: a.Language()}
		switch {
		case p.Card.Locale == source:
			out.Translations = append(out.Translations, other)
		case a.Locale == source:
			out.TranslationOf = &other
		}
	}
}

// article names the article on the page at an absolute address.
func article(page string) string {
	if page == "" {
		return ""
	}
	return page + itself
}

// headline cuts a title that is too long, at a word if it can.
func headline(title string) string {
	if utf8.RuneCountInString(title) <= headlineLength {
		return title
	}
	return markup.CutText(title, headlineLength-1)
}
