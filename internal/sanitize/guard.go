package sanitize

import (
	"regexp"
	"sync"

	"github.com/microcosm-cc/bluemonday"
)

// guard is the second judge, the same for all sites. It is made when it is first asked:
// its patterns take milliseconds and megabytes, which who only reads can do without.
var guard = sync.OnceValue(newGuard)

// newGuard returns the second judge. It is written on its own, by what HTML
// allows, not from the cleaner's tables: an element or attribute that a slip
// in those lets through is stopped here. It sees clean bodies only, so what it
// removes is a fault of ours, and is reported as one.
//
// Its patterns look at whole values, and it checks URLs only where it expects
// them; so it is told a pattern for each attribute that holds one.
func newGuard() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	// Told to parse URLs, it rewrites them; the patterns below judge instead.
	p.RequireParseableURLs(false)

	elements := []string{
		"a", "abbr", "acronym", "address", "article", "aside", "audio", "b", "bdi", "bdo", "big", "blockquote", "br", "caption",
		"center", "cite", "code", "col", "colgroup", "data", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption",
		"figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "i", "iframe", "img", "input",
		"ins", "kbd", "li", "main", "mark", "menu", "nav", "ol", "p", "picture", "pre", "q", "rp", "rt", "ruby", "s", "samp",
		"section", "small", "source", "span", "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot",
		"th", "thead", "time", "tr", "track", "tt", "u", "ul", "var", "video", "wbr",
	}
	p.AllowElements(elements...)
	p.AllowNoAttrs().OnElements(elements...)

	// What a person says: any sign, as long as it is one.
	p.AllowAttrs("alt", "title", "summary", "label", "abbr", "datetime", "download", "value").Matching(regexp.MustCompile(guardText)).Globally()
	p.AllowAttrs(ariaNames...).Matching(regexp.MustCompile(guardText)).Globally()
	p.AllowAttrs("class", "rel", "role", "headers").Matching(regexp.MustCompile(guardTokens)).Globally()
	p.AllowAttrs("id", "name").Matching(regexp.MustCompile(guardID)).Globally()
	p.AllowAttrs("style").Matching(regexp.MustCompile(guardStyle)).Globally()
	p.AllowAttrs("lang", "hreflang", "srclang", "dir", "translate", "hidden", "tabindex", "align", "valign", "width", "height",
		"colspan", "rowspan", "span", "scope", "border", "cellpadding", "cellspacing", "bgcolor", "color", "size", "face", "start",
		"type", "clear", "loading", "decoding", "fetchpriority", "hspace", "vspace", "preload", "kind", "media", "sizes",
		"frameborder", "scrolling").Matching(regexp.MustCompile(guardPlain)).Globally()
	// Flags: their value says nothing.
	p.AllowAttrs("reversed", "open", "noshade", "nowrap", "controls", "loop", "muted", "autoplay", "playsinline", "default",
		"allowfullscreen", "checked", "disabled").Matching(regexp.MustCompile(guardText)).Globally()
	p.AllowAttrs(GalleryAttribute).Matching(regexp.MustCompile(guardText)).OnElements("figure")
	p.AllowAttrs("target").Matching(regexp.MustCompile(guardTarget)).OnElements("a")

	p.AllowAttrs("href").Matching(regexp.MustCompile(guardLink)).OnElements("a")
	p.AllowAttrs("cite").Matching(regexp.MustCompile(guardLink)).OnElements("blockquote", "q", "ins", "del")
	p.AllowAttrs("src").Matching(regexp.MustCompile(guardSource)).OnElements("img", "source", "video", "audio", "track")
	p.AllowAttrs("poster").Matching(regexp.MustCompile(guardSource)).OnElements("video")
	p.AllowAttrs("srcset").Matching(regexp.MustCompile(guardSrcset)).OnElements("img", "source")

	p.AllowAttrs("src").Matching(regexp.MustCompile(guardEmbed)).OnElements("iframe")
	p.AllowAttrs("allow").Matching(regexp.MustCompile(guardAllow)).OnElements("iframe")
	p.AllowAttrs("sandbox").Matching(regexp.MustCompile(guardSandbox)).OnElements("iframe")
	p.AllowAttrs("referrerpolicy").Matching(regexp.MustCompile(guardReferrer)).OnElements("iframe")
	p.RequireSandboxOnIFrame(bluemonday.SandboxAllowScripts, bluemonday.SandboxAllowSameOrigin, bluemonday.SandboxAllowPopups,
		bluemonday.SandboxAllowPresentation)
	return p
}

// noScheme begins a URL that has none: what a scheme is made of does not lead
// to a colon.
const noScheme = `(?:[A-Za-z][A-Za-z0-9+.-]*(?:[^A-Za-z0-9+.:\x00-\x1F\x7F-]|$)|[^A-Za-z \x00-\x1F\x7F]|$)`

// Each pattern is anchored.
const (
	guardText   = `^[^\x00-\x08\x0B\x0E-\x1F\x7F]*$`
	guardTokens = `^[^\x00-\x08\x0B\x0E-\x1F\x7F<>"'&\\]*$`
	guardID     = `^[\p{L}\p{M}\p{N}_.:\x{B7}\x{2019}'(),!-]+$`
	guardPlain  = `^[\p{L}0-9 \t\n().,:;%*+/#<>=_'"-]*$`
	guardTarget = `^(?i:_blank|_self|_top|_parent)$`
	guardLink   = `^(?:(?i:https?|mailto|tel):|cms:(?:post|asset)/|` + noScheme + `)[^\x00-\x1F\x7F]*$`
	guardSource = `^(?:(?i:https?):|cms:asset/|` + noScheme + `)[^\x00-\x1F\x7F]*$`
	// No candidate begins with a scheme that is not named.
	guardSrcset = `^[\s,]*(?:(?:(?i:https?):|cms:asset/|` + noScheme + `)[^\s]*(?:\s+[0-9.]+[wxh])*(?:\s*,[\s,]*|\s*$|\s+))*$`
	// Properties and values are letters, digits and signs; the only functions are those of colours.
	guardStyle    = `^(?i:[a-z0-9#%.,:;!+\s-]|(?:rgb|hsl)a?\([a-z0-9%., /-]*\))*$`
	guardEmbed    = `^https://[A-Za-z0-9.-]+(?::443)?(?:[/?#][^\x00-\x1F\x7F]*)?$`
	guardAllow    = `^[A-Za-z0-9 ;*':/.-]*$`
	guardSandbox  = `^[a-z -]*$`
	guardReferrer = `^` + embedReferrer + `$`
)
