package difference

import "strings"

// Flat writes a body as it is compared: blocks, and in their lines each token
// with the elements around it.
func Flat(body string) string {
	p := &parser{names: make(intern), contexts: make(map[int32]*context), cutter: cut}
	var out strings.Builder
	p.parse(body).flat(&out, "")
	return out.String()
}

func (b *block) flat(out *strings.Builder, indent string) {
	out.WriteString(indent + b.start + "\n")
	for _, t := range b.tokens {
		out.WriteString(indent + "  ")
		path := ""
		for c := t.in; c != nil; c = c.parent {
			path = c.start + path
		}
		out.WriteString(path + "|" + t.escaped() + "|\n")
	}
	for _, c := range b.blocks {
		c.flat(out, indent+" ")
	}
}
