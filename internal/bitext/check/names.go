package check

import "slices"

// A Name names a check, as the API and the site's settings do.
type Name string

// The checks.
const (
	Number         Name = "number"          // a number is missing, or another one
	NumberAdded    Name = "number_added"    // a number that the source has not
	Date           Name = "date"            // another month
	Currency       Name = "currency"        // another currency, or none
	Percent        Name = "percent"         // a share that is none any more
	Unit           Name = "unit"            // another unit
	Link           Name = "link"            // a link is missing, or leads to another post
	LinkTarget     Name = "link_target"     // a link leads to another site, or the source has none
	LinkLanguage   Name = "link_language"   // a link leads to the page in the other language
	Image          Name = "image"           // a picture is missing
	ImageAdded     Name = "image_added"     // a picture that the source has not
	AltMissing     Name = "alt_missing"     // a picture says nothing to who cannot see it
	AltSame        Name = "alt_same"        // it says what the other language says
	AltCaption     Name = "alt_caption"     // it says what its caption says
	Tags           Name = "tags"            // marked words: strong, em, code and the like
	Placeholder    Name = "placeholder"     // {name}, %s, {{ name }}
	Outline        Name = "outline"         // headings of other levels
	Length         Name = "length"          // much longer or shorter than such a text is
	Same           Name = "same"            // the words of the source
	Language       Name = "language"        // in the other language
	Repeated       Name = "repeated"        // a word twice
	Quotes         Name = "quotes"          // quotation marks that are not closed
	Brackets       Name = "brackets"        // brackets that are not closed
	DoubleSpace    Name = "double_space"    // two spaces where one is due
	TermMissing    Name = "term_missing"    // the glossary has another word
	TermForbidden  Name = "term_forbidden"  // the glossary forbids this word
	PunctuationGap Name = "punctuation"     // spaces before and after marks, by profile
	QuoteMarks     Name = "quotation_marks" // which marks, and the spaces inside
	Apostrophe     Name = "apostrophe"      // straight or curly
	Ellipsis       Name = "ellipsis"        // three dots
	NumberFormat   Name = "number_format"   // separators of thousands and decimals
	UnitSpace      Name = "unit_space"      // the space before %, $, °, h and units
	Ordinal        Name = "ordinal"         // 1er, 1re, 2e
	Title          Name = "title"           // M., Mme, Dr
	Capital        Name = "capital"         // accents on capitals
	Dash           Name = "dash"            // hyphens that stand for dashes
)

// Checks returns every check with the severity that it has where the site names none.
func Checks() []Default {
	return []Default{
		{Number, Error}, {NumberAdded, Warning}, {Date, Error}, {Currency, Warning}, {Percent, Warning}, {Unit, Warning},
		{Link, Error}, {LinkTarget, Warning}, {LinkLanguage, Warning}, {Image, Error}, {ImageAdded, Warning},
		{AltMissing, Warning}, {AltSame, Warning}, {AltCaption, Warning},
		{Tags, Warning}, {Placeholder, Error}, {Outline, Warning}, {Length, Warning}, {Same, Warning}, {Language, Warning},
		{Repeated, Warning}, {Quotes, Warning}, {Brackets, Warning}, {DoubleSpace, Warning},
		{TermMissing, Warning}, {TermForbidden, Warning},
		{PunctuationGap, Warning}, {QuoteMarks, Warning}, {Apostrophe, Warning}, {Ellipsis, Warning},
		{NumberFormat, Warning}, {UnitSpace, Warning}, {Ordinal, Warning}, {Title, Warning}, {Capital, Warning},
		{Dash, Warning},
	}
}

// A Default is a check and its severity where the site names none.
type Default struct {
	Check    Name
	Severity Severity
}

// Known reports whether there is a check of that name.
func Known(name Name) bool {
	return slices.ContainsFunc(Checks(), func(d Default) bool { return d.Check == name })
}
