// Package handbook writes the page that a browser finds at the address of the
// server: what Diptych is, a first post by curl, and every operation of the
// contract, in one language. It is made from the contract (package openapi), so
// that it cannot say what is not so; around it stand the guides of this package.
//
// The page loads nothing, runs nothing, and says so in the policy it comes with.
package handbook

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the page, its style and its guides
	"encoding/base64"
	"fmt"
	"html"
	"html/template"
	"strings"

	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/markup"
)

var (
	//go:embed page.html
	layout string
	//go:embed style.css
	style string
	//go:embed guide.en.md
	guideEN string
	//go:embed guide.fr.md
	guideFR string
)

// Languages are those that the page is written in.
func Languages() []locale.Tag { return []locale.Tag{"en", "fr"} }

// Words says a message in the language of the page.
type Words func(key string) string

// Policy is the Content-Security-Policy of the page: its own style, the picture of
// its tab, and nothing else.
func Policy() string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

// Write returns the page in one of [Languages]. The contract is its text in YAML;
// base is where people reach the server, for the commands that they copy.
func Write(contract []byte, tag locale.Tag, base string, say Words) ([]byte, error) {
	p, err := newPage(contract, tag, say)
	if err != nil {
		return nil, fmt.Errorf("write the handbook: %w", err)
	}
	guide := guideEN
	if tag == "fr" {
		guide = guideFR
	}
	if p.Guide, err = prose(strings.ReplaceAll(guide, "{base}", html.EscapeString(base))); err != nil {
		return nil, fmt.Errorf("write the handbook: %w", err)
	}
	p.Chapters = markup.Headings(string(p.Guide))
	t, err := template.New("page").Parse(layout)
	if err != nil {
		return nil, fmt.Errorf("write the handbook: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, p); err != nil {
		return nil, fmt.Errorf("write the handbook: %w", err)
	}
	return b.Bytes(), nil
}

// prose makes HTML of our own Markdown. Whoever scrolls through code that is wider
// than the screen may do so from the keyboard.
func prose(text string) (template.HTML, error) {
	made, err := markup.FromMarkdown(text)
	if err != nil {
		return "", err
	}
	return template.HTML(strings.ReplaceAll(made, "<pre>", `<pre tabindex="0">`)), nil //nolint:gosec // it is ours: the contract's or this package's
}
