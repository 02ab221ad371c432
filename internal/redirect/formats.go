package redirect

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
)

// netlify is the format of https://docs.netlify.com/routing/redirects, of which
// https://developers.cloudflare.com/pages/configuration/redirects understands a part.
type netlify struct{}

func (netlify) begin(*strings.Builder) {}

func (netlify) rule(b *strings.Builder, r Rule) bool {
	for _, form := range forms(r.From) {
		b.WriteString(escaped(form) + " " + r.To + " 301\n")
	}
	return true
}

func (netlify) end(b *strings.Builder, note string) { b.WriteString(note) }

// nginx writes exact locations, which it looks up in a tree: the directive map would
// not tell capitals from small letters.
type nginx struct{}

// mostExact is how many bytes of an exact location nginx keeps apart.
const mostExact = 200

func (nginx) begin(*strings.Builder) {}

func (nginx) rule(b *strings.Builder, r Rule) bool {
	action := ` { return 301 "` + r.To + "\"; }\n"
	if len(r.From) > mostExact {
		b.WriteString(`location ~ "^` + pattern(r.From) + `/?$"` + action)
		return true
	}
	for _, form := range forms(r.From) {
		b.WriteString(`location = "` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(form) + `"` + action)
	}
	return true
}

func (nginx) end(b *strings.Builder, note string) { b.WriteString(note) }

// apache writes rules of mod_rewrite: those of mod_alias lead from everything below a
// path, or escape what is escaped.
type apache struct{}

func (apache) begin(b *strings.Builder) { b.WriteString("RewriteEngine On\n") }

func (apache) rule(b *strings.Builder, r Rule) bool {
	slash := "/?"
	if r.From == "/" {
		slash = ""
	}
	// .htaccess leaves the first slash out. A % before a digit would be a reference.
	b.WriteString(`RewriteRule "^/?` + pattern(strings.TrimPrefix(r.From, "/")) + slash + `$" "` +
		strings.ReplaceAll(r.To, "%", `\%`) + "\" [R=301,L,NE]\n")
	return true
}

func (apache) end(b *strings.Builder, note string) { b.WriteString(note) }

// caddy writes one map from paths to targets: matchers of paths would not tell capitals
// from small letters.
type caddy struct{ written bool }

func (*caddy) begin(*strings.Builder) {}

func (c *caddy) rule(b *strings.Builder, r Rule) bool {
	if !c.written {
		b.WriteString("map {path} {diptych_redirect} {\n")
		c.written = true
	}
	if strings.ContainsAny(r.From, "{}\"`\\") { // signs of its own
		b.WriteString("\t`~^" + runes(r.From) + "/?$` " + r.To + "\n")
		return true
	}
	for _, form := range forms(r.From) {
		b.WriteString("\t\"" + form + "\" " + r.To + "\n")
	}
	return true
}

func (c *caddy) end(b *strings.Builder, note string) {
	if c.written {
		b.WriteString("\tdefault \"\"\n}\n@diptych_redirect expression `{diptych_redirect} != \"\"`\nredir @diptych_redirect {diptych_redirect} 301\n")
	}
	b.WriteString(note)
}

// runes returns a regular expression of RE2 for the very path, which looks at characters:
// only ASCII is escaped.
func runes(path string) string {
	var b strings.Builder
	for _, r := range path {
		if r < 0x80 {
			b.WriteString(pattern(string(r)))
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// hugo writes what a content adapter or a template makes aliases of.
type hugo struct{ aliases map[string][]string }

func (h *hugo) begin(*strings.Builder) { h.aliases = make(map[string][]string) }

func (h *hugo) rule(_ *strings.Builder, r Rule) bool {
	u, err := url.Parse(r.To)
	if err != nil {
		return false
	}
	if !slices.Contains(h.aliases[u.Path], r.From) {
		h.aliases[u.Path] = append(h.aliases[u.Path], r.From)
	}
	return true
}

func (h *hugo) end(b *strings.Builder, _ string) {
	for _, list := range h.aliases {
		slices.Sort(list)
	}
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(h.aliases); err != nil {
		b.WriteString("{}\n") // strings can be encoded
	}
}
