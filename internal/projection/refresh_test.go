package projection_test

import (
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/store"
)

func TestPublicationOfAPair(t *testing.T) {
	d := newDesk(t)
	d.term("cloud", content.Tag, map[locale.Tag]string{"en": "Cloud", "fr": "Nuage"})
	d.term("only", content.Tag, map[locale.Tag]string{"en": "Only"})
	d.pair("p", content.Shared{
		Date: &content.Moment{At: time.Unix(1000, 0)}, Tags: []content.TermID{"cloud", "only"},
	}, text("Summer"), text("Été"))
	d.equal("entries", d.rows("SELECT locale, slug, date, seq, text, shared FROM entries ORDER BY locale"),
		"en summer 1000000000 1 1 1", "fr ete 1000000000 1 1 1")
	d.equal("listing", d.rows("SELECT locale, facet, avail, post_id FROM listing ORDER BY locale, facet, avail"),
		"* - - p", "* - en p", "* - fr p", "* cloud - p", "* cloud en p", "* cloud fr p", "* only - p", "* only en p", "* only fr p",
		"en - - p", "en - fr p", "en cloud - p", "en cloud fr p", "en only - p", "en only fr p",
		"fr - - p", "fr - en p", "fr cloud - p", "fr cloud en p")
	d.equal("counts", d.rows("SELECT locale, n FROM listing_counts WHERE facet = '' AND avail = '' ORDER BY locale"), "* 1", "en 1", "fr 1")
	d.equal("references", d.rows("SELECT kind, target, post_id FROM entry_refs ORDER BY kind, target"), "term cloud p", "term only p")
	d.equal("changes", d.since(0), "cloud en upsert content - -", "cloud fr upsert content - -", "only en upsert content - -",
		"p en upsert content - -", "p fr upsert content - -")
	d.equal("events", d.rows("SELECT type, body FROM outbox ORDER BY seq, i"),
		`content.changed {"seq":1,"items":[{"post":"p","locale":"en","cause":"content"},{"post":"p","locale":"fr","cause":"content"}],`+
			`"terms":[{"term":"cloud","kind":"tag","locale":"en"},{"term":"cloud","kind":"tag","locale":"fr"},{"term":"only","kind":"tag","locale":"en"}]}`)
	d.equal("slugs", d.rows("SELECT locale, slug, state FROM slugs ORDER BY locale"), "en summer live", "fr ete live")
	d.equal("paths", d.rows("SELECT url, kind, state FROM paths ORDER BY url"), "/en/summer current live", "/fr/ete current live")
}

func TestRefreshingAgainChangesNothing(t *testing.T) {
	d := newDesk(t)
	d.pair("p", content.Shared{}, text("Summer"), text("Été"))
	before := d.everything(readers()...)
	d.write(func(tx *store.Tx) error { return projection.Refresh(d.ctx, tx, "p", entry.ByContent) })
	d.write(func(tx *store.Tx) error { return projection.Refresh(d.ctx, tx, "nobody", entry.ByContent) })
	if after := d.everything(readers()...); after != before {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
}

// TestCauses holds the table of causes: what changes, whose entries change
// for it, and why readers are told.
func TestCauses(t *testing.T) {
	tests := []struct {
		name string
		do   func(d desk, tx *store.Tx) error
		want []string
	}{
		{"the source's text", func(d desk, tx *store.Tx) error {
			if err := d.saveText(tx, "p", "en", text("Summer again")); err != nil {
				return err
			}
			return d.publish(tx, "p", "en")
		}, []string{"p en upsert content - -", "p fr upsert translation - -"}},
		{"a translation's text", func(d desk, tx *store.Tx) error {
			if err := d.saveText(tx, "p", "fr", text("Encore l’été")); err != nil {
				return err
			}
			return d.publish(tx, "p", "fr")
		}, []string{"p fr upsert content - -"}},
		{"a live slug", func(d desk, tx *store.Tx) error {
			moved := text("Été")
			moved.Slug = "estival"
			if err := d.saveText(tx, "p", "fr", moved); err != nil {
				return err
			}
			return d.publish(tx, "p", "fr")
		}, []string{"p en upsert alternate - -", "p fr upsert content - /fr/ete/", "q fr upsert link_target p -"}},
		{"the shared part", func(d desk, tx *store.Tx) error {
			if err := d.saveShared(tx, "p", content.Shared{Params: map[string]any{"a": "b"}}); err != nil {
				return err
			}
			return d.publish(tx, "p", "en")
		}, []string{"p en upsert shared - -", "p fr upsert shared - -"}},
		{"unpublishing a language", func(d desk, tx *store.Tx) error { return d.unpublish(tx, "p", "fr") },
			[]string{"p en upsert alternate - -", "p fr delete content - -", "q fr upsert link_target p -"}},
		{"unpublishing all", func(d desk, tx *store.Tx) error { return d.unpublish(tx, "p", "en", "fr") },
			[]string{"p en delete content - -", "p fr delete content - -", "q fr upsert link_target p -"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t)
			d.pair("p", content.Shared{}, text("Summer"), text("Été"))
			linking := text("Autre")
			linking.Body = `<p><a href="cms:post/p">été</a></p>`
			d.pair("q", content.Shared{}, text("Other"), linking)
			seq := d.seq()
			d.write(func(tx *store.Tx) error { return tt.do(d, tx) })
			d.equal("changes", d.since(seq), tt.want...)
			if got := d.seq(); got != seq+1 {
				t.Errorf("seq went from %d to %d", seq, got)
			}
			d.equal("events", d.rows("SELECT count(*) FROM outbox WHERE seq = (SELECT outbox_seq FROM site) AND type = 'content.changed'"), "1")
		})
	}
}

// TestDateMovesTheURL holds that a new date moves a URL that is made of it, in
// every live language, when the shared part goes live.
func TestDateMovesTheURL(t *testing.T) {
	d := newDesk(t)
	d.write(func(tx *store.Tx) error { return d.dated(tx, "fr") })
	on := func(day int) content.Shared {
		return content.Shared{Date: &content.Moment{At: time.Date(2018, 12, day, 12, 0, 0, 0, time.UTC)}}
	}
	d.pair("p", on(6), text("Summer"), text("Été"))
	linking := text("Other")
	linking.Body = `<p><a href="cms:post/p">été</a></p>`
	d.pair("q", on(6), text("Other"), linking)
	seq := d.seq()
	d.write(func(tx *store.Tx) error { return d.saveShared(tx, "p", on(7)) })
	d.equal("a save moves nothing", d.since(seq))
	d.write(func(tx *store.Tx) error { return d.publish(tx, "p", "en") })
	d.equal("changes", d.since(seq), "p en upsert shared - -", "p fr upsert shared - /2018/12/06/ete/", "q fr upsert link_target p -")
	d.equal("paths", d.rows("SELECT url, kind, state FROM paths WHERE post_id = 'p' AND locale = 'fr' ORDER BY url"),
		"/2018/12/06/ete current old", "/2018/12/07/ete current live")
	d.sound()
}

// TestRefreshBetweenSettings holds that a post which is rendered for another
// reason, before new settings reached it, is whole: its URL moves with it.
func TestRefreshBetweenSettings(t *testing.T) {
	d := newDesk(t)
	d.term("cloud", content.Tag, map[locale.Tag]string{"en": "Cloud", "fr": "Nuage"})
	dated := content.Shared{Tags: []content.TermID{"cloud"}, Date: &content.Moment{At: time.Date(2018, 12, 6, 12, 0, 0, 0, time.UTC)}}
	d.pair("p", dated, text("Summer"), text("Été"))
	linking := text("Other")
	linking.Body = `<p><a href="cms:post/p">été</a></p>`
	d.pair("q", content.Shared{}, text("Other"), linking)
	d.write(func(tx *store.Tx) error {
		if err := d.dated(tx, "fr"); err != nil {
			return err
		}
		return projection.RefreshSettings(d.ctx, tx)
	})
	d.rename("cloud", "fr", "Brume")
	d.equal("paths", d.rows("SELECT url, state FROM paths WHERE post_id = 'p' AND locale = 'fr' ORDER BY url"), "/2018/12/06/ete live", "/fr/ete old")
	d.equal("left for later", d.rows("SELECT kind, target FROM rerenders ORDER BY kind"), "post p", "site -")
	d.work()
	if got := d.body("q", "fr"); !strings.Contains(got, `href=\"/2018/12/06/ete/\"`) {
		t.Errorf("a link leads to the old URL: %s", got)
	}
	d.sound()
}

func TestLinksFollowTheirTarget(t *testing.T) {
	d := newDesk(t)
	d.write(func(tx *store.Tx) error { // a draft that others link to
		if err := d.saveShared(tx, "p", content.Shared{}); err != nil {
			return err
		}
		if err := d.saveText(tx, "p", "en", text("Summer")); err != nil {
			return err
		}
		return d.saveText(tx, "p", "fr", text("Été"))
	})
	linking := text("Autre")
	linking.Body = `<p>Voir <a href="cms:post/p">l’été</a>.</p>`
	d.pair("q", content.Shared{}, text("Other"), linking)
	steps := []struct {
		name string
		do   func(tx *store.Tx) error
		want string
	}{
		{"nobody can read it", func(*store.Tx) error { return nil }, `<p>Voir l’été.</p>`},
		{"English alone", func(tx *store.Tx) error { return d.publish(tx, "p", "en") },
			`<p>Voir <a href=\"/en/summer/\" hreflang=\"en\" lang=\"en\">l’été</a>.</p>`},
		{"both", func(tx *store.Tx) error { return d.publish(tx, "p", "fr") }, `<p>Voir <a href=\"/fr/ete/\">l’été</a>.</p>`},
		{"gone again", func(tx *store.Tx) error { return d.unpublish(tx, "p", "en", "fr") }, `<p>Voir l’été.</p>`},
	}
	for _, step := range steps {
		d.write(step.do)
		if got := d.body("q", "fr"); !strings.Contains(got, `"body":"`+step.want+`"`) {
			t.Errorf("%s: %s", step.name, got)
		}
	}
}

func TestAddressesMoveWithWhatIsLive(t *testing.T) {
	d := newDesk(t)
	first := text("Été")
	first.Slug, first.Aliases = "a", []string{"/vieux/"}
	d.pair("p", content.Shared{}, text("Summer"), first)
	second := text("Été")
	second.Slug = "b"
	d.write(func(tx *store.Tx) error { return d.saveText(tx, "p", "fr", second) })
	slugs := func() []string {
		return d.rows("SELECT slug, state FROM slugs WHERE locale = 'fr' UNION ALL SELECT url, state FROM paths WHERE locale = 'fr' ORDER BY 1")
	}
	d.equal("a save moves nothing", slugs(), "/fr/a live", "/fr/b reserved", "/vieux live", "a live", "b reserved")
	d.write(func(tx *store.Tx) error { return d.publish(tx, "p", "fr") })
	d.equal("publication moves all", slugs(), "/fr/a old", "/fr/b live", "a old", "b live")
	d.write(func(tx *store.Tx) error { return d.unpublish(tx, "p", "fr") })
	d.equal("a taken down post keeps its own", slugs(), "/fr/a old", "/fr/b reserved", "a old", "b reserved")
	other := text("Autre")
	other.Slug = "a"
	d.pair("q", content.Shared{}, text("Other"), other)
	d.equal("an old slug is taken over by publication", d.rows("SELECT post_id, state FROM slugs WHERE locale = 'fr' AND slug = 'a'"), "q live")
	d.equal("and its URL", d.rows("SELECT post_id, kind, state FROM paths WHERE url = '/fr/a'"), "q current live")
}

func TestTakenAddressStopsPublication(t *testing.T) {
	d := newDesk(t)
	one := text("A")
	one.Slug = "a"
	d.write(func(tx *store.Tx) error {
		for _, id := range []content.PostID{"p", "q"} {
			if err := d.saveShared(tx, id, content.Shared{}); err != nil {
				return err
			}
		}
		if err := d.saveText(tx, "p", "en", one); err != nil {
			return err
		}
		other := one
		other.Slug = "b"
		if err := d.saveText(tx, "p", "en", other); err != nil { // "a" is free again
			return err
		}
		return d.saveText(tx, "q", "en", one)
	})
	before := d.everything(readers()...)
	err := d.db.Write(d.ctx, func(tx *store.Tx) error {
		p, err := tx.Post(d.ctx, "p")
		if err != nil {
			return err
		}
		if _, err := p.Publish(tx.Now(), content.Publication{Shared: 1, Translations: map[locale.Tag]int{"en": 1}}); err != nil {
			return err
		}
		if err := tx.SaveLive(d.ctx, p); err != nil {
			return err
		}
		return projection.Refresh(d.ctx, tx, "p", entry.ByContent)
	})
	f, ok := fault.Of(err)
	if !ok || f.Kind != fault.Conflict || f.Code != "slug.taken" || f.Fields[0].Pointer != "/translations/en/slug" {
		t.Fatalf("publishing at a taken slug: %v", err)
	}
	if after := d.everything(readers()...); after != before {
		t.Error("a refused publication left something")
	}
}

func TestNamesAndTextsReachReaders(t *testing.T) {
	d := newDesk(t)
	d.term("cloud", content.Tag, map[locale.Tag]string{"en": "Cloud"})
	d.write(func(tx *store.Tx) error {
		return tx.AddAsset(d.ctx, &media.Asset{ID: "aa", Type: "image/png", Bytes: 3, Width: 4, Height: 5, Name: "a.png"})
	})
	d.pair("p", content.Shared{
		Tags: []content.TermID{"cloud"}, Resources: []content.Resource{{Name: "thumbnail", Asset: "aa"}},
	}, text("Summer"), text("Été"))
	seq := d.seq()
	d.rename("cloud", "fr", "Nuage")
	d.equal("a name in French alone", d.since(seq), "cloud en upsert content - -", "cloud fr upsert content - -", "p fr upsert term cloud -")
	d.equal("its list", d.rows("SELECT locale, n FROM listing_counts WHERE facet = 'cloud' AND avail = '' ORDER BY locale"), "* 1", "en 1", "fr 1")
	seq = d.seq()
	d.write(func(tx *store.Tx) error {
		a, err := tx.Asset(d.ctx, "aa")
		if err != nil {
			return err
		}
		a.Texts = map[locale.Tag]media.Text{"en": {Alt: "The sea"}}
		if err := tx.SaveAsset(d.ctx, a); err != nil {
			return err
		}
		return projection.RefreshAsset(d.ctx, tx, "aa")
	})
	d.equal("an alt text in English alone", d.since(seq), "p en upsert asset aa -")
}

func TestMergedPostLeavesTombstones(t *testing.T) {
	d := newDesk(t)
	d.pair("p", content.Shared{}, text("Summer"), text("Été"))
	seq := d.seq()
	d.write(func(tx *store.Tx) error {
		if err := d.unpublish(tx, "p", "en", "fr"); err != nil {
			return err
		}
		return nil
	})
	d.equal("taken down", d.since(seq), "p en delete content - -", "p fr delete content - -")
	d.write(func(tx *store.Tx) error { return d.publish(tx, "p", "en", "fr") })
	d.write(func(tx *store.Tx) error {
		p, err := tx.Post(d.ctx, "p")
		if err != nil {
			return err
		}
		p.MergedInto = "q"
		if err := tx.SavePost(d.ctx, p); err != nil {
			return err
		}
		return projection.Refresh(d.ctx, tx, "p", entry.ByContent)
	})
	d.equal("absorbed", d.since(seq), "p en delete content - q", "p fr delete content - q")
	d.equal("nothing is left in lists", d.rows("SELECT locale FROM listing UNION ALL SELECT locale FROM listing_counts"))
}
