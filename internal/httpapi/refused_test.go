package httpapi_test

import (
	"net/http"
	"testing"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/event"
)

// refusals returns how many attempts that were refused the audit tells of.
func (w *world) refusals(t testing.TB) int {
	t.Helper()
	if err := w.Accounts.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	n := 0
	err := w.Accounts.ExportAudit(t.Context(), access.System("cli"), event.Query{Outcome: event.Refused}, func(event.Record) error { n++; return nil })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestEveryRefusalIsAudited asks, by every operation that names something, for what
// an author has no part in: the audit tells of it, also where the answer was that
// there is nothing. Where there is nothing it tells nothing.
func TestEveryRefusalIsAudited(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	th := w.things(t, admin)
	ops := managed(t)
	for _, id := range addressed(t) {
		op := ops[id]
		over := map[string]string{}
		for _, name := range names(op.path) {
			if name != "locale" && name != "n" && name != "asset" && name != "variant" && name != "tag" {
				over[name] = nobody
			}
		}
		stranger := w.token(t, "author")
		before := w.refusals(t)
		there := w.do(t, example(t, op, th.fill(op.path, nil), stranger))
		told := w.refusals(t) - before
		if refused := there.status == http.StatusForbidden || there.status == http.StatusNotFound; refused != (told == 1) {
			t.Errorf("%s: %d, and the audit tells of it %d times\n%.200s", id, there.status, told, there.body)
		}
		before = w.refusals(t)
		nowhere := w.do(t, example(t, op, th.fill(op.path, over), stranger))
		if told := w.refusals(t) - before; nowhere.status == http.StatusNotFound && told > 0 {
			t.Errorf("%s: %d of nothing, and the audit tells of it", id, nowhere.status)
		}
	}
}
