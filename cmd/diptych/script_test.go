package main

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// A script is a file in testdata: commands as a person types them, and what must
// come of each. The parts behind "-- NAME --" are files of the folder $WORK.
//
//	$ diptych ARGUMENTS          runs it; "quoted words" stay together
//	exit N                       its exit code; 0 if this line is left out
//	out REGEXP, err REGEXP       what standard output, standard error must hold
//	no-out REGEXP, no-err REGEXP what they must not hold
//	one-line                     standard error is one line
//	keep NAME                    the last line of standard output is $NAME from now on
//	env NAME=VALUE               for the commands that follow
//	gone FILE                    the file is not there
type script struct {
	t    *testing.T
	line string
	vars map[string]string // $NAME in lines
	env  map[string]string
	code int
	out  string
	err  string
	ran  string // the command whose exit code nobody has asked for yet
}

func TestScripts(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			site, err := filepath.Abs("../../testdata/site")
			if err != nil {
				t.Fatal(err)
			}
			s := &script{t: t, vars: map[string]string{"WORK": t.TempDir(), "SITE": site}, env: map[string]string{}}
			lines, _, _ := strings.Cut(string(text), "\n-- ")
			s.files(string(text))
			for i, line := range strings.Split(lines, "\n") {
				if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
					s.line = fmt.Sprintf("%s:%d: %s", name, i+1, line)
					s.step(os.Expand(line, s.variable))
				}
			}
			s.asked(0)
		})
	}
}

// variable leaves what is no variable of the script as it is: regular
// expressions end in $.
func (s *script) variable(name string) string {
	if v, ok := s.vars[name]; ok {
		return v
	}
	return "$" + name
}

var part = regexp.MustCompile(`(?m)^-- (\S+) --\n`)

func (s *script) files(text string) {
	at := part.FindAllStringSubmatchIndex(text, -1)
	for i, m := range at {
		end := len(text)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		path := filepath.Join(s.vars["WORK"], text[m[2]:m[3]])
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			s.t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text[m[1]:end]), 0o600); err != nil {
			s.t.Fatal(err)
		}
	}
}

func (s *script) step(line string) {
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "$":
		s.asked(0)
		s.run(rest)
	case "exit":
		n, err := strconv.Atoi(rest)
		if err != nil {
			s.t.Fatalf("%s: %v", s.line, err)
		}
		s.asked(n)
	case "out", "err", "no-out", "no-err":
		s.match(word, rest)
	case "one-line":
		if strings.Count(s.err, "\n") != 1 || !strings.HasSuffix(s.err, "\n") {
			s.t.Errorf("%s: standard error is not one line:\n%s", s.line, s.err)
		}
	case "keep":
		lines := strings.Split(strings.TrimSpace(s.out), "\n")
		s.vars[rest] = lines[len(lines)-1]
	case "env":
		name, value, _ := strings.Cut(rest, "=")
		s.env[name] = value
	case "gone":
		if _, err := os.Lstat(rest); !os.IsNotExist(err) {
			s.t.Errorf("%s: it is there (%v)", s.line, err)
		}
	default:
		s.t.Fatalf("%s: no such step", s.line)
	}
}

func (s *script) match(where, pattern string) {
	want := !strings.HasPrefix(where, "no-")
	text := s.out
	if strings.HasSuffix(where, "err") {
		text = s.err
	}
	if regexp.MustCompile("(?m)"+pattern).MatchString(text) != want {
		s.t.Errorf("%s: standard output:\n%s\nstandard error:\n%s", s.line, s.out, s.err)
	}
}

// asked compares the exit code of the last command, once.
func (s *script) asked(want int) {
	if s.ran != "" && s.code != want {
		s.t.Errorf("%s\nexit code %d, want %d\nstandard output:\n%s\nstandard error:\n%s", s.ran, s.code, want, s.out, s.err)
	}
	s.ran = ""
}

var words = regexp.MustCompile(`"[^"]*"|\S+`)

func (s *script) run(line string) {
	args := words.FindAllString(line, -1)
	for i := range args {
		args[i] = strings.Trim(args[i], `"`)
	}
	env := maps.Clone(s.env)
	var out, err bytes.Buffer
	s.ran = s.line
	s.code = Main(s.t.Context(), process{
		Args: args[1:], In: strings.NewReader(""), Out: &out, Err: &err,
		Env: func(name string) (string, bool) { v, ok := env[name]; return v, ok },
	})
	s.out, s.err = out.String(), err.String()
}

// call runs the program once and returns its exit code and what it wrote.
func call(ctx context.Context, env map[string]string, args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = Main(ctx, process{
		Args: args, In: strings.NewReader(""), Out: &o, Err: &e,
		Env: func(name string) (string, bool) { v, ok := env[name]; return v, ok },
	})
	return code, o.String(), e.String()
}
