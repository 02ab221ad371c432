package publishing_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/publishing"
)

// halves reads both languages in two statements of no common snapshot, French,
// English, French, and returns what it saw: if both French answers show k,
// English must show k. What is not live shows the newest change instead, so that
// a publication and its undoing between two statements do not look like nothing.
func halves(ctx context.Context, pool *sql.DB) (seen [3]string, err error) {
	for i, tag := range []locale.Tag{"fr", "en", "fr"} {
		row := pool.QueryRowContext(ctx, "SELECT coalesce(max(json_extract(card, '$.title') || ' ' || seq), 'gone ' || (SELECT max(seq) FROM changes)) FROM entries WHERE locale = ?", string(tag))
		if err := row.Scan(&seen[i]); err != nil {
			return seen, err
		}
	}
	return seen, nil
}

// TestNoReaderSeesOneHalf publishes at random, both languages together, while a
// reader asks (rule 3).
func TestNoReaderSeesOneHalf(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "fr")
	h.publish(ask(id, 1, "en", 1, "fr", 1))
	const rounds = 60
	ctx, stop := context.WithCancel(t.Context())
	type result struct {
		judged, moved int
		err           error
	}
	done := make(chan result)
	go func() {
		var r result
		last := ""
		for ctx.Err() == nil {
			seen, err := halves(ctx, h.pool)
			if ctx.Err() != nil {
				break
			}
			if err != nil {
				r.err = err
				break
			}
			if seen[0] != seen[2] {
				continue // a publication fell in between
			}
			r.judged++
			if seen[1] != seen[0] {
				r.err = fmt.Errorf("readers saw French %q, English %q, French %q", seen[0], seen[1], seen[2])
				break
			}
			if seen[0] != last {
				r.moved++
			}
			last = seen[0]
		}
		done <- r
	}()
	random := rand.New(rand.NewPCG(3, 4))
	for k := range rounds {
		if k > 0 && random.IntN(5) == 0 {
			p := h.state(id)
			if _, err := h.Unpublish(t.Context(), ask(id, 0, "en", p.Translation("en").Live, "fr", p.Translation("fr").Live)); err != nil {
				t.Fatal(err)
			}
		}
		for _, tag := range []locale.Tag{"en", "fr"} {
			h.save(id, tag, content.Text{Title: fmt.Sprint("Number ", k), Body: "<p>x"})
		}
		p := h.state(id)
		h.publish(ask(id, 1, "en", p.Translation("en").Head, "fr", p.Translation("fr").Head))
		if got := h.rows("SELECT count(DISTINCT seq), count(DISTINCT json_extract(card, '$.title')) FROM entries"); got[0] != "1 | 1" {
			t.Fatalf("round %d: seqs and titles of one publication: %v", k, got)
		}
	}
	stop()
	r := <-done
	if r.err != nil {
		t.Error(r.err)
	}
	if r.judged < 20 || r.moved < 5 {
		t.Errorf("the reader judged %d answers, of %d publications: too few to say anything", r.judged, r.moved)
	}
}

// TestHalvesAreSeen plants the slip that the test above is for: two
// publications where one is due.
func TestHalvesAreSeen(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "fr")
	h.publish(ask(id, 1, "en", 1, "fr", 1))
	for _, tag := range []locale.Tag{"en", "fr"} {
		h.save(id, tag, content.Text{Title: "Two", Body: "<p>x"})
	}
	h.publish(ask(id, 0, "en", 2))
	seen, err := halves(t.Context(), h.pool)
	if err != nil {
		t.Fatal(err)
	}
	if seen[0] != seen[2] || seen[1] == seen[0] {
		t.Errorf("a planted half was not seen: %q", seen)
	}
}

// TestNoReaderSeesHalfARelease lets releases publish five pairs anew and take
// them away, while a reader counts.
func TestNoReaderSeesHalfARelease(t *testing.T) {
	h := open(t)
	ids := make([]content.PostID, 5)
	for i := range ids {
		ids[i] = h.post(owner, "en", "fr")
	}
	ctx, stop := context.WithCancel(t.Context())
	type result struct {
		states map[string]bool
		err    error
	}
	done := make(chan result)
	go func() {
		r := result{states: make(map[string]bool)}
		for ctx.Err() == nil && r.err == nil {
			var live, texts int
			row := h.pool.QueryRowContext(ctx, "SELECT count(*), count(DISTINCT text) FROM entries")
			if r.err = row.Scan(&live, &texts); r.err == nil && live != 0 && (live != 10 || texts != 1) {
				r.err = fmt.Errorf("readers saw %d entries of %d publications", live, texts)
			}
			r.states[fmt.Sprint(live)] = true
		}
		if ctx.Err() != nil {
			r.err = nil
		}
		done <- r
	}()
	for k := 1; k <= 15; k++ {
		if k > 1 {
			for _, id := range ids {
				h.save(id, "en", content.Text{Title: fmt.Sprint("Number ", k), Body: "<p>x"})
				h.save(id, "fr", content.Text{Title: fmt.Sprint("Numéro ", k), Body: "<p>x"})
			}
		}
		var live, gone []content.Item
		for _, id := range ids {
			live, gone = append(live, put(id, 1, "en", k, "fr", k)), append(gone, take(id, "en", k, "fr", k))
		}
		h.release(publishing.CreateRelease{Input: in("", live...)})
		if k%3 == 0 {
			h.release(publishing.CreateRelease{Input: in("", gone...)})
		}
	}
	stop()
	r := <-done
	if r.err != nil {
		t.Error(r.err)
	}
	if !r.states["0"] || !r.states["10"] {
		t.Errorf("the reader saw %v: too few to say anything", r.states)
	}
}
