package exchanging

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/fault"
)

const (
	// MaxArchive bounds the bytes of an archive.
	MaxArchive  = 32 << 20
	maxTogether = 64 << 20 // bytes of what is in an archive
	maxEntries  = 20_000   // names in its directory, whatever they are of
)

// Unzip returns the exchange files of an archive, whatever they are called and in
// whichever folder; it writes nothing anywhere. Other files are left out. What is no
// archive, holds nothing of the kind or more than it may is a fault.
func Unzip(archive []byte) ([]Incoming, error) {
	// A directory is read into memory as a whole, where an entry takes ten times what it
	// takes in the archive. How many it says that it has proves nothing.
	if bytes.Count(archive, []byte("PK\x01\x02")) > maxEntries {
		return nil, exchange.TooMany(exchange.MaxFiles)
	}
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return nil, fault.New(fault.Malformed, "exchange.not_zip")
	}
	var files []Incoming
	left := int64(maxTogether)
	for _, entry := range z.File {
		kind := kindIn(entry)
		if kind == "" {
			continue
		}
		if len(files) == exchange.MaxFiles {
			return nil, exchange.TooMany(exchange.MaxFiles)
		}
		body, err := unpacked(entry, min(left, exchange.MaxBytes))
		if err != nil {
			return nil, err
		}
		left -= int64(len(body))
		files = append(files, Incoming{Name: entry.Name, Kind: kind, Body: body})
	}
	if len(files) == 0 {
		return nil, fault.New(fault.Malformed, "exchange.empty_zip")
	}
	return files, nil
}

// kindIn returns what a file in an archive is read as, or "". Those that systems put
// beside files, and what no honest tool calls a file, are none.
func kindIn(entry *zip.File) Kind {
	base := path.Base(entry.Name)
	if entry.FileInfo().IsDir() || strings.HasPrefix(base, ".") || strings.HasPrefix(entry.Name, "__MACOSX/") {
		return ""
	}
	return KindOf(base)
}

// unpacked returns what a file holds, up to most bytes: the size that an archive
// claims proves nothing.
func unpacked(entry *zip.File, most int64) ([]byte, error) {
	r, err := entry.Open()
	if err != nil {
		return nil, broken(entry)
	}
	defer r.Close()
	body, err := io.ReadAll(exchange.Limit(r, most))
	if _, ok := fault.Of(err); ok {
		return nil, err
	}
	if err != nil {
		return nil, broken(entry)
	}
	return body, nil
}

func broken(entry *zip.File) error {
	return fault.New(fault.Malformed, "exchange.broken_zip", "file", exchange.Excerpt(entry.Name))
}
