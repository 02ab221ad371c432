package tmx_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/tmx"
)

// tool returns the path of a tool that is no part of Diptych, or skips the test. In
// the proof they are all there.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	switch {
	case err == nil:
		return path
	case os.Getenv("CI") != "":
		t.Fatalf("%s is not there: %v", name, err)
	}
	t.Skipf("%s is not there", name)
	return ""
}

// put writes a file below dir.
func put(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func got(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func known() []bitext.Entry {
	return []bitext.Entry{
		{ID: 1, Source: "The server is down.", Target: "Le serveur est en panne.", Origin: bitext.Human},
		{ID: 2, Source: "A <1>new</1> word &amp; a line<2/>break.", Target: "Un <1>nouveau</1> mot &amp; un saut<2/>de ligne.", Tags: "em br/", Origin: bitext.Human},
	}
}

// TestToolkit has the Translate Toolkit read a memory of ours and write its own.
func TestToolkit(t *testing.T) {
	tool(t, "po2tmx")
	python := tool(t, "/usr/bin/python3")
	dir := t.TempDir()
	ours, theirs := put(t, dir, "ours.tmx", write(t, known()...)), filepath.Join(dir, "theirs.tmx")
	script := `import sys
from translate.storage import tmx
for unit in tmx.tmxfile.parsefile(sys.argv[1]).units: print(unit.source + " = " + unit.target)
made = tmx.tmxfile()
made.addtranslation("A & B", "en", "A et B", "fr")
made.savefile(sys.argv[2])`
	out, err := exec.CommandContext(t.Context(), python, "-c", script, ours, theirs).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	want := "The server is down. = Le serveur est en panne.\n" +
		"A <em>new</em> word & a line<br/>break. = Un <em>nouveau</em> mot & un saut<br/>de ligne.\n"
	if string(out) != want {
		t.Errorf("it read\n%s\nwant\n%s", out, want)
	}
	units := read(t, got(t, theirs))
	if len(units) != 1 {
		t.Fatalf("of its own file there are %d units", len(units))
	}
	if source, target, _ := tmx.Pair(units[0].Variants[0], units[0].Variants[1]); source != "A &amp; B" || target != "A et B" {
		t.Errorf("read %q = %q", source, target)
	}
}

const project = `<?xml version="1.0" encoding="UTF-8"?><omegat><project version="1.0">
<source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir><tm_dir>__DEFAULT__</tm_dir><glossary_dir>__DEFAULT__</glossary_dir>
<glossary_file>__DEFAULT__</glossary_file><dictionary_dir>__DEFAULT__</dictionary_dir><source_lang>en</source_lang><target_lang>fr-CA</target_lang>
<sentence_seg>true</sentence_seg><support_default_translations>true</support_default_translations><remove_tags>false</remove_tags></project></omegat>`

// TestOmegaT has OmegaT translate a text by a memory of ours, and reads the memory
// that it gives back.
func TestOmegaT(t *testing.T) {
	if os.Getenv("DIPTYCH_TOOLS") == "" {
		t.Skip("DIPTYCH_TOOLS=1 asks for it: it takes long")
	}
	omegat := tool(t, "omegat")
	dir := t.TempDir()
	at := filepath.Join(dir, "job")
	put(t, at, "omegat.project", project)
	put(t, at, "tm/auto/ours.tmx", write(t, known()...))
	put(t, at, "source/text.txt", "The server is down.\n\nNobody knows this.\n")
	for _, name := range []string{"target/x", "glossary/x", "dictionary/x", "omegat/x"} {
		put(t, at, name, "")
	}
	cmd := exec.CommandContext(t.Context(), omegat, at, "--mode=console-translate")
	cmd.Env = append(os.Environ(), "HOME="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if text := got(t, filepath.Join(at, "target/text.txt")); text != "Le serveur est en panne.\n\nNobody knows this.\n" {
		t.Errorf("it translated %q", text)
	}
	back := read(t, got(t, filepath.Join(at, "job-level2.tmx")))
	if len(back) != 1 || !strings.HasPrefix(back[0].Variants[1].Text(), "Le serveur") {
		t.Errorf("its own memory says %+v", back)
	}
}
