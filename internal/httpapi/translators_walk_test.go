package httpapi_test

import (
	"net/http"
	"testing"
)

// What translators do, for the walks over the whole contract.

// aLexicon puts a text into the memory and a term into the glossary, and returns
// their ids.
func (w *world) aLexicon(t testing.TB, admin string) (entry, term string) {
	t.Helper()
	w.do(t, filing("/manage/v1/memory/import", admin, tmxType, tmxFile)).want(t, http.StatusOK, "")
	found := into[memoryList](t, w.do(t, call{method: "GET", path: "/manage/v1/memory?source=fr&target=en&q=vent", token: admin}).want(t, http.StatusOK, ""))
	return found.Items[0].ID, w.id(t, "POST", "/manage/v1/glossary", admin, aTerm)
}

const (
	aTerm  = `{"source":{"locale":"fr","term":"ruche"},"target":{"locale":"en","term":"hive"}}`
	aSheet = "source,target,term,translation,forms,targetForms,forbidden,note,caseSensitive\r\nfr,en,abeille,bee,,,,,\r\n"
)

// wanting is a post whose French could be mended, and whose English lacks a text that
// the memory has.
func (w *world) wanting(t testing.TB, admin string) string {
	t.Helper()
	return w.id(t, "POST", "/manage/v1/posts", admin, `{"sourceLocale":"fr","translations":{
		"fr":{"title":"L'été","body":"<p>Le <em>vent</em> tourne.</p>"},"en":{"title":"Summer","body":""}}}`)
}

// settingsOfTranslators has what comes before what translators post.
func settingsOfTranslators() map[string]setting {
	behind := func(t *testing.T, w *world, admin string) string {
		p := w.pair(t, admin)
		w.save(t, admin, &p, "fr", "<p>La pluie :</p>")
		return "/manage/v1/posts/" + p.ID + "/translations/en/segments"
	}
	return map[string]setting{
		"confirmSegments": func(t *testing.T, w *world, admin string) call {
			return posting(behind(t, w, admin)+"/confirm", admin, `{"all":"stale"}`)
		},
		"linkSegments": func(t *testing.T, w *world, admin string) call {
			at := behind(t, w, admin)
			list := into[pairs](t, w.do(t, call{method: "GET", path: at, token: admin}).want(t, http.StatusOK, ""))
			return posting(at+"/links", admin, list.apart())
		},
		"pretranslate": func(t *testing.T, w *world, admin string) call {
			w.aLexicon(t, admin)
			return at("POST", "/manage/v1/posts/"+w.wanting(t, admin)+"/translations/en/pretranslate", admin, `"1"`, `{}`)
		},
		"fixChecks": func(t *testing.T, w *world, admin string) call {
			return at("POST", "/manage/v1/posts/"+w.wanting(t, admin)+"/translations/fr/checks/fix", admin, `"1"`, `{"all":true}`)
		},
		"createGlossaryTerm": func(_ *testing.T, _ *world, admin string) call { return posting("/manage/v1/glossary", admin, aTerm) },
		"importGlossary": func(_ *testing.T, _ *world, admin string) call {
			return filing("/manage/v1/glossary/import", admin, csvType, aSheet)
		},
		"importMemory": func(_ *testing.T, _ *world, admin string) call {
			return filing("/manage/v1/memory/import", admin, tmxType, tmxFile)
		},
	}
}

// Pairs are segments as far as they belong together.
type pairs struct {
	Items []struct {
		ID     string
		Source struct {
			Hash string
			IDs  []string
		}
		Target struct{ IDs []string }
	}
}

// apart says that the first two do not.
func (p pairs) apart() map[string]any {
	return map[string]any{"action": "unlink", "source": p.Items[0].Source.IDs, "target": p.Items[0].Target.IDs}
}

// translators walks what translators write.
func (k *walk) translators() {
	admin := k.w.token(k.t, "admin")
	wanting := by{"id": k.w.wanting(k.t, admin), "locale": "en"}
	segments := k.th.fill("/manage/v1/posts/{id}/translations/{locale}/segments", wanting)
	k.does("pretranslate", "translation.saved", wanting, `{}`)
	list := into[pairs](k.t, k.w.do(k.t, call{method: "GET", path: segments, token: admin}).want(k.t, http.StatusOK, ""))
	first := list.Items[0]
	k.does("patchSegments", "translation.saved", wanting, []any{map[string]string{"id": first.ID, "sourceHash": first.Source.Hash, "target": "The summer"}})
	k.does("confirmSegments", "segments.decided", wanting, map[string]any{"segments": []any{map[string]string{"id": first.ID, "sourceHash": first.Source.Hash}}})
	k.does("linkSegments", "segments.decided", wanting, list.apart())

	french := by{"id": wanting["id"], "locale": "fr"}
	found := into[findings](k.t, k.w.do(k.t, call{method: "GET", path: k.th.fill("/manage/v1/posts/{id}/translations/{locale}/checks", french), token: admin}).want(k.t, http.StatusOK, ""))
	finding := by{"id": wanting["id"], "locale": "fr", "finding": found.Items[0].ID}
	k.does("dismissCheck", "finding.dismissed", finding, `{"reason":"Voulu."}`)
	k.does("restoreCheck", "finding.restored", finding, nil)
	k.does("fixChecks", "translation.saved", french, `{"all":true}`)

	out := by{"id": k.w.pair(k.t, admin).ID, "locale": "en"}
	exchange := k.th.fill("/manage/v1/posts/{id}/translations/{locale}/exchange", out)
	k.does("importTranslation", "translation.saved", out, retitled(k.w.export(k.t, admin, exchange+"?format=po")))
	third := by{"id": k.w.pair(k.t, admin).ID, "locale": "en"}
	exchange = k.th.fill("/manage/v1/posts/{id}/translations/{locale}/exchange", third)
	k.does("importMany", "translation.saved", nil, packed(k.t, map[string]string{"a.xlf": retitled(k.w.export(k.t, admin, exchange))}))

	k.does("createGlossaryTerm", "glossary.saved", nil, `{"source":{"locale":"fr","term":"toit"},"target":{"locale":"en","term":"roof"}}`)
	k.does("patchGlossaryTerm", "glossary.saved", nil, `{"note":"Plat."}`)
	k.does("deleteGlossaryTerm", "glossary.deleted", nil, nil)
	k.does("importGlossary", "glossary.imported", nil, aSheet)
	k.does("deleteMemory", "memory.deleted", nil, nil)
	k.does("importMemory", "memory.imported", nil, tmxFile)
}
