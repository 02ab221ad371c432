package httpapi

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/golden"
	"github.com/diptych-cms/diptych/internal/i18n"
	"github.com/diptych-cms/diptych/internal/locale"
)

func TestStatusesAreComplete(t *testing.T) {
	table := statuses()
	seen := make(map[int]fault.Kind)
	for _, kind := range fault.Kinds() {
		status, ok := table[kind]
		if !ok || http.StatusText(status) == "" || status < 400 {
			t.Errorf("kind %d has status %d", kind, status)
		}
		if other, twice := seen[status]; twice {
			t.Errorf("kinds %d and %d share status %d", kind, other, status)
		}
		seen[status] = kind
	}
	if len(table) != len(fault.Kinds()) {
		t.Errorf("%d statuses for %d kinds", len(table), len(fault.Kinds()))
	}
}

func TestProblemGolden(t *testing.T) {
	catalog, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	secret := errors.New("dial /var/lib/secret: no such host")
	cases := []struct {
		name string
		err  error
	}{
		{"stale", fmt.Errorf("save: %w", fault.New(fault.Stale, "post.stale", "have", 4, "now", 5).With("etag", `"5"`))},
		{"invalid", fmt.Errorf("save: %w", fault.Wrong("/tags/0", "member.unknown", "name", "x"))},
		{"remedy", fault.Wrong("/baseURL", "settings.base_url", "url", "https://blog.example/")},
		{"blocked", fault.New(fault.Conflict, "publication.blocked", "count", 1).With("blockers", []content.Blocker{{Rule: content.RuleTogether, Locale: "en", Code: "blocker.translation_missing"}})},
		{"ours", fmt.Errorf("get: %w", secret)},
		{"unclassified", fmt.Errorf("%w: %w", fault.New(fault.Internal, "secret.code", "path", "/var/lib/secret"), secret)},
		{"echo", echo.NewHTTPError(http.StatusBadRequest, "Invalid format for parameter limit: strconv.ParseInt: secret")},
		{"method", echo.ErrMethodNotAllowed},
		{"echo-internal", echo.NewHTTPError(http.StatusInternalServerError, "secret")},
	}
	for _, c := range cases {
		for _, tag := range []locale.Tag{"en", "fr"} {
			t.Run(c.name+"."+string(tag), func(t *testing.T) {
				text, err := encode(problemOf(c.err, speaker{Words: catalog, tag: tag}))
				if err != nil {
					t.Fatal(err)
				}
				if strings.Contains(string(text), "secret") || strings.Contains(string(text), "strconv") {
					t.Errorf("a problem says what it must not: %s", text)
				}
				golden.Equal(t, "problem."+c.name+"."+string(tag)+".json", string(text)+"\n")
			})
		}
	}
}
