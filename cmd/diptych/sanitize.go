package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/porting/hugo"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// maxBody is the largest file that sanitize reads: what a content file may have.
const maxBody = 8 << 20

// A sanitizeCmd shows editors what sanitizing makes of a file, and why.
type sanitizeCmd struct {
	File     string `arg:"" help:"arg.file"`
	Markdown bool   `help:"option.markdown"`
	Format   format `default:"text" placeholder:"text|json" help:"option.format"`
}

// Run prints the sanitized HTML on standard output and the report on standard
// error, or both as one JSON object.
func (c sanitizeCmd) Run(k *console) error {
	text, err := c.read(k)
	if err != nil {
		return err
	}
	body, line := hugo.BodyOf(text)
	if c.Markdown || strings.EqualFold(filepath.Ext(c.File), ".md") {
		if body, err = markup.FromMarkdown(body); err != nil {
			return fmt.Errorf("render %s: %w", c.File, err)
		}
		line = 1 // the report counts the lines of the HTML
	}
	result := sanitize.New(sanitize.Options{}).Body(body)
	for i := range result.Findings {
		if f := &result.Findings[i]; f.Line > 0 {
			f.Line += line - 1
		}
	}
	if c.Format == formatJSON {
		return c.printJSON(k, result)
	}
	if _, err := fmt.Fprintln(k.out, strings.TrimSuffix(result.HTML, "\n")); err != nil {
		return err
	}
	if len(result.Findings) == 0 {
		k.note("cli.sanitize_clean")
		return nil
	}
	return sanitize.Report(k.err, result.Findings, k.words)
}

// read returns the file's text; "-" is standard input.
func (c sanitizeCmd) read(k *console) (string, error) {
	r := k.in
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return "", &misuse{err}
		}
		defer f.Close()
		r = f
	}
	text, err := io.ReadAll(io.LimitReader(r, maxBody+1))
	if err != nil {
		return "", &misuse{err}
	}
	if len(text) > maxBody {
		return "", &misuse{fault.New(fault.TooLarge, "cli.file_too_large", "file", c.File, "mebibytes", maxBody>>20)}
	}
	return string(text), nil
}

func (c sanitizeCmd) printJSON(k *console, result sanitize.Result) error {
	type finding struct {
		Code    string `json:"code"`
		Message string `json:"message"`
		Excerpt string `json:"excerpt"`
		Line    int    `json:"line"`
		Column  int    `json:"column"`
		Count   int    `json:"count"`
	}
	answer := struct {
		HTML     string    `json:"html"`
		Findings []finding `json:"findings"`
	}{HTML: result.HTML, Findings: []finding{}}
	for _, f := range result.Findings {
		answer.Findings = append(answer.Findings, finding{f.Code, k.words(f.Code, f.Args), f.Excerpt, f.Line, f.Column, f.Count})
	}
	return printJSON(k.out, answer)
}

// A format is how a command gives its answer.
type format string

const (
	formatText format = "text"
	formatJSON format = "json"
)

// UnmarshalText takes "text" and "json".
func (f *format) UnmarshalText(text []byte) error {
	switch s := format(text); s {
	case formatText, formatJSON:
		*f = s
		return nil
	}
	return fault.New(fault.Invalid, "cli.format", "value", string(text))
}

// printJSON writes a value for programs, indented.
func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return errors.Join(errors.New("write the answer"), err)
	}
	return nil
}
