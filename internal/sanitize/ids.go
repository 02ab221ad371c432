package sanitize

import (
	"regexp"
	"strings"
	"sync"

	"golang.org/x/net/html"
)

// idPrefix goes before an id that would hide a member of the page from scripts.
const idPrefix = "content-"

// idValue takes ids without blanks, in any script: large classes, made when they are
// first asked for.
var idValue = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[\p{L}\p{M}\p{N}_.:\x{B7}\x{2019}'(),!-]+$`)
})

// id judges an id, or the name of an anchor. Elements with ids become members
// of window, and some of document: an id that takes the place of what scripts
// of the front end ask for (DOM clobbering) is prefixed, and links to it follow.
func (c *cleaner) id(t tag, a html.Attribute) (string, bool) {
	switch {
	case a.Val == "":
		return "", false
	case c.policy.family(a.Val) != "":
		c.note(t, "sanitize.hook_removed", "name", c.policy.family(a.Val))
		return "", false
	case !short(a.Val, 200) || !idValue().MatchString(a.Val):
		c.note(t, "sanitize.id_removed", "id", excerpt(a.Val))
		return "", false
	case clobbers(a.Val):
		c.note(t, "sanitize.id_changed", "id", a.Val, "to", idPrefix+a.Val)
		return idPrefix + a.Val, true
	}
	return a.Val, true
}

// pointed makes attributes that name ids of the body follow those that were prefixed.
func (c *cleaner) pointed(a html.Attribute) html.Attribute {
	switch a.Key {
	case "headers", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-details", "aria-flowto":
	default:
		return a
	}
	names := strings.Fields(a.Val)
	changed := false
	for i, name := range names {
		if c.ids[name] && clobbers(name) {
			names[i] = idPrefix + name
			changed = true
		}
	}
	if changed {
		a.Val = strings.Join(names, " ")
	}
	return a
}

// localIDs returns the ids and anchor names of a tree.
func localIDs(root *html.Node) map[string]bool {
	ids := make(map[string]bool)
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			if a.Key == "id" || a.Key == "name" {
				ids[a.Val] = true
			}
		}
	}
	return ids
}

// clobbers reports whether scripts look for something else under that name.
func clobbers(id string) bool {
	return clobbered[id] || clobbered[strings.ToLower(id)] && strings.HasPrefix(id, "__")
}

// clobbered are members of window, document, Node, Element, Object and
// Function that scripts read, and globals that front ends define only if they
// are not there yet.
var clobbered = wordSet(`
	__proto__ __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__ constructor hasOwnProperty isPrototypeOf
	propertyIsEnumerable prototype toLocaleString toString valueOf
	window self top parent opener frames location history navigator document name status closed length origin event external screen
	localStorage sessionStorage indexedDB caches crypto performance customElements alert confirm prompt fetch print open close stop
	focus blur postMessage setTimeout setInterval eval isNaN parseInt Function Object Array Promise Symbol URL Image Option Audio
	body head forms images links scripts anchors embeds plugins applets all cookie domain referrer title URL documentURI baseURI
	defaultView documentElement currentScript activeElement readyState implementation doctype charset characterSet contentType
	createElement createElementNS createTextNode createDocumentFragment createRange getElementById getElementsByName
	getElementsByTagName getElementsByClassName querySelector querySelectorAll importNode adoptNode write writeln execCommand
	addEventListener removeEventListener dispatchEvent
	attributes children childNodes childElementCount firstChild lastChild firstElementChild lastElementChild nextSibling previousSibling
	nextElementSibling previousElementSibling parentNode parentElement ownerDocument nodeName nodeType nodeValue textContent innerHTML
	outerHTML innerText outerText insertAdjacentHTML insertBefore appendChild removeChild replaceChild cloneNode contains normalize
	tagName localName namespaceURI prefix className classList dataset style id getAttribute setAttribute removeAttribute hasAttribute
	hasAttributes hasChildNodes matches closest remove append prepend before after replaceWith replaceChildren shadowRoot attachShadow
	elements action method target submit reset requestSubmit enctype form
	jQuery ga gtag dataLayer Sentry require define module exports process global globalThis webpackJsonp
`)

func wordSet(words string) map[string]bool {
	set := make(map[string]bool)
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}
