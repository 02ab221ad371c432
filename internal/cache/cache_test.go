package cache_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/diptych-cms/diptych/internal/cache"
	"github.com/diptych-cms/diptych/internal/entry"
)

func newCache(t testing.TB, bytes int64) *cache.Cache {
	t.Helper()
	c, err := cache.New(bytes)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func at(seq int64) entry.Generation { return entry.Generation{Epoch: "e", Seq: seq} }

// item returns an answer with the text as its body and, as every answer, a tag.
func item(key, text string, seq int64) *cache.Item {
	i := &cache.Item{Key: key, Status: http.StatusOK, Tag: fmt.Sprintf("t%d", len(text)), Generation: at(seq)}
	return i.With([]byte(text))
}

func TestAnItemIsFoundUnderItsKeyAlone(t *testing.T) {
	c := newCache(t, 1<<20)
	c.Keep(item("a", "one", 1))
	no := &cache.Item{Key: "b", Status: http.StatusNotFound, Refusal: true, Generation: at(1)}
	c.Keep(no.With(nil))
	if got := c.Answer([]byte("a")); got == nil || string(c.Form(got, cache.Accepted{}).Body) != "one" {
		t.Errorf("found %v", got)
	}
	if c.Answer([]byte("b")) != nil || c.Refusal([]byte("a")) != nil || c.Refusal([]byte("b")) != no {
		t.Error("answers and refusals are mixed up")
	}
	c.Settle()
	if u := c.Usage(); u.Items != 2 || u.Bytes == 0 {
		t.Errorf("usage %+v", u)
	}
}

func TestACacheOfNothingKeepsNothing(t *testing.T) {
	c := newCache(t, 0)
	c.Keep(item("a", "one", 1))
	if c.Answer([]byte("a")) != nil || c.Refusal([]byte("a")) != nil || c.Usage() != (cache.Usage{}) {
		t.Error("it kept something")
	}
}

func TestAnOlderItemDoesNotTakeThePlaceOfANewerOne(t *testing.T) {
	c := newCache(t, 1<<20)
	c.Keep(item("a", "new", 2))
	c.Keep(item("a", "former", 1))
	if got := c.Answer([]byte("a")); got.Generation != at(2) {
		t.Errorf("kept that of generation %v", got.Generation)
	}
	other := item("a", "restored", 1)
	other.Generation.Epoch = "f"
	c.Keep(other)
	if got := c.Answer([]byte("a")); got != other {
		t.Error("what was restored is taken for older")
	}
}

func TestTheRoomIsBounded(t *testing.T) {
	const room = 1 << 20
	c := newCache(t, room)
	body := strings.Repeat("x", 10_000)
	for n := range 1_000 {
		c.Keep(item(fmt.Sprint("answer ", n), body, 1))
		no := &cache.Item{Key: fmt.Sprint("refusal ", n), Status: http.StatusNotFound, Refusal: true}
		c.Keep(no.With([]byte(body)))
	}
	c.Settle()
	if u := c.Usage(); u.Bytes > room || u.Bytes < room/2 {
		t.Errorf("it holds %d bytes of %d", u.Bytes, room)
	}
}

// A flood of names that nothing has pushes out nothing.
func TestRefusalsTakeNoRoomOfAnswers(t *testing.T) {
	c := newCache(t, 1<<20)
	for n := range 50 {
		c.Keep(item(fmt.Sprint("answer ", n), strings.Repeat("x", 10_000), 1))
	}
	for n := range 10_000 {
		no := &cache.Item{Key: fmt.Sprint("refusal ", n), Status: http.StatusNotFound, Refusal: true}
		c.Keep(no.With([]byte("{}")))
	}
	c.Settle()
	for n := range 50 {
		if c.Answer([]byte(fmt.Sprint("answer ", n))) == nil {
			t.Errorf("answer %d was pushed out", n)
		}
	}
}

func TestFormsAreMadeForTheNextWhoAsks(t *testing.T) {
	c := newCache(t, 1<<20)
	text := strings.Repeat("un mot, a word; ", 500)
	one := item("a", text, 1)
	c.Keep(one)
	c.Settle()
	before := c.Usage().Bytes
	for _, name := range []string{"gzip", "br", "zstd"} {
		accepted := cache.ParseAccepted([]string{name})
		if form := c.Form(one, accepted); form.Coding != nil {
			t.Errorf("%s is there before it was asked for", name)
		}
		c.Settle()
		form := c.Form(one, accepted)
		if form.Coding == nil || form.Coding[0] != name || plain(t, name, form.Body) != text || len(form.Body) > len(text)/10 {
			t.Errorf("%s: %v, %d bytes", name, form.Coding, len(form.Body))
		}
		if want := fmt.Sprint(len(form.Body)); form.Length[0] != want {
			t.Errorf("length %s, want %s", form.Length[0], want)
		}
		if tag := one.Named(strings.Trim(form.ETag[0], `"`)); tag == nil || tag[0] != form.ETag[0] || tag[0] == `"`+one.Tag+`"` {
			t.Errorf("tag %s names %v", form.ETag[0], tag)
		}
	}
	if c.Settle(); c.Usage().Bytes <= before {
		t.Error("forms weigh nothing")
	}
	again := item("a", text, 2)
	c.Keep(again)
	if form := c.Form(again, cache.ParseAccepted([]string{"br"})); form.Coding == nil {
		t.Error("what did not change is compressed anew")
	}
	c.Keep(item("a", text+".", 3))
	if form := c.Form(c.Answer([]byte("a")), cache.ParseAccepted([]string{"br"})); form.Coding != nil {
		t.Error("what changed is sent as it was")
	}
}

func TestWhatIsShortStaysAsItIs(t *testing.T) {
	c := newCache(t, 1<<20)
	for _, i := range []*cache.Item{item("a", strings.Repeat("a", 1000), 1), new(cache.Item).With([]byte(strings.Repeat("no tag", 1000)))} {
		c.Form(i, cache.ParseAccepted([]string{"br"}))
		c.Settle()
		if form := c.Form(i, cache.ParseAccepted([]string{"br"})); i.Coded() || form.Coding != nil {
			t.Errorf("coded: %v %v", i.Coded(), form.Coding)
		}
	}
}

func plain(t *testing.T, coding string, body []byte) string {
	t.Helper()
	var r io.Reader
	var err error
	switch coding {
	case "gzip":
		r, err = gzip.NewReader(bytes.NewReader(body))
	case "zstd":
		r, err = zstd.NewReader(bytes.NewReader(body))
	case "br":
		r = brotli.NewReader(bytes.NewReader(body))
	}
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAThousandAskOnce(t *testing.T) {
	c := newCache(t, 1<<20)
	var flights atomic.Int64
	synctest.Test(t, func(t *testing.T) {
		open := make(chan struct{})
		var all sync.WaitGroup
		for range 1_000 {
			all.Go(func() {
				got, err := c.Once(t.Context(), "a", at(1), func() (*cache.Item, error) {
					flights.Add(1)
					<-open
					return item("a", "one", 1), nil
				})
				if err != nil || got.Key != "a" {
					t.Error(got, err)
				}
			})
		}
		synctest.Wait()
		close(open)
		all.Wait()
	})
	if n := flights.Load(); n != 1 {
		t.Errorf("%d flights", n)
	}
}

// Whoever has seen a newer state does not get what is made of the older.
func TestWhoSawMoreDoesNotWaitForLess(t *testing.T) {
	c := newCache(t, 1<<20)
	synctest.Test(t, func(t *testing.T) {
		open := make(chan struct{})
		go func() {
			_, _ = c.Once(t.Context(), "a", at(1), func() (*cache.Item, error) {
				<-open
				return item("a", "old", 1), nil
			})
		}()
		synctest.Wait()
		got, err := c.Once(t.Context(), "a", at(2), func() (*cache.Item, error) { return item("a", "new", 2), nil })
		if err != nil || got.Generation != at(2) {
			t.Error(got, err)
		}
		close(open)
		synctest.Wait()
	})
}

func TestWhoLeavesEndsNothingForOthers(t *testing.T) {
	c := newCache(t, 1<<20)
	synctest.Test(t, func(t *testing.T) {
		open, first := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(first)
			if got, err := c.Once(t.Context(), "a", at(1), func() (*cache.Item, error) {
				<-open
				return item("a", "one", 1), nil
			}); err != nil || got == nil {
				t.Error(got, err)
			}
		}()
		synctest.Wait()
		ctx, leave := context.WithCancel(t.Context())
		leave()
		if _, err := c.Once(ctx, "a", at(1), nil); !errors.Is(err, context.Canceled) {
			t.Errorf("who left got %v", err)
		}
		close(open)
		<-first
	})
}

func TestAPanicIsNoAnswerForThoseWhoWait(t *testing.T) {
	c := newCache(t, 1<<20)
	func() {
		defer func() { _ = recover() }()
		_, _ = c.Once(t.Context(), "a", at(1), func() (*cache.Item, error) { panic("it broke") })
	}()
	got, err := c.Once(t.Context(), "a", at(1), func() (*cache.Item, error) { return item("a", "one", 1), nil })
	if err != nil || got == nil {
		t.Error(got, err)
	}
}
