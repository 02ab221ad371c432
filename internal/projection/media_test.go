package projection_test

import (
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/store"
)

// TestEmbedStyle holds that a site that turns to links that load nothing has no frame
// left, and gets them back when it turns again.
func TestEmbedStyle(t *testing.T) {
	d := newDesk(t)
	film := text("Film")
	film.Body = `<p>Vu :</p><iframe src="https://vimeo.com/76979871"></iframe>`
	d.pair("p", content.Shared{}, film, text("Autre"))
	turn := func(style string) {
		t.Helper()
		d.write(func(tx *store.Tx) error {
			site, err := tx.Site(d.ctx)
			if err != nil {
				return err
			}
			site.Settings.Media.Embeds = style
			if err := tx.SaveSite(d.ctx, site); err != nil {
				return err
			}
			return projection.RefreshSettings(d.ctx, tx)
		})
		d.work()
	}
	if got := d.body("p", "en"); !strings.Contains(got, `<iframe src=\"https://player.vimeo.com/video/76979871?dnt=1\"`) {
		t.Errorf("no frame: %s", got)
	}
	turn("card")
	if got := d.body("p", "en"); strings.Contains(got, "iframe") || !strings.Contains(got, `<figure class=\"embed embed-vimeo\"><a href=\"https://vimeo.com/76979871\"`) {
		t.Errorf("no link alone: %s", got)
	}
	d.equal("why", d.rows("SELECT locale, cause FROM changes WHERE kind = 'post' ORDER BY locale"), "en settings", "fr content")
	turn("frame")
	if got := d.body("p", "en"); !strings.Contains(got, "<iframe") {
		t.Errorf("no frame again: %s", got)
	}
	d.sound()
}
