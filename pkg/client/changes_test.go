package client_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/pkg/client"
)

// feed answers the change feed by token, one answer each; a status stands for a
// failure that comes once.
func feed(t *testing.T, answers map[string]any, asked *[]string) wire {
	t.Helper()
	failed := make(map[string]bool)
	return func(r *http.Request) (*http.Response, error) {
		q := r.URL.Query()
		*asked = append(*asked, q.Encode())
		status, fails := answers["!"+q.Get("since")].(int)
		if fails && !failed[q.Get("since")] {
			failed[q.Get("since")] = true
			return said(status, `{"code":"x"}`), nil
		}
		switch answer := answers[q.Get("since")].(type) {
		case string:
			return said(http.StatusOK, answer, "ETag", `"x"`), nil
		case nil: // held back
			select {
			case <-r.Context().Done():
				return nil, r.Context().Err()
			case <-time.After(30 * time.Second):
			}
			return said(http.StatusOK, `{"items":[],"next":"`+q.Get("since")+`","upToDate":true}`), nil
		}
		return said(http.StatusNotFound, ""), nil
	}
}

const (
	copied  = `{"items":[{"kind":"post","op":"upsert","id":"01","locale":"fr","cause":"content","entry":{"id":"01","locale":"fr","title":"Le vent"}},{"kind":"site","op":"upsert","id":"site","locale":null,"cause":"settings"}],"next":"A","upToDate":false}`
	more    = `{"items":[{"kind":"post","op":"upsert","id":"02","locale":"fr","cause":"content","entry":{"id":"02","locale":"fr","title":"La pluie"}}],"next":"B","upToDate":true}`
	changed = `{"items":[{"kind":"post","op":"delete","id":"01","locale":"fr","cause":"content"},{"kind":"post","op":"upsert","id":"02","locale":"fr","cause":"link_target","by":"01","entry":{"id":"02","locale":"fr","title":"La neige"}}],"next":"C","upToDate":true}`
	reset   = `{"items":[{"kind":"post","op":"upsert","id":"09","locale":"en","cause":"content","entry":{"id":"09","locale":"en","title":"Snow"}}],"next":"Z","upToDate":true,"reset":true}`
)

func TestReplica(t *testing.T) {
	var asked []string
	answers := map[string]any{"": copied, "A": more}
	c := feed(t, answers, &asked).client(t, client.WithRetries(1, 0))
	r := &client.Replica{}
	if err := c.Sync(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	titles := func() map[client.Key]string {
		all := make(map[client.Key]string)
		for at, p := range r.Posts {
			all[at] = p.Title
		}
		return all
	}
	if diff := cmp.Diff(map[client.Key]string{{ID: "01", Locale: "fr"}: "Le vent", {ID: "02", Locale: "fr"}: "La pluie"}, titles()); diff != "" || r.Token != "B" {
		t.Errorf("the copy, at %s:\n%s", r.Token, diff)
	}
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	r = &client.Replica{}
	if err := json.Unmarshal(text, r); err != nil {
		t.Fatal(err)
	}
	answers["B"], answers["!B"], answers["C"] = changed, 503, `{"items":[],"next":"C","upToDate":true}`
	if err := c.Sync(t.Context(), r); err == nil || len(r.Posts) != 2 {
		t.Errorf("a failure: %v, %d posts", err, len(r.Posts))
	}
	if err := c.Sync(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[client.Key]string{{ID: "02", Locale: "fr"}: "La neige"}, titles()); diff != "" {
		t.Errorf("after a change:\n%s", diff)
	}
	answers["C"] = reset
	if err := c.Sync(t.Context(), r); err != nil || r.Token != "Z" {
		t.Fatal(err, r.Token)
	}
	if diff := cmp.Diff(map[client.Key]string{{ID: "09", Locale: "en"}: "Snow"}, titles()); diff != "" {
		t.Errorf("after a restore:\n%s", diff)
	}
	if want := []string{"include=entry", "include=entry&since=A", "include=entry&since=B", "include=entry&since=B", "include=entry&since=C"}; !slices.Equal(asked, want) {
		t.Errorf("asked %q", asked)
	}
	if err := new(client.Key).UnmarshalText([]byte("01")); err == nil {
		t.Error("half a key was read")
	}
}

// TestFollow goes on for ever: over a server that is not there for a moment, over
// times when nothing happens, until nobody wants to know any more.
func TestFollow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked, seen []string
		c := feed(t, map[string]any{"": copied, "A": more, "!B": 503, "B": changed}, &asked).client(t, client.WithRetries(1, 0))
		ctx, stop := context.WithTimeout(t.Context(), 70*time.Second)
		defer stop()
		var last error
		for answer, err := range c.Changes(ctx, client.Feed{Locale: "*", Wait: 30 * time.Second}) {
			last = err
			if p, ok := errors.AsType[*client.Problem](err); ok {
				seen = append(seen, p.Code)
				continue
			}
			seen = append(seen, answer.Next)
		}
		if want := []string{"A", "B", "x", "C", "C", "C", ""}; !slices.Equal(seen, want) || !errors.Is(last, context.DeadlineExceeded) {
			t.Errorf("seen %q, at last %v", seen, last)
		}
		if want := "locale=%2A&since=C&wait=30"; asked[len(asked)-1] != want {
			t.Errorf("asked %s", asked[len(asked)-1])
		}
	})
}

// TestFollowEnds where going on is of no use, and does not rush a server that
// answers at once though it was asked to wait.
func TestFollowEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked []string
		c := feed(t, map[string]any{"!": 400, "": copied}, &asked).client(t)
		failures := 0
		for _, err := range c.Changes(t.Context(), client.Feed{Wait: time.Minute}) {
			if err == nil {
				t.Error("it went on")
			}
			failures++
		}
		if failures != 1 {
			t.Errorf("%d failures", failures)
		}
		hasty := wire(func(*http.Request) (*http.Response, error) {
			return said(http.StatusOK, `{"items":[],"next":"A","upToDate":true}`), nil
		}).client(t)
		ctx, stop := context.WithTimeout(t.Context(), 10500*time.Millisecond)
		defer stop()
		answers := 0
		for _, err := range hasty.Changes(ctx, client.Feed{Wait: time.Minute}) {
			if err == nil {
				answers++
			}
		}
		if answers != 11 {
			t.Errorf("%d answers in ten seconds", answers)
		}
	})
}

// A token that is taken away asks for a copy anew: what went meanwhile must not stay.
func TestReplicaWithoutTokenBeginsAnew(t *testing.T) {
	gone := client.Key{ID: "gone", Locale: "fr"}
	r := client.Replica{Posts: map[client.Key]client.Post{gone: {}}}
	r.Apply(client.Changes{Next: "a", Items: []client.Change{{Kind: "post", Op: "upsert", ID: "here", Locale: "fr", Entry: &client.Post{}}}})
	r.Apply(client.Changes{Next: "b"})
	if _, ok := r.Posts[gone]; ok || len(r.Posts) != 1 {
		t.Errorf("the replica has %v", r.Posts)
	}
}
