package httpapi_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/machine/standin"
)

// A filled translation is what pretranslation answers.
type filled struct {
	ETag     string
	Counts   struct{ Exact, Fuzzy, Machine, Left int }
	Warnings []struct{ Code, Pointer, Excerpt string }
	Results  []struct{ Outcome, State string }
}

// serviced points the site at a translation service of the preset, and returns a
// French post whose English is missing.
func (w *world) serviced(t *testing.T, admin, preset string) (*standin.Service, string) {
	t.Helper()
	service := standin.New(t, preset, "")
	w.do(t, call{method: "PATCH", path: "/manage/v1/site", token: admin, header: map[string]string{"If-Match": `"1"`},
		body: map[string]any{"machine": map[string]string{"url": service.URL, "preset": preset}}}).want(t, http.StatusOK, "")
	post := w.id(t, "POST", "/manage/v1/posts", admin, `{"sourceLocale":"fr","translations":{"fr":{"title":"Le vent",
		"body":"<p>Il souffle <a href=\"https://example.org/nord\">du nord</a>.</p><p>Il <em>tombe</em>.</p>"}}}`)
	return service, "/manage/v1/posts/" + post + "/translations/en"
}

// TestMachinesFillWhatIsMissing asks each kind of service, which loses a tag.
func TestMachinesFillWhatIsMissing(t *testing.T) {
	for _, preset := range []string{"diptych", "deepl", "libretranslate"} {
		t.Run(preset, func(t *testing.T) {
			w := newWorld(t)
			admin := w.token(t, "admin")
			service, at := w.serviced(t, admin, preset)
			for _, sent := range []string{`Il <x id="1">tombe</x>.`, `Il <span id="x1">tombe</span>.`} {
				service.Knows(sent, "It falls.")
			}
			got := into[filled](t, w.do(t, posting(at+"/pretranslate", admin, `{"machine":true}`)).want(t, http.StatusOK, ""))
			if got.Counts.Machine != 2 || got.Counts.Left != 1 || len(got.Warnings) != 1 || got.Warnings[0].Code != "machine.unfit" || got.Warnings[0].Excerpt != "It falls." {
				t.Errorf("%+v", got)
			}
			list := w.do(t, call{method: "GET", path: at + "/segments", token: admin}).want(t, http.StatusOK, "")
			sums := into[struct {
				Sums struct {
					Missing, Current int
					Origins          map[string]int
				}
			}](t, list).Sums
			if sums.Missing != 1 || sums.Current != 2 || sums.Origins["machine_unreviewed"] != 2 || !strings.Contains(string(list.body), "DU NORD") {
				t.Errorf("%+v\n%s", sums, list.body)
			}
			whole := w.do(t, call{method: "GET", path: at, token: admin}).want(t, http.StatusOK, "")
			if !strings.Contains(string(whole.body), `<a href=\"https://example.org/nord\">DU NORD</a>`) {
				t.Errorf("the link did not come back: %s", whole.body)
			}
		})
	}
}

// TestWhatAMachineWroteWaits holds it back from readers until somebody looked.
func TestWhatAMachineWroteWaits(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	_, at := w.serviced(t, admin, "diptych")
	w.do(t, posting(at+"/pretranslate", admin, `{"machine":true}`)).want(t, http.StatusOK, "")
	post := strings.TrimSuffix(at, "/translations/en")
	publish := posting(post+"/publication", admin, `{"shared":1,"translations":{"fr":1,"en":1}}`)
	if held := w.do(t, publish).want(t, http.StatusConflict, "publication.blocked"); !strings.Contains(string(held.body), `"blocker.unreviewed"`) {
		t.Errorf("what stands in the way: %s", held.body)
	}
	w.do(t, posting(at+"/review", admin, `{"revision":1,"decision":"approve"}`)).want(t, http.StatusOK, "")
	if a := w.do(t, publish); a.status != http.StatusOK {
		t.Errorf("approved, it is still held back: %d %s", a.status, a.body)
	}
}

// TestServicesThatFail says what stands in the way, and changes nothing.
func TestServicesThatFail(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	service, at := w.serviced(t, admin, "diptych")
	before := w.state(t)
	service.Stumbles(standin.Hiccup{Status: 403})
	w.do(t, posting(at+"/pretranslate", admin, `{"machine":true}`)).want(t, http.StatusConflict, "machine.denied")
	service.Stumbles(standin.Hiccup{Body: "no JSON"})
	w.do(t, posting(at+"/pretranslate", admin, `{"machine":true}`)).want(t, http.StatusServiceUnavailable, "machine.answer")
	w.do(t, posting(at+"/pretranslate", w.token(t, "translator", "en"), `{"machine":true,"fuzzy":10}`)).want(t, http.StatusUnprocessableEntity, "invalid")
	w.do(t, posting(at+"/pretranslate", w.token(t, "reader"), `{"machine":true}`)).want(t, http.StatusForbidden, "")
	if now := w.state(t); strings.Contains(now, "IL SOUFFLE") || len(now) < len(before) {
		t.Error("a service that failed changed something")
	}
}
