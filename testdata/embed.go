// Package testdata holds what several packages test with and the demo shows: a
// small bilingual Hugo site, told in site/README.md. The pattern ./... does not
// see a folder of this name: build and vet it by its own.
package testdata

import "embed"

// Site holds the Hugo site, below the folder "site".
//
//go:embed all:site
var Site embed.FS
