package check

import (
	"strings"
	"unicode"
)

// keep marks what is written for machines: addresses, file names, options, code
// and placeholders. No rule of typography touches it, and its signs are no words.
func (d *reading) keep() {
	for i := 0; i < len(d.r); {
		if ends(d.r[i]) {
			i++
			continue
		}
		start := i
		for i < len(d.r) && !ends(d.r[i]) {
			i++
		}
		if s, e := trimmed(d.r, start, i); s < e && machine(string(d.r[s:e])) {
			d.mask(s, e)
		}
	}
	for _, p := range placeholders(d.r) {
		d.mask(p.start, p.end)
	}
}

func (d *reading) mask(start, end int) {
	for i := start; i < end; i++ {
		d.kept[i] = true
	}
}

// trimmed leaves out the punctuation around a run of signs without spaces.
func trimmed(r []rune, start, end int) (int, int) {
	for start < end && strings.ContainsRune("«“\"'‘’([<", r[start]) {
		start++
	}
	for start < end && strings.ContainsRune("»”\"'’)]>,;:!?.…", r[end-1]) {
		end--
	}
	return start, end
}

// machine reports whether a run of signs without spaces is an address, an e-mail
// address, a path, a file name or an option.
func machine(s string) bool {
	switch {
	case strings.Contains(s, "://"), strings.HasPrefix(s, "www."), strings.HasPrefix(s, "--") && len(s) > 2, strings.HasPrefix(s, "./"), strings.HasPrefix(s, "../"):
		return true
	case strings.HasPrefix(s, "mailto:"), strings.HasPrefix(s, "@"), strings.HasPrefix(s, "#") && strings.ContainsFunc(s, unicode.IsLetter):
		return true
	case strings.Contains(s, "@") && strings.Contains(s[strings.IndexByte(s, '@'):], "."):
		return true
	case strings.Contains(s, "_"), strings.Contains(s, "\\"), strings.Contains(s, "=") && len(s) > 2:
		return true
	case strings.HasPrefix(s, "/") && len(s) > 2:
		return true
	}
	return domain(s)
}

// domain reports whether s is a host or file name: letters and digits with dots
// between them, the last part of two to five letters; "a.m", "M.Tremblay" and the end
// of one sentence glued to the next are none.
func domain(s string) bool {
	s, path, _ := strings.Cut(s, "/")
	dot := strings.LastIndexByte(s, '.')
	if dot < 1 {
		return false
	}
	last := s[dot+1:]
	if len(last) < 2 || len(last) > 5 || strings.ToLower(last) != last && strings.ToUpper(last) != last {
		return false
	}
	for _, r := range last {
		if r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return false
		}
	}
	letters := false
	for _, r := range s[:dot] {
		switch {
		case unicode.IsLetter(r):
			letters = true
		case !unicode.IsDigit(r) && r != '.' && r != '-':
			return false
		}
	}
	return letters && (path != "" || strings.ContainsFunc(last, unicode.IsLetter) && known(last))
}

// known reports whether the end of a name is one that hosts or files have. Any two
// letters may be a country, but "fin.le" is a slip.
func known(ending string) bool {
	switch strings.ToLower(ending) {
	case "ca", "com", "org", "net", "gov", "edu", "io", "dev", "app", "info", "uk", "fr", "eu", "us", "ch", "be", "qc", "gc", "gouv", "ai", "co", "tv", "me",
		"html", "htm", "pdf", "md", "txt", "csv", "json", "yaml", "yml", "xml", "toml", "js", "ts", "css", "go", "py", "rb", "rs", "sh", "sql", "java", "php",
		"png", "jpg", "jpeg", "gif", "webp", "svg", "mp", "mov", "zip", "gz", "tar", "exe", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "log", "ini", "conf", "cfg", "env":
		return true
	}
	return false
}

// A span is a run of signs.
type span struct{ start, end int }

// placeholders finds what a program puts something in the place of: {name},
// {{ name }}, ${name}, %s, %d, %1$s, %(name)s.
func placeholders(r []rune) []span {
	var found []span
	for i := 0; i < len(r); i++ {
		end := 0
		switch r[i] {
		case '{':
			end = braced(r, i)
			if end > 0 && i > 0 && r[i-1] == '$' {
				i--
			}
		case '%':
			end = printf(r, i)
		}
		if end > 0 {
			found = append(found, span{i, end})
			i = end - 1
		}
	}
	return found
}

// longestName bounds what stands in braces.
const longestName = 60

// braced returns where a name in one or two braces ends, 0 if there is none.
func braced(r []rune, i int) int {
	depth := 1
	if i+1 < len(r) && r[i+1] == '{' {
		depth = 2
	}
	named := false
	for j := i + depth; j < len(r) && j < i+longestName; j++ {
		switch c := r[j]; {
		case c == '}':
			if !named || depth == 2 && (j+1 >= len(r) || r[j+1] != '}') {
				return 0
			}
			return j + depth
		case unicode.IsLetter(c) || c == '_' || unicode.IsDigit(c):
			named = true
		case depth == 1 && c != '.' && c != '-' && c != ':' && c != ',' && c != '$', c == '{':
			return 0
		}
	}
	return 0
}

// printf returns where a verb ends, 0 if there is none: "50 %" and "100%" are shares.
func printf(r []rune, i int) int {
	if i > 0 && (unicode.IsDigit(r[i-1]) || r[i-1] == '%' || unicode.IsLetter(r[i-1]) || spaced(r[i-1]) && i > 1 && unicode.IsDigit(r[i-2])) {
		return 0
	}
	j := i + 1
	if j < len(r) && r[j] == '(' {
		for j < len(r) && r[j] != ')' && j < i+longestName {
			j++
		}
		j++
	}
	for j < len(r) && (unicode.IsDigit(r[j]) || r[j] == '$' || r[j] == '.') {
		j++
	}
	if j >= len(r) || !strings.ContainsRune("sdfvgxqi@", r[j]) {
		return 0
	}
	if j++; j < len(r) && (unicode.IsLetter(r[j]) || unicode.IsDigit(r[j])) {
		return 0
	}
	return j
}
