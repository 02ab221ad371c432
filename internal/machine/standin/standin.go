// Package standin is a translation service for tests: it speaks as each preset does
// and knows a few phrases; all else it gives back in capital letters, tags kept. It
// can be told to stumble.
package standin

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// A Service answers on a port of this machine.
type Service struct {
	URL string

	mu      sync.Mutex
	preset  string
	key     string
	phrases map[string]string
	hiccups []Hiccup
	asked   []map[string]any
}

// A Hiccup is an answer that is none. A Status of 0 answers as usual, but with Body.
type Hiccup struct {
	Status int
	Header map[string]string
	Body   string
}

// New starts a service that ends with the test. With a key it wants that.
func New(t testing.TB, preset, key string) *Service {
	t.Helper()
	s := &Service{preset: preset, key: key, phrases: make(map[string]string)}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.URL = server.URL + map[string]string{"deepl": "/v2/translate", "libretranslate": "/translate"}[preset]
	return s
}

// Knows teaches the service a phrase, as it is sent.
func (s *Service) Knows(phrase, translation string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.phrases[phrase] = translation
}

// Stumbles has the next questions answered so, one each.
func (s *Service) Stumbles(hiccups ...Hiccup) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hiccups = append(s.hiccups, hiccups...)
}

// Asked returns every question so far, with its header "Authorization" among its members.
func (s *Service) Asked() []map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]map[string]any(nil), s.asked...)
}

// ServeHTTP implements [http.Handler].
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var q map[string]any
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	authorization := r.Header.Get("Authorization")
	q["Authorization"] = authorization
	s.asked = append(s.asked, q)
	if len(s.hiccups) > 0 {
		h := s.hiccups[0]
		s.hiccups = s.hiccups[1:]
		for name, value := range h.Header {
			w.Header().Set(name, value)
		}
		if h.Status != 0 {
			w.WriteHeader(h.Status)
		}
		_, _ = w.Write([]byte(h.Body))
		return
	}
	if given := s.given(q, authorization); given != s.key {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if err := json.NewEncoder(w).Encode(s.answer(q)); err != nil {
		return // whoever asked has hung up
	}
}

// given returns the key, from where the preset has it.
func (s *Service) given(q map[string]any, authorization string) string {
	switch s.preset {
	case "deepl":
		return strings.TrimPrefix(authorization, "DeepL-Auth-Key ")
	case "libretranslate":
		key, _ := q["api_key"].(string)
		return key
	}
	return strings.TrimPrefix(authorization, "Bearer ")
}

func (s *Service) answer(q map[string]any) any {
	list, _ := q[map[string]string{"deepl": "text", "libretranslate": "q", "diptych": "texts"}[s.preset]].([]any)
	texts := make([]string, len(list))
	for i, text := range list {
		phrase, _ := text.(string)
		if texts[i] = s.phrases[phrase]; texts[i] == "" {
			texts[i] = loud(phrase)
		}
	}
	switch s.preset {
	case "deepl":
		var all []map[string]string
		for _, text := range texts {
			all = append(all, map[string]string{"detected_source_language": "EN", "text": text})
		}
		return map[string]any{"translations": all}
	case "libretranslate":
		return map[string]any{"translatedText": texts}
	}
	return map[string]any{"texts": texts}
}

// loud returns a marked-up text with its words in capital letters.
func loud(text string) string {
	var b strings.Builder
	for text != "" {
		words, rest, tag := strings.Cut(text, "<")
		b.WriteString(capitals(words))
		if !tag {
			break
		}
		inside, after, _ := strings.Cut(rest, ">")
		b.WriteString("<" + inside + ">")
		text = after
	}
	return b.String()
}

// capitals raises words, and leaves references such as &amp; as they are.
func capitals(words string) string {
	var b strings.Builder
	for words != "" {
		before, rest, found := strings.Cut(words, "&")
		b.WriteString(strings.ToUpper(before))
		if !found {
			break
		}
		name, after, _ := strings.Cut(rest, ";")
		b.WriteString("&" + name + ";")
		words = after
	}
	return b.String()
}
