package machine

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A question is one batch on its way.
type question struct {
	job   Job
	key   string
	texts []string // protected
}

// A speech is how services of one kind are spoken to.
type speech struct {
	mark   mark
	most   int // texts in one question
	bytes  int // of the texts of one question, about
	body   func(question) any
	header func(http.Header, string) // puts the key where the service looks for it
	read   func([]byte) ([]string, error)
}

// speaks returns how services of the preset are spoken to.
func speaks(preset string) (speech, error) {
	switch preset {
	case "diptych":
		return speech{mark: elements, most: 50, bytes: 64 << 10, body: ownBody, header: bearer, read: ownTexts}, nil
	case "deepl":
		return speech{mark: elements, most: 50, bytes: 64 << 10, body: deeplBody, header: deeplKey, read: deeplTexts}, nil
	case "libretranslate":
		return speech{mark: spans, most: 25, bytes: 16 << 10, body: libreBody, header: func(http.Header, string) {}, read: libreTexts}, nil
	}
	return speech{}, fault.New(fault.Conflict, "machine.preset", "preset", preset)
}

// ownBody is our own contract: a POST with the two languages as BCP 47 tags and
// texts whose tags are <x id="1">…</x> and <x id="2"/>; the answer has as many texts,
// in the same order.
func ownBody(q question) any {
	return struct {
		Source    locale.Tag `json:"source"`
		Target    locale.Tag `json:"target"`
		Formality string     `json:"formality,omitempty"`
		Texts     []string   `json:"texts"`
	}{q.job.Source, q.job.Target, q.job.Service.Formality, q.texts}
}

func bearer(h http.Header, key string) { h.Set("Authorization", "Bearer "+key) }

func ownTexts(body []byte) ([]string, error) {
	var a struct {
		Texts []string `json:"texts"`
	}
	return a.Texts, json.Unmarshal(body, &a)
}

// deeplBody follows the API of DeepL, version 2 (developers.deepl.com, "Translate
// Text"): with tag_handling it keeps elements and reads their texts together.
func deeplBody(q question) any {
	formality := ""
	if f := q.job.Service.Formality; f != "" {
		formality = "prefer_" + f // "more" alone fails where a language has no such thing
	}
	return struct {
		Text        []string `json:"text"`
		SourceLang  string   `json:"source_lang"`
		TargetLang  string   `json:"target_lang"`
		TagHandling string   `json:"tag_handling"`
		Formality   string   `json:"formality,omitempty"`
	}{q.texts, strings.ToUpper(language(q.job.Source)), deeplTarget(q.job.Target), "xml", formality}
}

// deeplTarget returns how DeepL names a language that it translates into: some only
// with a region. Canada's English is nearer to that of Britain.
func deeplTarget(tag locale.Tag) string {
	base, rest := language(tag), strings.ToUpper(strings.TrimPrefix(string(tag), language(tag)))
	switch {
	case base == "en" && (rest == "" || strings.HasSuffix(rest, "-US")):
		return "EN-US"
	case base == "en":
		return "EN-GB"
	case base == "pt" && strings.HasSuffix(rest, "-BR"):
		return "PT-BR"
	case base == "pt":
		return "PT-PT"
	case base == "zh" && (strings.Contains(rest, "HANT") || strings.HasSuffix(rest, "-TW") || strings.HasSuffix(rest, "-HK")):
		return "ZH-HANT"
	case base == "zh":
		return "ZH-HANS"
	}
	return strings.ToUpper(base)
}

func deeplKey(h http.Header, key string) { h.Set("Authorization", "DeepL-Auth-Key "+key) }

func deeplTexts(body []byte) ([]string, error) {
	var a struct {
		Translations []struct {
			Text string `json:"text"`
		} `json:"translations"`
	}
	err := json.Unmarshal(body, &a)
	texts := make([]string, len(a.Translations))
	for i, t := range a.Translations {
		texts[i] = t.Text
	}
	return texts, err
}

// libreBody follows the API of LibreTranslate, POST /translate, which takes a list
// of texts and HTML.
func libreBody(q question) any {
	return struct {
		Q      []string `json:"q"`
		Source string   `json:"source"`
		Target string   `json:"target"`
		Format string   `json:"format"`
		APIKey string   `json:"api_key,omitempty"`
	}{q.texts, language(q.job.Source), language(q.job.Target), "html", q.key}
}

func libreTexts(body []byte) ([]string, error) {
	var a struct {
		TranslatedText []string `json:"translatedText"`
	}
	return a.TranslatedText, json.Unmarshal(body, &a)
}

// language returns the language of a tag without its script and region.
func language(tag locale.Tag) string {
	base, _, _ := strings.Cut(strings.ToLower(string(tag)), "-")
	return base
}
