package sanitize

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A fate is what becomes of an element.
type fate uint8

const (
	unwrap    fate = iota // its tag goes, what it holds stays; the fate of unknown elements
	keep                  // it stays, with the attributes that rules allow
	remove                // it goes with all that it holds
	preformat             // its text stays as pre
)

// fateOf decides by name. An element of svg or math goes: both can hold script,
// and both change how the parser reads what follows.
func fateOf(n *html.Node) fate {
	if n.Namespace != "" {
		return remove
	}
	if _, ok := elementRules[n.DataAtom]; ok && n.DataAtom != 0 {
		return keep
	}
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Template, atom.Title, atom.Textarea, atom.Select, atom.Datalist, atom.Button,
		atom.Embed, atom.Param, atom.Base, atom.Basefont, atom.Link, atom.Meta, atom.Bgsound, atom.Keygen, atom.Frame, atom.Frameset,
		atom.Noframes, atom.Noembed, atom.Area:
		return remove
	case atom.Xmp, atom.Listing, atom.Plaintext:
		return preformat
	}
	return unwrap
}

// A rule says whether an attribute may have a value.
type rule func(value string) bool

// rules are the attributes of an element, beside those of all elements. A nil
// rule is an attribute that [cleaner.attribute] judges by itself.
type rules map[string]rule

// elementRules are the elements that stay. It holds no element whose text is
// raw to the parser but iframe, which is emptied: that, and no comments, is why
// what was judged cannot be read otherwise later.
var elementRules = map[atom.Atom]rules{
	// Sections and blocks.
	atom.Article: nil, atom.Aside: nil, atom.Section: nil, atom.Header: nil, atom.Footer: nil, atom.Nav: nil,
	atom.Main: nil, atom.Hgroup: nil, atom.Address: nil, atom.Figcaption: nil,
	atom.Center: nil, atom.Summary: nil, atom.Dl: nil, atom.Dt: nil, atom.Dd: nil, atom.Menu: nil,
	atom.H1: aligned, atom.H2: aligned, atom.H3: aligned, atom.H4: aligned, atom.H5: aligned, atom.H6: aligned,
	atom.P: aligned, atom.Div: aligned,
	atom.Pre:        {"width": isNumber},
	atom.Figure:     {GalleryAttribute: isNames},
	atom.Hr:         {"align": isWord, "width": isLength, "size": isNumber, "noshade": isFlag, "color": isColour},
	atom.Blockquote: {"cite": nil},
	atom.Details:    {"open": isFlag},
	atom.Ol:         {"start": isInteger, "reversed": isFlag, "type": isWord},
	atom.Ul:         {"type": isWord},
	atom.Li:         {"value": isInteger, "type": isWord},

	// Words.
	atom.Abbr: nil, atom.Acronym: nil, atom.B: nil, atom.Bdi: nil, atom.Bdo: nil, atom.Big: nil, atom.Cite: nil, atom.Code: nil,
	atom.Dfn: nil, atom.Em: nil, atom.I: nil, atom.Kbd: nil, atom.Mark: nil, atom.Rp: nil, atom.Rt: nil, atom.Ruby: nil, atom.S: nil,
	atom.Samp: nil, atom.Small: nil, atom.Span: nil, atom.Strike: nil, atom.Strong: nil, atom.Sub: nil, atom.Sup: nil, atom.Tt: nil,
	atom.U: nil, atom.Var: nil, atom.Wbr: nil,
	atom.A: {
		"href": nil, "name": nil, "target": nil, "rel": nil, "hreflang": isLanguage, "type": isMediaType, "download": isText,
	},
	atom.Br:   {"clear": isWord},
	atom.Data: {"value": isText},
	atom.Del:  {"cite": nil, "datetime": isText},
	atom.Font: {"color": isColour, "size": isInteger, "face": isFontList},
	atom.Ins:  {"cite": nil, "datetime": isText},
	atom.Q:    {"cite": nil},
	atom.Time: {"datetime": isText},

	// Pictures, sound, films, pages of others.
	atom.Picture: nil,
	atom.Img: {
		"src": nil, "srcset": nil, "sizes": isSizes, "alt": isText, "width": isLength, "height": isLength, "loading": isWord,
		"decoding": isWord, "fetchpriority": isWord, "align": isWord, "border": isLength, "hspace": isNumber, "vspace": isNumber,
	},
	atom.Source: {
		"src": nil, "srcset": nil, "sizes": isSizes, "type": isMediaType, "media": isSizes, "width": isLength, "height": isLength,
	},
	atom.Video: {
		"src": nil, "poster": nil, "controls": isFlag, "width": isLength, "height": isLength, "preload": isWord, "loop": isFlag,
		"muted": isFlag, "autoplay": isFlag, "playsinline": isFlag,
	},
	atom.Audio: {
		"src": nil, "controls": isFlag, "preload": isWord, "loop": isFlag, "muted": isFlag, "autoplay": isFlag,
	},
	atom.Track: {"src": nil, "kind": isWord, "srclang": isLanguage, "label": isText, "default": isFlag},
	atom.Iframe: {
		"src": nil, "width": isLength, "height": isLength, "allow": nil, "allowfullscreen": isFlag, "frameborder": isWord,
		"scrolling": isWord, "align": isWord, "sandbox": nil, "loading": isWord, "referrerpolicy": isWord,
	},

	// Tables.
	atom.Table: {
		"align": isWord, "bgcolor": isColour, "border": isLength, "cellpadding": isLength, "cellspacing": isLength,
		"width": isLength, "height": isLength, "summary": isText,
	},
	atom.Caption: aligned, atom.Thead: celled, atom.Tbody: celled, atom.Tfoot: celled, atom.Tr: celled,
	atom.Colgroup: columned, atom.Col: columned, atom.Td: spanned, atom.Th: spanned,

	// The ticks of a task list: the cleaner lets no other input stay.
	atom.Input: {"type": isCheckbox, "checked": isFlag, "disabled": isFlag},
}

var (
	aligned  = rules{"align": isWord}
	celled   = rules{"align": isWord, "valign": isWord, "bgcolor": isColour}
	columned = rules{"span": isNumber, "align": isWord, "valign": isWord, "width": isLength}
	spanned  = rules{
		"colspan": isNumber, "rowspan": isNumber, "headers": isIDs, "scope": isWord, "abbr": isText, "align": isWord, "valign": isWord,
		"bgcolor": isColour, "width": isLength, "height": isLength, "nowrap": isFlag,
	}
)

// globalRules are attributes that every element may have.
var globalRules = rules{
	"class": nil, "style": nil, "id": nil,
	"title": isText, "lang": isLanguage, "dir": isDirection, "role": isRole, "hidden": isHidden, "translate": isWord,
	"tabindex": isTabIndex,
}
