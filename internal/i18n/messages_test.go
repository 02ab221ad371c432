package i18n

import (
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pelletier/go-toml/v2"

	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/locales"
)

// A message is one key of a file with its plural forms joined.
type message struct {
	file  string
	forms map[string]string // "other" alone where the message has no plural
}

func (m message) text() string {
	return strings.Join(slices.Sorted(maps.Values(m.forms)), "\n")
}

// messages returns all messages by language and key, as the files hold them.
func messages(t *testing.T) map[string]map[string]message {
	t.Helper()
	all := map[string]map[string]message{}
	names, err := fs.Glob(locales.Files, "*.toml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := locales.Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := i18n.ParseMessageFileBytes(data, name, map[string]i18n.UnmarshalFunc{"toml": toml.Unmarshal})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		tag := file.Tag.String()
		if all[tag] == nil {
			all[tag] = map[string]message{}
		}
		for _, m := range file.Messages {
			if before, ok := all[tag][m.ID]; ok {
				t.Errorf("%s: %q stands in %s already", name, m.ID, before.file)
			}
			all[tag][m.ID] = message{file: name, forms: formsOf(m)}
		}
	}
	return all
}

func formsOf(m *i18n.Message) map[string]string {
	forms := map[string]string{"one": m.One, "many": m.Many, "other": m.Other, "zero": m.Zero, "two": m.Two, "few": m.Few}
	maps.DeleteFunc(forms, func(_, text string) bool { return text == "" })
	return forms
}

var placeholder = regexp.MustCompile(`\{\{(.*?)\}\}`)

// placeholders returns what the texts leave open, each once, in order.
func placeholders(text string) []string {
	var names []string
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		names = append(names, strings.TrimSpace(m[1]))
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func TestLanguagesSayTheSame(t *testing.T) {
	all := messages(t)
	for key, en := range all["en"] {
		fr, ok := all["fr"][key]
		if !ok {
			t.Errorf("%s: %q has no French", en.file, key)
			continue
		}
		if area, _, _ := strings.Cut(en.file, "."); !strings.HasPrefix(fr.file, area+".") {
			t.Errorf("%q stands in %s and in %s", key, en.file, fr.file)
		}
		if e, f := placeholders(en.text()), placeholders(fr.text()); !slices.Equal(e, f) {
			t.Errorf("%q leaves open %v in English and %v in French", key, e, f)
		}
		checkForms(t, key, en, fr)
	}
	for key, fr := range all["fr"] {
		if _, ok := all["en"][key]; !ok {
			t.Errorf("%s: %q has no English", fr.file, key)
		}
	}
}

// TestTheIndexFindsWhatTheFilesSay: keys are found by lines, and the files read when one is
// said; every file must have the keys that it was found by.
func TestTheIndexFindsWhatTheFilesSay(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for tag, byKey := range messages(t) {
		for key := range byKey {
			if found := c.keys[key]; found == nil {
				t.Errorf("%q is not found", key)
			} else if speak, err := found.read(); err != nil || speak[locale.Tag(tag)] == nil {
				t.Errorf("%q cannot be said in %s: %v", key, tag, err)
			}
		}
		for key := range c.keys {
			if _, ok := byKey[key]; !ok {
				t.Errorf("%q is found, and in no file of %s", key, tag)
			}
		}
	}
}

// checkForms asks for the plural categories of CLDR 46: English has one and
// other, French one, many and other.
func checkForms(t *testing.T, key string, en, fr message) {
	t.Helper()
	e := strings.Join(slices.Sorted(maps.Keys(en.forms)), " ")
	f := strings.Join(slices.Sorted(maps.Keys(fr.forms)), " ")
	plain := e == "other" && f == "other"
	plural := e == "one other" && f == "many one other"
	if !plain && !plural {
		t.Errorf("%q has the forms %q in English and %q in French", key, e, f)
	}
	if plural && !slices.Contains(placeholders(en.text()), "."+count) {
		t.Errorf("%q has plural forms but never names {{.count}}", key)
	}
}

func TestKeysAreWrittenOneWay(t *testing.T) {
	shape := regexp.MustCompile(`^[a-z0-9]+([._][a-z0-9]+)*$`)
	placeholderShape := regexp.MustCompile(`^\.[a-zA-Z][a-zA-Z0-9_]*$`)
	for _, byKey := range messages(t) {
		for key, m := range byKey {
			if !shape.MatchString(key) {
				t.Errorf("%s: %q is not lower_snake with dots", m.file, key)
			}
			for _, name := range placeholders(m.text()) {
				if !placeholderShape.MatchString(name) {
					t.Errorf("%s: %q holds {{%s}}: a placeholder is one value, {{.name}}", m.file, key, name)
				}
			}
			if base, ok := strings.CutSuffix(key, ".detail"); ok {
				if _, ok := byKey[base]; !ok {
					t.Errorf("%s: %q has no title %q", m.file, key, base)
				}
			}
		}
	}
}

// frenchSlips are the usual slips of French typography, fr-CA: a no-break space
// before a colon and inside guillemets, none before ; ! ?, the curly apostrophe.
// Code between back-ticks and what stands for a value are not looked at.
var frenchSlips = []struct {
	what string
	at   *regexp.Regexp
}{
	{"a colon without a no-break space before it", regexp.MustCompile(`[^\x{A0}]:(\s|$)`)},
	{"a guillemet without its no-break space", regexp.MustCompile(`«[^\x{A0}]|[^\x{A0}]»`)},
	{"a space before ; ! or ?", regexp.MustCompile(`[\s\x{A0}\x{202F}\x{2009}][;!?]`)},
	{"a straight apostrophe", regexp.MustCompile(`'`)},
	{"a straight quotation mark", regexp.MustCompile(`"`)},
	{"English quotation marks", regexp.MustCompile(`[“”]`)},
	{"three dots", regexp.MustCompile(`\.\.\.`)},
	{"a ligature left out", regexp.MustCompile(`(?i)\b(coeur|oeuvre|noeud|soeur|voeu|oeil)`)},
}

var code = regexp.MustCompile("`[^`]*`|\\{\\{.*?\\}\\}")

func TestFrenchTypography(t *testing.T) {
	for key, m := range messages(t)["fr"] {
		for _, text := range m.forms {
			words := code.ReplaceAllString(text, "X")
			for _, slip := range frenchSlips {
				if at := slip.at.FindString(words); at != "" {
					t.Errorf("%s: %q has %s (%q): %q", m.file, key, slip.what, at, text)
				}
			}
		}
	}
}

// TestFrenchSlipsAreSeen shows that the patterns above find what they are for.
func TestFrenchSlipsAreSeen(t *testing.T) {
	slips := []string{"Erreur: non", "Erreur : non", "«non»", "Non !", "Non\u202f?", "l'été", `le "mot"`, "Attendez...", "un noeud"}
	good := []string{"Erreur\u00a0: non", "«\u00a0non\u00a0»", "Non!", "L’été…", "`a: \"b\" 'c'` est lu", "https://exemple.ca à 12:30"}
	found := func(text string) bool {
		return slices.ContainsFunc(frenchSlips, func(s struct {
			what string
			at   *regexp.Regexp
		}) bool {
			return s.at.MatchString(code.ReplaceAllString(text, "X"))
		})
	}
	for _, text := range slips {
		if !found(text) {
			t.Errorf("no slip seen in %q", text)
		}
	}
	for _, text := range good {
		if found(text) {
			t.Errorf("a slip seen in %q", text)
		}
	}
}

// TestFrenchWords holds the messages to one word for one thing: a post is « un
// billet », a slug « un segment d’URL », the sign-in token « un jeton ».
func TestFrenchWords(t *testing.T) {
	others := regexp.MustCompile(`(?i)\b(articles?|slugs|token|récri(re|t|te))\b|identifiant d’URL|ébauches?\b`)
	for key, m := range messages(t)["fr"] {
		if word := others.FindString(code.ReplaceAllString(m.text(), "X")); word != "" {
			t.Errorf("%s: %q says %q: %q", m.file, key, word, m.text())
		}
	}
}

func TestEnglishTypography(t *testing.T) {
	for key, m := range messages(t)["en"] {
		for _, text := range m.forms {
			words := code.ReplaceAllString(text, "X")
			if strings.ContainsAny(words, `'"`) {
				t.Errorf("%s: %q has a straight quotation mark or apostrophe: %q", m.file, key, text)
			}
			if strings.Contains(words, "...") {
				t.Errorf("%s: %q has three dots for …: %q", m.file, key, text)
			}
		}
	}
}
