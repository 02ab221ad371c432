package sanitize_test

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/diptych-cms/diptych/internal/sanitize"
)

// FuzzBody holds what is true of any body: sanitizing does not panic, doing it
// again changes and reports nothing, the two judges agree, and nothing that
// acts is left, by the eyes of a reader of trees that shares no code with them.
func FuzzBody(f *testing.F) {
	for _, a := range attacks(f) {
		f.Add(a.HTML)
	}
	for _, s := range shapes(f) {
		f.Add(s)
	}
	for _, h := range hostile {
		f.Add(h.make(300))
	}
	p := sanitize.New(sanitize.Options{})
	f.Fuzz(func(t *testing.T, body string) {
		if len(body) > 1<<16 {
			return
		}
		r := p.Body(body)
		mustBeSafe(t, r)
		again := p.Body(r.HTML)
		if again.HTML != r.HTML {
			t.Errorf("twice gives\n%q, once\n%q, of\n%q", again.HTML, r.HTML, body)
		}
		if len(again.Findings) > 0 {
			t.Errorf("a clean body has findings %v: %q", again.Findings, r.HTML)
		}
		lines := strings.Count(body, "\n") + 1
		for i, found := range r.Findings {
			if found.Line < 1 || found.Column < 1 || found.Line > lines || found.Count < 1 {
				t.Errorf("finding without a place: %+v", found)
			}
			if i > 0 && found.Line < r.Findings[i-1].Line {
				t.Errorf("findings out of order: %+v", r.Findings)
			}
		}
	})
}

// mustBeSafe walks what came out, as the parser of a browser would make it.
func mustBeSafe(t *testing.T, r sanitize.Result) {
	t.Helper()
	for _, f := range r.Findings {
		if f.Code == "sanitize.guard_removed" || f.Code == "sanitize.not_settled" {
			t.Errorf("%s: %q", f.Code, r.HTML)
		}
	}
	for _, scripting := range []bool{true, false} {
		context := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
		nodes, err := html.ParseFragmentWithOptions(strings.NewReader(r.HTML), context, html.ParseOptionEnableScripting(scripting))
		if err != nil {
			t.Fatalf("%v: %q", err, r.HTML)
		}
		for _, top := range nodes {
			if bad := active(top); bad != "" {
				t.Errorf("%s is left in %q", bad, r.HTML)
			}
			for n := range top.Descendants() {
				if bad := active(n); bad != "" {
					t.Errorf("%s is left in %q", bad, r.HTML)
				}
			}
		}
	}
}

// passive are elements that do nothing by themselves.
const passive = " a abbr acronym address article aside audio b bdi bdo big blockquote br caption center cite code col colgroup" +
	" data dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr i iframe img input" +
	" ins kbd li main mark menu nav ol p picture pre q rp rt ruby s samp section small source span strike strong sub summary" +
	" sup table tbody td tfoot th thead time tr track tt u ul var video wbr "

// active says what of a node could act, load or deceive; "" is nothing.
func active(n *html.Node) string {
	switch n.Type {
	case html.TextNode:
		return ""
	case html.ElementNode:
	default:
		return "a node that is neither text nor element"
	}
	if n.Namespace != "" || !strings.Contains(passive, " "+n.Data+" ") {
		return "element " + n.Data
	}
	if n.DataAtom == atom.Input && !strings.EqualFold(value(n, "type"), "checkbox") {
		return "a field"
	}
	if n.DataAtom == atom.Iframe {
		u, err := url.Parse(value(n, "src"))
		if err != nil || u.Scheme != "https" || u.User != nil || !has(n, "sandbox") || n.FirstChild != nil {
			return "a frame of " + value(n, "src")
		}
		for token := range strings.FieldsSeq(value(n, "sandbox")) {
			if strings.Contains(token, "top-navigation") || strings.Contains(token, "forms") || strings.Contains(token, "modals") {
				return "a frame that may " + token
			}
		}
	}
	for _, a := range n.Attr {
		if a.Key == sanitize.GalleryAttribute && n.DataAtom == atom.Figure {
			continue // the one that rendering reads
		}
		if bad := activeAttribute(a); bad != "" {
			return n.Data + " with " + bad
		}
	}
	return ""
}

func activeAttribute(a html.Attribute) string {
	shown := a.Key + "=" + a.Val
	val := asBrowsers(a.Val)
	switch a.Key {
	case "srcdoc", "action", "formaction", "background", "ping", "data", "dynsrc", "lowsrc", "form", "manifest", "usemap", "is",
		"http-equiv", "xlink:href", "attributename", "contenteditable", "autofocus", "longdesc", "nonce":
		return shown
	case "href", "src", "poster", "cite":
		if acts(val) {
			return shown
		}
	case "srcset":
		if slices.ContainsFunc(candidates(a.Val), acts) {
			return shown
		}
	case "style":
		if strings.ContainsAny(val, `\"'@<>&{}`) || strings.Contains(val, "/*") || strings.Contains(colours.Replace(val), "(") || overlays.MatchString(val) {
			return shown
		}
	case "target":
		if !strings.HasPrefix(val, "_") {
			return shown
		}
	case "id", "name":
		switch a.Val {
		case "getElementById", "querySelector", "body", "cookie", "attributes", "__proto__", "innerHTML", "location", "jQuery":
			return shown
		}
	}
	if strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "data-") || strings.ContainsAny(a.Key, "\"'<>/=") {
		return shown
	}
	return ""
}

// colours takes away how the functions of CSS begin that only name a colour.
var colours = strings.NewReplacer("rgba(", "", "rgb(", "", "hsla(", "", "hsl(", "")

// overlays are the properties by which an element leaves its place, or acts.
var overlays = regexp.MustCompile(`(?:^|;)\s*(?:position|behavior|-moz-binding)\s*:`)

// asBrowsers returns a value as they read it: controls and spaces before, tabs and breaks
// within do not count.
func asBrowsers(value string) string {
	return strings.ToLower(strings.TrimLeft(strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(value), "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f "))
}

// acts reports whether an address, as browsers read it, has a scheme that may not stand.
func acts(address string) bool {
	scheme, _, ok := strings.Cut(address, ":")
	if !ok || scheme == "" || scheme[0] < 'a' || scheme[0] > 'z' || strings.Trim(scheme, "abcdefghijklmnopqrstuvwxyz0123456789+.-") != "" {
		return false
	}
	return !slices.Contains([]string{"http", "https", "mailto", "tel", "cms"}, scheme)
}

// candidates are the addresses of a srcset (HTML §4.8.4.2.1).
func candidates(srcset string) []string {
	const blanks = " \t\n\f\r"
	var list []string
	for {
		srcset = strings.TrimLeft(srcset, blanks+",")
		if srcset == "" {
			return list
		}
		end := strings.IndexAny(srcset+" ", blanks)
		address := srcset[:end]
		srcset = srcset[end:]
		if !strings.HasSuffix(address, ",") {
			_, srcset, _ = strings.Cut(srcset, ",")
		}
		list = append(list, asBrowsers(address))
	}
}

// TestEyes holds that the reader of trees above sees what acts, and nothing else.
func TestEyes(t *testing.T) {
	for _, tt := range []struct {
		key, value string
		want       bool
	}{
		{"href", "\x01java\nScript:x", true},
		{"href", "javascr}pt:x", false},
		{"srcset", "javascript:x 1x", true},
		{"srcset", "a.jpg 1x,javascript:x 2x", true},
		{"srcset", "a.jpg, \x01JavaScript:x", true},
		{"srcset", ",,a.jpg\f1x ,\tdata:image/gif,x 2x", true},
		{"srcset", "javascr}pt:x, ja\uFFFDscript:x 1x", false},
		{"srcset", "https://example.org/a,data:x 1x, b.c", false},
		{"srcset", "a.jpg 1x, cms:asset/b 2x", false},
		{"style", "color: red; Position : fixed", true},
		{"style", "width: expression(x)", true},
		{"style", "color: red /* x */", true},
		{"style", "float: url(/x)", true},
		{"style", "float: url; clear: position", false},
		{"style", "color: rgb(0 0 0 / 50%)", false},
	} {
		if got := activeAttribute(html.Attribute{Key: tt.key, Val: tt.value}) != ""; got != tt.want {
			t.Errorf("%s=%q: acts %t", tt.key, tt.value, got)
		}
	}
}

func has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

func value(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
