package app

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCleanSpans reads what a kernel says of a program whose data were relocated.
func TestCleanSpans(t *testing.T) {
	mapping := func(head, anonymous, swap string) string {
		return head + "\nSize:               1000 kB\nRss:                 900 kB\nAnonymous:           " + anonymous + " kB\nSwap:                  " + swap + " kB\nVmFlags: rd mr mw me\n"
	}
	const file = "/usr/local/my bin/diptych (deleted)"
	smaps := mapping("00400000-00500000 r-xp 00000000 fe:00 1 "+file, "0", "0") +
		mapping("00500000-00600000 r--p 00100000 fe:00 1 "+file, "8", "0") + // relocated, then closed
		mapping("00600000-00700000 r--p 00200000 fe:00 1 "+file, "0", "4") + // the same, and swapped out
		mapping("00700000-00800000 rw-p 00300000 fe:00 1 "+file, "0", "0") +
		mapping("00800000-00900000 r--s 00300000 fe:00 1 "+file, "0", "0") +
		mapping("00900000-00a00000 r--p 00300000 fe:00 2 /usr/lib/other", "0", "0") +
		mapping("00a00000-00b00000 r--p 00000000 00:00 0", "0", "0") +
		strings.Replace(mapping("00b00000-00b80000 r--p 00000000 fe:00 1 "+file, "0", "0"), "900 kB", "0 kB", 1) + // nothing is there
		mapping("7fff00000000-7fff00100000 r--p 00400000 fe:00 1 "+file, "0", "0") +
		"00c00000-00d00000 r--p 00500000 fe:00 1 " + file + "\nSize: 1000 kB\n" // and it does not say more
	got, err := cleanSpans(strings.NewReader(smaps), file)
	if err != nil {
		t.Fatal(err)
	}
	want := []span{{0x400000, 0x500000}, {0x7fff00000000, 0x7fff00100000}}
	if d := cmp.Diff(want, got, cmp.AllowUnexported(span{})); d != "" {
		t.Error(d)
	}
}

// TestLeaveFile leaves a file that is mapped twice: what was written into one of the
// mappings before it was closed must stay.
func TestLeaveFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a file")
	text := bytes.Repeat([]byte("Diptych "), 64<<10)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	clean, written := mapped(t, path, len(text), syscall.PROT_READ), mapped(t, path, len(text), syscall.PROT_READ|syscall.PROT_WRITE)
	copy(written[8192:], "a page of its own")
	if err := syscall.Mprotect(written, syscall.PROT_READ); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(clean, text) {
		t.Fatal("the file is not as it was written")
	}
	if err := leaveFile(path); err != nil {
		t.Fatal(err)
	}
	if got := resident(t, path); !strings.Contains(got, "[0 ") && !strings.Contains(got, " 0]") {
		t.Errorf("%s KiB of the mappings are resident, want one with none", got)
	}
	if !bytes.Equal(clean, text) {
		t.Error("the file is not what it was")
	}
	copy(text[8192:], "a page of its own")
	if !bytes.Equal(written, text) {
		t.Error("what was written is lost")
	}
	if err := leaveProgram(); err != nil { // and whoever left it goes on
		t.Error(err)
	}
}

func mapped(t *testing.T, path string, size, right int) []byte {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := syscall.Mmap(int(f.Fd()), 0, size, right, syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Munmap(b); err != nil {
			t.Error(err)
		}
	})
	return b
}

// resident returns how many KiB of each mapping of the file are.
func resident(t *testing.T, path string) string {
	t.Helper()
	smaps, err := os.ReadFile("/proc/self/smaps")
	if err != nil {
		t.Fatal(err)
	}
	var all []int
	inside := false
	for line := range strings.Lines(string(smaps)) {
		if head, _, _ := strings.Cut(line, " "); !strings.HasSuffix(head, ":") {
			inside = strings.HasSuffix(strings.TrimSpace(line), path)
		} else if head == "Rss:" && inside {
			n := 0
			if _, err := fmt.Sscanf(line, "Rss: %d kB", &n); err != nil {
				t.Fatal(err)
			}
			all = append(all, n)
		}
	}
	return fmt.Sprint(all)
}
