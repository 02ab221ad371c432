package httpapi_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/pkg/client/manage"
)

// TestManageFiles uploads, fetches, describes, counts and deletes files with the SDK.
func TestManageFiles(t *testing.T) {
	s := newSDK(t)
	asset, page := got[manage.Asset](t), got[manage.Page[manage.Asset]](t)
	a := asset(s.Upload(t.Context(), "toit.png", strings.NewReader(drawing(t, 640, 400))))
	b := asset(s.Fetch(t.Context(), elsewhere(t)+"/toit.png", "brise.png"))
	if b.Name != "brise.png" || b.Width != 9 {
		t.Errorf("fetched %+v", b)
	}
	a = asset(s.DescribeAsset(t.Context(), a.ID, a.ETag, map[string]manage.AssetText{"fr": {Alt: "Un toit", Credit: "Maude"}}))
	a = asset(s.Focus(t.Context(), a.ID, a.ETag, &manage.Point{X: 0.5, Y: 0.25}))
	a = asset(s.PatchAsset(t.Context(), a.ID, a.ETag, manage.Patch{"name": "jardin.png"}))
	if a.Name != "jardin.png" || a.Focus.Y != 0.25 || a.Texts["fr"].Credit != "Maude" || a.Frames != 1 || a.By == "" {
		t.Errorf("described %+v", a)
	}
	if a = asset(s.Focus(t.Context(), a.ID, a.ETag, nil)); a.Focus != nil {
		t.Errorf("focus %+v", a.Focus)
	}
	if use := got[manage.AssetUsage](t)(s.AssetUsage(t.Context())); use.Site.Files != 2 || use.Own.Bytes != a.Bytes+b.Bytes {
		t.Errorf("usage %+v", use)
	}
	p := s.pair("toit")
	got[manage.Post](t)(s.PatchPost(t.Context(), p.ID, p.ETag, manage.Patch{"resources": []manage.Resource{{Name: "thumbnail", Asset: a.ID}}}))
	if list := page(s.Assets(t.Context(), manage.AssetQuery{Text: "jardin maude"})); len(list.Items) != 1 || list.Items[0].ID != a.ID {
		t.Errorf("found %+v", list)
	}
	if list := page(s.Assets(t.Context(), manage.AssetQuery{Type: "image/", Unused: true})); len(list.Items) != 1 || list.Items[0].ID != b.ID {
		t.Errorf("unused %+v", list)
	}
	small := got[io.ReadCloser](t)(s.AssetMedia(t.Context(), a.ID, "w320.jpeg"))
	defer small.Close()
	if text, err := io.ReadAll(small); err != nil || !strings.HasPrefix(string(text), "\xff\xd8\xff") {
		t.Errorf("a variant of %d bytes, %v", len(text), err)
	}
	refused, ok := errors.AsType[*manage.Problem](s.DeleteAsset(t.Context(), a.ID, a.ETag))
	if !ok || refused.Code != "asset.used" || len(refused.Uses) != 1 || refused.Uses[0].Post != p.ID {
		t.Errorf("a used file: %+v", refused)
	}
	if err := s.DeleteAsset(t.Context(), b.ID, b.ETag); err != nil {
		t.Error(err)
	}
}

// TestManageLinks reads the report of links with the SDK.
func TestManageLinks(t *testing.T) {
	s := newSDK(t)
	to, from := s.pair("Vent"), s.pair("Toit")
	text := `<p><a href="cms:post/` + to.ID + `">le vent</a>, <a href="https://vents.example.net/carte">la carte</a></p>`
	french := manage.Panel{Post: from.ID, Locale: "fr"}
	now := got[manage.Translation](t)(s.Translation(t.Context(), french))
	got[manage.Translation](t)(s.PatchTranslation(t.Context(), french, now.ETag, manage.Patch{"title": "Été sur le toit", "body": text}))
	from = got[manage.Post](t)(s.Post(t.Context(), from.ID))
	got[manage.PublicationState](t)(s.Publish(t.Context(), from.ID, from.Heads("fr")))
	states := make(map[string]manage.ReportedLink)
	for link, err := range s.EachLink(t.Context(), manage.LinkQuery{Locale: "fr", Cut: manage.Cut{Limit: 1}}) {
		if err != nil {
			t.Fatal(err)
		}
		states[link.State] = link
	}
	if l := states["unpublished"]; l.Target == nil || l.Target.Post != to.ID || l.Target.URL != "" || l.Text != "le vent" || l.Title != "Été sur le toit" || l.Reason == "" {
		t.Errorf("unpublished: %+v", l)
	}
	if l := states["external"]; l.Checked != nil || l.Href != "https://vents.example.net/carte" {
		t.Errorf("external: %+v", l)
	}
	page := got[manage.LinkPage](t)(s.Links(t.Context(), manage.LinkQuery{State: "external", Post: from.ID}))
	if len(page.Items) != 1 || page.Sums["unpublished"] != 1 || page.Sums["external"] != 1 {
		t.Errorf("page %+v", page)
	}
	if check := got[manage.LinkCheck](t)(s.CheckLinks(t.Context())); check.Links != 1 || check.Hosts != 1 {
		t.Errorf("check %+v", check)
	}
}
