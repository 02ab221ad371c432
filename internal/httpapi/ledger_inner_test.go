package httpapi

import (
	"fmt"
	"testing"

	"github.com/diptych-cms/diptych/internal/cache"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/reading"
)

// TestLedger writes what receptions find, one after the other, and asks for an answer of
// post a that was made at seq 5.
func TestLedger(t *testing.T) {
	at := func(epoch string, seq int64) entry.Generation { return entry.Generation{Epoch: epoch, Seq: seq} }
	found := func(g entry.Generation, posts ...content.PostID) reading.Reception {
		r := reading.Reception{Generation: g, Changed: make(map[content.PostID]int64)}
		for _, p := range posts {
			r.Changed[p] = g.Seq
		}
		return r
	}
	anew := func(g entry.Generation) reading.Reception { return reading.Reception{Generation: g, Anew: true} }
	many := func(seq int64) reading.Reception {
		r := found(at("e", seq))
		for i := range mostRemembered {
			r.Changed[content.PostID(fmt.Sprint(i))] = seq
		}
		return r
	}
	for name, c := range map[string]struct {
		written []reading.Reception
		stands  bool
	}{
		"nothing changed since":              {[]reading.Reception{anew(at("e", 5))}, true},
		"another post changed":               {[]reading.Reception{anew(at("e", 5)), found(at("e", 6), "b")}, true},
		"it changed":                         {[]reading.Reception{anew(at("e", 5)), found(at("e", 6), "a")}, false},
		"it changed, and then another":       {[]reading.Reception{anew(at("e", 5)), found(at("e", 6), "a"), found(at("e", 7), "b")}, false},
		"it changed before":                  {[]reading.Reception{anew(at("e", 3)), found(at("e", 5), "a")}, true},
		"the ledger began later":             {[]reading.Reception{anew(at("e", 6))}, false},
		"too much changed at once":           {[]reading.Reception{anew(at("e", 5)), anew(at("e", 6))}, false},
		"as many changed as are remembered":  {[]reading.Reception{anew(at("e", 5)), many(6)}, true},
		"more changed than are remembered":   {[]reading.Reception{anew(at("e", 5)), found(at("e", 6), "b"), many(7)}, false},
		"another database":                   {[]reading.Reception{anew(at("e", 5)), anew(at("f", 5))}, false},
		"another database, with its changes": {[]reading.Reception{anew(at("e", 5)), anew(at("f", 4)), found(at("f", 6), "b")}, false},
	} {
		var l ledger
		for _, r := range c.written {
			l.write(r)
		}
		m := &knowledge{Reception: c.written[len(c.written)-1]}
		if got := l.stands(&cache.Item{Post: "a", Generation: at("e", 5)}, m); got != c.stands {
			t.Errorf("%s: stands %v, want %v", name, got, c.stands)
		}
		if l.stands(&cache.Item{Generation: at("e", 5)}, m) {
			t.Errorf("%s: what no post alone decides stands", name)
		}
	}
}
