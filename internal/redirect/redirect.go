// Package redirect writes where old addresses lead for servers and hosts of static
// sites. Addresses come from people and from other systems: whatever stands in one, it
// cannot leave its place in the line. What a format cannot say is counted, not bent.
package redirect

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/fault"
)

// A Format is what redirects are written for.
type Format string

// The formats.
const (
	Netlify Format = "netlify" // the file _redirects of Netlify and Cloudflare Pages
	Nginx   Format = "nginx"   // locations, to be included in a server block
	Apache  Format = "apache"  // rules of mod_rewrite, for a virtual host or .htaccess
	Caddy   Format = "caddy"   // to be imported into a site block
	Hugo    Format = "hugo"    // JSON: the aliases of each page by its path
)

// A Rule leads from one address to another. It holds with and without a final slash.
type Rule struct {
	From string // a decoded path from the root, without final slash
	To   string // a URL, absolute or from the root, escaped
}

// A File is a file of redirects while it is written.
type File struct {
	format  format
	b       strings.Builder
	have    map[string]bool // paths that lead somewhere: nginx takes none twice
	skipped int
}

// A format writes lines.
type format interface {
	begin(b *strings.Builder)
	// rule writes one rule, whose parts are right; ok is false if the format cannot say it.
	rule(b *strings.Builder, r Rule) (ok bool)
	end(b *strings.Builder, note string)
}

// New begins a file; an unknown format is the fault.Malformed "redirects.format".
func New(f Format) (*File, error) {
	formats := map[Format]format{Netlify: netlify{}, Nginx: nginx{}, Apache: apache{}, Caddy: &caddy{}, Hugo: &hugo{}}
	of := formats[f]
	if of == nil {
		return nil, fault.New(fault.Malformed, "redirects.format", "format", string(f))
	}
	file := &File{format: of, have: make(map[string]bool)}
	of.begin(&file.b)
	return file, nil
}

// Add writes a rule. What has no place in the format is skipped and counted; of several
// from one path the first counts.
func (f *File) Add(r Rule) {
	from := r.From
	if trimmed := strings.TrimRight(from, "/"); trimmed != "" {
		from = trimmed
	}
	to, ok := target(r.To)
	if f.have[from] || !ok || !plainPath(from) || !f.format.rule(&f.b, Rule{From: from, To: to}) {
		f.skipped++
		return
	}
	f.have[from] = true
}

// Skip counts a rule that the file cannot hold.
func (f *File) Skip() { f.skipped++ }

// Bytes ends the file and returns it. How many rules it lacks stands in its last line,
// where the format has comments.
func (f *File) Bytes() []byte {
	note := ""
	if f.skipped > 0 {
		note = fmt.Sprintf("# %d more, of other hosts or beyond this format: see format=json\n", f.skipped)
	}
	f.format.end(&f.b, note)
	return []byte(f.b.String())
}

// plainPath reports whether the path is one that browsers can ask for: it begins at the
// root, and nothing in it breaks lines.
func plainPath(p string) bool {
	return strings.HasPrefix(p, "/") && !strings.HasPrefix(p, "//") && utf8.ValidString(p) &&
		!strings.ContainsFunc(p, func(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' })
}

// target returns the URL in letters that mean nothing to any of the formats: those that
// do are escaped.
func target(to string) (string, bool) {
	u, err := url.Parse(to)
	if err != nil || u.Opaque != "" || u.User != nil || !strings.HasPrefix(u.Path, "/") || u.RawQuery != "" || u.Fragment != "" {
		return "", false
	}
	switch {
	case u.Scheme == "" && u.Host == "" && !strings.HasPrefix(u.Path, "//"):
		return escaped(u.Path), true
	case (u.Scheme == "http" || u.Scheme == "https") && plainHost.MatchString(u.Host):
		return u.Scheme + "://" + u.Host + escaped(u.Path), true
	}
	return "", false
}

// plainHost matches a host that needs no escaping: a name or an address, with perhaps a port.
var plainHost = regexp.MustCompile(`^([A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?$`)

// escaped escapes all bytes of a path but letters, digits, slashes and -._~.
func escaped(path string) string {
	return replaced(path, "/-._~", func(c byte) string { return fmt.Sprintf("%%%02X", c) })
}

// pattern returns a regular expression for the very path, in ASCII, as PCRE and RE2 read
// it when they look at bytes.
func pattern(path string) string {
	return replaced(path, "/-_", func(c byte) string { return fmt.Sprintf(`\x%02x`, c) })
}

// replaced keeps letters, digits and the signs in keep, and has all other bytes replaced.
func replaced(s, keep string, with func(byte) string) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte(keep, c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.WriteString(with(c))
	}
	return b.String()
}

// forms returns the path as browsers may ask for it: without and with a final slash.
func forms(path string) []string {
	if path == "/" {
		return []string{path}
	}
	return []string{path, path + "/"}
}
