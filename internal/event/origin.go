package event

import "context"

// An Origin says from where a command came. It is input of no rule: it travels in
// the context, beside the command, and ends in the audit.
type Origin struct {
	Via     string // the credential, "session:0197…" or "token:0197…", or what ran the command: "cli", "import", "schedule:0197…"
	Address string // the client's; empty where there is none
	Agent   string // what the client calls itself
}

type originKey struct{}

// WithOrigin returns a context under which commands come from o.
func WithOrigin(ctx context.Context, o Origin) context.Context {
	return context.WithValue(ctx, originKey{}, o)
}

// OriginOf returns from where commands under ctx come; the zero Origin if
// nobody has said.
func OriginOf(ctx context.Context) Origin {
	o, _ := ctx.Value(originKey{}).(Origin)
	return o
}
