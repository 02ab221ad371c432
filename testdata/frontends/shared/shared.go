// Package shared holds what the front ends here look like and say: for those
// written in Go. The others read the same files.
package shared

import "embed"

// Files has design/site.css, and the words of each language: words/en.json.
//
//go:embed design/site.css words/*.json
var Files embed.FS
