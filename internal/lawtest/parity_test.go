package lawtest

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/publishing"
	"github.com/diptych-cms/diptych/internal/store"
)

// sound asks the house's own check.
func (w *world) sound() {
	w.must(w.h.Store.Check(w.ctx(), func(code, subject string) { w.t.Fatalf("check: %s %s", code, subject) }))
}

// complete asks that nothing went live that no reader could use.
func (w *world) complete(i content.Item) {
	if i.Action != content.ToPublish {
		return
	}
	for tag, n := range i.Publication.Translations {
		text, ok := w.text(w.rows, part(i.Post, tag), n)
		if !ok || text.Title == "" || text.Body == "" || text.Slug == "" {
			w.t.Fatalf("%s@%d of %s is live and says %+v", tag, n, i.Post, text)
		}
	}
}

// ruleOf returns the rule in force for a post.
func (w *world) ruleOf(p *content.Post) content.Parity {
	var site content.SiteSettings
	w.unjson(w.at("site", w.rows["site"]["1"], "settings"), &site)
	return p.Rule(site.Parity)
}

// notApart asks of a publication that nobody set parity aside for, that it left
// the languages as the rule wants them.
func (w *world) notApart(i content.Item) {
	p := w.known(i.Post)
	if p.Live == 0 {
		return
	}
	switch rule := w.ruleOf(p); rule {
	case content.Together:
		for _, tag := range p.TargetsOf(locales) {
			if w.live[p.ID][tag] == 0 {
				w.t.Fatalf("%s:%s is live without %s", rule, said(i), tag)
			}
		}
		for _, t := range p.Translations {
			w.notStale(i, p, t)
		}
	case content.SourceFirst:
		if w.live[p.ID][p.SourceLocale] == 0 {
			w.t.Fatalf("%s:%s is live without its source", rule, said(i))
		}
	}
}

// notStale asks that a publication left no translation behind a source that it
// made say something else. It looks only at what nobody can be of two minds about:
// whoever wrote the text had a revision before them, nothing was confirmed, of no segment
// either, and no revision of the source between is minor or says what the first one said.
func (w *world) notStale(i content.Item, p *content.Post, t content.Translation) {
	source := p.Translation(p.SourceLocale)
	_, named := i.Publication.Translations[p.SourceLocale]
	if i.Action != content.ToPublish || !named || source == nil || source.Live == 0 || t.Live == 0 || t.Locale == source.Locale {
		return
	}
	for _, words := range []string{"confirmations", "decisions"} {
		for k := range w.rows[words] {
			if strings.HasPrefix(k, string(p.ID)) {
				return
			}
		}
	}
	base, says := 0, w.sense(p.ID, t.Locale, t.Live)
	for n := 1; n <= t.Head; n++ {
		row, ok := w.rows["revisions"][fmt.Sprintf("%s %s %d", p.ID, t.Locale, n)]
		if !ok || w.at("revisions", row, "based_in") != string(source.Locale) && w.at("revisions", row, "based_in") != "" {
			return
		}
		if w.sense(p.ID, t.Locale, n) == says {
			base = max(base, w.number("revisions", row, "based_on"))
		}
	}
	if base == 0 || base >= source.Live || w.stale(p.ID, source, base) == false {
		return
	}
	if was := w.before[string(p.ID)+" "+string(source.Locale)]; was != nil && w.sense(p.ID, source.Locale, w.number("translations", was, "live")) == w.sense(p.ID, source.Locale, source.Live) {
		return // it said so before
	}
	w.t.Fatalf("together:%s left %s@%d live, which was made from %s@%d", said(i), t.Locale, t.Live, source.Locale, base)
}

// stale reports whether every revision of the source after base, up to the live
// one, says something new, and none of them is minor.
func (w *world) stale(id content.PostID, source *content.Translation, base int) bool {
	seen := map[string]bool{w.sense(id, source.Locale, base): true}
	for n := base + 1; n <= source.Live; n++ {
		row, ok := w.rows["revisions"][fmt.Sprintf("%s %s %d", id, source.Locale, n)]
		if !ok || w.at("revisions", row, "minor") != "0" || seen[w.sense(id, source.Locale, n)] {
			return false
		}
		seen[w.sense(id, source.Locale, n)] = true
	}
	return true
}

// marker is a word that stands in one revision, and those made from it.
var marker = regexp.MustCompile(`(?i)zq\d+q`)

// sense is what a revision says: the words that were put into it.
func (w *world) sense(id content.PostID, tag locale.Tag, n int) string {
	text, ok := w.text(w.rows, part(id, tag), n)
	if !ok {
		return fmt.Sprintf("unknown %d", n)
	}
	return strings.Join(marker.FindAllString(text.Title+" "+text.Summary+" "+text.Body, -1), " ")
}

// ledgerIsTheTruth asks that the ledger, read from its first line, says what is
// live now, and since when the languages are apart or together.
func (w *world) ledgerIsTheTruth() {
	for _, id := range w.posts() {
		var lines []content.Line
		w.must(w.h.Store.Read(w.ctx(), func(s *store.Snapshot) (err error) {
			lines, err = s.History(context.WithoutCancel(w.ctx()), id)
			return err
		}))
		said := content.Replay(lines)
		want := maps.Clone(w.live[id])
		delete(want, "")
		if !maps.Equal(said.Live, want) {
			w.t.Fatalf("the ledger says that of %s is live %v, and it is %v", id, said.Live, want)
		}
		p := w.known(id)
		if p.MergedInto != "" || w.at("posts", w.rows["posts"][string(id)], "deleted_at") != "0" {
			continue
		}
		stands, err := w.h.Publishing.Parity(w.ctx(), publishing.GetParity{Actor: w.admin(), Post: id})
		w.must(err)
		if stands.State != said.State || !slices.EqualFunc(stands.Lags, said.Lags, sameLag) {
			w.t.Fatalf("the ledger says that %s is %s %+v, and it is %s %+v", id, said.State, said.Lags, stands.State, stands.Lags)
		}
	}
}

// sameLag compares what the ledger says of a language with what is: that there is
// a draft of it now is nothing that readers know.
func sameLag(said, is content.Lag) bool {
	absent := func(l content.Lag) bool { return l.Why == content.LagMissing || l.Why == content.LagNotLive }
	return said.Locale == is.Locale && (said.Why == is.Why || absent(said) && absent(is))
}
