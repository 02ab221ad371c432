package hugo

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// A source is a content file taken apart.
type source struct {
	format     format // of the front matter; empty if there is none
	matter     []byte
	matterLine int // line of the file on which it begins
	body       string
	bodyLine   int
	repaired   string // encoding that the file was read in, if it is not UTF-8
	repairLine int    // the first line that was repaired
}

var byteOrderMark = []byte("\xEF\xBB\xBF")

// split takes a content file apart where Hugo does: a front matter begins with
// "---" (YAML), "+++" (TOML) or "{" (JSON) after nothing but white space.
func split(data []byte) (*source, error) {
	if bytes.HasPrefix(data, []byte("\xFF\xFE")) || bytes.HasPrefix(data, []byte("\xFE\xFF")) {
		return nil, &refusal{code: "import.utf16"}
	}
	data = bytes.TrimPrefix(data, byteOrderMark)
	s := &source{}
	data = s.repair(data)
	start := len(data) - len(bytes.TrimLeft(data, " \t\r\n"))
	var end int
	var err error
	switch rest := data[start:]; {
	case bytes.HasPrefix(rest, []byte("+")):
		end, err = s.fenced(data, start, "+++", tomlFormat)
	case bytes.HasPrefix(rest, []byte("-")):
		end, err = s.fenced(data, start, "---", yamlFormat)
	case bytes.HasPrefix(rest, []byte("{")):
		end, err = s.braced(data, start)
	case bytes.HasPrefix(rest, []byte("#+")):
		err = &refusal{code: "import.format_unsupported", line: lineAt(data, start), args: map[string]any{"format": "Org"}}
	}
	if err != nil {
		return nil, err
	}
	s.bodyLine = lineAt(data, end)
	s.body = unixLines(string(data[end:]))
	return s, nil
}

// BodyOf returns the body of a content file as an import reads it, and the line
// on which it begins. A text without a front matter, or with one that cannot be
// told from its body, is all body; so is one that begins with a shortcode.
func BodyOf(text string) (body string, line int) {
	s, err := split([]byte(text))
	if err != nil || s.matter == nil || s.format == jsonFormat && bytes.HasPrefix(s.matter, []byte("{{")) {
		return text, 1
	}
	return s.body, s.bodyLine
}

// fenced takes a front matter between two lines that begin with fence, and
// returns where the body begins.
func (s *source) fenced(data []byte, start int, fence string, f format) (int, error) {
	if !bytes.HasPrefix(data[start:], []byte(fence)) {
		return 0, &refusal{code: "import.front_matter_fence", line: lineAt(data, start), args: map[string]any{"fence": fence}}
	}
	from := start + len(fence)
	for at := skipNewline(data, from); ; {
		if bytes.HasPrefix(data[at:], []byte(fence)) && (at == skipNewline(data, from) || data[at-1] == '\n' || data[at-1] == '\r') {
			first := skipNewline(data, from)
			s.format, s.matter, s.matterLine = f, data[first:at], lineAt(data, first)
			return skipNewline(data, at+len(fence)), nil
		}
		next := bytes.IndexAny(data[at:], "\r\n")
		if next < 0 {
			return 0, &refusal{code: "import.front_matter_open", line: lineAt(data, start), args: map[string]any{"fence": fence}}
		}
		at += next + 1
	}
}

// braced takes a JSON front matter up to the brace that closes it.
func (s *source) braced(data []byte, start int) (int, error) {
	level, quoted := 0, false
	for i := start; i < len(data); i++ {
		switch b := data[i]; {
		case b == '\\':
			i++
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == '{':
			level++
		case b == '}':
			if level--; level == 0 {
				s.format, s.matter, s.matterLine = jsonFormat, data[start:i+1], lineAt(data, start)
				return skipNewline(data, i+1), nil
			}
		}
	}
	return 0, &refusal{code: "import.front_matter_open", line: lineAt(data, start), args: map[string]any{"fence": "}"}}
}

// skipNewline returns the place after one line end at i, if there is one.
func skipNewline(data []byte, i int) int {
	if i < len(data) && data[i] == '\r' {
		i++
	}
	if i < len(data) && data[i] == '\n' {
		i++
	}
	return i
}

// lineAt returns the number of the line on which the byte stands, from 1.
func lineAt(data []byte, i int) int {
	return 1 + bytes.Count(data[:i], []byte("\n"))
}

// unixLines ends lines with a line feed alone.
func unixLines(s string) string {
	if !strings.Contains(s, "\r") {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// repair makes the data UTF-8 without NUL. A file that holds not one character
// beyond ASCII in UTF-8 was written in Windows-1252, as old French files are;
// in any other the bytes that are none become U+FFFD.
func (s *source) repair(data []byte) []byte {
	bad := firstBad(data)
	if bad < 0 {
		return data
	}
	s.repairLine = lineAt(data, bad)
	if !bytes.ContainsRune(data, 0) && !hasWide(data) {
		if decoded, err := charmap.Windows1252.NewDecoder().Bytes(data); err == nil {
			s.repaired = "Windows-1252"
			return decoded
		}
	}
	s.repaired = "UTF-8"
	return bytes.ReplaceAll(bytes.ToValidUTF8(data, []byte("\uFFFD")), []byte{0}, []byte("\uFFFD"))
}

// firstBad returns the place of the first byte that is NUL or no UTF-8, or -1.
func firstBad(data []byte) int {
	if utf8.Valid(data) {
		return bytes.IndexByte(data, 0)
	}
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n <= 1 || r == 0 {
			return i
		}
		i += n
	}
	return -1
}

// hasWide reports whether a sequence of several bytes is a UTF-8 character.
func hasWide(data []byte) bool {
	for i := 0; i < len(data); {
		_, n := utf8.DecodeRune(data[i:])
		if n > 1 {
			return true
		}
		i += n
	}
	return false
}
