package redirect_test

import (
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/redirect"
)

// TestServers has the real servers take the files and answer from them, for every
// hostile path. What stands beside the redirects stays where it is.
func TestServers(t *testing.T) {
	for format, start := range map[redirect.Format]func(*testing.T, string, string) string{
		redirect.Nginx: nginx, redirect.Apache: apache, redirect.Caddy: caddy,
	} {
		t.Run(string(format), func(t *testing.T) {
			var rules []redirect.Rule
			for i, path := range hostile {
				rules = append(rules, redirect.Rule{From: path, To: "https://example.org/" + strconv.Itoa(i) + "/%C3%A9$1%25%7B&;x/"})
			}
			folder := t.TempDir()
			file := filepath.Join(folder, "redirects")
			writeFile(t, file, write(t, format, rules...))
			at := start(t, folder, file)
			for i, path := range hostile {
				if !addressable(path) {
					continue
				}
				for _, form := range []string{path, path + "/"} {
					if got := location(t, at, form); got != "https://example.org/"+strconv.Itoa(i)+"/é$1%{&;x/" {
						t.Errorf("%q leads to %q", form, got)
					}
				}
			}
			for _, other := range []string{"/", "/fr/", "/a/b/c", "/xx", "/FR/été", "/aXb", "/" + strings.Repeat("x", 191)} {
				if got := location(t, at, other); got != "" {
					t.Errorf("%q leads to %q", other, got)
				}
			}
		})
	}
}

// location asks a server for a path, and returns where it leads, decoded; nothing where
// it does not.
func location(t *testing.T, at, path string) string {
	t.Helper()
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, at, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.URL.Path = path
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusMovedPermanently {
		return ""
	}
	to, err := url.PathUnescape(resp.Header.Get("Location"))
	if err != nil {
		t.Errorf("%q leads to %q: %v", path, resp.Header.Get("Location"), err)
	}
	return to
}

func nginx(t *testing.T, folder, file string) string {
	at := free(t)
	config := filepath.Join(folder, "nginx.conf")
	writeFile(t, config, `daemon off; pid "`+folder+`/pid"; error_log stderr; master_process off;
events {}
http { access_log off; client_body_temp_path "`+folder+`"; proxy_temp_path "`+folder+`"; fastcgi_temp_path "`+folder+`"; uwsgi_temp_path "`+folder+`"; scgi_temp_path "`+folder+`";
server { listen `+at+`; root "`+folder+`"; include "`+file+`"; } }
`)
	program := installed(t, "nginx")
	run(t, program, "-t", "-c", config, "-p", folder)
	return serve(t, at, program, "-c", config, "-p", folder)
}

func apache(t *testing.T, folder, file string) string {
	at := free(t)
	config := filepath.Join(folder, "httpd.conf")
	modules := "/usr/lib/apache2/modules/"
	writeFile(t, config, `ServerName localhost
Listen `+at+`
PidFile `+folder+`/pid
ErrorLog /dev/stderr
DocumentRoot `+folder+`
DefaultRuntimeDir `+folder+`
LoadModule mpm_event_module `+modules+`mod_mpm_event.so
LoadModule authz_core_module `+modules+`mod_authz_core.so
LoadModule rewrite_module `+modules+`mod_rewrite.so
Include `+file+`
`)
	program := installed(t, "apache2")
	run(t, program, "-t", "-f", config)
	return serve(t, at, program, "-f", config, "-X")
}

func caddy(t *testing.T, folder, file string) string {
	at := free(t)
	config := filepath.Join(folder, "Caddyfile")
	writeFile(t, config, "{\n\tadmin off\n\tauto_https off\n}\nhttp://"+at+" {\n\timport "+file+"\n\trespond 404\n}\n")
	program := installed(t, "caddy")
	t.Setenv("HOME", folder)
	run(t, program, "validate", "--config", config, "--adapter", "caddyfile")
	return serve(t, at, program, "run", "--config", config, "--adapter", "caddyfile")
}

// serve starts a server and waits until it answers.
func serve(t *testing.T, at, program string, args ...string) string {
	t.Helper()
	var said strings.Builder
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Stderr, cmd.Stdout = &said, &said
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-ended
	})
	for {
		c, err := net.Dial("tcp", at)
		if err == nil {
			c.Close()
			return "http://" + at
		}
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("%s ended: %v\n%s", program, err, said.String())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// free returns an address where nothing listens.
func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// installed returns the path of a program; without it the test is left out, but not in CI.
func installed(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	return path
}

func run(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}
