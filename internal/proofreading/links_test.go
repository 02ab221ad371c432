package proofreading_test

import (
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/patch"
	"github.com/diptych-cms/diptych/internal/translating"
)

// linked is a house whose French text, in the format, links to a post that came before
// it and to one that came after.
func linked(t *testing.T, format content.Format, body string) (h *house, early, late content.PostID) {
	t.Helper()
	h = open(t, slips)
	post := func(title string) content.PostID {
		saved, err := h.Editing.Create(t.Context(), editing.CreatePost{Actor: h.actor, Whole: editing.Whole{Source: "fr"},
			Translations: map[locale.Tag]editing.Translating{"fr": {Text: content.Text{Title: title}}}})
		if err != nil {
			t.Fatal(err)
		}
		return saved.Post.ID
	}
	early = post("Ruche")
	_, err := h.Editing.SaveTranslation(t.Context(), editing.SaveTranslation{Actor: h.actor, Post: h.post, Locale: "fr", Version: 1,
		Change: editing.Replace(content.Text{Title: "Abeilles", Format: format, Body: body})})
	if err != nil {
		t.Fatal(err)
	}
	return h, early, post("Miel")
}

func (h *house) french(t *testing.T) content.Text {
	t.Helper()
	view, err := h.Editing.Get(t.Context(), editing.GetPost{Actor: h.actor, Post: h.post})
	if err != nil {
		t.Fatal(err)
	}
	return view.Texts["fr"]
}

var bodies = map[content.Format]string{
	content.HTML: `<p>Il y a 60 abeilles : toutes <a href="/fr/ruche/">vont bien</a>!</p><p>Et <a href="/fr/miel/">elles</a> travaillent.</p>`,
	content.Markdown: "Il y a 60 abeilles : toutes [vont bien](/fr/ruche/)!\n\n" +
		"Et [elles](/fr/miel/) travaillent.\n",
}

// TestFixBesideLinks mends a text whose links name posts, also where one is named
// only now.
func TestFixBesideLinks(t *testing.T) {
	for format, body := range bodies {
		t.Run(string(format), func(t *testing.T) {
			h, early, late := linked(t, format, body)
			if html := h.french(t).HTML; !strings.Contains(html, `"cms:post/`+string(early)+`"`) || !strings.Contains(html, `"/fr/miel/"`) {
				t.Fatalf("before: %s", html)
			}
			done, err := h.Proofreading.Fix(t.Context(), h.fix(2))
			if err != nil || len(done.Changes) != 1 || len(done.Warnings) != 0 {
				t.Fatalf("mended: %+v %v", done, err)
			}
			text := h.french(t)
			if !strings.Contains(text.HTML, `60 abeilles`+"\u00a0"+`: toutes <a href="cms:post/`+string(early)+`"`) || !strings.Contains(text.HTML, `"cms:post/`+string(late)+`"`) {
				t.Errorf("after: %s", text.HTML)
			}
			if format == content.Markdown && text.Body != strings.Replace(body, " :", "\u00a0:", 1) {
				t.Errorf("Markdown: %q", text.Body)
			}
		})
	}
}

// TestSegmentsBesideLinks writes one segment of a text whose links name posts.
func TestSegmentsBesideLinks(t *testing.T) {
	for format, body := range bodies {
		t.Run(string(format), func(t *testing.T) {
			h, early, late := linked(t, format, body)
			list, err := h.Translating.List(t.Context(), translating.List{Actor: h.actor, Post: h.post, Locale: "fr"})
			if err != nil {
				t.Fatal(err)
			}
			var writes []patch.Write
			for _, it := range list.Items {
				if it.Target != nil && strings.Contains(it.Target.Text, "60 abeilles") {
					writes = append(writes, patch.Write{ID: it.ID, SourceHash: it.Source.Hash, Target: strings.Replace(it.Target.Text, "60 abeilles", "Soixante abeilles", 1)})
				}
			}
			_, err = h.Translating.Patch(t.Context(), translating.Patch{Actor: h.actor, Post: h.post, Locale: "fr", Version: 2, Writes: writes})
			if err != nil || len(writes) != 1 {
				t.Fatalf("%d writes: %v", len(writes), err)
			}
			text := h.french(t)
			if !strings.Contains(text.HTML, `Soixante abeilles : toutes <a href="cms:post/`+string(early)+`"`) || !strings.Contains(text.HTML, `"cms:post/`+string(late)+`"`) {
				t.Errorf("after: %s", text.HTML)
			}
			if format == content.Markdown && text.Body != strings.Replace(body, "60 abeilles", "Soixante abeilles", 1) {
				t.Errorf("Markdown: %q", text.Body)
			}
		})
	}
}
