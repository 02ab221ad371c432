package httpapi

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// A download is an answer that goes out piece by piece, for a file. Nothing is sent
// before the first piece is there, so that what fails at once is a problem.
type download struct {
	c     echo.Context
	media string // its type
	file  string // its name
	begun bool
}

// begin sends the head of the answer, once.
func (d *download) begin() {
	if d.begun {
		return
	}
	d.begun = true
	h := d.c.Response().Header()
	h.Set(echo.HeaderContentType, d.media)
	h.Set(echo.HeaderContentDisposition, `attachment; filename="`+d.file+`"`)
	d.c.Response().WriteHeader(http.StatusOK)
}

// Write implements [io.Writer].
func (d *download) Write(piece []byte) (int, error) {
	d.begin()
	return d.c.Response().Write(piece)
}

// writeLine sends a document as one line.
func writeLine(to *download, v any) error {
	line, err := encode(v)
	if err != nil {
		return err
	}
	_, err = to.Write(append(line, '\n'))
	return err
}

// A sheet sends rows as CSV (RFC 4180), many at a time.
type sheet struct{ w *csv.Writer }

// newSheet begins a sheet with its head.
func newSheet(c echo.Context, file string, head ...string) sheet {
	s := sheet{csv.NewWriter(&download{c: c, media: "text/csv; charset=utf-8", file: file})}
	s.w.UseCRLF = true
	_ = s.w.Write(head) // it waits for what follows, and what fails fails there again
	return s
}

// row adds a row that no spreadsheet computes.
func (s sheet) row(cells []string) error {
	for i := range cells {
		cells[i] = inert(cells[i])
	}
	if err := s.w.Write(cells); err != nil {
		return fmt.Errorf("write a row: %w", err)
	}
	return nil
}

// end sends what is left.
func (s sheet) end() error {
	s.w.Flush()
	return s.w.Error()
}

// inert returns a cell that no spreadsheet computes: what people and machines
// wrote goes into exports, and a cell that begins like a formula would be one
// (OWASP, CSV Injection).
func inert(cell string) string {
	if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r\n") {
		return "'" + cell
	}
	return cell
}

// spaced writes tags into one cell.
func spaced[T ~string](tags []T) string {
	words := make([]string, len(tags))
	for i, tag := range tags {
		words[i] = string(tag)
	}
	return strings.Join(words, " ")
}
