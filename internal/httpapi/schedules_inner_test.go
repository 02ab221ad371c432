package httpapi

import (
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/i18n"
)

// Whoever reads why a schedule was held is mostly not who may not do it any more.
func TestReasonNamesWhoMayNot(t *testing.T) {
	catalog, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	s := speaker{Words: catalog, tag: "fr"}
	held := content.OutcomeOf(fault.New(fault.Forbidden, "access.forbidden_locale", "operation", "publish", "locale", "en", "locale_name", "en"))
	const want = "Zoé n’a plus le droit de faire cela. Quelqu’un qui l’a peut donner un autre instant à la planification; elle se fait alors en son nom."
	if got := reasonOf(held, "Zoé", s); got.Code != "access.forbidden_locale" || got.Detail != want {
		t.Errorf("reasonOf() = %+v, want %s", got, want)
	}
	overtaken := content.OutcomeOf(fault.New(fault.NotFound, "post.not_found", "post", "01"))
	if got := reasonOf(overtaken, "Zoé", s); got.Detail != "Il n’y a pas de billet 01." {
		t.Errorf("reasonOf() = %+v", got)
	}
	if got := reasonOf(nil, "Zoé", s); got != nil {
		t.Errorf("reasonOf(nil) = %+v", got)
	}
}
