// Package openapi holds the contract of Diptych's HTTP interfaces, OpenAPI
// 3.0.3. It is written by hand and first: the server's interface and the
// client are generated from it, and the tests hold every answer to it.
//
// The generator has a module file of its own, tool.mod, so that what it needs
// never becomes a dependency of Diptych. Run "go generate ./openapi" after a
// change, and commit what it writes.
package openapi

import _ "embed"

//go:generate go tool -modfile=tool.mod oapi-codegen -config server.yaml openapi.yaml
//go:generate go tool -modfile=tool.mod oapi-codegen -config client.yaml openapi.yaml
//go:generate go run ./guards

// Document is the contract as it is written, in YAML.
//
//go:embed openapi.yaml
var Document []byte

// Guards is what of the contract the server holds requests to: an OpenAPI
// document without words, examples and the schemas of answers, in which nothing else
// is missing, in JSON. It is generated.
//
//go:embed guards.json
var Guards []byte
