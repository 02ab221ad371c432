package httpapi

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/diptych-cms/diptych/openapi"
)

// A contract is what the OpenAPI document says, as the guards need it.
type contract struct {
	operations map[string]operation // by operation id
	etag       string
	asJSON     func() ([]byte, error)
}

// An operation is one of the contract's.
type operation struct {
	id         string
	locked     bool // asks for a credential
	parameters map[string]*openapi3.Schema
	body       *openapi3.Schema // of its JSON body; nil if it takes none
	patch      bool             // its body may come as a merge patch
	upload     bool             // its body is multipart
}

func readContract() (contract, error) {
	doc, err := openapi3.NewLoader().LoadFromData(openapi.Document)
	if err != nil {
		return contract{}, err
	}
	sum := sha256.Sum256(openapi.Document)
	c := contract{operations: make(map[string]operation), etag: hex.EncodeToString(sum[:16])}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			if op.OperationID == "" {
				return contract{}, fmt.Errorf("%s %s has no id", method, path)
			}
			c.operations[op.OperationID] = operationOf(op)
		}
	}
	c.asJSON = sync.OnceValues(func() ([]byte, error) { return json.Marshal(doc) })
	return c, nil
}

func operationOf(op *openapi3.Operation) operation {
	o := operation{id: op.OperationID, parameters: make(map[string]*openapi3.Schema)}
	o.locked = op.Security != nil && len(*op.Security) > 0
	for _, p := range op.Parameters {
		if p.Value.In == openapi3.ParameterInQuery {
			o.parameters[p.Value.Name] = p.Value.Schema.Value
		}
	}
	if op.RequestBody == nil {
		return o
	}
	content := op.RequestBody.Value.Content
	if media := content["application/json"]; media != nil {
		o.body = media.Schema.Value
	}
	o.patch = content["application/merge-patch+json"] != nil
	o.upload = content["multipart/form-data"] != nil
	return o
}
