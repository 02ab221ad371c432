package httpapi

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/once"
)

// onceHeader names the header that makes a POST safe to send twice.
const onceHeader = "Idempotency-Key"

// maxOnce bounds what a client may choose as a key.
const maxOnce = 200

// onceOf returns the key that the client gave the request, for the command to
// remember; the zero Key, which remembers nothing, where it gave none. A key
// stands for one method, address and body, and for the roles with which it was
// sent: what was answered to more of them is not told again to fewer.
func (a *API) onceOf(c echo.Context) (once.Key, error) {
	name, err := onceName(c)
	if err != nil || name == "" {
		return once.Key{}, err
	}
	r, h, actor := c.Request(), sha256.New(), actorOf(c)
	roles, err := json.Marshal(actor.Roles)
	if err != nil {
		return once.Key{}, fmt.Errorf("write roles: %w", err)
	}
	fmt.Fprintf(h, "%s\n%s\n%t %s\n", r.Method, r.URL.RequestURI(), actor.Admin, roles) // no line end stands in these
	h.Write(bodyOf(c).text)
	key := once.Key{Name: name}
	h.Sum(key.Hash[:0])
	return key, nil
}

// onceOfFile is onceOf for a body that is too large to be held: the command adds
// the file's bytes to what its name says here.
func (a *API) onceOfFile(c echo.Context, file string) (once.Key, error) {
	key, err := a.onceOf(c)
	if err != nil || key.Name == "" {
		return once.Key{}, err
	}
	return key.With(file + "\n"), nil
}

// notOnce refuses the key where the answer holds a secret, which is not to be
// kept and cannot be given again.
func notOnce(c echo.Context) error {
	if len(c.Request().Header.Values(onceHeader)) > 0 {
		return fault.New(fault.Invalid, "once.secret")
	}
	return nil
}

// onceName reads the header: visible ASCII as the client wrote it, quotation
// marks included. Two keys are none, since nobody could say which one counts.
func onceName(c echo.Context) (string, error) {
	lines := c.Request().Header.Values(onceHeader)
	if len(lines) == 0 {
		return "", nil
	}
	name := lines[0]
	if len(lines) > 1 || name == "" || len(name) > maxOnce {
		return "", malformedKey()
	}
	for i := range len(name) {
		if name[i] <= ' ' || name[i] > '~' {
			return "", malformedKey()
		}
	}
	return name, nil
}

func malformedKey() error {
	return fault.New(fault.Malformed, "header.once", "most", maxOnce)
}
