package httpapi

import (
	"strconv"
	"strings"
)

// wantsMarkdown reports whether an Accept header rather has text/markdown than JSON
// (RFC 9110 §12.5.1). Who names neither gets JSON, as does who names both alike.
func wantsMarkdown(accept string) bool {
	if !strings.Contains(strings.ToLower(accept), "text/") { // nearly every program
		return false
	}
	markdown, json := wishFor(accept, "text", "markdown"), wishFor(accept, "application", "json")
	return markdown.q > 0 && (markdown.q > json.q || markdown.q == json.q && markdown.exact > json.exact)
}

// A wish is how much a client wants a media type.
type wish struct {
	q     float64
	exact int // how exactly it is named: 3 by itself, 2 by its kind, 1 by */*
}

// wishFor returns what the most exact range of the header that covers a media type
// says of it. Other parameters than q do not count.
func wishFor(accept, kind, name string) wish {
	var best wish
	for one := range strings.SplitSeq(accept, ",") {
		media, parameters, _ := strings.Cut(one, ";")
		exact := 0
		switch strings.ToLower(strings.TrimSpace(media)) {
		case kind + "/" + name:
			exact = 3
		case kind + "/*":
			exact = 2
		case "*/*":
			exact = 1
		}
		if exact > best.exact {
			best = wish{weight(parameters), exact}
		}
	}
	return best
}

// weight returns the q of a media range; 1 where none is given, 0 where it is none.
func weight(parameters string) float64 {
	for p := range strings.SplitSeq(parameters, ";") {
		name, value, _ := strings.Cut(p, "=")
		if !strings.EqualFold(strings.TrimSpace(name), "q") {
			continue
		}
		q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err != nil || !(q >= 0 && q <= 1) {
			return 0
		}
		return q
	}
	return 1
}
