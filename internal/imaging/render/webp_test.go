package render_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"strings"
	"testing"
)

// The encoder is the file that WEBP.md names, and no other.
func TestEncoderIsWhatItSays(t *testing.T) {
	module, err := os.ReadFile("webp.wasm.gz")
	if err != nil {
		t.Fatal(err)
	}
	says, err := os.ReadFile("WEBP.md")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(module)
	if !strings.Contains(string(says), hex.EncodeToString(sum[:])) {
		t.Errorf("webp.wasm.gz has the sum %x, which WEBP.md does not say", sum)
	}
}
