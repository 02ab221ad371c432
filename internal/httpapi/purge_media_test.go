package httpapi_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/diptych-cms/diptych/internal/store"
)

// TestFilesAreForgotten: caches keep a file for a year, so that when nobody may see it any
// more they are told to forget it, by the name that came with it.
func TestFilesAreForgotten(t *testing.T) {
	s := &shop{world: newWorld(t)}
	s.admin = s.token(t, "admin")
	if err := s.Store.Write(t.Context(), func(tx *store.Tx) error { return tx.EnlistConsumer(t.Context(), "purge") }); err != nil {
		t.Fatal(err)
	}
	p, asset := s.pictured(t, s.admin)
	s.live(t, p.ID)
	at := "/content/v1/media/" + asset + "/original"
	file := s.get(t, at, "").want(t, http.StatusOK, "")
	s.forgotten(t)
	s.send(t, "POST", "/manage/v1/posts/"+p.ID+"/unpublication", map[string]any{"translations": map[string]int{"fr": 1, "en": 1}})
	tags := s.forgotten(t)
	s.get(t, at, "").want(t, http.StatusNotFound, "")
	for _, name := range []string{"Surrogate-Key", "Cache-Tag"} {
		if key := file.header.Get(name); key == "" || !slices.Contains(tags, key) {
			t.Errorf("%s %q came with the file, and forgotten are %q", name, key, tags)
		}
	}
}
