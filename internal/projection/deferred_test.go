package projection_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/store"
)

// many makes n posts that are live in both languages and show the tag.
func (d desk) many(n int, tag content.TermID) {
	d.Helper()
	const perWrite = 100
	for from := 0; from < n; from += perWrite {
		d.write(func(tx *store.Tx) error {
			for i := from; i < min(from+perWrite, n); i++ {
				id := content.PostID(fmt.Sprintf("p%06d", i))
				title := fmt.Sprintf("Post %d", i)
				if err := d.makePair(tx, id, content.Shared{Tags: []content.TermID{tag}}, text(title), text(title)); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

func TestManyReferrersWait(t *testing.T) {
	d := newDesk(t)
	d.term("cloud", content.Tag, map[locale.Tag]string{"en": "Cloud", "fr": "Nuage"})
	d.many(projection.AtOnce, "cloud")
	count := func(like string) string {
		return d.rows("SELECT count(*) FROM entries WHERE CAST(card AS TEXT) LIKE ?", "%"+like+"%")[0]
	}
	d.rename("cloud", "fr", "Brume")
	if got := count("Brume"); got != fmt.Sprint(projection.AtOnce) {
		t.Errorf("%s of %d entries are renamed at once", got, projection.AtOnce)
	}
	one := d.rows("SELECT id FROM posts LIMIT 1")[0]
	d.pair("q", content.Shared{Tags: []content.TermID{"cloud"}}, text("One"), text("Trop"))
	seq := d.seq()
	d.rename("cloud", "fr", "Brouillard")
	d.equal("left for later", d.rows("SELECT kind, target, cause, after FROM rerenders"), "term cloud term -")
	if got := count("Brouillard"); got != "0" {
		t.Errorf("%s entries are renamed already", got)
	}
	d.equal("told at once", d.since(seq), "cloud en upsert content - -", "cloud fr upsert content - brume")
	// A crash in a turn loses the turn and nothing else.
	planned := errors.New("planned")
	err := d.db.Write(d.ctx, func(tx *store.Tx) error {
		if _, _, err := projection.Work(d.ctx, tx); err != nil {
			return err
		}
		return planned
	})
	if !errors.Is(err, planned) || count("Brouillard") != "0" {
		t.Fatalf("a broken turn: %v", err)
	}
	d.write(func(tx *store.Tx) error {
		done, more, err := projection.Work(d.ctx, tx)
		if done != projection.PerTurn || !more {
			t.Errorf("a turn renders %d posts, more: %v", done, more)
		}
		return err
	})
	if got := count("Brouillard"); got != fmt.Sprint(projection.PerTurn) {
		t.Errorf("%s entries after one turn", got)
	}
	d.rename("cloud", "fr", "Nuée") // while the work is half done: it begins anew
	d.equal("begins anew", d.rows("SELECT after FROM rerenders"), "-")
	if turns := d.work(); turns != 3 {
		t.Errorf("%d turns for %d posts", turns, projection.AtOnce+1)
	}
	if got := count("Nuée"); got != fmt.Sprint(projection.AtOnce+1) {
		t.Errorf("%s entries in the end", got)
	}
	d.equal("the cause", d.rows("SELECT locale, cause, by FROM changes WHERE post_id = ? ORDER BY locale", one), "en content -", "fr term cloud")
	d.equal("nothing waits", d.rows("SELECT * FROM rerenders"))
	d.sound()
}

// TestSettingsReachEverything holds that new patterns and base URLs move every
// post, leave redirects, and reach links between posts in the end.
func TestSettingsReachEverything(t *testing.T) {
	d := newDesk(t)
	d.term("cloud", content.Tag, map[locale.Tag]string{"en": "Cloud", "fr": "Nuage"})
	linking := text("Autre")
	linking.Body = `<p><a href="cms:post/p000120">été</a></p>`
	d.many(130, "cloud")
	d.pair("a", content.Shared{}, text("Other"), linking) // before its target in the order of ids
	d.write(func(tx *store.Tx) error {
		l, err := tx.Locale(d.ctx, "fr")
		if err != nil {
			return err
		}
		l.Settings.BaseURL, l.Settings.Paths.Post = "https://example.org", "/blogue/{slug}/"
		if err := tx.SaveLocale(d.ctx, l); err != nil {
			return err
		}
		return projection.RefreshSettings(d.ctx, tx)
	})
	seq := d.seq()
	d.work()
	if d.seq() == seq {
		t.Error("readers see the same")
	}
	d.equal("a post that moved", d.rows("SELECT url, kind, state FROM paths WHERE post_id = 'p000007' AND locale = 'fr' ORDER BY url"),
		"/fr/post-7 current old", "example.org/blogue/post-7 current live")
	d.equal("why", d.rows("SELECT locale, cause, redirect FROM changes WHERE post_id = 'p000007' ORDER BY locale"),
		"en settings -", "fr settings /fr/post-7/")
	if got := d.body("a", "fr"); !strings.Contains(got, `href=\"https://example.org/blogue/post-120/\"`) {
		t.Errorf("a link still leads to the old URL: %s", got)
	}
	d.sound()
}

// TestClashingPatterns holds that settings under which two pages would share one
// URL leave one of them there, and never stop the work.
func TestClashingPatterns(t *testing.T) {
	d := newDesk(t)
	same := text("Same")
	d.pair("p", content.Shared{}, same, same)
	d.write(func(tx *store.Tx) error {
		for _, tag := range []locale.Tag{"en", "fr"} {
			l, err := tx.Locale(d.ctx, tag)
			if err != nil {
				return err
			}
			l.Settings.Paths.Post = "/{slug}/"
			if err := tx.SaveLocale(d.ctx, l); err != nil {
				return err
			}
		}
		return projection.RefreshSettings(d.ctx, tx)
	})
	d.work()
	d.equal("one of them is there", d.rows("SELECT locale, state FROM paths WHERE url = '/same'"), "en live")
	d.equal("both are live", d.rows("SELECT locale FROM entries ORDER BY locale"), "en", "fr")
	d.sound()
}
