package projection_test

import (
	"fmt"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/store"
)

// several makes English texts live together, as a release does.
func (d desk) several(texts map[content.PostID]content.Text, order ...content.PostID) {
	d.Helper()
	d.write(func(tx *store.Tx) error {
		readers, err := projection.Begin(d.ctx, tx)
		if err != nil {
			return err
		}
		for _, id := range order {
			if err := d.saveText(tx, id, "en", texts[id]); err != nil {
				return err
			}
			if err := d.live(tx, id, "en"); err != nil {
				return err
			}
			if err := readers.Refresh(d.ctx, id, entry.ByContent); err != nil {
				return err
			}
		}
		return readers.Finish(d.ctx)
	})
}

// TestSeveralThatLink holds that posts which go live together and link to each other are
// told of as what they are: changed themselves, with the URL that they left.
func TestSeveralThatLink(t *testing.T) {
	d := newDesk(t)
	for _, name := range []string{"a", "b", "c"} {
		d.pair(content.PostID(name), content.Shared{}, text("Old "+name), text("Vieux "+name))
	}
	d.pair("q", content.Shared{}, linking("Other", `<p><a href="cms:post/a">a</a> <a href="/en/old-c/">c</a></p>`), text("Autre"))
	seq := d.seq()
	renamed := make(map[content.PostID]content.Text)
	for _, name := range []string{"a", "b", "c"} {
		now := linking("New "+name, `<p><a href="cms:post/a">a</a> <a href="cms:post/b">b</a> <a href="cms:post/c">c</a></p>`)
		now.Slug = "new-" + name
		renamed[content.PostID(name)] = now
	}
	d.several(renamed, "a", "b", "c")
	d.equal("changes", d.rows("SELECT post_id, locale, cause, by, redirect FROM changes WHERE seq > ? ORDER BY post_id, locale", seq),
		"a en content - /en/old-a/", "a fr alternate - -", "b en content - /en/old-b/", "b fr alternate - -",
		"c en content - /en/old-c/", "c fr alternate - -", "q en link_target c -")
	for _, name := range []content.PostID{"a", "b", "c"} {
		if got := d.html(name, "en"); got != `<p><a href="/en/new-a/">a</a> <a href="/en/new-b/">b</a> <a href="/en/new-c/">c</a></p>` {
			t.Errorf("%s: %s", name, got)
		}
	}
	if got := d.html("q", "en"); got != `<p><a href="/en/new-a/">a</a> <a href="/en/new-c/">c</a></p>` {
		t.Error(got)
	}
	d.sound()
}

// TestSeveralWithManyLinks holds that one transaction renders no more linking posts than
// are bearable, however many posts changed, and that none is forgotten.
func TestSeveralWithManyLinks(t *testing.T) {
	d := newDesk(t)
	const each = projection.AtOnce*2/3 + 1
	renamed := make(map[content.PostID]content.Text)
	for _, name := range []string{"a", "b"} {
		d.pair(content.PostID(name), content.Shared{}, text("Old "+name), text("Vieux "+name))
		d.write(func(tx *store.Tx) error {
			for i := range each {
				id := content.PostID(fmt.Sprintf("q%s%03d", name, i))
				if err := d.makePair(tx, id, content.Shared{}, linking("Other"+string(id), `<p><a href="cms:post/`+name+`">a</a></p>`), text("Autre"+string(id))); err != nil {
					return err
				}
			}
			return nil
		})
		now := text("New " + name)
		now.Slug = "new-" + name
		renamed[content.PostID(name)] = now
	}
	d.several(renamed, "a", "b")
	d.equal("left for later", d.rows("SELECT kind, target, cause, by FROM rerenders"), "post b link_target b")
	d.work()
	d.equal("all lead there", d.rows(`SELECT count(*) FROM entries WHERE locale = 'en' AND CAST(body AS TEXT) LIKE '%href=\"/en/new-_/%'`), fmt.Sprint(2*each))
	d.sound()
}

// TestSeveralTellOfLinks holds that a text which did not change itself is told of by what
// it links to, though its post went live together with that.
func TestSeveralTellOfLinks(t *testing.T) {
	d := newDesk(t)
	d.pair("b", content.Shared{}, text("Old b"), text("Vieux b"))
	d.pair("a", content.Shared{}, text("A"), linking("Un", `<p><a href="cms:post/b" hreflang="en">b</a></p>`))
	renamed, other := text("New b"), linking("A", "<p>Other.</p>")
	renamed.Slug, other.Slug = "new-b", "a"
	seq := d.seq()
	d.several(map[content.PostID]content.Text{"b": renamed, "a": other}, "b", "a")
	d.equal("changes", d.rows("SELECT post_id, locale, cause, by, redirect FROM changes WHERE seq > ? ORDER BY post_id, locale", seq),
		"a en content - -", "a fr link_target b -", "b en content - /en/old-b/", "b fr alternate - -")
	d.sound()
}
