package handbook

import (
	"cmp"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/markup"
)

// A page is what the layout shows.
type page struct {
	Lang       locale.Tag
	Style      template.CSS
	Guide      template.HTML
	Chapters   []markup.Heading // of the guide
	Delivery   []operation
	Preview    []operation
	Management []group
	Words      map[string]string
}

// A group is the operations of one kind of thing.
type group struct {
	Name       string // what their paths begin with
	Operations []operation
}

// An operation is one of the contract's.
type operation struct {
	ID, Method, Path string
	Summary          string
	Description      template.HTML
	Lang             locale.Tag // of the description
	Try              string     // address that shows an answer, if there is one for any site
	Parameters       []parameter
	Answers          []answer
	Usual            []string // statuses that mean what they mean everywhere
}

// A parameter is one of an operation's.
type parameter struct {
	Name, In, Type string
	Required       bool
	Description    template.HTML
	Example        string
}

// An answer is what may come back.
type answer struct {
	Status      string
	Types       []string
	Description template.HTML
	Examples    []example
}

// labels are the words of the layout.
func labels(say Words) map[string]string {
	return map[string]string{
		"title": say("handbook.title"), "tagline": say("handbook.tagline"), "contents": say("handbook.contents"), "guide": say("handbook.guide"),
		"delivery": say("handbook.delivery"), "delivery_about": say("handbook.delivery_about"), "preview": say("handbook.preview"), "preview_about": say("handbook.preview_about"),
		"management": say("handbook.management"), "management_about": say("handbook.management_about"), "parameters": say("handbook.parameters"), "answers": say("handbook.answers"),
		"example": say("handbook.example"), "required": say("handbook.required"), "path": say("handbook.path"), "header": say("handbook.header"), "operations": say("handbook.operations"),
		"usual": say("handbook.usual"), "try": say("handbook.try"), "contract": say("handbook.contract"), "skip": say("handbook.skip"),
		"english": say("handbook.english"),
	}
}

// A writer makes what the layout shows of the contract.
type writer struct {
	tag   locale.Tag
	texts map[string]string // the examples as they are written, by name
}

func newPage(contract []byte, tag locale.Tag, say Words) (*page, error) {
	doc, err := openapi3.NewLoader().LoadFromData(contract)
	if err != nil {
		return nil, err
	}
	w := writer{tag: tag, texts: written(contract)}
	p := &page{Lang: tag, Style: template.CSS(style), Words: labels(say)} //nolint:gosec // it is this package's
	groups := make(map[string][]operation)
	for _, path := range slices.SortedFunc(maps.Keys(doc.Paths.Map()), byPlace(string(contract))) {
		item := doc.Paths.Value(path)
		for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
			op := item.GetOperation(method)
			if op == nil {
				continue
			}
			made, err := w.operation(method, path, item, op)
			if err != nil {
				return nil, fmt.Errorf("%s %s: %w", method, path, err)
			}
			switch op.Tags[0] {
			case "delivery":
				p.Delivery = append(p.Delivery, made)
			case "preview":
				p.Preview = append(p.Preview, made)
			default:
				name := strings.Join(strings.SplitN(path, "/", 5)[:4], "/")
				if len(groups[name]) == 0 {
					p.Management = append(p.Management, group{Name: name})
				}
				groups[name] = append(groups[name], made)
			}
		}
	}
	for i, g := range p.Management {
		p.Management[i].Operations = groups[g.Name]
	}
	return p, nil
}

// byPlace orders paths as the contract has them: what belongs together stands so.
func byPlace(contract string) func(a, b string) int {
	place := func(path string) int { return strings.Index(contract, "\n  "+path+":\n") }
	return func(a, b string) int { return cmp.Compare(place(a), place(b)) }
}

// said returns what the contract says in the language of the page, or else in English.
func (w writer) said(name, english string, extensions map[string]any) (string, locale.Tag) {
	if french, _ := extensions["x-fr"].(map[string]any); w.tag == "fr" && french[name] != nil {
		return fmt.Sprint(french[name]), "fr"
	}
	return english, "en"
}

func (w writer) described(english string, extensions map[string]any) (template.HTML, locale.Tag, error) {
	text, tag := w.said("description", english, extensions)
	made, err := prose(text)
	return made, tag, err
}

func (w writer) operation(method, path string, item *openapi3.PathItem, op *openapi3.Operation) (operation, error) {
	made := operation{ID: op.OperationID, Method: method, Path: path}
	made.Summary, _ = w.said("summary", op.Summary, op.Extensions)
	var err error
	if made.Description, made.Lang, err = w.described(op.Description, op.Extensions); err != nil {
		return made, err
	}
	if op.Tags[0] == "management" {
		return made, nil
	}
	for _, p := range slices.Concat(item.Parameters, op.Parameters) {
		one, err := w.parameter(p.Value)
		if err != nil {
			return made, err
		}
		made.Parameters = append(made.Parameters, one)
	}
	for _, status := range slices.Sorted(maps.Keys(op.Responses.Map())) {
		if status == "default" {
			continue
		}
		if op.Responses.Value(status).Ref != "" {
			made.Usual = append(made.Usual, status)
			continue
		}
		one, err := w.answer(status, op.Responses.Value(status).Value)
		if err != nil {
			return made, err
		}
		made.Answers = append(made.Answers, one)
	}
	if op.Tags[0] == "delivery" && !strings.Contains(path, "{") {
		made.Try = tryOf(path, op, w.tag)
	}
	return made, nil
}

// tryOf is an address that shows what the operation answers on any site.
func tryOf(path string, op *openapi3.Operation, tag locale.Tag) string {
	var query []string
	for _, p := range op.Parameters {
		switch {
		case p.Value.Name == "locale":
			query = append(query, "locale="+string(tag))
		case p.Value.Required:
			query = append(query, p.Value.Name+"="+fmt.Sprint(p.Value.Example))
		}
	}
	if len(query) == 0 {
		return path
	}
	return path + "?" + strings.ReplaceAll(strings.Join(query, "&"), " ", "+")
}

func (w writer) parameter(p *openapi3.Parameter) (parameter, error) {
	made := parameter{Name: p.Name, In: p.In, Type: typeOf(p.Schema.Value), Required: p.Required}
	if p.Example != nil {
		made.Example = fmt.Sprint(p.Example)
	}
	var err error
	made.Description, _, err = w.described(p.Description, p.Extensions)
	return made, err
}

// typeOf says in signs what a value may be.
func typeOf(s *openapi3.Schema) string {
	if len(s.Enum) > 0 {
		values := make([]string, len(s.Enum))
		for i, v := range s.Enum {
			values[i] = fmt.Sprint(v)
		}
		return strings.Join(values, " | ")
	}
	kind := strings.Join(s.Type.Slice(), " | ")
	if s.Min != nil && s.Max != nil {
		return fmt.Sprintf("%s %.0f…%.0f", kind, *s.Min, *s.Max)
	}
	return kind
}

func (w writer) answer(status string, r *openapi3.Response) (answer, error) {
	made := answer{Status: status, Types: slices.Sorted(maps.Keys(r.Content))}
	english := ""
	if r.Description != nil {
		english = *r.Description
	}
	var err error
	if made.Description, _, err = w.described(english, r.Extensions); err != nil {
		return made, err
	}
	for _, kind := range made.Types {
		made.Examples = append(made.Examples, w.examples(kind, r.Content[kind])...)
	}
	return made, nil
}
