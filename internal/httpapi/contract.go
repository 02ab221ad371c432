package httpapi

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/diptych-cms/diptych/internal/reading"
	"github.com/diptych-cms/diptych/openapi"
)

// A contract is what the OpenAPI document says, as the guards need it.
type contract struct {
	operations map[string]operation // by operation id
	asJSON     func() (reading.Answer, error)
}

// A face is one of the interfaces: a tag of the contract.
type face string

const (
	delivery   face = "delivery"
	management face = "management"
	preview    face = "preview"
)

// An operation is one of the contract's.
type operation struct {
	face       face // the interface that it belongs to
	path       string
	locked     bool // asks for a credential
	machines   bool // opens to a credential of the scope translate
	parameters map[string]parameter
	body       *openapi3.Schema // of its JSON body; nil if it takes none
	bare       bool             // it may come without its body
	patch      bool             // its body may come as a merge patch
	streams    bool             // its answer is a file of any length
	markdown   bool             // its answer may be asked for as Markdown instead of JSON
	slow       bool             // it waits for another server
	files      []string         // the media types of its body, where that is a file; sorted
}

// readContract reads the document, once in a process: it never changes.
var readContract = sync.OnceValues(newContract)

func newContract() (contract, error) {
	doc, err := readGuards(openapi.Guards)
	if err != nil {
		return contract{}, err
	}
	c := contract{operations: make(map[string]operation)}
	for path, item := range doc.Paths {
		for method, op := range item.operations() {
			if op.ID == "" || len(op.Tags) != 1 {
				return contract{}, fmt.Errorf("%s %s has no id, or not one tag", method, path)
			}
			o, err := doc.operation(op)
			if err != nil {
				return contract{}, fmt.Errorf("%s %s: %w", method, path, err)
			}
			o.path = path
			c.operations[op.ID] = o
		}
	}
	c.asJSON = sync.OnceValues(answerOf)
	return c, nil
}

// isFile reports whether a media type is that of files, which may be of any length.
func isFile(kind string) bool {
	return !strings.HasSuffix(kind, "json") && !strings.HasPrefix(kind, "multipart/") && kind != "image/svg+xml"
}

// answerOf makes the answer that shows the document to clients. It reads the
// document again: to keep it for the few who ask takes more memory than all guards.
func answerOf() (reading.Answer, error) {
	doc, err := openapi3.NewLoader().LoadFromData(openapi.Document)
	if err != nil {
		return reading.Answer{}, fmt.Errorf("read the contract: %w", err)
	}
	text, err := json.Marshal(doc)
	if err != nil {
		return reading.Answer{}, fmt.Errorf("encode the contract: %w", err)
	}
	sum := sha256.Sum256(text)
	return reading.Answer{Body: text, ETag: hex.EncodeToString(sum[:16])}, nil
}
