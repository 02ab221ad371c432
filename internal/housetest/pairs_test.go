package housetest

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// A panel is what the tests need of one translation in a management answer.
type panel struct {
	ETag string `json:"etag"`
	Head int    `json:"head"`
	Live int    `json:"live"`
}

// A diptych is what the tests need of a post in a management answer.
type diptych struct {
	ID           string           `json:"id"`
	ETag         string           `json:"etag"`
	Head         int              `json:"head"`
	Translations map[string]panel `json:"translations"`
}

// text is a translation that carries the number k wherever readers look.
func text(tag string, k int) map[string]any {
	words := map[string]string{"fr": "Numéro", "en": "Number"}
	return map[string]any{
		"title": fmt.Sprintf("%s %d", words[tag], k),
		"body":  fmt.Sprintf("<p>%s %d</p>", words[tag], k),
	}
}

// create makes a post in both languages, live, with number 0.
func create(t testing.TB, c *client, name string) diptych {
	t.Helper()
	fr, en := text("fr", 0), text("en", 0)
	fr["slug"], en["slug"] = "numero-"+name, "number-"+name
	var p diptych
	c.must(t, 201, "POST", "/manage/v1/posts", map[string]any{
		"sourceLocale": "en", "date": "2026-05-04T12:00:00Z", "translations": map[string]any{"fr": fr, "en": en},
	}).into(t, &p)
	c.must(t, 200, "POST", "/manage/v1/posts/"+p.ID+"/publication", map[string]any{
		"shared": p.Head, "translations": map[string]int{"fr": p.Translations["fr"].Head, "en": p.Translations["en"].Head},
	})
	return p
}

// save gives both translations the number k, and returns their new heads.
func save(ctx context.Context, c *client, p *diptych, k int) (map[string]int, error) {
	heads := make(map[string]int)
	for _, tag := range []string{"fr", "en"} {
		a, err := c.do(ctx, "PATCH", "/manage/v1/posts/"+p.ID+"/translations/"+tag, text(tag, k), "If-Match", p.Translations[tag].ETag)
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
		p.Translations[tag] = now
		heads[tag] = now.Head
	}
	return heads, nil
}

// publish makes the named revisions live, in one request.
func publish(ctx context.Context, c *client, id string, heads map[string]int) error {
	a, err := c.do(ctx, "POST", "/manage/v1/posts/"+id+"/publication", map[string]any{"translations": heads})
	if err != nil {
		return err
	}
	if a.status != 200 {
		return fmt.Errorf("publish: %d %s", a.status, a.body)
	}
	return nil
}

// A witness asks fr, en, fr and lists, again and again, and notes what may not be.
type witness struct {
	c    *client
	id   string
	seen map[int]bool // numbers that both French answers showed
	lies []string
}

// look asks once.
func (w *witness) look(ctx context.Context) error {
	var shown [3]int
	for i, tag := range []string{"fr", "en", "fr"} {
		k, err := w.number(ctx, tag)
		if err != nil {
			return err
		}
		shown[i] = k
	}
	if shown[0] == shown[2] {
		w.seen[shown[0]] = true
		if shown[1] != shown[0] {
			w.lies = append(w.lies, fmt.Sprintf("French showed %d before and after, English %d between", shown[0], shown[1]))
		}
	}
	return w.list(ctx)
}

// number returns the number that readers of the language see.
func (w *witness) number(ctx context.Context, tag string) (int, error) {
	a, err := w.c.do(ctx, "GET", "/content/v1/posts/"+w.id+"?locale="+tag, nil)
	if err != nil {
		return 0, err
	}
	var e struct {
		Title      string
		Body       string
		Alternates []struct{ Locale string }
	}
	if a.status != 200 {
		return 0, fmt.Errorf("read %s: %d %s", tag, a.status, a.body)
	}
	if err := decode(a.body, &e); err != nil {
		return 0, err
	}
	if len(e.Alternates) != 2 {
		w.lies = append(w.lies, fmt.Sprintf("%s has %d alternates", tag, len(e.Alternates)))
	}
	_, digits, _ := strings.Cut(e.Title, " ")
	if !strings.Contains(e.Body, " "+digits+"<") {
		w.lies = append(w.lies, fmt.Sprintf("title %q beside body %q", e.Title, e.Body))
	}
	return strconv.Atoi(digits)
}

// list looks at both languages in one answer.
func (w *witness) list(ctx context.Context) error {
	a, err := w.c.do(ctx, "GET", "/content/v1/posts?locale=*", nil)
	if err != nil {
		return err
	}
	var page struct {
		Items []struct{ ID, Title string }
	}
	if err := decode(a.body, &page); err != nil {
		return err
	}
	var numbers []string
	for _, item := range page.Items {
		if item.ID == w.id {
			_, digits, _ := strings.Cut(item.Title, " ")
			numbers = append(numbers, digits)
		}
	}
	if len(numbers) != 2 || numbers[0] != numbers[1] {
		w.lies = append(w.lies, fmt.Sprintf("one list shows %v", numbers))
	}
	return nil
}

// publications is how often each way publishes.
const publications = 40

// A way makes revisions live.
type way func(ctx context.Context, c *client, id string, heads map[string]int) error

// witnessed publishes by the given way while a witness looks on. It returns
// what the witness saw.
func witnessed(t *testing.T, c *client, name string, publish way) *witness {
	t.Helper()
	p := create(t, c, name)
	w := &witness{c: &client{url: c.url}, id: p.ID, seen: make(map[int]bool)}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			select {
			case <-done:
				return
			default:
			}
			if err := w.look(ctx); err != nil {
				t.Error(err)
				return
			}
		}
	})
	for k := 1; k <= publications; k++ {
		heads, err := save(ctx, c, &p, k)
		if err == nil {
			err = publish(ctx, c, p.ID, heads)
		}
		if err != nil {
			t.Error(err)
			break
		}
	}
	close(done)
	wg.Wait()
	return w
}

// TestPairsAreNeverSeenByHalf is rule 3: a publication of both languages is one
// instant for every reader. The second half plants the fault that it guards
// against, and must see it.
func TestPairsAreNeverSeenByHalf(t *testing.T) {
	data, token := fresh(t)
	c := &client{url: serve(t, data).url, token: token}
	honest := witnessed(t, c, "honest", publish)
	for _, lie := range honest.lies {
		t.Error(lie)
	}
	t.Logf("%d publications, %d of them caught between two French answers", publications, len(honest.seen))
	planted := witnessed(t, c, "planted", func(ctx context.Context, c *client, id string, heads map[string]int) error {
		for _, tag := range []string{"fr", "en"} {
			if err := publish(ctx, c, id, map[string]int{tag: heads[tag]}); err != nil {
				return err
			}
		}
		return nil
	})
	if len(planted.lies) == 0 {
		t.Error("publishing in two transactions went unnoticed: the witness is blind")
	}
	t.Logf("planted: %d lies seen", len(planted.lies))
}
