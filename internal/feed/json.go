package feed

import (
	"bytes"
	"encoding/json"
	"time"
)

// The members of JSON Feed 1.1.

type jsonFeed struct {
	Version     string       `json:"version"`
	Title       string       `json:"title"`
	HomePageURL string       `json:"home_page_url,omitempty"`
	FeedURL     string       `json:"feed_url,omitempty"`
	Description string       `json:"description,omitempty"`
	NextURL     string       `json:"next_url,omitempty"`
	Language    string       `json:"language,omitempty"`
	Authors     []jsonAuthor `json:"authors,omitempty"`
	Items       []jsonItem   `json:"items"`
}

type jsonAuthor struct {
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

type jsonItem struct {
	ID            string           `json:"id"`
	URL           string           `json:"url,omitempty"`
	Title         string           `json:"title,omitempty"`
	ContentHTML   string           `json:"content_html,omitempty"`
	ContentText   *string          `json:"content_text,omitempty"` // one of the two contents must be there
	Summary       string           `json:"summary,omitempty"`
	Image         string           `json:"image,omitempty"`
	DatePublished string           `json:"date_published"`
	DateModified  string           `json:"date_modified"`
	Authors       []jsonAuthor     `json:"authors,omitempty"`
	Tags          []string         `json:"tags,omitempty"`
	Language      string           `json:"language,omitempty"`
	Attachments   []jsonAttachment `json:"attachments,omitempty"`
}

type jsonAttachment struct {
	URL      string `json:"url"`
	MIMEType string `json:"mime_type"`
	Title    string `json:"title,omitempty"`
	Bytes    int64  `json:"size_in_bytes,omitempty"`
}

// writeJSON writes JSON Feed 1.1. Archives are its following pages.
func writeJSON(f Feed) []byte {
	doc := jsonFeed{
		Version: "https://jsonfeed.org/version/1.1", Title: f.Title, HomePageURL: f.Home, FeedURL: f.Self,
		Description: f.Description, NextURL: f.Previous, Language: f.Language,
		Authors: []jsonAuthor{{Name: f.Owner}}, Items: make([]jsonItem, len(f.Items)),
	}
	for i, item := range f.Items {
		doc.Items[i] = jsonOf(item)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(doc); err != nil {
		return nil // a buffer does not fail, and every value has a form in JSON
	}
	return b.Bytes()
}

func jsonOf(item Item) jsonItem {
	out := jsonItem{
		ID: item.ID, URL: item.URL, Title: item.Title, ContentHTML: item.Content, Summary: item.Summary,
		DatePublished: item.Published.UTC().Format(time.RFC3339), DateModified: item.Updated.UTC().Format(time.RFC3339),
	}
	if item.Content == "" {
		out.ContentText = &item.Summary
	}
	for _, author := range item.Authors {
		out.Authors = append(out.Authors, jsonAuthor(author))
	}
	for _, category := range item.Categories {
		out.Tags = append(out.Tags, category.Label)
	}
	if p := item.Picture; p != nil {
		out.Image = p.URL
		if p.Type != "" {
			out.Attachments = []jsonAttachment{{URL: p.URL, MIMEType: p.Type, Title: p.Alt, Bytes: p.Bytes}}
		}
	}
	return out
}
