package projection_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/store"
)

// linking is a text with the body.
func linking(title, body string) content.Text {
	return content.Text{Title: title, Body: body}
}

// html returns the stored body as it is delivered.
func (d desk) html(id content.PostID, tag string) string {
	d.Helper()
	return strings.Join(d.rows("SELECT json_extract('{' || substr(CAST(body AS TEXT), 2), '$.body') FROM entries WHERE post_id = ? AND locale = ?", id, tag), "")
}

// links returns what the report of links says of a text.
func (d desk) links(id content.PostID, tag string) []string {
	d.Helper()
	return d.rows("SELECT href, state, reason, target, language, fragment, found, count FROM entry_links WHERE post_id = ? AND locale = ? ORDER BY n", id, tag)
}

// TestPathsFollowTheirOwner holds that a link written as a path of the site leads to
// whoever comes to hold it, moves, and goes, as if it had named the post.
func TestPathsFollowTheirOwner(t *testing.T) {
	d := newDesk(t)
	d.pair("q", content.Shared{}, text("Other"), linking("Autre", `<p>Voir <a href="/fr/ete/">l’été</a>.</p>`))
	d.equal("before", d.links("q", "fr"), "/fr/ete/ broken no_page - - - 0 1")
	save := func(tx *store.Tx) error {
		if err := d.saveShared(tx, "p", content.Shared{}); err != nil {
			return err
		}
		if err := d.saveText(tx, "p", "en", text("Summer")); err != nil {
			return err
		}
		return d.saveText(tx, "p", "fr", text("Été"))
	}
	renamed := func(tx *store.Tx) error {
		other := text("Été")
		other.Slug = "estival"
		if err := d.saveText(tx, "p", "fr", other); err != nil {
			return err
		}
		return d.publish(tx, "p", "fr")
	}
	steps := []struct {
		name        string
		do          func(tx *store.Tx) error
		want, state string
		told        bool
	}{
		{"a draft reserves it", save, `<p>Voir <a href="/fr/ete/">l’été</a>.</p>`, "/fr/ete/ broken no_page - - - 0 1", false},
		{"English alone", func(tx *store.Tx) error { return d.publish(tx, "p", "en") }, `<p>Voir <a href="/fr/ete/">l’été</a>.</p>`, "/fr/ete/ broken no_page - - - 0 1", false},
		{"French too", func(tx *store.Tx) error { return d.publish(tx, "p", "fr") }, `<p>Voir <a href="/fr/ete/">l’été</a>.</p>`, "", false},
		{"renamed", renamed, `<p>Voir <a href="/fr/estival/">l’été</a>.</p>`, "", true},
		{"French goes", func(tx *store.Tx) error { return d.unpublish(tx, "p", "fr") },
			`<p>Voir <a href="/en/summer/" hreflang="en" lang="en">l’été</a>.</p>`, "/fr/ete/ falls_back not_translated p en - 0 1", true},
		{"all goes", func(tx *store.Tx) error { return d.unpublish(tx, "p", "en") }, `<p>Voir l’été.</p>`, "/fr/ete/ unpublished not_live p - - 0 1", true},
		{"in the trash", func(tx *store.Tx) error { return d.trash(tx, "p") }, `<p>Voir l’été.</p>`, "/fr/ete/ broken no_post p - - 0 1", false},
		{"gone for good", func(tx *store.Tx) error { return d.purge(tx, "p") }, `<p>Voir <a href="/fr/ete/">l’été</a>.</p>`, "/fr/ete/ broken no_page - - - 0 1", true},
	}
	for _, step := range steps {
		seq := d.seq()
		d.write(step.do)
		if got := d.html("q", "fr"); got != step.want {
			t.Errorf("%s: %s", step.name, got)
		}
		if got := strings.Join(d.links("q", "fr"), "|"); got != step.state {
			t.Errorf("%s: the report says %s", step.name, got)
		}
		told := d.rows("SELECT cause, by FROM changes WHERE seq > ? AND post_id = 'q'", seq)
		if step.told {
			d.equal(step.name, told, "link_target p")
		} else {
			d.equal(step.name, told)
		}
		d.sound()
	}
}

// trash puts the post into the trash, purge takes it away for good, as editing does.
func (d desk) trash(tx *store.Tx, id content.PostID) error {
	p, err := tx.Post(d.ctx, id)
	if err != nil {
		return err
	}
	p.DeletedAt = tx.Now()
	if err := tx.SavePost(d.ctx, p); err != nil {
		return err
	}
	return projection.RefreshLinking(d.ctx, tx, id)
}

func (d desk) purge(tx *store.Tx, id content.PostID) error {
	held, err := tx.Addresses(d.ctx, id)
	if err != nil {
		return err
	}
	if _, err := tx.PurgePost(d.ctx, id); err != nil {
		return err
	}
	return projection.RefreshFreed(d.ctx, tx, id, held)
}

// TestFragmentsFollow holds that a link to a place in a page leads to that place in the
// language that the reader gets.
func TestFragmentsFollow(t *testing.T) {
	d := newDesk(t)
	en := linking("Summer", `<h2 id="intro">Introduction</h2><p>a</p><h2 id="deadline">Deadline</h2><p id="both">b</p><h3>Only here</h3>`)
	fr := linking("Été", `<h2>Introduction</h2><p>a</p><h2 id="date-limite">Date limite</h2><p id="both">b</p>`)
	d.pair("p", content.Shared{}, en, fr)
	body := `<p><a href="cms:post/p#deadline">a</a> <a href="cms:post/p#both">b</a> <a href="cms:post/p#only-here">c</a> ` +
		`<a href="/en/summer/#intro">d</a> <a href="cms:post/p#nowhere">e</a> <a href="#here">f</a> <a href="#not-here">g</a> <a href="#top">h</a></p><h2 id="here">Ici</h2>`
	d.pair("q", content.Shared{}, linking("Other", body), linking("Autre", body))
	want := `<p><a href="/fr/ete/#date-limite">a</a> <a href="/fr/ete/#both">b</a> <a href="/fr/ete/">c</a> ` +
		`<a href="/fr/ete/#introduction">d</a> <a href="/fr/ete/#nowhere">e</a> <a href="#here">f</a> <a href="#not-here">g</a> <a href="#top">h</a></p><h2 id="here">Ici</h2>`
	if got := d.html("q", "fr"); got != want {
		t.Errorf("French: %s\nwant %s", got, want)
	}
	d.equal("French report", d.links("q", "fr"), "cms:post/p#only-here broken fragment_else p fr only-here 0 1",
		"cms:post/p#nowhere broken no_fragment p fr nowhere 0 1", "#not-here broken no_fragment - - not-here 0 1")
	if got := d.html("q", "en"); !strings.Contains(got, `<a href="/en/summer/#deadline">a</a>`) || !strings.Contains(got, `<a href="/en/summer/#only-here">c</a>`) {
		t.Errorf("English: %s", got)
	}
	seq := d.seq()
	fr.Body = strings.Replace(fr.Body, "date-limite", "echeance", 1)
	d.write(func(tx *store.Tx) error {
		if err := d.saveText(tx, "p", "fr", fr); err != nil {
			return err
		}
		return d.publish(tx, "p", "fr")
	})
	d.equal("who links there is told", d.since(seq), "p fr upsert content - -", "q fr upsert link_target p -")
	if got := d.html("q", "fr"); !strings.Contains(got, `<a href="/fr/ete/#echeance">a</a>`) {
		t.Errorf("after the place got another name: %s", got)
	}
	d.sound()
}

// TestFragmentsFollowWhatWasAbsorbed holds that a link to a place in a post that became a
// part of another follows the places of that one.
func TestFragmentsFollowWhatWasAbsorbed(t *testing.T) {
	d := newDesk(t)
	en := linking("Summer", `<h2 id="intro">Introduction</h2><p>a</p><h2 id="deadline">Deadline</h2>`)
	fr := linking("Été", `<h2 id="introduction">Introduction</h2><p>a</p><h2 id="date-limite">Date limite</h2>`)
	d.pair("p", content.Shared{}, en, fr)
	d.write(func(tx *store.Tx) error { return d.saveShared(tx, "old", content.Shared{}) })
	d.pair("q", content.Shared{}, text("Other"), linking("Autre", `<p><a href="cms:post/old#deadline">a</a></p>`))
	d.write(func(tx *store.Tx) error {
		old, err := tx.Post(d.ctx, "old")
		if err != nil {
			return err
		}
		old.MergedInto = "p"
		if err := tx.SavePost(d.ctx, old); err != nil {
			return err
		}
		return projection.RefreshLinking(d.ctx, tx, "p")
	})
	if got := d.html("q", "fr"); got != `<p><a href="/fr/ete/#date-limite">a</a></p>` {
		t.Errorf("after it was absorbed: %s", got)
	}
	fr.Body = strings.Replace(fr.Body, "date-limite", "echeance", 1)
	d.write(func(tx *store.Tx) error {
		if err := d.saveText(tx, "p", "fr", fr); err != nil {
			return err
		}
		return d.publish(tx, "p", "fr")
	})
	if got := d.html("q", "fr"); got != `<p><a href="/fr/ete/#echeance">a</a></p>` {
		t.Errorf("after the place got another name: %s", got)
	}
	fr.Body, fr.Slug = fr.Body+`<p><a href="cms:post/old">b</a></p>`, "estival"
	d.write(func(tx *store.Tx) error {
		if err := d.saveText(tx, "p", "fr", fr); err != nil {
			return err
		}
		return d.publish(tx, "p", "fr")
	})
	if got := d.html("p", "fr"); !strings.Contains(got, `<a href="/fr/estival/">b</a>`) {
		t.Errorf("its own link to what it absorbed: %s", got)
	}
	d.sound()
}

// TestLoopsOfLinks holds that posts which link to themselves and to each other are
// rendered once each.
func TestLoopsOfLinks(t *testing.T) {
	d := newDesk(t)
	d.pair("q", content.Shared{}, text("Other"), text("Autre"))
	d.pair("p", content.Shared{}, text("Summer"), text("Été"))
	d.pair("p", content.Shared{}, linking("Summer", `<p><a href="cms:post/q">q</a> <a href="cms:post/p#x">p</a> <a href="/en/summer/#x">p</a></p><h2 id="x">X</h2>`), text("Été"))
	d.pair("q", content.Shared{}, linking("Other", `<p><a href="cms:post/p">p</a> <a href="/en/other/">q</a></p>`), text("Autre"))
	if got := d.html("p", "en"); got != `<p><a href="/en/other/">q</a> <a href="/en/summer/#x">p</a> <a href="/en/summer/#x">p</a></p><h2 id="x">X</h2>` {
		t.Error(got)
	}
	seq := d.seq()
	other := linking("Summer", `<p><a href="cms:post/q">q</a></p>`)
	other.Slug = "hot"
	d.write(func(tx *store.Tx) error {
		if err := d.saveText(tx, "p", "en", other); err != nil {
			return err
		}
		return d.publish(tx, "p", "en")
	})
	d.equal("changes", d.since(seq), "p en upsert content - /en/summer/", "p fr upsert alternate - -", "q en upsert link_target p -")
	d.sound()
}

// TestManyLinks holds that a post to which many link goes live in a short transaction,
// and that no crash of the worker leaves one behind.
func TestManyLinks(t *testing.T) {
	d := newDesk(t)
	const many = projection.AtOnce + 50
	d.write(func(tx *store.Tx) error { return d.saveShared(tx, "p", content.Shared{}) })
	for from := 0; from < many; from += 50 {
		d.write(func(tx *store.Tx) error {
			for i := from; i < from+50; i++ {
				body := `<p><a href="/fr/ete/">a</a></p>`
				if i%2 == 0 {
					body = `<p><a href="cms:post/p">a</a></p>`
				}
				id := content.PostID(fmt.Sprintf("q%03d", i))
				if err := d.makePair(tx, id, content.Shared{}, text("Other"+string(id)), linking("Autre"+string(id), body)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	d.write(func(tx *store.Tx) error {
		if err := d.saveText(tx, "p", "en", text("Summer")); err != nil {
			return err
		}
		if err := d.saveText(tx, "p", "fr", text("Été")); err != nil {
			return err
		}
		return d.publish(tx, "p", "en", "fr")
	})
	d.equal("left for later", d.rows("SELECT kind, target, cause, by FROM rerenders ORDER BY kind"),
		"path /fr/ete link_target p", "post p link_target p", "slug fr/ete link_target p")
	planned := errors.New("planned")
	for range 3 { // a crash loses the turn and nothing else
		err := d.db.Write(d.ctx, func(tx *store.Tx) error {
			if _, _, err := projection.Work(d.ctx, tx); err != nil {
				return err
			}
			return planned
		})
		if !errors.Is(err, planned) {
			t.Fatal(err)
		}
		d.write(func(tx *store.Tx) error { _, _, err := projection.Work(d.ctx, tx); return err })
	}
	d.work()
	d.equal("all lead there", d.rows(`SELECT count(*) FROM entries WHERE locale = 'fr' AND CAST(body AS TEXT) LIKE '%href=\"/fr/ete/\">a%'`), fmt.Sprint(many))
	d.equal("causes", d.rows("SELECT cause, by, count(*) FROM changes WHERE locale = 'fr' AND post_id LIKE 'q%' GROUP BY 1, 2 ORDER BY 1"),
		fmt.Sprintf("content - %d", many/2), fmt.Sprintf("link_target p %d", many/2))
	d.equal("nothing is wrong", d.rows("SELECT * FROM entry_links"))
	d.sound()
}

// TestLinksThatSayTheirLanguage holds that an author may lead readers to another
// language, and that the report says so where their own is live.
func TestLinksThatSayTheirLanguage(t *testing.T) {
	d := newDesk(t)
	d.pair("p", content.Shared{}, text("Summer"), text("Été"))
	d.pair("q", content.Shared{}, text("Other"), linking("Autre",
		`<p><a href="cms:post/p" hreflang="en">a</a> <a href="cms:post/p" hreflang="fr">b</a> <a href="cms:post/p" hreflang="de">c</a> `+
			`<a href="https://example.net/x">d</a> <a href="https://example.net/x">d</a> <a href="/en/about/">e</a> <a href="/fr/mots-cles/nuage/">f</a> <a href="mailto:a@b.c">g</a></p>`))
	want := `<p><a href="/en/summer/" hreflang="en">a</a> <a href="/fr/ete/" hreflang="fr">b</a> <a href="/fr/ete/">c</a> ` +
		`<a href="https://example.net/x">d</a> <a href="https://example.net/x">d</a> <a href="/en/about/">e</a> <a href="/fr/mots-cles/nuage/">f</a> <a href="mailto:a@b.c">g</a></p>`
	if got := d.html("q", "fr"); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	d.equal("report", d.links("q", "fr"), "cms:post/p wrong_language says_language p en - 0 1",
		"https://example.net/x external - - - - 0 2", "/en/about/ wrong_language other_languages - en - 0 1")
	d.write(func(tx *store.Tx) error { return projection.Refresh(d.ctx, tx, "q", entry.ByContent) })
	d.sound()
}
