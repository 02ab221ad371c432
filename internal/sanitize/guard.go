package sanitize

import (
	"regexp"

	"github.com/microcosm-cc/bluemonday"
)

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
	p.AllowAttrs("alt", "title", "summary", "label", "abbr", "datetime", "download", "value").Matching(guardText).Globally()
	p.AllowAttrs(ariaNames...).Matching(guardText).Globally()
	p.AllowAttrs("class", "rel", "role", "headers").Matching(guardTokens).Globally()
	p.AllowAttrs("id", "name").Matching(guardID).Globally()
	p.AllowAttrs("style").Matching(guardStyle).Globally()
	p.AllowAttrs("lang", "hreflang", "srclang", "dir", "translate", "hidden", "tabindex", "align", "valign", "width", "height",
		"colspan", "rowspan", "span", "scope", "border", "cellpadding", "cellspacing", "bgcolor", "color", "size", "face", "start",
		"reversed", "type", "open", "clear", "noshade", "nowrap", "loading", "decoding", "fetchpriority", "hspace", "vspace",
		"controls", "preload", "loop", "muted", "autoplay", "playsinline", "kind", "default", "media", "sizes", "allowfullscreen",
		"frameborder", "scrolling", "checked", "disabled").Matching(guardPlain).Globally()
	p.AllowAttrs(GalleryAttribute).Matching(guardText).OnElements("figure")
	p.AllowAttrs("target").Matching(guardTarget).OnElements("a")

	p.AllowAttrs("href").Matching(guardLink).OnElements("a")
	p.AllowAttrs("cite").Matching(guardLink).OnElements("blockquote", "q", "ins", "del")
	p.AllowAttrs("src").Matching(guardSource).OnElements("img", "source", "video", "audio", "track")
	p.AllowAttrs("poster").Matching(guardSource).OnElements("video")
	p.AllowAttrs("srcset").Matching(guardSrcset).OnElements("img", "source")

	p.AllowAttrs("src").Matching(guardEmbed).OnElements("iframe")
	p.AllowAttrs("allow").Matching(guardAllow).OnElements("iframe")
	p.AllowAttrs("sandbox").Matching(guardSandbox).OnElements("iframe")
	p.AllowAttrs("referrerpolicy").Matching(guardReferrer).OnElements("iframe")
	p.RequireSandboxOnIFrame(bluemonday.SandboxAllowScripts, bluemonday.SandboxAllowSameOrigin, bluemonday.SandboxAllowPopups,
		bluemonday.SandboxAllowPresentation)
	return p
}

// noScheme begins a URL that has none: what a scheme is made of does not lead
// to a colon.
const noScheme = `(?:[A-Za-z][A-Za-z0-9+.-]*(?:[^A-Za-z0-9+.:\x00-\x1F\x7F-]|$)|[^A-Za-z \x00-\x1F\x7F]|$)`

// Each pattern is anchored.
var (
	guardText   = regexp.MustCompile(`^[^\x00-\x08\x0B\x0E-\x1F\x7F]*$`)
	guardTokens = regexp.MustCompile(`^[^\x00-\x08\x0B\x0E-\x1F\x7F<>"'&\\]*$`)
	guardID     = regexp.MustCompile(`^[\p{L}\p{M}\p{N}_.:\x{B7}\x{2019}'(),!-]+$`)
	guardPlain  = regexp.MustCompile(`^[\p{L}0-9 \t\n().,:;%*+/#<>=_'"-]*$`)
	guardTarget = regexp.MustCompile(`^(?i:_blank|_self|_top|_parent)$`)
	guardLink   = regexp.MustCompile(`^(?:(?i:https?|mailto|tel):|cms:(?:post|asset)/|` + noScheme + `)[^\x00-\x1F\x7F]*$`)
	guardSource = regexp.MustCompile(`^(?:(?i:https?):|cms:asset/|` + noScheme + `)[^\x00-\x1F\x7F]*$`)
	// No candidate begins with a scheme that is not named.
	guardSrcset = regexp.MustCompile(`^[\s,]*(?:(?:(?i:https?):|cms:asset/|` + noScheme + `)[^\s]*(?:\s+[0-9.]+[wxh])*(?:\s*,[\s,]*|\s*$|\s+))*$`)
	// Properties and values are letters, digits and signs; the only functions are those of colours.
	guardStyle    = regexp.MustCompile(`^(?i:[a-z0-9#%.,:;!+\s-]|(?:rgb|hsl)a?\([a-z0-9%., /-]*\))*$`)
	guardEmbed    = regexp.MustCompile(`^https://[A-Za-z0-9.-]+(?::443)?(?:[/?#][^\x00-\x1F\x7F]*)?$`)
	guardAllow    = regexp.MustCompile(`^[A-Za-z0-9 ;*':/.-]*$`)
	guardSandbox  = regexp.MustCompile(`^[a-z -]*$`)
	guardReferrer = regexp.MustCompile(`^` + embedReferrer + `$`)
)
