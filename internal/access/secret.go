package access

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// What comes before the secret part of a credential, so that a scanner, or a
// person who finds one, knows what it is.
const (
	TokenSecret   = "dpt_"
	LinkSecret    = "dpl_"
	SessionSecret = "dps_"
	PreviewSecret = "dpv_"
)

const secretBytes = 32

// NewSecret draws the secret of a credential, 256 bits as base64url (RFC 4648 §5)
// after the prefix, with the hash under which it is kept. crypto/rand never fails
// (it would end the process).
func NewSecret(prefix string) (secret string, hash [sha256.Size]byte) {
	var b [secretBytes]byte
	rand.Read(b[:])
	secret = prefix + base64.RawURLEncoding.EncodeToString(b[:])
	return secret, sha256.Sum256([]byte(secret))
}

// HashOf returns the hash under which a secret is kept; ok is false for what is no
// secret with the prefix. One of 256 bits needs no salt and no slow hash, and is
// looked up by an index, whose time tells nothing of it.
func HashOf(prefix, secret string) (hash [sha256.Size]byte, ok bool) {
	if !strings.HasPrefix(secret, prefix) || len(secret) != len(prefix)+base64.RawURLEncoding.EncodedLen(secretBytes) {
		return hash, false
	}
	return sha256.Sum256([]byte(secret)), true
}
