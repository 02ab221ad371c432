package sanitize

import "github.com/microcosm-cc/bluemonday"

// A Policy sanitizes bodies. It may be used by many at once.
type Policy struct {
	options Options
	guard   *bluemonday.Policy
}

// New returns the policy of a site.
func New(options Options) *Policy {
	return &Policy{options: options, guard: bluemonday.UGCPolicy()}
}

// Body sanitizes a fragment of HTML.
func (p *Policy) Body(submitted string) Result {
	return Result{HTML: p.guard.Sanitize(submitted)}
}
