package httpapi_test

import (
	"net/http"
	"testing"
)

// TestFindingsNamePieces holds that a finding, and what mends it, name the piece as its
// list does, also where both languages have a text of one id, and that what mends it can
// be written as it is given: its tags have the numbers that the list shows.
func TestFindingsNamePieces(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	p := w.both(t, admin, false,
		`<p><img src="https://e.org/a.png" alt="A hive"></p><p>The <a href="https://e.org/1">first</a> and the <a href="https://e.org/2">second</a> wind fell.</p>`,
		`<p>Ceci ne se dit qu’ici, où <img src="https://e.org/c.png"> se voit.</p><p><img src="https://e.org/a.png"></p>`+
			`<p>Le <a href="https://e.org/2">second</a> et le <a href="https://e.org/1">premier</a> vent sont tombés :</p>`)
	type looked struct {
		row
		Findings, Suggestions []finding
	}
	list := into[struct{ Items []looked }](t, w.do(t, call{method: "GET", path: french(p.ID) + "/segments?checks=true&suggest=true", token: admin}).want(t, http.StatusOK, ""))
	of := make(map[string]looked)
	attached := make(map[string]string)
	for _, one := range list.Items {
		of[one.ID] = one
		if one.Findings == nil || one.Suggestions == nil {
			t.Errorf("%s: findings and suggestions were asked for, and are left out", one.ID)
		}
		for _, f := range one.Findings {
			attached[f.ID] = one.ID
		}
	}
	found := into[findings](t, w.do(t, call{method: "GET", path: french(p.ID) + "/checks", token: admin}).want(t, http.StatusOK, ""))
	mended := false
	for _, f := range found.Items {
		if f.Segment == nil {
			continue
		}
		one, ok := of[*f.Segment]
		if !ok || attached[f.ID] != *f.Segment {
			t.Errorf("%s is about %s in its list, about %q beside the segments (there: %v)", f.Check, *f.Segment, attached[f.ID], ok)
		}
		if f.Fix == nil {
			continue
		}
		mended = true
		if one.Target == nil || f.Fix.Before != one.Target.Text {
			t.Errorf("%s mends %q, the list has %+v", f.Check, f.Fix.Before, one.Target)
		}
	}
	if !mended {
		t.Errorf("nothing can be mended: %+v", found.Items)
	}
	fixed := into[fixes](t, w.do(t, call{method: "POST", path: french(p.ID) + "/checks/fix?dry_run=true", token: admin, body: map[string]any{"all": true}}).want(t, http.StatusOK, ""))
	for _, change := range fixed.Changes {
		if _, ok := of[change.Segment]; !ok {
			t.Errorf("a change of %s, which no list has", change.Segment)
		}
	}
}
