package httpapi

import (
	"fmt"
	"slices"
	"strings"
)

// mostParameters bounds those of one operation.
const mostParameters = 24

// A read is an operation of delivery whose answers are kept.
type read struct {
	parameters []string // names, in the order of canonical queries
	tags       []bool   // which of them name languages
	locale     int      // which of them is the language; -1: none
	step       int      // which part of the path, below the prefix of delivery, names one; -1: none
	markdown   bool     // Accept chooses between JSON and Markdown
	seeks      bool     // it searches
}

// tagParameters name languages, which may be written in any case.
func tagParameters() []string { return []string{"available_in", "fallback", "locale"} }

// A branch is one step of the paths of reads.
type branch struct {
	steps map[string]*branch
	any   *branch // a parameter of the path
	read  *read   // of the path that ends here; nil if there is none
}

// passing are the reads of delivery that go past the cache: files, which have their own
// ways, what waits for changes, and the contract, which is ready anyway.
func passing() []string { return []string{"readMedia", "readChanges", "readContract"} }

// readPaths returns the paths of the reads that the contract has.
func readPaths(c contract) (*branch, error) {
	root := new(branch)
	for id, op := range c.operations {
		if op.face != delivery || slices.Contains(passing(), id) {
			continue
		}
		path := strings.TrimPrefix(op.path, deliveryPrefix+"/")
		r := &read{markdown: op.markdown, seeks: id == "searchPosts", step: slices.Index(strings.Split(path, "/"), "{locale}")}
		for name := range op.parameters {
			r.parameters = append(r.parameters, name)
		}
		slices.Sort(r.parameters)
		r.locale = slices.Index(r.parameters, "locale")
		for _, name := range r.parameters {
			r.tags = append(r.tags, slices.Contains(tagParameters(), name))
		}
		if len(r.parameters) > mostParameters {
			return nil, fmt.Errorf("%s has more than %d parameters", id, mostParameters)
		}
		root.add(path, r)
	}
	return root, nil
}

// add makes the branches of a path of the contract.
func (b *branch) add(path string, r *read) {
	for step := range strings.SplitSeq(path, "/") {
		if strings.HasPrefix(step, "{") {
			if b.any == nil {
				b.any = new(branch)
			}
			b = b.any
			continue
		}
		if b.steps == nil {
			b.steps = make(map[string]*branch)
		}
		if b.steps[step] == nil {
			b.steps[step] = new(branch)
		}
		b = b.steps[step]
	}
	b.read = r
}

// find returns the read of a path, below the prefix of delivery; nil if there is none.
// Names go before parameters, as in Echo's routes.
func (b *branch) find(path string) *read {
	step, rest, more := strings.Cut(path, "/")
	for _, next := range [...]*branch{b.steps[step], b.any} {
		if next == nil || step == "" {
			continue
		}
		if !more {
			if next.read != nil {
				return next.read
			}
			continue
		}
		if r := next.find(rest); r != nil {
			return r
		}
	}
	return nil
}
