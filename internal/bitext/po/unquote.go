package po

import (
	"strconv"
	"strings"
)

// escaped are the characters that a backslash and a letter stand for.
var escaped = map[byte]byte{
	'n': '\n', 't': '\t', 'r': '\r', '\\': '\\', '"': '"', '\'': '\'', '?': '?',
	'a': '\a', 'b': '\b', 'f': '\f', 'v': '\v',
}

// unquote reads what stands between quotes, with the escapes of C.
func unquote(s string) (text string, ok bool) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return "", false
		case s[i] != '\\':
			b.WriteByte(s[i])
			continue
		}
		if i++; i == len(s) {
			return "", false
		}
		if c, known := escaped[s[i]]; known {
			b.WriteByte(c)
			continue
		}
		r, size := numeric(s[i:])
		if size == 0 {
			return "", false
		}
		b.WriteRune(r)
		i += size - 1
	}
	return b.String(), true
}

// numeric reads the number of a character: up to three octal digits, or x and two
// hexadecimal ones.
func numeric(s string) (r rune, size int) {
	from, most, base := 0, 3, 8
	if s[0] == 'x' {
		from, most, base = 1, 3, 16
	}
	size = from
	for size < len(s) && size < most && strings.IndexByte("0123456789abcdefABCDEF"[:digits(base)], s[size]) >= 0 {
		size++
	}
	n, err := strconv.ParseUint(s[from:size], base, 32)
	if err != nil {
		return 0, 0
	}
	return rune(n), size
}

func digits(base int) int {
	if base == 8 {
		return 8
	}
	return 22
}
