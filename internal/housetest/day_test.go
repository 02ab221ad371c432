package housetest

import (
	"errors"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	delivery "github.com/diptych-cms/diptych/pkg/client"
	"github.com/diptych-cms/diptych/pkg/client/manage"
)

// A day is a working day on one post, through the Go SDK. Its methods are told
// in order.
type day struct {
	*testing.T
	edit *manage.Client
	read *delivery.Client
	post manage.Post
}

// TestDay is the day of .ci/day.sh, with the SDK instead of curl: an editor and
// a reader, against the real binary.
func TestDay(t *testing.T) {
	data, token := fresh(t)
	s := serve(t, data)
	edit, err := manage.New(s.url, token, manage.WithLanguage("fr"))
	if err != nil {
		t.Fatal(err)
	}
	read, err := delivery.New(s.url)
	if err != nil {
		t.Fatal(err)
	}
	d := &day{T: t, edit: edit, read: read}
	d.rules()
	d.pair()
	d.thumbnail()
	d.preview()
	d.blocked()
	d.together()
	d.typo()
	d.later()
	d.restore()
	d.away()
	d.trash()
}

// must fails the day at an error.
func must[T any](d *day, what string) func(T, error) T {
	return func(v T, err error) T {
		d.Helper()
		if err != nil {
			d.Fatalf("%s: %v", what, err)
		}
		return v
	}
}

// refused fails the day unless err is a problem with the status, and returns it.
func (d *day) refused(err error, status int) *manage.Problem {
	d.Helper()
	p, ok := errors.AsType[*manage.Problem](err)
	if !ok || p.Status != status {
		d.Fatalf("want a problem with status %d, got %v", status, err)
	}
	return p
}

func (d *day) panel(tag string) manage.Panel { return manage.Panel{Post: d.post.ID, Locale: tag} }

// sees fails the day unless readers of the locale get an entry with the text; an
// empty text: unless they get nothing.
func (d *day) sees(tag, text string) {
	d.Helper()
	p, err := d.read.Post(d.Context(), d.post.ID, delivery.Choice{Locale: tag})
	missing, gone := errors.AsType[*delivery.Problem](err)
	switch {
	case text == "" && gone && missing.NotFound():
	case text == "" || err != nil:
		d.Fatalf("readers of %s get %q, %v; want %q", tag, p.Title, err, text)
	case !strings.Contains(p.Title+p.Body, text):
		d.Fatalf("readers of %s get %q %q; want %q", tag, p.Title, p.Body, text)
	}
}

// write changes a translation and returns it.
func (d *day) write(tag string, patch manage.Patch) manage.Translation {
	d.Helper()
	return must[manage.Translation](d, "write "+tag)(d.edit.UpdateTranslation(d.Context(), d.panel(tag),
		func(manage.Translation) (manage.Patch, error) { return patch, nil }))
}

// look reads the post as it now is.
func (d *day) look() manage.Post {
	d.Helper()
	d.post = must[manage.Post](d, "read")(d.edit.Post(d.Context(), d.post.ID))
	return d.post
}

func (d *day) rules() {
	site := must[manage.Site](d, "site")(d.edit.Site(d.Context()))
	must[manage.Site](d, "rule")(d.edit.PatchSite(d.Context(), site.ETag, manage.Patch{"parity": "together", "timeZone": "America/Toronto"}))
	for _, l := range must[[]manage.Locale](d, "locales")(d.edit.Locales(d.Context())) {
		pattern := "https://www.example.org/preview/{locale}/{slug}/?token={token}"
		must[manage.Locale](d, "pattern")(d.edit.PatchLocale(d.Context(), l.Tag, l.ETag, manage.Patch{"paths": map[string]any{"preview": pattern}}))
	}
}

func (d *day) pair() {
	d.post = must[manage.Post](d, "create")(d.edit.CreatePost(d.Context(), manage.NewPost{
		Shared: manage.Shared{SourceLocale: "en", Date: "2026-03-20"},
		Translations: map[string]manage.Text{
			"en": {Title: "The ice is leaving", Format: "markdown", Body: "The river is *open* to Tadoussac."},
			"fr": {Title: "Les glaces s’en vont", Body: "<p>Le fleuve est <em>libre</em> jusqu’à Tadoussac.</p>"},
		},
	}))
	d.sees("en", "")
	d.sees("fr", "")
}

func (d *day) thumbnail() {
	file, err := os.Open("../../testdata/site/static/images/journal/moon.jpg")
	if err != nil {
		d.Fatal(err)
	}
	defer file.Close()
	picture := must[manage.Asset](d, "upload")(d.edit.Upload(d.Context(), "moon.jpg", file))
	must[manage.Post](d, "thumbnail")(d.edit.UpdatePost(d.Context(), d.post.ID, func(manage.Post) (manage.Patch, error) {
		return manage.Patch{"resources": []manage.Resource{{Name: "thumbnail", Asset: picture.ID}}}, nil
	}))
	d.write("fr", manage.Patch{"resources": map[string]any{"thumbnail": map[string]any{"alt": "La Lune, pleine"}}})

	_, err = d.edit.PatchTranslation(d.Context(), d.panel("fr"), `"1"`, manage.Patch{"title": "Trop tard"})
	if p := d.refused(err, http.StatusPreconditionFailed); p.Current == nil || p.Current.Head != 2 {
		d.Errorf("what is there now: %+v", p)
	}
}

func (d *day) preview() {
	made := must[manage.MadePreviewLink](d, "link")(d.edit.CreatePreviewLink(d.Context(), d.post.ID, manage.NewPreviewLink{Locales: []string{"fr", "en"}}))
	want := manage.PreviewURL{Locale: "fr", URL: "https://www.example.org/preview/fr/les-glaces-s-en-vont/?token=" + made.Token}
	if !slices.Contains(made.Links, want) {
		d.Errorf("links %+v lack %+v", made.Links, want)
	}
	for tag, text := range map[string]string{"en": "The river is", "fr": "Le fleuve est"} {
		seen := must[delivery.Post](d, "preview")(d.edit.Preview(d.Context(), made.Token, d.panel(tag)))
		if !strings.Contains(seen.Body, text) || seen.Thumbnail == nil {
			d.Errorf("preview of %s: %+v", tag, seen)
		}
	}
	if err := d.edit.RevokePreviewLink(d.Context(), d.post.ID, made.ID); err != nil {
		d.Error(err)
	}
	if _, err := d.edit.Preview(d.Context(), made.Token, d.panel("fr")); err == nil {
		d.Error("a revoked link still opens")
	}
}

// blocked: the source says something new, so French alone is too little, and the
// pair as it was too old.
func (d *day) blocked() {
	d.write("en", manage.Patch{"body": "The river is *open* to Tadoussac and to Sept-Îles."})
	p := d.look()
	_, err := d.edit.Publish(d.Context(), p.ID, p.Heads("fr"))
	if b := d.refused(err, http.StatusConflict).Blockers; len(b) == 0 || b[0].Locale != "en" || b[0].Rule != "together" {
		d.Errorf("French alone: %+v", b)
	}
	_, err = d.edit.Publish(d.Context(), p.ID, p.Heads("fr", "en"))
	refused := d.refused(err, http.StatusConflict).Blockers
	if len(refused) != 1 || refused[0].Code != "blocker.stale" || refused[0].Locale != "fr" {
		d.Errorf("old French: %+v", refused)
	}
	dry := must[manage.PublicationState](d, "dry run")(d.edit.TryPublish(d.Context(), p.ID, p.Heads("fr", "en")))
	if !slices.Equal(dry.Blockers, refused) {
		d.Errorf("the dry run says %+v, the call %+v", dry.Blockers, refused)
	}
	d.sees("en", "")
	d.sees("fr", "")
}

func (d *day) together() {
	d.write("fr", manage.Patch{"body": "<p>Le fleuve est <em>libre</em> jusqu’à Tadoussac et Sept-Îles.</p>"})
	p := d.look()
	live := must[manage.PublicationState](d, "publish")(d.edit.Publish(d.Context(), p.ID, p.Heads("fr", "en")))
	if !slices.Equal(live.Changed.Locales, []string{"en", "fr"}) || *live.Translations["fr"].LiveAt != *live.Translations["en"].LiveAt {
		d.Errorf("published %+v", live)
	}
	d.sees("en", "to Sept-Îles")
	d.sees("fr", "et Sept-Îles")
	if parity := must[manage.Parity](d, "parity")(d.edit.Parity(d.Context(), p.ID, manage.Cut{})); parity.State != "together" || len(parity.Ledger) == 0 {
		d.Errorf("parity %+v", parity)
	}
}

func (d *day) typo() {
	fr := d.write("fr", manage.Patch{"title": "Les glaces s’en vont!", "edit": "minor", "note": "Ponctuation"})
	must[manage.PublicationState](d, "typo")(d.edit.Publish(d.Context(), d.post.ID, manage.Publication{Translations: map[string]int{"fr": fr.Head}}))
	d.sees("fr", "Les glaces s’en vont!")
	diff := must[manage.Diff](d, "diff")(d.edit.Diff(d.Context(), d.panel("fr"), fr.Head-1, fr.Head))
	if len(diff.Fields) != 1 || diff.Fields[0].Pointer != "/title" || diff.Change != "minor" {
		d.Errorf("diff %+v", diff)
	}
}

func (d *day) later() {
	en := d.write("en", manage.Patch{"body": "The river is open to the gulf."})
	fr := d.write("fr", manage.Patch{"body": "<p>Le fleuve est libre jusqu’au golfe.</p>"})
	heads := manage.Publication{Translations: map[string]int{"en": en.Head, "fr": fr.Head}}
	_, err := d.edit.PublishLater(d.Context(), d.post.ID, manage.Later{Publication: heads, When: manage.When{At: "2026-03-08T02:30", TimeZone: "America/Toronto"}})
	d.refused(err, http.StatusUnprocessableEntity)
	made := must[manage.Scheduled](d, "schedule")(d.edit.PublishLater(d.Context(), d.post.ID, manage.Later{Publication: heads, When: manage.At(time.Now().Add(2 * time.Second))}))
	if made.Schedule.State != "pending" || len(made.Blockers) != 0 {
		d.Errorf("scheduled %+v", made)
	}
	d.sees("en", "to Sept-Îles")
	deadline := time.Now().Add(time.Minute)
	for made.Schedule.State == "pending" && time.Now().Before(deadline) {
		time.Sleep(50 * time.Millisecond)
		made.Schedule = must[manage.Schedule](d, "schedule")(d.edit.Schedule(d.Context(), made.Schedule.ID))
	}
	if made.Schedule.State != "done" || made.Schedule.LateSeconds == nil {
		d.Fatalf("fired %+v", made.Schedule)
	}
	d.sees("en", "to the gulf")
	d.sees("fr", "jusqu’au golfe")
}

// restore: French as it was, English and the readers left alone.
func (d *day) restore() {
	before := d.look()
	old := must[manage.Revision](d, "revision")(d.edit.Revision(d.Context(), d.panel("fr"), 3))
	fr := must[manage.Translation](d, "restore")(d.edit.Restore(d.Context(), d.panel("fr"), before.Translations["fr"].ETag, old.N))
	if fr.Body != old.Body || fr.Title != old.Title || fr.Live != before.Translations["fr"].Live {
		d.Errorf("restored %+v, want %+v", fr, old)
	}
	if after := d.look(); after.ETag != before.ETag || after.Translations["en"].ETag != before.Translations["en"].ETag || after.Translations["en"].Body != before.Translations["en"].Body {
		d.Errorf("something else was touched: %+v", after)
	}
	history := must[manage.Page[manage.RevisionInfo]](d, "history")(d.edit.Revisions(d.Context(), d.panel("fr"), manage.Cut{}))
	if len(history.Items) != fr.Head || history.Items[0].Origin != "restore" || !history.Items[1].Live {
		d.Errorf("history %+v", history.Items)
	}
	d.sees("fr", "jusqu’au golfe")
}

func (d *day) away() {
	p := d.look()
	live := map[string]int{"en": p.Translations["en"].Live, "fr": p.Translations["fr"].Live}
	_, err := d.edit.Unpublish(d.Context(), p.ID, manage.Publication{Translations: map[string]int{"fr": live["fr"]}})
	if b := d.refused(err, http.StatusConflict).Blockers; len(b) == 0 || b[0].Rule != "together" {
		d.Errorf("French alone: %+v", b)
	}
	must[manage.PublicationState](d, "unpublish")(d.edit.Unpublish(d.Context(), p.ID, manage.Publication{Translations: live}))
	d.sees("en", "")
	d.sees("fr", "")
}

func (d *day) trash() {
	p := d.look()
	if err := d.edit.DeletePost(d.Context(), p.ID, p.ETag); err != nil {
		d.Fatal(err)
	}
	_, err := d.edit.Post(d.Context(), p.ID)
	d.refused(err, http.StatusNotFound)
	trash := must[manage.Page[manage.Trashed]](d, "trash")(d.edit.Trash(d.Context(), manage.Cut{}))
	if len(trash.Items) != 1 || trash.Items[0].ID != p.ID || trash.Items[0].Titles["fr"] != p.Translations["fr"].Title {
		d.Fatalf("trash %+v", trash)
	}
	back := must[manage.Post](d, "bring back")(d.edit.RestorePost(d.Context(), p.ID, trash.Items[0].ETag))
	for tag, t := range p.Translations {
		if b := back.Translations[tag]; b.Body != t.Body || b.Slug != t.Slug || b.Live != 0 || b.Head != t.Head {
			d.Errorf("%s came back as %+v", tag, b)
		}
	}
	d.sees("fr", "")
	if err := d.edit.DeletePost(d.Context(), p.ID, back.ETag); err != nil {
		d.Error(err)
	}
}
