// Command guards writes what of the contract the server reads at start: the operations
// with their parameters and the schemas of their bodies, without words, examples and the
// schemas of answers, as JSON. To read all of it, as YAML, takes longer than everything else
// at start.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"go.yaml.in/yaml/v4"
)

func main() {
	if err := write("openapi.yaml", "guards.json"); err != nil {
		fmt.Fprintln(os.Stderr, "guards:", err)
		os.Exit(1)
	}
}

func write(from, to string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	var doc map[string]any
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return fmt.Errorf("read %s: %w", from, err)
	}
	bare(doc)
	for _, item := range object(doc["paths"]) {
		for _, op := range object(item) {
			list := object(object(op)["responses"])
			for status := range list {
				if status != "200" {
					delete(list, status)
				}
			}
			answers(list)
		}
	}
	components := object(doc["components"])
	answers(object(components["responses"]))
	keep(doc, components)
	out, err := json.MarshalIndent(doc, "", "") // a line each, for who compares
	if err != nil {
		return err
	}
	return os.WriteFile(to, append(out, '\n'), 0o644) //nolint:gosec // it is read by whoever has the code
}

// object returns v as an object; what is none has no members.
func object(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}

// bare takes out what nobody is held to. A member of a schema may have such a name too:
// properties are kept, whatever they are called.
func bare(v any) {
	switch v := v.(type) {
	case []any:
		for _, one := range v {
			bare(one)
		}
	case map[string]any:
		for name, one := range v {
			if name == "properties" {
				for _, schema := range object(one) {
					bare(schema)
				}
				continue
			}
			switch name {
			case "description", "summary", "example", "examples", "x-fr", "externalDocs":
				delete(v, name)
			default:
				bare(one)
			}
		}
	}
}

// answers leaves of answers which types they have; of others than 200 nobody asks that.
func answers(list map[string]any) {
	for _, answer := range list {
		answer := object(answer)
		if answer["$ref"] != nil {
			continue
		}
		answer["description"] = "" // which has to be there
		delete(answer, "headers")
		for kind := range object(answer["content"]) {
			object(answer["content"])[kind] = map[string]any{}
		}
	}
}

// keep leaves of the components those that something names which is kept.
func keep(doc, components map[string]any) {
	kept := map[string]map[string]any{"securitySchemes": object(components["securitySchemes"])}
	delete(doc, "components")
	var follow func(any)
	follow = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, one := range v {
				follow(one)
			}
		case map[string]any:
			if ref, ok := v["$ref"].(string); ok {
				kind, name, _ := strings.Cut(strings.TrimPrefix(ref, "#/components/"), "/")
				if kept[kind][name] == nil {
					if kept[kind] == nil {
						kept[kind] = make(map[string]any)
					}
					kept[kind][name] = object(components[kind])[name]
					follow(kept[kind][name])
				}
			}
			for _, one := range v {
				follow(one)
			}
		}
	}
	follow(doc)
	doc["components"] = kept
}
