package projection_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/store"
)

// of returns every row that is the post's in one locale.
func (d desk) of(id content.PostID, tag locale.Tag) string {
	return strings.Join(slices.Concat(
		d.rows("SELECT * FROM translations WHERE post_id = ? AND locale = ?", id, tag),
		d.rows("SELECT * FROM revisions WHERE post_id = ? AND locale = ? ORDER BY n", id, tag),
		d.rows("SELECT * FROM slugs WHERE post_id = ? AND locale = ?", id, tag),
		d.rows("SELECT * FROM paths WHERE post_id = ? AND locale = ?", id, tag),
	), "\n")
}

// sharedOf returns every row of the post's shared part. When any part was last
// saved is not the shared part's.
func (d desk) sharedOf(id content.PostID) string {
	return strings.Join(slices.Concat(
		d.rows("SELECT id, source_locale, targets, parity, version, head, live, live_at, created_at, merged_into, deleted_at FROM posts WHERE id = ?", id),
		d.rows("SELECT * FROM shared_revisions WHERE post_id = ? ORDER BY n", id),
	), "\n")
}

func randomText(r *rand.Rand) content.Text {
	word := func() string { return fmt.Sprintf("mot%d", r.IntN(40)) }
	t := content.Text{Title: word(), Summary: word(), Body: "<p>" + word() + " <a href=\"/fr/" + word() + "/\">x</a></p>"}
	if r.IntN(2) == 0 {
		t.Slug = word() + "-" + word()
	}
	if r.IntN(4) == 0 {
		t.Aliases = []string{"/" + word() + "/" + word() + "/"}
	}
	if r.IntN(4) == 0 {
		t.Overrides.Params = content.Instead(map[string]any{"a": word()})
	}
	return t
}

// TestRule1 writes one locale at random and compares every row of the other and
// of the shared part, over several posts; TestRule2 holds in the same walk: a
// save moves no live pointer and changes nothing that a reader sees.
func TestRules1And2(t *testing.T) {
	d := newDesk(t)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 2))
	posts := []content.PostID{"p", "q", "r"}
	for _, id := range posts {
		d.pair(id, content.Shared{}, text("Summer "+string(id)), text("Été "+string(id)))
	}
	saved, published, refused := 0, 0, 0
	for range 300 {
		id := posts[r.IntN(len(posts))]
		tag, other := locale.English, locale.French
		if r.IntN(2) == 0 {
			tag, other = other, tag
		}
		theirs, shared := d.of(id, other), d.sharedOf(id)
		seen := d.everything(readers()...)
		live := d.rows("SELECT post_id, locale, live, live_at, first_published_at FROM translations")
		publishes := r.IntN(3) == 0
		err := d.db.Write(d.ctx, func(tx *store.Tx) error {
			if publishes {
				return d.publish(tx, id, tag)
			}
			return d.saveText(tx, id, tag, randomText(r))
		})
		switch {
		case fault.Is(err, fault.Conflict):
			refused++
		case err != nil:
			t.Fatal(err)
		case publishes:
			published++
		default:
			saved++
		}
		if d.of(id, other) != theirs {
			t.Fatalf("writing %s of %s changed its %s", tag, id, other)
		}
		if d.sharedOf(id) != shared {
			t.Fatalf("writing %s of %s changed its shared part", tag, id)
		}
		if publishes && err == nil {
			continue
		}
		if d.everything(readers()...) != seen {
			t.Fatalf("saving %s of %s changed what readers see", tag, id)
		}
		if !slices.Equal(live, d.rows("SELECT post_id, locale, live, live_at, first_published_at FROM translations")) {
			t.Fatalf("saving %s of %s moved a live pointer", tag, id)
		}
	}
	if saved < 100 || published < 50 {
		t.Errorf("the walk proves little: %d saved, %d published, %d refused", saved, published, refused)
	}
	d.sound()
}

// sound holds that what readers get follows from live rows alone: rendering
// everything again changes nothing, and the lists are those of the entries.
func (d desk) sound() {
	d.Helper()
	tables := []string{"entries", "listing", "listing_counts", "entry_refs", "anchors", "entry_links", "slugs", "paths"}
	before := d.everything(tables...)
	d.write(func(tx *store.Tx) error { return projection.RefreshSettings(d.ctx, tx) })
	d.work()
	if after := d.everything(tables...); after != before {
		d.Errorf("rendering everything again changes:\n%s\ninto\n%s", before, after)
	}
	d.equal("counts that are wrong", d.rows(`SELECT locale, facet, avail, n FROM listing_counts
		EXCEPT SELECT locale, facet, avail, count(*) FROM listing GROUP BY 1, 2, 3`))
	d.equal("lists without count", d.rows(`SELECT locale, facet, avail, count(*) FROM listing GROUP BY 1, 2, 3
		EXCEPT SELECT locale, facet, avail, n FROM listing_counts`))
	d.equal("entries that no list has", d.rows(`SELECT locale, post_id, date FROM entries
		EXCEPT SELECT locale, post_id, date FROM listing WHERE facet = '' AND avail = ''`))
}

// work does all that was deferred, and returns in how many turns.
func (d desk) work() (turns int) {
	d.Helper()
	for more := true; more; turns++ {
		d.write(func(tx *store.Tx) (err error) {
			_, more, err = projection.Work(d.ctx, tx)
			return err
		})
	}
	return turns - 1
}

// A failing transaction breaks at one step, after it was done.
type failing struct {
	*store.Tx
	at string
}

var errPlanned = errors.New("planned")

func (f failing) fail(step string, err error) error {
	if err == nil && f.at == step {
		return errPlanned
	}
	return err
}

func (f failing) WriteEntries(ctx context.Context, put, gone []entry.Row) error {
	return f.fail("entries", f.Tx.WriteEntries(ctx, put, gone))
}

func (f failing) Relist(ctx context.Context, gone, added []entry.Place) error {
	return f.fail("lists", f.Tx.Relist(ctx, gone, added))
}

func (f failing) Touch(ctx context.Context, changes []entry.Change) error {
	return f.fail("changes", f.Tx.Touch(ctx, changes))
}

func (f failing) SetRefs(ctx context.Context, post content.PostID, refs []entry.Ref) error {
	return f.fail("references", f.Tx.SetRefs(ctx, post, refs))
}

func (f failing) PutAddresses(ctx context.Context, list []content.Address) error {
	return f.fail("addresses", f.Tx.PutAddresses(ctx, list))
}

func (f failing) Referrers(ctx context.Context, ref entry.Ref, after content.PostID, limit int) ([]content.PostID, error) {
	posts, err := f.Tx.Referrers(ctx, ref, after, limit)
	return posts, f.fail("referrers", err)
}

// TestRule7 breaks a publication at each of its steps: no event, entry, list or
// address may be left of it.
func TestRule7(t *testing.T) {
	for _, step := range []string{"addresses", "entries", "lists", "changes", "references", "referrers"} {
		t.Run(step, func(t *testing.T) {
			d := newDesk(t)
			d.pair("p", content.Shared{}, text("Summer"), text("Été"))
			d.write(func(tx *store.Tx) error {
				moved := text("Estival")
				moved.Slug = "estival"
				if err := d.saveText(tx, "p", "fr", moved); err != nil {
					return err
				}
				return d.saveText(tx, "p", "en", text("Estival"))
			})
			tables := append(readers(), "translations", "posts", "slugs", "paths", "rerenders")
			before := d.everything(tables...)
			publish := func(tx *store.Tx, at string) error {
				p, err := tx.Post(d.ctx, "p")
				if err != nil {
					return err
				}
				if err := d.unpublish(tx, "p", "en"); err != nil { // so that lists change too
					return err
				}
				p.Translations[0].Live = 0
				if _, err := p.Publish(tx.Now(), content.Publication{Translations: map[locale.Tag]int{"fr": 2}}); err != nil {
					return err
				}
				if err := tx.SaveLive(d.ctx, p); err != nil {
					return err
				}
				p.Translations[0].Live = 2
				if err := tx.SaveLive(d.ctx, p); err != nil {
					return err
				}
				return projection.Refresh(d.ctx, failing{tx, at}, "p", entry.ByContent)
			}
			err := d.db.Write(d.ctx, func(tx *store.Tx) error { return publish(tx, step) })
			if !errors.Is(err, errPlanned) {
				t.Fatalf("the step does not run: %v", err)
			}
			if after := d.everything(tables...); after != before {
				t.Errorf("left behind:\n%s\nof\n%s", after, before)
			}
			d.write(func(tx *store.Tx) error { return publish(tx, "") })
			if after := d.everything(tables...); after == before {
				t.Error("the same publication changes nothing when it is whole")
			}
			d.sound()
		})
	}
}
