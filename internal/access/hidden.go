package access

import "errors"

// A hidden fault says that there is no such thing, of what is there and not for
// the actor. Clients cannot tell it from any other; the audit can.
type hidden struct{ told error }

// Error implements error.
func (h hidden) Error() string { return h.told.Error() }

// Unwrap returns the fault that clients are told.
func (h hidden) Unwrap() error { return h.told }

// Hidden marks a fault that keeps something from the actor.
func Hidden(told error) error { return hidden{told} }

// Hides reports whether err keeps something from the actor.
func Hides(err error) bool {
	_, ok := errors.AsType[hidden](err)
	return ok
}
