package sanitize

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// The values of plain attributes. Each pattern is anchored. Long ones are counted
// by [short]: a pattern with {1,500} compiles to five hundred copies, at every start.
var (
	numberValue   = late(`^[0-9]{1,5}$`)
	integerValue  = late(`^[+-]?[0-9]{1,9}$`)
	lengthValue   = late(`^[0-9]{1,6}(?:\.[0-9]{1,6})?(?:px|%|em)?;?$`)
	wordValue     = late(`^[A-Za-z0-9][A-Za-z0-9-]{0,39}$`)
	colourValue   = late(`^(?:#[0-9A-Fa-f]{3,8}|[A-Za-z]{3,30})$`)
	languageValue = late(`^(?:[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)?$`)
	mediaType     = late(`^[A-Za-z0-9.+-]+/[A-Za-z0-9.+-]+(?:;\s*codecs=[A-Za-z0-9"'., ]+)?$`)
	sizesValue    = late(`^[A-Za-z0-9 \t\n().,:%*+/<>=-]*$`)
	fontList      = late(`^[\p{L}0-9 ,'-]+$`)
	roleValue     = late(`^[A-Za-z-]{1,40}(?: [A-Za-z-]{1,40})*$`)
	idsValue      = late(`^[\p{L}\p{M}\p{N}_.:\x{B7}\x{2019} -]+$`)
)

// late is a pattern that is made when it is first asked: a server that cleans nothing
// needs none of them, and all together allocated 1.9 MB at every start.
func late(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

func isNumber(v string) bool    { return numberValue().MatchString(v) }
func isInteger(v string) bool   { return integerValue().MatchString(v) }
func isLength(v string) bool    { return lengthValue().MatchString(v) }
func isWord(v string) bool      { return wordValue().MatchString(v) }
func isColour(v string) bool    { return colourValue().MatchString(v) }
func isLanguage(v string) bool  { return languageValue().MatchString(v) }
func isMediaType(v string) bool { return mediaType().MatchString(v) }
func isSizes(v string) bool     { return short(v, 1000) && sizesValue().MatchString(v) }
func isFontList(v string) bool  { return short(v, 200) && fontList().MatchString(v) }
func isRole(v string) bool      { return roleValue().MatchString(v) }
func isNames(v string) bool     { return short(v, 2000) }
func isIDs(v string) bool       { return short(v, 500) && idsValue().MatchString(v) }

// short reports whether the value has at most so many characters.
func short(v string, most int) bool { return utf8.RuneCountInString(v) <= most }

// isText takes whatever a person may say: it is read or shown, never run.
func isText(string) bool { return true }

// isFlag takes any value: that such an attribute is there is all that counts.
func isFlag(v string) bool { return len(v) <= 40 }

func isCheckbox(v string) bool  { return strings.EqualFold(v, "checkbox") }
func isDirection(v string) bool { return oneOf(v, "ltr", "rtl", "auto") }
func isHidden(v string) bool    { return oneOf(v, "", "hidden", "until-found") }
func isTabIndex(v string) bool  { return v == "0" || v == "-1" }

func oneOf(v string, words ...string) bool {
	for _, w := range words {
		if strings.EqualFold(v, w) {
			return true
		}
	}
	return false
}

func isAria(name string) bool {
	return strings.HasPrefix(name, "aria-") && slices.Contains(ariaNames, name)
}

// ariaNames are the states and properties of WAI-ARIA 1.2.
var ariaNames = []string{
	"aria-activedescendant", "aria-atomic", "aria-autocomplete", "aria-braillelabel", "aria-brailleroledescription", "aria-busy",
	"aria-checked", "aria-colcount", "aria-colindex", "aria-colindextext", "aria-colspan", "aria-controls", "aria-current",
	"aria-describedby", "aria-description", "aria-details", "aria-disabled", "aria-dropeffect", "aria-errormessage", "aria-expanded",
	"aria-flowto", "aria-grabbed", "aria-haspopup", "aria-hidden", "aria-invalid", "aria-keyshortcuts", "aria-label", "aria-labelledby",
	"aria-level", "aria-live", "aria-modal", "aria-multiline", "aria-multiselectable", "aria-orientation", "aria-owns",
	"aria-placeholder", "aria-posinset", "aria-pressed", "aria-readonly", "aria-relevant", "aria-required", "aria-roledescription",
	"aria-rowcount", "aria-rowindex", "aria-rowindextext", "aria-rowspan", "aria-selected", "aria-setsize", "aria-sort",
	"aria-valuemax", "aria-valuemin", "aria-valuenow", "aria-valuetext",
}
