package imaging

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// The media types that Sniff tells apart. Those of no use to a site are told
// apart all the same, so that a refusal can name them.
const (
	JPEG      = "image/jpeg"
	PNG       = "image/png"
	GIF       = "image/gif"
	WebP      = "image/webp"
	AVIF      = "image/avif"
	HEIC      = "image/heic"
	SVG       = "image/svg+xml"
	PDF       = "application/pdf"
	ZIP       = "application/zip"
	MP4       = "video/mp4"
	QuickTime = "video/quicktime"
	WebM      = "video/webm"
	Matroska  = "video/x-matroska"
	M4A       = "audio/mp4"
	MP3       = "audio/mpeg"
	Ogg       = "audio/ogg"
	HTML      = "text/html"
	XML       = "application/xml"
	Text      = "text/plain"
	Unknown   = "application/octet-stream"
)

// SniffLength is how much of a file's beginning Sniff wants to see.
const SniffLength = 4096

// Sniff returns the media type of a file that begins with head, from its bytes
// alone: the signatures of the WHATWG MIME Sniffing Standard, and SVG. Bytes
// that are no signature and no UTF-8 text are Unknown; UTF-16 is Unknown too,
// since markup can hide in it.
func Sniff(head []byte) string {
	head = head[:min(len(head), SniffLength)]
	if t := sniffBinary(head); t != "" {
		return t
	}
	text, ok := asText(head)
	if !ok {
		return Unknown
	}
	return sniffText(text)
}

func sniffBinary(head []byte) string {
	at := func(offset int, magic string) bool {
		return len(head) >= offset && bytes.HasPrefix(head[offset:], []byte(magic))
	}
	switch {
	case at(0, "\xff\xd8\xff"):
		return JPEG
	case at(0, "\x89PNG\r\n\x1a\n"):
		return PNG
	case at(0, "GIF87a"), at(0, "GIF89a"):
		return GIF
	case at(0, "RIFF") && at(8, "WEBP"):
		return WebP
	case at(0, "%PDF-"):
		return PDF
	case at(0, "PK\x03\x04"):
		return ZIP
	case at(4, "ftyp"):
		return sniffBoxes(head)
	case at(0, "\x1a\x45\xdf\xa3"):
		if bytes.Contains(head[:min(len(head), 64)], []byte("webm")) {
			return WebM
		}
		return Matroska
	case at(0, "OggS\x00"):
		return Ogg
	case at(0, "ID3"), mp3Frame(head):
		return MP3
	}
	return ""
}

// sniffBoxes reads the major brand of an ISO base media file (ISO/IEC 14496-12).
func sniffBoxes(head []byte) string {
	if len(head) < 12 {
		return Unknown
	}
	switch brand := string(head[8:12]); brand {
	case "avif", "avis":
		return AVIF
	case "heic", "heix", "hevc", "hevx", "mif1", "msf1":
		return HEIC
	case "qt  ":
		return QuickTime
	case "M4A ", "M4B ":
		return M4A
	default:
		return MP4
	}
}

// mp3Frame reports whether head begins with the header of an MPEG audio frame
// of layer III with a bit rate and a sampling rate that exist.
func mp3Frame(head []byte) bool {
	if len(head) < 4 || head[0] != 0xff || head[1]&0xe6 != 0xe2 || head[1]&0x18 == 0x08 {
		return false
	}
	rate := head[2] >> 4
	return rate != 0 && rate != 15 && head[2]&0x0c != 0x0c
}

// asText returns head without a byte order mark if it is UTF-8 without control
// characters; a last rune may be cut.
func asText(head []byte) (string, bool) {
	head = bytes.TrimPrefix(head, []byte("\ufeff"))
	for cut := 0; cut < utf8.UTFMax && len(head) > 0; cut++ {
		if r, size := utf8.DecodeLastRune(head); r != utf8.RuneError || size > 1 {
			break
		}
		if len(head) < SniffLength-utf8.UTFMax {
			break // the file ends here: nothing was cut
		}
		head = head[:len(head)-1]
	}
	if len(head) == 0 || !utf8.Valid(head) {
		return "", false
	}
	for _, b := range head {
		if b < 0x20 && !strings.ContainsRune("\t\n\f\r", rune(b)) {
			return "", false
		}
	}
	return string(head), true
}

// markup lists what makes a text HTML where it stands first (WHATWG MIME
// Sniffing §7.1), with the space or bracket that must follow left out: here a
// false alarm is safer.
var markup = [...]string{
	"<!doctype html", "<html", "<head", "<script", "<iframe", "<h1", "<div", "<font", "<table",
	"<a", "<style", "<title", "<b", "<body", "<br", "<p", "<img", "<link", "<meta", "<base", "<object", "<embed",
}

func sniffText(text string) string {
	rest, xml := skipProlog(text)
	low := strings.ToLower(rest)
	switch {
	case strings.HasPrefix(low, "<svg"), strings.HasPrefix(low, "<!doctype svg"):
		return SVG
	case xml && strings.HasPrefix(low, "<html"):
		return HTML
	}
	for _, tag := range markup {
		if strings.HasPrefix(low, tag) {
			return HTML
		}
	}
	switch {
	case xml:
		return XML
	case rest != strings.TrimLeft(text, " \t\r\n\f"): // a comment stood first
		return HTML
	}
	return Text
}

// skipProlog leaves out what may stand before a document's first element:
// space, comments and the XML declaration, whose presence it reports. A
// doctype with an internal subset stays.
func skipProlog(text string) (rest string, xml bool) {
	for {
		text = strings.TrimLeft(text, " \t\r\n\f")
		var end string
		switch {
		case strings.HasPrefix(text, "<?"):
			xml, end = true, "?>"
		case strings.HasPrefix(text, "<!--"):
			end = "-->"
		default:
			return text, xml
		}
		_, after, found := strings.Cut(text, end)
		if !found {
			return "", xml
		}
		text = after
	}
}
