package housetest

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
)

// A feedWriter does to posts of its own, to terms and to settings what readers can see.
// It is refused where another was first, and goes on.
type feedWriter struct {
	*feed
	r     *rand.Rand
	name  string
	posts []string
	n     int
	done  int
}

// work does one deed after another until ctx ends.
func (w *feedWriter) work(ctx context.Context) error {
	deeds := []func(context.Context) error{
		w.create, w.create, w.change, w.change, w.change, w.unpublish, w.remove, w.merge, w.nameTerm, w.mergeTerm, w.setUpLocale,
	}
	for ctx.Err() == nil {
		if err := deeds[w.r.IntN(len(deeds))](ctx); err != nil {
			return err
		}
	}
	return nil
}

// do sends a command. That nobody answers, or that it is refused, is no error; that the
// server fails is.
func (w *feedWriter) do(ctx context.Context, method, path string, body any, headers ...string) (answer, bool, error) {
	a, err := w.client(w.token).do(ctx, method, "/manage/v1"+path, body, headers...)
	if err != nil { // the server is gone, or the time is over
		return a, false, nil //nolint:nilerr // as it may
	}
	if a.status >= 500 {
		return a, false, fmt.Errorf("%s %s: %d %s", method, path, a.status, a.body)
	}
	if a.status < 300 && method != "GET" {
		w.done++
	}
	return a, a.status < 300, nil
}

func (w *feedWriter) text(tag string) map[string]any {
	w.n++
	return map[string]any{
		"title": fmt.Sprintf("%s %s %d", tag, w.name, w.n), "slug": fmt.Sprintf("%s-%s-%d", tag, w.name, w.n/2), "body": fmt.Sprintf("<p>%d</p>", w.n),
	}
}

// create makes a post in one language or in both, and publishes it.
func (w *feedWriter) create(ctx context.Context) error {
	texts := make(map[string]any)
	for _, tag := range [][]string{{"fr"}, {"en"}, {"fr", "en"}, {"fr", "en"}}[w.r.IntN(4)] {
		texts[tag] = w.text(tag)
	}
	source := "fr"
	if texts["fr"] == nil {
		source = "en"
	}
	a, ok, err := w.do(ctx, "POST", "/posts", map[string]any{
		"sourceLocale": source, "tags": []string{w.terms[w.r.IntN(len(w.terms))]}, "date": fmt.Sprintf("2026-0%d-01", 1+w.r.IntN(9)), "translations": texts,
	})
	if !ok {
		return err
	}
	var p diptych
	if err := json.Unmarshal(a.body, &p); err != nil {
		return err
	}
	w.posts = append(w.posts, p.ID)
	return w.publish(ctx, p)
}

func (w *feedWriter) publish(ctx context.Context, p diptych) error {
	heads := make(map[string]int)
	for tag, panel := range p.Translations {
		heads[tag] = panel.Head
	}
	_, _, err := w.do(ctx, "POST", "/posts/"+p.ID+"/publication", map[string]any{"shared": p.Head, "translations": heads})
	return err
}

// any returns one of the writer's posts as it is.
func (w *feedWriter) any(ctx context.Context) (p diptych, ok bool, err error) {
	if len(w.posts) == 0 {
		return p, false, nil
	}
	a, ok, err := w.do(ctx, "GET", "/posts/"+w.posts[w.r.IntN(len(w.posts))], nil)
	if !ok {
		return p, false, err
	}
	return p, true, json.Unmarshal(a.body, &p)
}

// change gives a post other words, another address, and sometimes other tags.
func (w *feedWriter) change(ctx context.Context) error {
	p, ok, err := w.any(ctx)
	if !ok {
		return err
	}
	for tag, panel := range p.Translations {
		if _, ok, err = w.do(ctx, "PATCH", "/posts/"+p.ID+"/translations/"+tag, w.text(tag), "If-Match", panel.ETag); !ok {
			return err
		}
	}
	if w.r.IntN(2) == 0 {
		tags := []string{w.terms[w.r.IntN(len(w.terms))]}
		if _, ok, err = w.do(ctx, "PATCH", "/posts/"+p.ID, map[string]any{"tags": tags}, "If-Match", p.ETag); !ok {
			return err
		}
	}
	a, ok, err := w.do(ctx, "GET", "/posts/"+p.ID, nil)
	if !ok {
		return err
	}
	if err := json.Unmarshal(a.body, &p); err != nil {
		return err
	}
	return w.publish(ctx, p)
}

// unpublish takes one language of a post, or all, away from readers.
func (w *feedWriter) unpublish(ctx context.Context) error {
	p, ok, err := w.any(ctx)
	if !ok {
		return err
	}
	live := make(map[string]int)
	for tag, panel := range p.Translations {
		if panel.Live > 0 && (len(live) == 0 || w.r.IntN(2) == 0) {
			live[tag] = panel.Live
		}
	}
	if len(live) == 0 {
		return nil
	}
	_, _, err = w.do(ctx, "POST", "/posts/"+p.ID+"/unpublication", map[string]any{"translations": live})
	return err
}

// remove puts a post into the trash.
func (w *feedWriter) remove(ctx context.Context) error {
	p, ok, err := w.any(ctx)
	if !ok {
		return err
	}
	live := make(map[string]int)
	for tag, panel := range p.Translations {
		if panel.Live > 0 {
			live[tag] = panel.Live
		}
	}
	if len(live) > 0 {
		if _, ok, err = w.do(ctx, "POST", "/posts/"+p.ID+"/unpublication", map[string]any{"translations": live}); !ok {
			return err
		}
	}
	_, _, err = w.do(ctx, "DELETE", "/posts/"+p.ID, nil, "If-Match", p.ETag)
	return err
}

// merge joins two posts, where their languages allow it.
func (w *feedWriter) merge(ctx context.Context) error {
	p, ok, err := w.any(ctx)
	if !ok {
		return err
	}
	other := w.posts[w.r.IntN(len(w.posts))]
	_, _, err = w.do(ctx, "POST", "/posts/"+p.ID+"/merge", map[string]any{"post": other}, "If-Match", p.ETag)
	return err
}

// nameTerm gives a tag another name and slug in one language.
func (w *feedWriter) nameTerm(ctx context.Context) error {
	w.n++
	id, tag := w.terms[w.r.IntN(len(w.terms))], []string{"fr", "en"}[w.r.IntN(2)]
	a, ok, err := w.do(ctx, "GET", "/tags/"+id, nil)
	if !ok {
		return err
	}
	name := fmt.Sprintf("%s %s %d", tag, w.name, w.n)
	_, _, err = w.do(ctx, "PATCH", "/tags/"+id, map[string]any{"translations": map[string]any{tag: map[string]string{"name": name}}}, "If-Match", a.header.Get("ETag"))
	return err
}

// mergeTerm makes a new tag and lets an old one absorb it, once it has a post.
func (w *feedWriter) mergeTerm(ctx context.Context) error {
	w.n++
	a, ok, err := w.do(ctx, "POST", "/tags", map[string]any{"translations": map[string]any{
		"fr": map[string]string{"name": fmt.Sprintf("Bref %s %d", w.name, w.n)}, "en": map[string]string{"name": fmt.Sprintf("Brief %s %d", w.name, w.n)},
	}})
	if !ok {
		return err
	}
	var term struct{ ID string }
	if err := json.Unmarshal(a.body, &term); err != nil {
		return err
	}
	p, ok, err := w.any(ctx)
	if !ok {
		return err
	}
	if _, ok, err = w.do(ctx, "PATCH", "/posts/"+p.ID, map[string]any{"tags": []string{term.ID}}, "If-Match", p.ETag); !ok {
		return err
	}
	p.Head++
	if err := w.publish(ctx, p); err != nil {
		return err
	}
	into := w.terms[w.r.IntN(len(w.terms))]
	if a, ok, err = w.do(ctx, "GET", "/tags/"+into, nil); !ok {
		return err
	}
	_, _, err = w.do(ctx, "POST", "/tags/"+into+"/merge", map[string]any{"term": term.ID}, "If-Match", a.header.Get("ETag"))
	return err
}

// setUpLocale changes settings that every post shows in its address.
func (w *feedWriter) setUpLocale(ctx context.Context) error {
	w.n++
	tag := []string{"fr", "en"}[w.r.IntN(2)]
	a, ok, err := w.do(ctx, "GET", "/locales/"+tag, nil)
	if !ok {
		return err
	}
	post := fmt.Sprintf("/%s/%d/{slug}/", tag, w.r.IntN(3))
	_, _, err = w.do(ctx, "PATCH", "/locales/"+tag, map[string]any{"title": fmt.Sprint(w.n), "paths": map[string]string{"post": post}}, "If-Match", a.header.Get("ETag"))
	return err
}
