package housetest

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
)

// A stormDesk is one editor with four posts: one that is published alone, two that
// go live and away in one release, and one that nobody ever publishes.
type stormDesk struct {
	n                  int
	c                  *client
	alone, left, right diptych
	k                  atomic.Int64   // the last round, and the number that texts carry
	live               map[string]int // what is live of the post that stands alone
}

// newStormDesk makes the posts. The newest shared part of each is a draft.
func newStormDesk(t *testing.T, c *client, n int, tag string) *stormDesk {
	t.Helper()
	d := &stormDesk{n: n, c: &client{url: c.url, token: c.token}}
	for i, p := range []*diptych{&d.alone, &d.left, &d.right, new(diptych)} {
		texts := make(map[string]any)
		for _, tag := range []string{"fr", "en"} {
			one := hidden(tag, fmt.Sprintf("%d-%d", n, i))
			texts[tag] = one
		}
		c.must(t, 201, "POST", "/manage/v1/posts", map[string]any{
			"sourceLocale": "fr", "tags": []string{tag}, "date": fmt.Sprintf("2026-05-%02d", 1+n*4+i), "translations": texts,
		}).into(t, p)
		c.must(t, 200, "PATCH", "/manage/v1/posts/"+p.ID, map[string]any{"params": map[string]string{"secret": marker}}, "If-Match", p.ETag)
	}
	return d
}

// hidden is a translation that must not be seen.
func hidden(tag, where string) map[string]any {
	return map[string]any{
		"title": marker + " " + tag, "slug": marker + "-" + tag + "-" + where, "summary": marker, "body": "<p>" + marker + "</p>",
		"seo": map[string]string{"title": marker, "description": marker},
	}
}

// visible is a translation that may be seen; its address carries the number too.
func visible(tag, where string, k int) map[string]any {
	word := map[string]string{"fr": "numero", "en": "number"}[tag]
	one := text(tag, k)
	one["slug"], one["summary"], one["seo"] = fmt.Sprintf("%s-%s-%d", word, where, k), "", nil
	return one
}

// work does rounds until ctx ends.
func (d *stormDesk) work(ctx context.Context) error {
	for ctx.Err() == nil {
		if err := d.round(ctx, int(d.k.Load())+1); err != nil {
			return err
		}
		d.k.Add(1)
	}
	return nil
}

// round gives every post a draft, then a text with the number k, and brings that
// before readers.
func (d *stormDesk) round(ctx context.Context, k int) error {
	if k%3 == 0 && d.live != nil {
		if err := d.ask(ctx, 200, d.alone.ID+"/unpublication", map[string]any{"translations": d.live}); err != nil {
			return err
		}
		d.live = nil
	}
	heads, err := d.write(ctx, &d.alone, "alone", k)
	if err != nil {
		return err
	}
	if err := d.ask(ctx, 200, d.alone.ID+"/publication", map[string]any{"shared": 1, "translations": heads}); err != nil {
		return err
	}
	d.live = heads
	return d.release(ctx, k)
}

// release makes both posts of the set live at once; in some rounds it takes them
// away before, and in others it takes the third one away with the same stroke.
func (d *stormDesk) release(ctx context.Context, k int) error {
	var items []map[string]any
	for i, p := range []*diptych{&d.left, &d.right} {
		heads, err := d.write(ctx, p, fmt.Sprintf("set%d", i), k)
		if err != nil {
			return err
		}
		items = append(items, map[string]any{"post": p.ID, "action": "publish", "shared": 1, "translations": heads})
	}
	if k%5 == 0 {
		items = append(items, map[string]any{"post": d.alone.ID, "action": "unpublish", "translations": d.live})
		d.live = nil
	}
	if err := d.carryOut(ctx, k, items); err != nil || k%4 != 0 {
		return err
	}
	for _, item := range items[:2] {
		item["action"] = "unpublish"
		delete(item, "shared")
	}
	return d.carryOut(ctx, k, items[:2])
}

func (d *stormDesk) carryOut(ctx context.Context, k int, items []map[string]any) error {
	return d.answered(ctx, 201, "/manage/v1/releases", map[string]any{"name": fmt.Sprintf("Round %d", k), "items": items})
}

// write saves a draft and then the number in both languages, and returns the
// revisions that carry it.
func (d *stormDesk) write(ctx context.Context, p *diptych, name string, k int) (map[string]int, error) {
	heads := make(map[string]int)
	where := fmt.Sprintf("%s-%d", name, d.n)
	for _, tag := range []string{"fr", "en"} {
		for _, one := range []map[string]any{hidden(tag, where), visible(tag, where, k)} {
			a, err := d.c.do(ctx, "PATCH", "/manage/v1/posts/"+p.ID+"/translations/"+tag, one, "If-Match", p.Translations[tag].ETag)
			if err != nil {
				return nil, err
			}
			if a.status != 200 {
				return nil, fmt.Errorf("save %s: %d %s", tag, a.status, a.body)
			}
			now, err := panelOf(a, tag)
			if err != nil {
				return nil, err
			}
			p.Translations[tag], heads[tag] = now, now.Head
		}
	}
	return heads, nil
}

// ask sends a command about a post.
func (d *stormDesk) ask(ctx context.Context, status int, path string, body any) error {
	return d.answered(ctx, status, "/manage/v1/posts/"+path, body)
}

func (d *stormDesk) answered(ctx context.Context, status int, path string, body any) error {
	a, err := d.c.do(ctx, "POST", path, body)
	if err == nil && a.status != status {
		err = fmt.Errorf("POST %s: %d %s", path, a.status, a.body)
	}
	return err
}
