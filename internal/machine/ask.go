package machine

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/outbound"
)

// The bounds of trying again.
const (
	tries    = 4
	longest  = 30 * time.Second // that a service may make us wait
	patience = time.Second      // before the second try, where it does not say; twice as long before each one more
)

// ask puts one question, again where the service is busy or stumbles, and returns
// as many texts as were sent.
func (t *Translator) ask(ctx context.Context, to *url.URL, s speech, q question) ([]string, error) {
	body, err := json.Marshal(s.body(q))
	if err != nil {
		return nil, fmt.Errorf("write the question: %w", err)
	}
	for try := 1; ; try++ {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, to.String(), bytes.NewReader(body))
		if err != nil {
			return nil, fmt.Errorf("write the question: %w", err)
		}
		r.Header = header()
		if q.key != "" {
			s.header(r.Header, q.key)
		}
		a, err := t.call.Do(r)
		if err != nil {
			return nil, unreachable(to.Host, err)
		}
		if a.Status == http.StatusOK {
			return texts(s, a.Body, len(q.texts))
		}
		pause, again := later(a, try)
		if !again {
			return nil, refused(to.Host, a.Status)
		}
		if err := t.wait(ctx, pause); err != nil {
			return nil, errors.Join(refused(to.Host, a.Status), err)
		}
	}
}

// texts reads an answer, and holds it to what was asked.
func texts(s speech, body []byte, want int) ([]string, error) {
	got, err := s.read(body)
	if err == nil && len(got) != want {
		err = fmt.Errorf("%d texts came back, not %d", len(got), want)
	}
	if err != nil {
		return nil, errors.Join(fault.New(fault.Unavailable, "machine.answer"), err)
	}
	return got, nil
}

// later says whether to ask again, and when.
func later(a *outbound.Answer, try int) (pause time.Duration, again bool) {
	busy := a.Status == http.StatusTooManyRequests || a.Status >= http.StatusInternalServerError
	if !busy || try == tries {
		return 0, false
	}
	pause = patience << (try - 1)
	said := a.Header.Get("Retry-After")
	if n, err := strconv.Atoi(said); err == nil {
		pause = time.Duration(min(max(n, 0), int(longest/time.Second)+1)) * time.Second
	} else if at, err := http.ParseTime(said); err == nil {
		if sent, err := http.ParseTime(a.Header.Get("Date")); err == nil {
			pause = max(at.Sub(sent), 0)
		}
	}
	return pause, pause <= longest
}

// deeplSpent is the status by which DeepL says that its quota is used up.
const deeplSpent = 456

// refused is the fault of a status. What the service says is not passed on: it may
// hold what it was sent, or how it is built.
func refused(host string, status int) error {
	code, kind := "machine.failed", fault.Unavailable
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		code, kind = "machine.denied", fault.Conflict
	case http.StatusPaymentRequired, deeplSpent:
		code, kind = "machine.spent", fault.Conflict
	case http.StatusTooManyRequests:
		code = "machine.busy"
	}
	return fault.New(kind, code, "host", host, "status", status)
}

// unreachable is the fault of a service that does not answer. Its address is left out
// of the cause, since a key may stand in it.
func unreachable(host string, err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err
	}
	code, kind := "machine.unreachable", fault.Unavailable
	if _, ok := errors.AsType[*outbound.AddressError](err); ok {
		code, kind = "machine.address", fault.Conflict
	}
	return errors.Join(fault.New(kind, code, "host", host), err)
}
