package httpapi

import (
	"encoding/json"
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/diptych-cms/diptych/internal/editing"
)

// merge applies a merge patch by the algorithm of RFC 7396 §2. The target is
// not kept.
func merge(target, patch any) any {
	changes, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	members, ok := target.(map[string]any)
	if !ok {
		members = make(map[string]any, len(changes))
	}
	for name, value := range changes {
		if value == nil {
			delete(members, name)
		} else {
			members[name] = merge(members[name], value)
		}
	}
	return members
}

// A form turns values of T into the documents that clients edit, and back.
type form[T any] struct {
	whole *openapi3.Schema        // what a whole document must be
	write func(T) (any, error)    // the document of a value, to be encoded
	read  func([]byte) (T, error) // the value of a document that conforms
}

// patched returns the change that applies a merge patch to the document of what
// is there. The outcome must be a document that could have been sent whole.
func patched[T any](f form[T], patch any) editing.Change[T] {
	return func(current T) (T, error) {
		var none T
		document, err := f.write(current)
		if err != nil {
			return none, err
		}
		tree, err := treeOf(document)
		if err != nil {
			return none, err
		}
		outcome := merge(tree, patch)
		if err := conform(outcome, f.whole); err != nil {
			return none, err
		}
		text, err := json.Marshal(outcome)
		if err != nil {
			return none, fmt.Errorf("encode patched document: %w", err)
		}
		return f.read(text)
	}
}

// treeOf returns the document as maps, lists and plain values.
func treeOf(document any) (any, error) {
	text, err := json.Marshal(document)
	if err != nil {
		return nil, fmt.Errorf("encode document: %w", err)
	}
	var tree any
	if err := json.Unmarshal(text, &tree); err != nil {
		return nil, fmt.Errorf("decode document: %w", err)
	}
	return tree, nil
}

// treeInto decodes a tree into v.
func treeInto(tree, v any) error {
	text, err := json.Marshal(tree)
	if err != nil {
		return fmt.Errorf("encode document: %w", err)
	}
	if err := json.Unmarshal(text, v); err != nil {
		return unfit(err)
	}
	return nil
}
