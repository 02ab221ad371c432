// Package locales holds every message that a person is told, in each language
// of Diptych itself: one pair of files an area, such as "cli.en.toml" and
// "cli.fr.toml".
//
// A key is the code of a fault, field, warning or note, or names a text of the
// command line. "CODE" is the title and "CODE.detail", where it exists, the
// remedy. Plural forms are a table with the categories of CLDR, chosen by the
// value named "count".
package locales

import "embed"

// Files holds the message files, all in the root.
//
//go:embed *.toml
var Files embed.FS
