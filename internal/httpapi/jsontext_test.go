package httpapi

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/fault"
)

func TestReadJSONRefuses(t *testing.T) {
	tests := []struct {
		name, text, code, pointer string
	}{
		{"nothing", "", "json.empty", ""},
		{"blanks", " \n\t", "json.empty", ""},
		{"half", `{"a":`, "json.malformed", ""},
		{"something after it", `{"a":1} x`, "json.malformed", ""},
		{"two documents", `{}{}`, "json.malformed", ""},
		{"a byte order mark", "\ufeff{}", "json.malformed", ""},
		{"a comma at the end", `{"a":1,}`, "json.malformed", ""},
		{"a comment", `{/**/}`, "json.malformed", ""},
		{"NaN", `{"a":NaN}`, "json.malformed", ""},
		{"a raw line break", "{\"a\":\"\n\"}", "json.malformed", ""},
		{"Latin-1", "{\"a\":\"\xe9\"}", "json.utf8", ""},
		{"UTF-16", "\xff\xfe{\x00}\x00", "json.utf8", ""},
		{"twice", `{"a":1,"b":{"c/d":1,"c/d":2}}`, "json.repeated", "/b/c~1d"},
		{"twice, once escaped", `{"title":1,"t\u0069tle":2}`, "json.repeated", "/title"},
		{"a surrogate alone", `{"a":"\ud83d"}`, "json.surrogate", ""},
		{"surrogates in the wrong order", `{"a":"\ude00\ud83d"}`, "json.surrogate", ""},
		{"NUL", `{"a":["x\u0000"]}`, "json.nul", "/a/0"},
		{"NUL in a name", `{"a\u0000":1}`, "json.nul", "/a\x00"},
		{"an enormous number", `{"a":1e999}`, "json.number", "/a"},
		{"a number that would be rounded", `{"a":9007199254740993}`, "json.number", "/a"},
		{"deep lists", strings.Repeat("[", 70) + strings.Repeat("]", 70), "json.too_deep", strings.Repeat("/0", 65)},
		{"many values", `{"a":[` + strings.Repeat("{},", 99_999) + `{}]}`, "json.too_many", "/a/99998"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := readJSON([]byte(tt.text))
			f, ok := fault.Of(err)
			if !ok || f.Kind != fault.Malformed || f.Code != tt.code {
				t.Fatalf("readJSON(%q) = %v, want %s", tt.text, err, tt.code)
			}
			got := ""
			if len(f.Fields) > 0 {
				got = f.Fields[0].Pointer
			}
			if got != tt.pointer {
				t.Errorf("at %q, want %q", got, tt.pointer)
			}
		})
	}
}

func TestReadJSONTakes(t *testing.T) {
	for _, text := range []string{
		`null`, `"x"`, ` {"a" : [1, -0.5, 1e3, true, null, {}]} `, "{\"a\":\"\uFFFD\"}", `{"a":"\uFFFD\ufffd"}`,
		`{"a":"\ud83d\ude00 é \u00e9\u00a0"}`, `{"a":9007199254740992}`, `{"a":123456789012345}`, `{"":{"":1}}`, `{"a":100000000000000000000}`,
	} {
		got, err := readJSON([]byte(text))
		if err != nil {
			t.Errorf("readJSON(%s): %v", text, err)
			continue
		}
		var want any
		if err := json.Unmarshal([]byte(text), &want); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("readJSON(%s) = %v, want %v, %v", text, got, want, err)
		}
	}
}

// FuzzReadJSON: what is taken is what encoding/json makes of it, nothing of it
// lost; what is refused is refused with a fault.
func FuzzReadJSON(f *testing.F) {
	for _, s := range []string{`{"a":[1,"é",null]}`, `{"a":1,"a":2}`, `"\ud83d"`, "\"\uFFFD\"", `{"a":1e400}`, `[[[]]]`, `{} {}`, "\xff"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := readJSON(text)
		if err != nil {
			if fault.KindOf(err) != fault.Malformed {
				t.Errorf("readJSON(%q): %v is no fault", text, err)
			}
			return
		}
		var want any
		if err := json.Unmarshal(text, &want); err != nil {
			t.Fatalf("readJSON took %q: %v", text, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("readJSON(%q) = %v, want %v", text, got, want)
		}
		if again, err := json.Marshal(got); err != nil || bytes.ContainsRune(again, 0) {
			t.Errorf("%q cannot be written again: %v", text, err)
		}
	})
}
