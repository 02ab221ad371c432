package entry

import (
	"maps"
	"slices"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// An Input is everything that the entries of a post follow from: live rows and
// settings.
type Input struct {
	Live    *content.LivePost
	Site    content.SiteSettings
	Locales []content.Locale
	Terms   map[content.TermID]content.Term
	Files   map[content.AssetID]File
	Links   map[content.PostID][]Alternate // live languages of the posts that bodies link to; the post's own are known
	Holders content.Holders                // of the addresses inside the site that bodies link to
	Anchors map[content.PostID]Anchors     // of the posts to places of which bodies link; the post's own are known
	Unread  map[content.PostID]bool        // posts that bodies link to, and that exist though nothing of them is live

	// Media gives the addresses of assets; nil: the public ones. Previews give others.
	Media func(content.AssetID, content.Variant) string

	zone   *time.Location             // the site's, once it was asked for: to load one is dear
	site   *content.SiteLinks         // likewise
	texts  []*parsed                  // the bodies, once they were asked for
	places map[content.PostID]*places // Anchors, once they were asked for
}

// A Rendered is an entry as it is to be kept, and what it shows.
type Rendered struct {
	Row
	Refs    []Ref    // each once, in order
	Links   []Link   // those that the report of links tells of, in order
	Anchors []Anchor // the places in its body that fragments may name, in order
}

// Render returns an entry for each live language of the post, ordered by
// locale. It changes nothing of its input.
func Render(in Input) []Rendered {
	alternates := in.alternates()
	links := make(map[content.PostID][]Alternate, len(in.Links)+1)
	maps.Copy(links, in.Links)
	links[in.Live.Post.ID] = alternates
	in.Links, in.Site.Media = links, in.Site.Tidy().Media
	in.read()
	anchors := make(map[content.PostID]Anchors, len(in.Anchors)+1)
	maps.Copy(anchors, in.Anchors)
	anchors[in.Live.Post.ID] = in.anchors()
	in.Anchors, in.places = anchors, make(map[content.PostID]*places)
	out := make([]Rendered, 0, len(in.Live.Texts))
	for i := range in.Live.Texts {
		p := &page{in: &in, rev: &in.Live.Texts[i], text: in.texts[i], alternates: alternates}
		out = append(out, p.render())
	}
	return out
}

// locale returns the settings of a language.
func (in *Input) locale(tag locale.Tag) content.Locale {
	i := slices.IndexFunc(in.Locales, func(l content.Locale) bool { return l.Tag == tag })
	if i < 0 {
		return content.Locale{Tag: tag}
	}
	return in.Locales[i]
}

// Date returns what lists sort the post by: its shared date, else when the first
// of its live languages was first published.
func Date(live *content.LivePost) time.Time {
	if live.Shared != nil && live.Shared.Shared.Date != nil {
		return live.Shared.Shared.Date.At
	}
	var first time.Time
	for _, rev := range live.Texts {
		if t := live.Post.Translation(rev.Locale); t != nil && (first.IsZero() || t.FirstPublishedAt.Before(first)) {
			first = t.FirstPublishedAt
		}
	}
	return first
}

// Place returns what the public URL of a live text follows from.
func (in *Input) Place(rev *content.Revision) content.Placing {
	date := Date(in.Live)
	if own := rev.Text.Overrides.Date; own.Set && own.Value != nil {
		date = own.Value.At
	}
	return content.Placing{Post: in.Live.Post.ID, Locale: in.locale(rev.Locale), Zone: in.in(date).Location(), Date: date}
}

// in returns an instant in the site's zone.
func (in *Input) in(at time.Time) time.Time {
	if in.zone == nil {
		in.zone = in.Site.Zone()
	}
	return at.In(in.zone)
}

// Addresses returns what the live texts want to hold.
func (in *Input) Addresses() []content.Address {
	var list []content.Address
	for i := range in.Live.Texts {
		rev := &in.Live.Texts[i]
		list = append(list, in.Place(rev).Addresses(rev.Text)...)
	}
	return list
}
