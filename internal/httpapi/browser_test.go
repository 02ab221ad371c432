package httpapi_test

import (
	"context"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/diptych-cms/diptych/internal/access"
)

// chromium starts a browser. Without one the test skips on a stranger's machine
// and fails in CI.
func chromium(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil && os.Getenv("CI") != "" {
		t.Fatal("CI must open a one-time link in a browser, and there is no chromium")
	}
	if err != nil {
		t.Skip("no chromium: one-time links are opened in a real browser only where there is one")
	}
	options := []chromedp.ExecAllocatorOption{chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir())}
	for _, flag := range []string{"headless", "no-sandbox", "disable-gpu", "no-first-run", "disable-background-networking", "disable-component-update", "disable-sync"} {
		options = append(options, chromedp.Flag(flag, true))
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	alloc, cancel := chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	tab, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	return tab
}

// TestLinkInBrowser follows the link of the first start as a person does, and asks
// what the browser then may.
func TestLinkInBrowser(t *testing.T) {
	tab := chromium(t)
	w := newWorld(t)
	server := httptest.NewServer(w.api)
	t.Cleanup(server.Close)
	made, err := w.Accounts.SetUp(t.Context(), access.System("cli"))
	if err != nil {
		t.Fatal(err)
	}
	said := func(password string) string {
		t.Helper()
		steps := []chromedp.Action[chromedp.Void]{
			chromedp.Navigate("about:blank"), chromedp.Navigate(server.URL + made.Path()), chromedp.WaitVisible(chromedp.CSS("form")),
			chromedp.SendKeys(chromedp.CSS("input[name=email]"), "maude@example.org"), chromedp.SendKeys(chromedp.CSS("input[name=name]"), "Maude"),
			chromedp.SendKeys(chromedp.CSS("input[name=password]"), password), chromedp.Click(chromedp.CSS("button")), chromedp.WaitVisible(chromedp.CSS("p:not(:empty)")),
		}
		for i, step := range steps {
			if err := chromedp.Do(tab, step); err != nil {
				t.Fatalf("step %d: %v", i+1, err)
			}
		}
		text, err := chromedp.Run(tab, chromedp.Text(chromedp.CSS("[role=alert]")))
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	if got := said("password1234"); !strings.Contains(got, "first thing that a stranger would try") {
		t.Errorf("an easy password: %q", got)
	}
	if got := said(goodPassword); got != "Your password is set, and you are signed in." {
		t.Errorf("a good one: %q", got)
	}
	if got := said(goodPassword); !strings.Contains(got, "This link is not valid.") {
		t.Errorf("the link again: %q", got)
	}
	got, err := chromedp.Run(tab, chromedp.Evaluate[string](`(async () => {
		const me = await (await fetch('/manage/v1/me')).json();
		const post = csrf => fetch('/manage/v1/tags', {method: 'POST', body: '{"translations":{"fr":{"name":"Vent"}}}',
			headers: {'Content-Type': 'application/json', 'X-CSRF-Token': csrf}});
		return [me.name, (await post('')).status, (await post(me.csrfToken)).status, document.cookie].join(' ');
	})()`, chromedp.EvalAwaitPromise))
	if err != nil || got != "Maude 403 201 " {
		t.Errorf("signed in: %q, %v", got, err)
	}
}
