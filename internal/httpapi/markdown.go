package httpapi

import (
	"strings"

	"github.com/diptych-cms/diptych/internal/accept"
)

// wantsMarkdown reports whether an Accept header rather has text/markdown than JSON
// (RFC 9110 §12.5.1). Who names neither gets JSON, as does who names both alike.
func wantsMarkdown(header string) bool {
	if !strings.Contains(strings.ToLower(header), "text/") { // nearly every program
		return false
	}
	markdown, json := wishFor(header, "text", "markdown"), wishFor(header, "application", "json")
	return markdown.q > 0 && (markdown.q > json.q || markdown.q == json.q && markdown.exact > json.exact)
}

// A wish is how much a client wants a media type.
type wish struct {
	q     int16 // see [accept.Weight]
	exact int   // how exactly it is named: byName, 2 by its kind, 1 by */*
}

const byName = 3

// wishFor returns what the most exact range of the header that covers a media type
// says of it. Other parameters than q do not count.
func wishFor(header, kind, name string) wish {
	var best wish
	for one := range strings.SplitSeq(header, ",") {
		media, parameters, _ := strings.Cut(one, ";")
		exact := 0
		switch strings.ToLower(strings.TrimSpace(media)) {
		case kind + "/" + name:
			exact = byName
		case kind + "/*":
			exact = 2
		case "*/*":
			exact = 1
		}
		if exact > best.exact {
			best = wish{accept.Weight(parameters), exact}
		}
	}
	return best
}
