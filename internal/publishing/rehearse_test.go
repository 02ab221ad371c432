package publishing_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/publishing"
)

// A dry run says what the real command says, also of what the writes alone find:
// an earlier revision may want a slug that another post has by now.
func TestDryRunFindsWhatIsTaken(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en")
	h.save(id, "en", content.Text{Title: "One", Slug: "another", Body: "<p>Two"})
	h.post(owner, "en") // it takes the slug "one", which nobody holds now
	cmd := ask(id, 1, "en", 1)

	_, real := h.Publish(t.Context(), cmd)
	cmd.DryRun = true
	h.unchanged("a dry run", func() {
		if _, dry := h.Publish(t.Context(), cmd); problem(dry) != problem(real) || problem(real) != "slug.taken /translations/en/slug=slug.taken /translations/en/slug=path.taken" {
			t.Errorf("dry run: %s; command: %s", problem(dry), problem(real))
		}
	})

	items := []content.Item{{Post: id, Action: content.ToPublish, Publication: cmd.Publication}}
	create := publishing.CreateRelease{Actor: owner, Input: publishing.ReleaseInput{Name: "May", Items: items}}
	_, real = h.CreateRelease(t.Context(), create)
	create.DryRun = true
	h.unchanged("a dry run of a release", func() {
		_, dry := h.CreateRelease(t.Context(), create)
		if diff := cmp.Diff(problem(real), problem(dry)); diff != "" || real == nil {
			t.Errorf("dry run of a release (-command +dry run):\n%s", diff)
		}
	})
}
