package access_test

import (
	"crypto/sha256"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/access"
)

func TestSecret(t *testing.T) {
	secret, hash := access.NewSecret(access.LinkSecret)
	other, _ := access.NewSecret(access.LinkSecret)
	if len(secret) != 47 || secret == other || hash != sha256.Sum256([]byte(secret)) {
		t.Errorf("%q and %q are drawn, hash %x", secret, other, hash)
	}
	if got, ok := access.HashOf(access.LinkSecret, secret); !ok || got != hash {
		t.Errorf("HashOf() = %x, %v", got, ok)
	}
	for name, wrong := range map[string]string{
		"nothing": "", "prefix": access.LinkSecret, "shorter": secret[:46], "longer": secret + "A",
		"of another kind": strings.Replace(secret, access.LinkSecret, access.TokenSecret, 1), "in another case": strings.ToUpper(secret),
	} {
		if _, ok := access.HashOf(access.LinkSecret, wrong); ok {
			t.Errorf("%s is taken for a secret", name)
		}
	}
}
