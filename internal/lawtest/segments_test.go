package lawtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

// pieces are the segments that every text of a world has: its title, its summary and
// its one paragraph.
func pieces(text content.Text) [3]string { return [3]string{text.Title, text.Summary, text.Body} }

// says is what a piece says, whatever its form: the words that were put into it, and
// where it leads.
func says(piece string) string {
	_, link, _ := strings.Cut(piece, "href=")
	link, _, _ = strings.Cut(link, ">")
	return strings.ToLower(strings.Join(marker.FindAllString(piece, -1), " ")) + link
}

// settlePosts lets what lists look at follow, as a server does right after each
// command, and asks that it says what is computed from scratch.
func (w *world) settlePosts() {
	_, err := w.h.Settling.Settle(w.ctx(), false, 100)
	w.must(err)
	w.rows, w.held = w.read(), false
	w.must(w.h.Settling.Check(w.ctx(), func(code, subject string) { w.t.Fatalf("check: %s %s", code, subject) }))
}

// segmentsStand asks that readers are told of each live translation which of its
// segments are stale, and how: as follows from when each was written and beside what.
// It looks only at what can be told without the science of segments: at pieces that
// are there in every revision, at texts that nobody gave a word on.
func (w *world) segmentsStand() {
	for _, id := range w.posts() {
		p := w.known(id)
		source := p.Translation(p.SourceLocale)
		if source == nil || source.Live == 0 || p.Live == 0 {
			continue
		}
		for _, t := range p.Translations {
			if t.Live == 0 || t.Locale == source.Locale || w.spoken(id, t.Locale) {
				continue
			}
			if stale, minor, ok := w.staleIn(p, t); ok {
				w.told(p.ID, t, stale, minor)
			}
		}
	}
}

// spoken reports whether somebody gave a word on the translation, or some language
// left the post since it was there.
func (w *world) spoken(id content.PostID, tag locale.Tag) bool {
	row := w.rows["translations"][fmt.Sprintf("%s %s", id, tag)]
	return w.number("translations", row, "decided") > 0 || w.number("posts", w.rows["posts"][string(id)], "departures") > 0
}

// staleIn counts the pieces of a live translation whose source says something else
// since they were written, or the same in another form. ok is false where people could
// be of two minds.
func (w *world) staleIn(p *content.Post, t content.Translation) (stale, minor int, ok bool) {
	source := p.Translation(p.SourceLocale)
	now, ok := w.whole(p.ID, source.Locale, source.Live)
	if !ok {
		return 0, 0, false
	}
	for i := range now {
		base, ok := w.madeBeside(p, t, i)
		if !ok {
			return 0, 0, false
		}
		then, ok := w.whole(p.ID, source.Locale, base)
		if !ok {
			return 0, 0, false
		}
		switch {
		case says(then[i]) != says(now[i]) && base < source.Live:
			stale++
		case says(then[i]) == says(now[i]) && then[i] != now[i]:
			minor++
		}
	}
	return stale, minor, true
}

// madeBeside returns the revision of the source that a piece of the live text was
// written beside: the one that the last save which changed it was based on.
func (w *world) madeBeside(p *content.Post, t content.Translation, piece int) (base int, ok bool) {
	said := "\x00"
	for n := 1; n <= t.Live; n++ {
		row := w.rows["revisions"][fmt.Sprintf("%s %s %d", p.ID, t.Locale, n)]
		text, ok := w.whole(p.ID, t.Locale, n)
		if !ok || w.at("revisions", row, "based_in") != string(p.SourceLocale) || w.number("revisions", row, "based_on") == 0 {
			return 0, false
		}
		if now := says(text[piece]); now != said {
			base, said = w.number("revisions", row, "based_on"), now
		}
	}
	return base, base > 0
}

// whole returns the pieces of a revision if all are there, and nobody said that it
// changes the form alone, or brought it from elsewhere.
func (w *world) whole(id content.PostID, tag locale.Tag, n int) (all [3]string, ok bool) {
	for m := 1; m <= n; m++ {
		row := w.rows["revisions"][fmt.Sprintf("%s %s %d", id, tag, m)]
		if row == nil || w.at("revisions", row, "minor") != "0" || w.at("revisions", row, "origin") != string(content.FromAPI) {
			return all, false
		}
		text, known := w.text(w.rows, part(id, tag), m)
		all = pieces(text)
		if !known || slices.Contains(all[:], "") || text.SEO.Title+text.SEO.Description != "" || strings.Count(text.Body, "<p>") != 1 {
			return all, false
		}
	}
	return all, true
}

// told asks what readers are told of the translation.
func (w *world) told(id content.PostID, t content.Translation, stale, minor int) {
	for _, row := range w.rows["entries"] {
		if w.at("entries", row, "post_id") != string(id) || w.at("entries", row, "locale") != string(t.Locale) {
			continue
		}
		var card entry.Card
		if err := json.Unmarshal([]byte(w.at("entries", row, "card")), &card); err != nil {
			w.t.Fatalf("card of %s %s: %v", id, t.Locale, err)
		}
		is := card.Translation
		want := "current"
		if stale > 0 {
			want = "stale substantive"
		} else if minor > 0 {
			want = "stale minor"
		}
		got := string(is.State)
		if is.Change != nil {
			got += " " + string(*is.Change)
		}
		if got != want || is.StaleSegments != stale+minor {
			w.t.Fatalf("readers are told that %s@%d of %s is %s by %d segments, it is %s by %d and %d", t.Locale, t.Live, id, got, is.StaleSegments, want, stale, minor)
		}
	}
}
